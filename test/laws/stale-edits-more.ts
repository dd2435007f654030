import { F, of, via, type Row } from './staleness.js'

/** Edits of code: a stored result must not outlive any of them. */
export const MORE_EDITS: Row[] = [
  [
    'a class made by a function',
    of('const make = (k: number) => class { m() { return k + 1 } }\nconst C = make(1)', 'new C().m()'),
    of('const make = (k: number) => class { m() { return k + 2 } }\nconst C = make(1)', 'new C().m()'),
  ],
  [
    'a mixin',
    of(
      'const Mixed = (B: any) => class extends B { m() { return 1 } }\nclass C extends Mixed(Object) {}',
      '(new C() as any).m()',
    ),
    of(
      'const Mixed = (B: any) => class extends B { m() { return 2 } }\nclass C extends Mixed(Object) {}',
      '(new C() as any).m()',
    ),
  ],
  [
    'a default export that is an object of functions',
    via(`import api from './b.js'`, 'api.h(x)', { 'b.ts': 'export default { h: (x: number) => x + 1 }' }),
    { 'b.ts': 'export default { h: (x: number) => x + 2 }' },
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
    'a method borrowed from another object',
    of('const a = { k: 1, m() { return this.k } }\nconst b = { k: 5, m: a.m }', 'b.m()'),
    of('const a = { k: 1, m() { return this.k + 1 } }\nconst b = { k: 5, m: a.m }', 'b.m()'),
  ],
  [
    'a label and a loop',
    of('const h = () => { o: for (;;) { for (;;) break o } return 1 }', 'h()'),
    of('const h = () => { o: for (;;) { for (;;) break o } return 2 }', 'h()'),
  ],
  [
    'the helper of an instance’s method, by the constraint of a type parameter',
    {
      'a.ts': `import { M } from './m.js'\n${F}function f<T extends M>(m: T) { return m.v() }\nexport const g = () => f(new M())`,
      'm.ts': `import { rate } from './r.js'\nexport class M { v() { return rate() } }`,
      'r.ts': 'export const rate = () => 1',
    },
    { 'r.ts': 'export const rate = () => 2' },
    'say(() => a.g())',
  ],
  [
    'the helper of an instance’s method, by the type of the variable',
    {
      'a.ts': `import { M } from './m.js'\n${F}const f: (m: M) => number = (m) => m.v()\nexport const g = () => f(new M())`,
      'm.ts': `import { rate } from './r.js'\nexport class M { v() { return rate() } }`,
      'r.ts': 'export const rate = () => 1',
    },
    { 'r.ts': 'export const rate = () => 2' },
    'say(() => a.g())',
  ],
  [
    'a default that another file exports once more',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `export { default as h } from './b.js'`,
      'b.ts': 'export default () => 1',
    }),
    { 'b.ts': 'export default () => 2' },
  ],
  [
    'a method that is spread into an object',
    of('const base = { h() { return 1 } }\nconst o = { ...base, k: 1 }', 'o.h()'),
    of('const base = { h() { return 2 } }\nconst o = { ...base, k: 1 }', 'o.h()'),
  ],
  [
    'what a dynamic import takes apart',
    {
      'a.ts': `${F}async function f(x: any) { const { h } = await import('./b.js'); return h(x) }`,
      'b.ts': 'export const h = (x: number) => x + 1',
    },
    { 'b.ts': 'export const h = (x: number) => x + 2' },
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
    'a computed key of a class',
    of('const k = () => "a"\nclass C { [k()]() { return 1 } a2() { return 2 } }', '(new C() as any).a?.() ?? 0'),
    of('const k = () => "b"\nclass C { [k()]() { return 1 } a2() { return 2 } }', '(new C() as any).a?.() ?? 0'),
  ],
  [
    'a decorator factory of another file',
    via(`import { dec } from './b.js'\nclass C { @dec(1) m(a: number) { return a } }`, 'new C().m(1)', {
      'b.ts': `export const dec = (k: number) => (g: any, _c: any) => function (this: any, a: number) { return g.call(this, a) + k + 1 }`,
    }),
    {
      'b.ts': `export const dec = (k: number) => (g: any, _c: any) => function (this: any, a: number) { return g.call(this, a) + k + 2 }`,
    },
  ],
  ['an accessor keyword', of('class C { accessor k = 1 }', 'new C().k'), of('class C { accessor k = 2 }', 'new C().k')],
  [
    'an import alias',
    of(`namespace N { export const h = () => 1 }\nimport h = N.h`, 'h()'),
    of(`namespace N { export const h = () => 2 }\nimport h = N.h`, 'h()'),
  ],
  [
    'a class expression in a map',
    of('const m: any = { C: class { v() { return 1 } } }', 'new m.C().v()'),
    of('const m: any = { C: class { v() { return 2 } } }', 'new m.C().v()'),
  ],
  [
    'a helper bound with bind',
    of('function h(this: any, a: number) { return this.k + a }\nconst b = h.bind({ k: 1 })', 'b(1)'),
    of('function h(this: any, a: number) { return this.k + a + 1 }\nconst b = h.bind({ k: 1 })', 'b(1)'),
  ],
  [
    'constants by a chain of files with a cycle',
    via(`import { k } from './b.js'`, 'k()', {
      'b.ts': `import { j } from './c.js'\nexport const base = 1\nexport const k = () => j()`,
      'c.ts': `import { base } from './b.js'\nexport const j = () => base + 1`,
    }),
    { 'b.ts': `import { j } from './c.js'\nexport const base = 2\nexport const k = () => j()` },
  ],
  [
    'a global patched by an imported file',
    via(`import './p.js'`, `(globalThis as any).lawHelper()`, { 'p.ts': `(globalThis as any).lawHelper = () => 1` }),
    { 'p.ts': `(globalThis as any).lawHelper = () => 2` },
  ],
  [
    'a global patched two imports away',
    via(`import './q.js'`, `(globalThis as any).lawHelper2()`, {
      'q.ts': `import './p.js'`,
      'p.ts': `(globalThis as any).lawHelper2 = () => 1`,
    }),
    { 'p.ts': `(globalThis as any).lawHelper2 = () => 2` },
  ],
  [
    'a string method by a computed literal',
    of(`const name = 'a'\nconst o: any = { a: () => 1, b: () => 2 }`, 'o[name]()'),
    of(`const name = 'b'\nconst o: any = { a: () => 1, b: () => 2 }`, 'o[name]()'),
  ],
  [
    'a label in a switch',
    of('const h = (k: number) => { switch (k) { case 1: return 1; default: return 0 } }', 'h(1)'),
    of('const h = (k: number) => { switch (k) { case 2: return 1; default: return 0 } }', 'h(1)'),
  ],
  ['a regex flag', of('const re = /A/', 're.test("a")'), of('const re = /A/i', 're.test("a")')],
  ['a bigint', of('const k = 1n', 'String(k)'), of('const k = 2n', 'String(k)')],
  [
    'a class of a returned instance by another function',
    of('class C { v() { return 1 } }\nconst make = () => new C()', 'make().v()'),
    of('class C { v() { return 2 } }\nconst make = () => new C()', 'make().v()'),
  ],
  [
    'a tagged method calling an inherited one of another file',
    {
      'a.ts': `import { B } from './b.js'\nexport class C extends B { /** @cache */ m() { return this.h() } }\nexport const g = () => new C().m()`,
      'b.ts': 'export class B { h() { return 1 } }',
    },
    { 'b.ts': 'export class B { h() { return 2 } }' },
    'say(() => a.g())',
  ],
  [
    'a generic class argument',
    {
      'a.ts': `import { Box } from './m.js'\n${F}function f(m: Box<number>[]) { return m[0]!.v() }\nexport const g = () => f([new Box()])`,
      'm.ts': `import { rate } from './r.js'\nexport class Box<T> { t?: T; v() { return rate() } }`,
      'r.ts': 'export const rate = () => 1',
    },
    { 'r.ts': 'export const rate = () => 2' },
    'say(() => a.g())',
  ],
  [
    'a class in a union alias of an interface',
    {
      'a.ts': `import type { In } from './t.js'\nimport { M } from './m.js'\n${F}function f(m: In) { return m.m!.v() }\nexport const g = () => f({ m: new M() })`,
      't.ts': `import type { M } from './m.js'\nexport interface Base { m?: M | undefined }\nexport interface In extends Base {}`,
      'm.ts': `import { rate } from './r.js'\nexport class M { v() { return rate() } }`,
      'r.ts': 'export const rate = () => 1',
    },
    { 'r.ts': 'export const rate = () => 2' },
    'say(() => a.g())',
  ],
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
