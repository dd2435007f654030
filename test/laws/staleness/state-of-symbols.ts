import { F, of, type Row } from '../staleness.js'

const MADE = `export const A = Symbol('s'), B = Symbol('s')`
const row = (what: string, above: string, body: string, driver: string): Row => [
  what,
  of(above, body),
  {},
  `const { A, B, T, list, make, next, all } = a; ${driver}`,
]
const both = 'const { A, B } = a; say(() => f(A)); say(() => f(B)); say(() => f(A))'
/** An edit of the file that creates the symbols, or of one on the way to it. */
const edit = (what: string, body: string, before: string, after: string, more: Record<string, string> = {}): Row => {
  const files = {
    ...more,
    'a.ts': `import { A, B } from './b.js'\nexport { A, B }\n${F}function f(x: any): any { return ${body} }`,
  }
  return [what, { ...files, 'b.ts': before }, { 'b.ts': after }, both]
}

/** The project's own symbols, which a key has by the place that creates them. */
export const STATE_OF_OWN_SYMBOLS: Row[] = [
  row('two symbols of one description', MADE, 'x === A', 'say(() => f(A)); say(() => f(B)); say(() => f(A))'),
  row(
    'two symbols of a table',
    `export const T = { A: Symbol(), B: Symbol() } as const`,
    'x === T.A',
    'say(() => f(T.A)); say(() => f(T.B))',
  ),
  row(
    'two symbols of a frozen table in a table',
    `export const T = Object.freeze({ in: { A: Symbol(), B: Symbol() } })`,
    'x === T.in.A',
    'say(() => f(T.in.A)); say(() => f(T.in.B))',
  ),
  row(
    'symbols as names of members',
    MADE,
    'x[A]',
    'say(() => f({ [A]: 1 })); say(() => f({ [B]: 1 })); say(() => f({ [A]: 2 }))',
  ),
  row('symbols in a Set', MADE, 'x.has(A)', 'say(() => f(new Set([A]))); say(() => f(new Set([B])))'),
  row('a symbol and its text', MADE, 'typeof x', 'say(() => f(A)); say(() => f(String(A))); say(() => f(A.description))'),
]

/** Some of the symbols are created elsewhere. */
export const STATE_OF_SYMBOLS: Row[] = [
  row(
    'a table whose symbols change places',
    `export const T: any = { A: Symbol(), B: Symbol() }`,
    'x === T.A',
    'const one = T.A, two = T.B; say(() => f(one)); say(() => f(two)); T.A = two; T.B = one; say(() => f(one)); say(() => f(two))',
  ),
  row(
    'a table with a new symbol',
    `export const T: any = { A: Symbol() }`,
    'x === T.A',
    'const one = T.A; say(() => f(one)); T.A = Symbol(); say(() => f(one)); say(() => f(T.A))',
  ),
  row(
    'a variable with another symbol',
    `export let A = Symbol(); const B = A\nexport const next = () => { A = Symbol() }`,
    'x === B',
    'say(() => f(A)); next(); say(() => f(A))',
  ),
  row(
    'symbols that a function creates',
    `export const make = () => Symbol()\nexport const A = make()`,
    'x === A',
    'say(() => f(A)); say(() => f(make())); say(() => f(A))',
  ),
  row(
    'symbols in a loop',
    `export const list: symbol[] = []\nfor (let i = 0; i < 2; i++) { const s = Symbol(); list.push(s) }`,
    'x === list[0]',
    'say(() => f(list[0])); say(() => f(list[1]))',
  ),
  row(
    'a Set of symbols that changes',
    `${MADE}\nexport const all = new Set<any>([A])`,
    'all.has(x)',
    'say(() => f(B)); all.add(B); say(() => f(B)); all.delete(A); say(() => f(A))',
  ),
]

/** Some of the edits show, others don't. */
export const EDITS_OF_SYMBOLS: Row[] = [
  edit(
    'symbols that an edit swaps',
    'x === A',
    `export const A = Symbol('s'), B = Symbol('s')`,
    `const A = Symbol('s'), B = Symbol('s')\nexport { A as B, B as A }`,
  ),
  edit(
    'symbols whose order an edit changes',
    '[x === A, x === B]',
    `export const A = Symbol('s')\nexport const B = Symbol('s')`,
    `export const B = Symbol('s')\nexport const A = Symbol('s')`,
  ),
  edit(
    'a description that an edit changes',
    'x.description',
    `export const A = Symbol('a'), B = Symbol('b')`,
    `export const A = Symbol('b'), B = Symbol('b')`,
  ),
  edit(
    'a description in a text',
    'String(x)',
    `export const A = Symbol('a'), B = Symbol('b')`,
    `export const A = Symbol('c'), B = Symbol('b')`,
  ),
  edit(
    'a name that an edit makes another’s',
    'x === A',
    `export const A = Symbol(), B = Symbol()`,
    `export const A = Symbol(), B = A`,
  ),
  edit(
    'a file that an edit puts in place of another',
    'x === A',
    `export { A } from './c.js'\nexport { A as B } from './d.js'`,
    `export { A } from './d.js'\nexport { A as B } from './c.js'`,
    { 'c.ts': 'export const A = Symbol()', 'd.ts': 'export const A = Symbol()' },
  ),
  edit(
    'a helper that compares with another file’s symbol',
    'B(x)',
    `import { A as C } from './c.js'\nexport { A } from './c.js'\nexport const B = (x: any) => x === C`,
    `import { A as C } from './d.js'\nexport { A } from './c.js'\nexport const B = (x: any) => x === C`,
    { 'c.ts': 'export const A = Symbol()', 'd.ts': 'export const A = Symbol()' },
  ),
  edit(
    'a table whose members an edit swaps',
    'x === A.one',
    `const one = Symbol(), two = Symbol()\nexport const A: any = { one, two }, B: any = one`,
    `const one = Symbol(), two = Symbol()\nexport const A: any = { one: two, two: one }, B: any = one`,
  ),
]
