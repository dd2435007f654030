import { F, of, via, type Row } from '../staleness.js'

export const EDITS_OF_VALUES: Row[] = [
  [
    'a default parameter of a helper',
    of('const h = (a: number, b = 1) => a + b', 'h(x)'),
    of('const h = (a: number, b = 2) => a + b', 'h(x)'),
  ],
  [
    'a default that calls a helper',
    `const d = () => 1\n${F}function f(x: any, y = d()) { return y }`,
    `const d = () => 2\n${F}function f(x: any, y = d()) { return y }`,
  ],
  [
    'a tagged function as an argument',
    `${F}function g(x: number) { return x + 1 }\n${F}function f(h: any) { return h(1) }`,
    `${F}function g(x: number) { return x + 2 }\n${F}function f(h: any) { return h(1) }`,
    'say(() => f(a.g))',
  ],
  [
    'what a tagged function that is an argument reaches',
    `const k = 1\n${F}function g(x: number) { return x + k }\n${F}function f(h: any) { return h(1) }`,
    `const k = 2\n${F}function g(x: number) { return x + k }\n${F}function f(h: any) { return h(1) }`,
    'say(() => f(a.g))',
  ],
  ['a getter of an object', of('const o = { get g() { return 1 } }', 'o.g'), of('const o = { get g() { return 2 } }', 'o.g')],
  [
    'a member of an enumeration',
    via(`import { E } from './b.js'`, 'E.B', { 'b.ts': 'export enum E { A = 1, B }' }),
    { 'b.ts': 'export enum E { A = 2, B }' },
  ],
  ['a const enumeration', of('const enum E { A = 1, B = A + 1 }', 'E.B'), of('const enum E { A = 3, B = A + 1 }', 'E.B')],
  [
    'the function of a template',
    of('const t = (s: any) => s.raw[0] + 1', 't`x`'),
    of('const t = (s: any) => s.raw[0] + 2', 't`x`'),
  ],
  ['a regular expression', of('const re = /a/', `re.test('a')`), of('const re = /b/', `re.test('a')`)],
  [
    'a memoised helper',
    of(
      'const m = new Map<number, number>()\nconst h = (x: number) => { if (!m.has(x)) m.set(x, x + 1); return m.get(x)! }',
      'h(x)',
    ),
    of(
      'const m = new Map<number, number>()\nconst h = (x: number) => { if (!m.has(x)) m.set(x, x + 2); return m.get(x)! }',
      'h(x)',
    ),
  ],
  ['a date', of('const since = new Date(1)', '+since'), of('const since = new Date(2)', '+since')],
  [
    'a computed member',
    of('const o = { a: () => 1, b: () => 2 }', `(o as any)['a']()`),
    of('const o = { a: () => 3, b: () => 2 }', `(o as any)['a']()`),
  ],
  [
    'a property getter of a module object',
    via(`import { o } from './b.js'`, 'o.k', {
      'b.ts': `export const o = Object.defineProperty({} as any, 'k', { get: () => 1 })`,
    }),
    { 'b.ts': `export const o = Object.defineProperty({} as any, 'k', { get: () => 2 })` },
  ],
  [
    'a loop at the top level that fills a table',
    of('const table: any = {}\nfor (let i = 0; i < 3; i++) table[i] = i * 2', 'table[2]'),
    of('const table: any = {}\nfor (let i = 0; i < 3; i++) table[i] = i * 3', 'table[2]'),
  ],
  ['`let` set in a branch at the top level', of('let k = 0\nif (1 > 0) k = 1', 'k'), of('let k = 0\nif (1 > 0) k = 2', 'k')],
  [
    'Object.assign at the top level',
    of('const o: any = { k: 1 }\nObject.assign(o, { k: 2 })', 'o.k'),
    of('const o: any = { k: 1 }\nObject.assign(o, { k: 3 })', 'o.k'),
  ],
  [
    'a reduce over a table',
    of('const all = [[1, 2]].reduce((m, [a, b]) => m.set(a, b), new Map())', 'all.get(1)'),
    of('const all = [[1, 3]].reduce((m, [a, b]) => m.set(a, b), new Map())', 'all.get(1)'),
  ],
  [
    'a label and a loop',
    of('const h = () => { o: for (;;) { for (;;) break o } return 1 }', 'h()'),
    of('const h = () => { o: for (;;) { for (;;) break o } return 2 }', 'h()'),
  ],
  [
    'a tag of a template at the top level',
    of('const tag = (s: any) => s[0].length\nconst k = tag`one`', 'k'),
    of('const tag = (s: any) => s[0].length\nconst k = tag`three`', 'k'),
  ],
  [
    'a helper in a default of destructuring',
    `const d = () => 1
${F}function f({ y = d() }: any) { return y }`,
    `const d = () => 2
${F}function f({ y = d() }: any) { return y }`,
  ],
  [
    'a helper bound with bind',
    of('function h(this: any, a: number) { return this.k + a }\nconst b = h.bind({ k: 1 })', 'b(1)'),
    of('function h(this: any, a: number) { return this.k + a + 1 }\nconst b = h.bind({ k: 1 })', 'b(1)'),
  ],
  [
    'a label in a switch',
    of('const h = (k: number) => { switch (k) { case 1: return 1; default: return 0 } }', 'h(1)'),
    of('const h = (k: number) => { switch (k) { case 2: return 1; default: return 0 } }', 'h(1)'),
  ],
  ['a regex flag', of('const re = /A/', 're.test("a")'), of('const re = /A/i', 're.test("a")')],
  ['a bigint', of('const k = 1n', 'String(k)'), of('const k = 2n', 'String(k)')],
  [
    'overload signature types',
    {
      'a.ts': `import { M } from './m.js'\nexport function f(m: M): number\n/** @cache */\nexport function f(m: any): number { return m.v() }\nexport const g = () => f(new M())`,
      'm.ts': `import { rate } from './r.js'\nexport class M { v() { return rate() } }`,
      'r.ts': 'export const rate = () => 1',
    },
    { 'r.ts': 'export const rate = () => 2' },
    'say(() => a.g())',
  ],
]
