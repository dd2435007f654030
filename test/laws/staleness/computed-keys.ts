import { of, once, via, type Row } from '../staleness.js'

const KINDS = "export enum K { A = 'a', B = 'b' }"
const twice = `${once}; say(() => f(1))`
/** A table under computed keys, of which the function calls one member, before and after an edit. */
const edit = (what: string, before: string, after: string, read = '(t as any)[K.A](x)', above = KINDS): Row => [
  what,
  of(`${above}\n${before}`, read),
  of(`${above}\n${after}`, read),
  once,
]
const table = (members: string, above = '') => `${above}\nexport const t: any = { ${members} }`

export const EDITS_UNDER_COMPUTED_KEYS: Row[] = [
  edit('an arrow under an enum’s member', table('[K.A]: (n: any) => n + 1'), table('[K.A]: (n: any) => n + 2')),
  edit('a method under an enum’s member', table('[K.A](n: any) { return n + 1 }'), table('[K.A](n: any) { return n + 2 }')),
  edit(
    'what an arrow under a computed key reads',
    table('[K.A]: (n: any) => n + r', 'const r = 1'),
    table('[K.A]: (n: any) => n + r', 'const r = 2'),
  ),
  edit(
    'what a method under a computed key calls',
    table('[K.A](n: any) { return h(n) }', 'const h = (n: any) => n + 1'),
    table('[K.A](n: any) { return h(n) }', 'const h = (n: any) => n + 2'),
  ),
  edit(
    'what a function captures under a computed key',
    'const make = (r: any) => ({ [K.A]: (n: any) => n + r, [K.B](n: any) { return n * r } })\nexport const t = make(1)',
    'const make = (r: any) => ({ [K.A]: (n: any) => n + r, [K.B](n: any) { return n * r } })\nexport const t = make(2)',
  ),
  edit(
    'two computed keys, swapped',
    table('[K.A]: (n: any) => n + r, [K.B]: (n: any) => n - r', 'const r = 1'),
    table('[K.B]: (n: any) => n + r, [K.A]: (n: any) => n - r', 'const r = 1'),
  ),
  edit(
    'two methods under computed keys, swapped',
    table('[K.A](n: any) { return n + r }, [K.B](n: any) { return n - r }', 'const r = 1'),
    table('[K.B](n: any) { return n + r }, [K.A](n: any) { return n - r }', 'const r = 1'),
  ),
  edit(
    'two keys of methods that become one',
    table('[K.A](n: any) { return n + r }, [K.B](n: any) { return n - r }', 'const r = 1'),
    table('[K.A](n: any) { return n + r }, [K.B](n: any) { return n - r }', 'const r = 1').replace('K.B', 'K.A'),
  ),
  edit(
    'the value of a key',
    table('[A]: (n: any) => n + r, b: (n: any) => n - r', "const r = 1, A = 'a'"),
    table('[A]: (n: any) => n + r, b: (n: any) => n - r', "const r = 1, A = 'b'"),
    'String(t.a?.(x)) + t.b(x)',
    '',
  ),
  edit(
    'the value of a method’s key',
    table('[A](n: any) { return n + r }, b(n: any) { return n - r }', "const r = 1, A = 'a'"),
    table('[A](n: any) { return n + r }, b(n: any) { return n - r }', "const r = 1, A = 'b'"),
    'String(t.a?.(x)) + t.b(x)',
    '',
  ),
  edit(
    'an iterator of an object',
    table('*[Symbol.iterator]() { yield r }', 'const r = 1'),
    table('*[Symbol.iterator]() { yield r }', 'const r = 2'),
    '[...t][0] + x',
    '',
  ),
  edit(
    'a method before an iterator',
    table('next() { return r }, [Symbol.iterator]() { return this }', 'const r = 1'),
    table('next() { return r }, [Symbol.iterator]() { return this }', 'const r = 2'),
    't[Symbol.iterator]().next() + x',
    '',
  ),
  [
    'a handler of another file under an imported key',
    via(`import { t } from './b.js'\nimport { A } from './c.js'`, 't[A](x)', {
      'b.ts': `import { A } from './c.js'\nconst r = 1\nexport const t: any = { [A]: (n: any) => n + r, other(n: any) { return r } }`,
      'c.ts': `export const A = 'a'`,
    }),
    {
      'b.ts': `import { A } from './c.js'\nconst r = 2\nexport const t: any = { [A]: (n: any) => n + r, other(n: any) { return r } }`,
    },
    once,
  ],
  [
    'an imported key',
    via(`import { t } from './b.js'`, 'String(t.a?.(x)) + t.b?.(x)', {
      'b.ts': `import { A } from './c.js'\nconst r = 1\nexport const t: any = { [A]: (n: any) => n + r, b(n: any) { return n - r } }`,
      'c.ts': `export const A = 'a'`,
    }),
    { 'c.ts': `export const A = 'b'` },
    once,
  ],
]

const read = (what: string, above: string, change: string, call = '(t as any)[K.A](x)'): Row => [
  what,
  of(`${KINDS}\n${above}`, call),
  {},
  `${twice}; ${change}; ${twice}`,
]
const both = 'const s = { r: 1 }\nexport const set = (r: any) => { s.r = r }'

/** The functions in the table are known: all calls hit in a second run. */
export const STATE_UNDER_COMPUTED_KEYS: Row[] = [
  read('state that an arrow under a computed key reads', table('[K.A]: (n: any) => n + s.r', both), 'a.set(2)'),
  read('state that a method under a computed key reads', table('[K.A](n: any) { return n + s.r }', both), 'a.set(2)'),
  read('state of a class under a computed key', table('[K.A]: class { static n = 1 }'), 'a.t.a.n = 2', '(t as any)[K.A].n + x'),
  read(
    'an entry that has been replaced',
    table('[K.A]: (n: any) => n + s.r', `${both}\nexport const put = (f: any) => { t[K.A] = (n: any) => n * f * s.r }`),
    'a.put(5)',
  ),
  read(
    'an entry that another module has replaced',
    table('[K.A](n: any) { return n + s.r }, [K.B](n: any) { return n - s.r }', both),
    'a.t.a = a.t.b',
  ),
  read(
    'two entries, swapped',
    table('[K.A]: (n: any) => n + s.r, [K.B]: (n: any) => n - s.r', both),
    '[a.t.a, a.t.b] = [a.t.b, a.t.a]',
  ),
  read(
    'what a factory’s functions capture',
    'const make = (r: any) => ({ [K.A]: (n: any) => n + r, [K.B](n: any) { return n * r } })\nexport let t: any = make(1)\nexport const set = (r: any) => { t = make(r) }',
    'a.set(2)',
    '(t as any)[K.A](x) + t.b(x)',
  ),
  read(
    'variables that a factory’s functions share',
    'const make = (r: any) => ({ [K.A]: (n: any) => n + r, [K.B](n: any) { r = n } })\nexport const t: any = make(1)',
    'a.t.b(3)',
  ),
  read(
    'a property of a function under a computed key',
    table('[K.A]: (n: any) => n + s.r', both),
    'a.t.a.n = 2',
    'String(t.a.n) + x',
  ),
  read(
    'the name of a function under a computed key',
    table('[K.A]: (n: any) => n + s.r, [Symbol.iterator]: () => s.r, [`x${K.B}`]: () => s.r', both),
    'Object.defineProperty(a.t.a, "name", { value: "z" })',
    't.a.name + t[Symbol.iterator].name + t.xb.name + x',
  ),
]

/** A table that the function is given, so that only what run time knows of its functions tells what they read. */
const given = (what: string, above: string, call = 'x.a(2)'): Row => {
  const say = 'say(() => f(a.t)); say(() => f(a.t))'
  return [what, of(`let n = 1\nexport const set = (v: any) => { n = v }\n${above}`, call), {}, `${say}; a.set(2); ${say}`]
}

/** Keys that two properties have, or that are others when they are read again. */
export const STATE_UNDER_UNKNOWN_KEYS: Row[] = [
  given(
    'a method that a function replaces',
    `const one = 'a', other = 'a'\nexport const t: any = { [one](x: any) { return x }, [other]: (x: any) => x * n }`,
  ),
  given(
    'a method that a method replaces',
    `const one = 'a', other = 'a'\nexport const t: any = { [one](x: any) { return x }, [other](x: any) { return x * n } }`,
  ),
  given(
    'a method that a spread replaces',
    `const one = 'a', base = { a: (x: any) => x * n }\nexport const t: any = { [one](x: any) { return x }, ...base }`,
  ),
  given(
    'a method whose key a later value has changed',
    `enum K { A = 'b' }\nconst move = () => { (K as any).A = 'a'; return 1 }
export const t: any = { a: (x: any) => x * n, [K.A](x: any) { return x }, z: move() }`,
  ),
  given(
    'a method under the key that a variable holds',
    `let k = 'b'\nexport const t: any = { ...{ a: (x: any) => x * n }, [k](x: any) { return x }, z: (k = 'a') }`,
  ),
  given(
    'a method under a number and a function under its text',
    `const one = 1, other = '1'\nexport const t: any = { [one](x: any) { return x }, [other]: (x: any) => x * n }`,
    'x[1](2)',
  ),
  given(
    'a key that an accessor gives',
    `let c = 0\nconst ids = { get next() { return 'k' + c++ } }
export const t: any = { [ids.next]: (x: any) => x + n, [ids.next]: (x: any) => x * n, [ids.next](x: any) { return x } }`,
    'Object.keys(x).join() + x.k0.name + x.k0(2)',
  ),
  given(
    'a key that is an object',
    `const key: any = { toString: () => 'a' }
export const t: any = { [key]: (x: any) => x + n, [\`\${key}b\`](x: any) { return x } }`,
    'x.a.name + x.a(2)',
  ),
]
