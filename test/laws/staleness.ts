/** What changes, the modules before, those that differ after, and what the driver does; `main.ts` sees all of `a.ts`. */
export type Row = [what: string, before: Record<string, string> | string, after: Record<string, string> | string, driver?: string]

const F = '/** @cache */ export '
const once = 'say(() => f(1))'
/** A tagged function of `a.ts` that reaches `b.ts`. */
const via = (imports: string, body: string, others: Record<string, string>) => ({
  'a.ts': `${imports}\n${F}function f(x: any): any { return ${body} }`,
  ...others,
})
const of = (above: string, body: string) => `${above}\n${F}function f(x: any): any { return ${body} }`

/** Edits of code: a stored result must not outlive any of them. */
export const EDITS: Row[] = [
  [
    'a helper two imports away, through a barrel and a namespace',
    via(`import * as all from './barrel.js'`, 'all.h(x)', {
      'barrel.ts': `export * from './h.js'`,
      'h.ts': `import { deep } from './deep.js'\nexport const h = (x: number) => deep(x)`,
      'deep.ts': 'export const deep = (x: number) => x + 1',
    }),
    { 'deep.ts': 'export const deep = (x: number) => x + 2' },
  ],
  [
    'a method of a base class in another file',
    via(`import { B } from './b.js'\nclass C extends B {}`, 'new C().m()', { 'b.ts': 'export class B { m() { return 1 } }' }),
    { 'b.ts': 'export class B { m() { return 2 } }' },
  ],
  [
    'a constant made of another file’s constant',
    via(`import { k } from './b.js'\nconst twice = k * 2`, 'twice', { 'b.ts': 'export const k = 1' }),
    { 'b.ts': 'export const k = 2' },
  ],
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
    'the helper of an instance’s method, by the argument’s type',
    {
      'a.ts': `import type { M } from './m.js'\n${F}function f(m: M) { return m.v() }`,
      'm.ts': `import { rate } from './r.js'\nexport class M { v() { return rate } }`,
      'r.ts': 'export const rate = 1',
      'use.ts': `import { M } from './m.js'\nimport { f } from './a.js'\nexport const g = () => f(new M())`,
    },
    { 'r.ts': 'export const rate = 2' },
    `say(() => all['use'].g())`,
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
    'a getter of a class',
    of('class C { get g() { return 1 } }', 'new C().g'),
    of('class C { get g() { return 2 } }', 'new C().g'),
  ],
  [
    'an imported configuration that is spread',
    via(`import { base } from './b.js'\nconst config = { ...base, more: 1 }`, 'config.size', {
      'b.ts': 'export const base = { size: 1 }',
    }),
    { 'b.ts': 'export const base = { size: 2 }' },
  ],
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
    'a nested value of JSON',
    via(`import data from './d.json'`, 'data.deep.list[1]', { 'd.json': '{ "deep": { "list": [1, 2] } }' }),
    { 'd.json': '{ "deep": { "list": [1, 3] } }' },
  ],
  [
    '`export *`, then an export of its own that hides it',
    via(`import { h } from './m.js'`, 'h()', { 'm.ts': `export * from './b.js'`, 'b.ts': 'export const h = () => 1' }),
    { 'm.ts': `export * from './b.js'\nexport const h = () => 2` },
  ],
  [
    'a re-export that leads elsewhere',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `export { h } from './b.js'`,
      'b.ts': 'export const h = () => 1',
      'c.ts': 'export const h = () => 2',
    }),
    { 'm.ts': `export { h } from './c.js'` },
  ],
  [
    'a re-export that picks one',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `import * as b from './b.js'\nimport * as c from './c.js'\nexport const h = false ? b.h : c.h`,
      'b.ts': 'export const h = () => 1',
      'c.ts': 'export const h = () => 2',
    }),
    { 'm.ts': `import * as b from './b.js'\nimport * as c from './c.js'\nexport const h = true ? b.h : c.h` },
  ],
  [
    'a `switch` over an imported constant',
    via(`import { MODE } from './b.js'`, `(() => { switch (MODE as string) { case 'a': return 1; default: return 2 } })()`, {
      'b.ts': `export const MODE = 'a'`,
    }),
    { 'b.ts': `export const MODE = 'b'` },
  ],
  [
    'a function that another module registers',
    via(`import './plugin.js'\nimport { registry } from './registry.js'`, `registry.get('k')!(x)`, {
      'registry.ts': 'export const registry = new Map<string, any>()',
      'plugin.ts': `import { registry } from './registry.js'\nregistry.set('k', (x: number) => x + 1)`,
    }),
    { 'plugin.ts': `import { registry } from './registry.js'\nregistry.set('k', (x: number) => x + 2)` },
  ],
  [
    'a memoised helper',
    of(
      'const memo = (h: any) => { const m = new Map(); return (x: any) => (m.has(x) || m.set(x, h(x)), m.get(x)) }\nconst h = memo((x: number) => x + 1)',
      'h(x)',
    ),
    of(
      'const memo = (h: any) => { const m = new Map(); return (x: any) => (m.has(x) || m.set(x, h(x)), m.get(x)) }\nconst h = memo((x: number) => x + 2)',
      'h(x)',
    ),
  ],
  [
    'a patched prototype of another file',
    via(`import './patch.js'`, `(x as any).double()`, {
      'patch.ts': '(Number.prototype as any).double = function () { return this * 2 }',
    }),
    { 'patch.ts': '(Number.prototype as any).double = function () { return this * 3 }' },
  ],
  [
    'a patched prototype of a class',
    of('class C {}\n(C.prototype as any).m = () => 1', '(new C() as any).m()'),
    of('class C {}\n(C.prototype as any).m = () => 2', '(new C() as any).m()'),
  ],
  ['a date', of('const since = new Date(1)', '+since'), of('const since = new Date(2)', '+since')],
  [
    'a helper in .js',
    via(`import { h } from './b.js'`, 'h()', { 'b.js': 'export const h = () => 1' }),
    { 'b.js': 'export const h = () => 2' },
  ],
  [
    'a helper in .mjs',
    via(`import { h } from './b.mjs'`, 'h()', { 'b.mjs': 'export const h = () => 1' }),
    { 'b.mjs': 'export const h = () => 2' },
  ],
  [
    'a helper in .cjs',
    via(`import b from './b.cjs'`, 'b.h()', { 'b.cjs': 'const k = 1; exports.h = () => k' }),
    { 'b.cjs': 'const k = 2; exports.h = () => k' },
  ],
  [
    'a dynamic import',
    {
      'a.ts': `${F}async function f(x: any) { return (await import('./b.js')).h(x) }`,
      'b.ts': 'export const h = (x: number) => x + 1',
    },
    { 'b.ts': 'export const h = (x: number) => x + 2' },
  ],
  [
    'a private method',
    of('class C { #h() { return 1 } m() { return this.#h() } }', 'new C().m()'),
    of('class C { #h() { return 2 } m() { return this.#h() } }', 'new C().m()'),
  ],
  [
    'a static block',
    of('class C { static k: number; static { C.k = 1 } }', 'C.k'),
    of('class C { static k: number; static { C.k = 2 } }', 'C.k'),
  ],
  [
    'Symbol.iterator',
    of('class C { *[Symbol.iterator]() { yield 1 } }', '[...new C()]'),
    of('class C { *[Symbol.iterator]() { yield 2 } }', '[...new C()]'),
  ],
  [
    'toString in a template',
    of('class C { toString() { return "a" } }', '`${new C()}`'),
    of('class C { toString() { return "b" } }', '`${new C()}`'),
  ],
  [
    'a computed member',
    of('const o = { a: () => 1, b: () => 2 }', `(o as any)['a']()`),
    of('const o = { a: () => 3, b: () => 2 }', `(o as any)['a']()`),
  ],
  [
    'an object of functions of another file',
    via(`import { ops } from './b.js'`, 'ops.h(x)', { 'b.ts': 'export const ops = { h: (x: number) => x + 1 }' }),
    { 'b.ts': 'export const ops = { h: (x: number) => x + 2 }' },
  ],
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

/** Changes between calls of one run: the second call must not be answered by the first. */
export const STATE: Row[] = [
  [
    'a setting of a singleton',
    via(`import { config } from './b.js'`, 'config.db.host', { 'b.ts': `export const config = { db: { host: 'a' } }` }),
    {},
    `${once}; all.b.config.db.host = 'b'; ${once}`,
  ],
  [
    'a setting behind a helper',
    via(`import { h } from './c.js'`, 'h()', {
      'b.ts': `export const config = { host: 'a' }`,
      'c.ts': `import { config } from './b.js'\nexport const h = () => config.host`,
    }),
    {},
    `${once}; all.b.config.host = 'b'; ${once}`,
  ],
  [
    'a setting behind a getter function',
    via(`import { get } from './b.js'`, `get('host')`, {
      'b.ts': `export const values: any = { host: 'a' }\nexport const get = (k: string) => values[k]`,
    }),
    {},
    `${once}; all.b.values.host = 'b'; ${once}`,
  ],
  [
    'an environment variable',
    of('', 'process.env.LAW_X'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'an environment variable behind a helper’s default',
    of('const h = (e = process.env.LAW_X) => e', 'h()'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'an environment variable by an alias in the function',
    of('', '(() => { const { env } = process; return env.LAW_X })()'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'a captured loop variable',
    `export const fs: any[] = []\nfor (let i = 0; i < 3; i++) { /** @cache */ const g = (x: any) => x + i; fs.push(g) }`,
    {},
    'say(() => a.fs[0](1)); say(() => a.fs[1](1)); say(() => a.fs[2](1))',
  ],
  [
    'a captured variable that changes',
    `export function make() { let k = 1; /** @cache */ const g = (x: any) => x + k; return { g, up() { k++ } } }`,
    {},
    'const m = a.make(); say(() => m.g(1)); m.up(); say(() => m.g(1))',
  ],
  [
    'a captured object that changes',
    `export function make() { const o = { k: 1 }; /** @cache */ const g = (x: any) => x + o.k; return { g, o } }`,
    {},
    'const m = a.make(); say(() => m.g(1)); m.o.k++; say(() => m.g(1))',
  ],
  [
    'a captured function that captures',
    `export function make(k: number) { const h = () => k; /** @cache */ const g = (x: any) => x + h(); return g }`,
    {},
    'say(() => a.make(1)(1)); say(() => a.make(2)(1))',
  ],
  [
    '`arguments`',
    `${F}function f() { return arguments.length + [...arguments].join() }`,
    {},
    'say(() => f(1)); say(() => f(1, 2)); say(() => f(1, 3))',
  ],
  [
    'a rest parameter',
    `${F}function f(...r: any[]) { return r.length }`,
    {},
    'say(() => f(1)); say(() => f(1, undefined)); say(() => f())',
  ],
  [
    'fields of `this`',
    `export class C { k = 1; /** @cache */ m() { return this.k } }`,
    {},
    'const c = new a.C(); say(() => c.m()); c.k = 2; say(() => c.m())',
  ],
  [
    'a method of `this` that is replaced',
    `export class C { h: any = () => 1; /** @cache */ m() { return this.h() } }`,
    {},
    'const c = new a.C(); say(() => c.m()); c.h = () => 2; say(() => c.m())',
  ],
  [
    'an overridden method',
    `export class B { h() { return 1 } /** @cache */ m() { return this.h() } }\nexport class C extends B { h() { return 2 } }`,
    {},
    'say(() => new a.B().m()); say(() => new a.C().m())',
  ],
  [
    'a getter that is overridden',
    `export class B { get h() { return 1 } /** @cache */ m() { return this.h } }\nexport class C extends B { get h() { return 2 } }`,
    {},
    'say(() => new a.B().m()); say(() => new a.C().m())',
  ],
  ['static state', of('export class C { static k = 1 }', 'C.k'), {}, `${once}; a.C.k = 2; ${once}`],
  [
    'static state behind `this`',
    `export class C { static k = 1; /** @cache */ static m() { return this.k } }\nexport class D extends C {}`,
    {},
    'say(() => a.C.m()); a.C.k = 2; say(() => a.C.m()); (a.D as any).k = 3; say(() => a.D.m())',
  ],
  [
    'static state of a base',
    of('export class B { static k = 1 }\nexport class C extends B { m() { return C.k } }', 'new C().m()'),
    {},
    `${once}; a.B.k = 2; ${once}`,
  ],
  ['a Map that fills up', of('export const m = new Map<any, any>()', 'm.get(x)'), {}, `${once}; a.m.set(1, 2); ${once}`],
  [
    'a private array that a function fills',
    of('const list: number[] = []\nexport const add = (n: number) => { list.push(n) }', 'list.length'),
    {},
    `${once}; a.add(1); ${once}`,
  ],
  [
    'an array that an alias fills',
    of('const list: number[] = []\nexport const handle = { list }', 'list.length'),
    {},
    `${once}; a.handle.list.push(1); ${once}`,
  ],
  [
    'an object that a function hands out',
    of('const state = { k: 1 }\nexport const get = () => state', 'state.k'),
    {},
    `${once}; a.get().k = 2; ${once}`,
  ],
  [
    'an object that a local alias changes',
    of('const state = { k: 1 }\nexport function up() { const s = state; s.k++ }', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that a helper changes',
    of('const state = { k: 1 }\nconst bump = (s: any) => { s.k++ }\nexport const up = () => bump(state)', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that a callback changes',
    of('const state: any = { k: 1 }\nexport const up = () => [1].forEach(() => Object.assign(state, { k: 2 }))', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a member that a loop changes',
    of('const items = [{ k: 1 }]\nexport const up = () => { for (const item of items) item.k++ }', 'items[0]!.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a destructured object that changes',
    of('const state = { inner: { k: 1 } }\nexport const up = () => { const { inner } = state; inner.k++ }', 'state.inner.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'state behind a class instance',
    of('class S { k = 1 }\nconst s = new S()\nexport const up = () => { s.k++ }', 's.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a lazily made value that is set by hand',
    of('let t: any\nexport const reset = (v: any) => { t = v }\nconst get = () => (t ??= 1)', 'get()'),
    {},
    `a.reset(3); ${once}; a.reset(5); ${once}`,
  ],
  [
    'a counter whose value is used',
    `let n = 0\nexport const up = () => n++\n${F}function f(x: any) { return n }`,
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'live bindings of another file',
    via(`import { k } from './b.js'`, 'k', { 'b.ts': 'export let k = 1; export const set = (v: number) => { k = v }' }),
    {},
    `${once}; all.b.set(2); ${once}`,
  ],
  [
    'a live binding behind a barrel',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `export * from './c.js'`,
      'b.ts': 'export let k = 1; export const set = (v: number) => { k = v }',
      'c.ts': `import { k } from './b.js'\nexport const h = () => k`,
    }),
    {},
    `${once}; all.b.set(2); ${once}`,
  ],
  [
    'a default argument that reads state',
    `export const o = { k: 1 }\n${F}function f(x: any, y = o.k) { return y }`,
    {},
    `${once}; a.o.k = 2; ${once}`,
  ],
  [
    'an argument that is changed and passed again',
    of('', 'x.k'),
    {},
    'const o = { k: 1 }; say(() => f(o)); o.k = 2; say(() => f(o))',
  ],
  [
    'instances of two classes with the same fields',
    `export class A { k = 1; m() { return 'a' } }\nexport class B { k = 1; m() { return 'b' } }\n${F}function f(x: any) { return x.m() }`,
    {},
    'say(() => f(new a.A())); say(() => f(new a.B()))',
  ],
  [
    'two tagged functions with the same text',
    `export function one(k: number) { /** @cache */ function g() { return k } return g }\nexport function two(k: number) { /** @cache */ function g() { return k } return g }`,
    {},
    'say(() => a.one(1)()); say(() => a.two(2)()); say(() => a.one(3)())',
  ],
  ['a Date that is changed in place', of('', '+x'), {}, 'const d = new Date(1); say(() => f(d)); d.setTime(2); say(() => f(d))'],
  [
    'order of a Map',
    of('', '[...x.keys()].join()'),
    {},
    'say(() => f(new Map([[1, 1], [2, 2]]))); say(() => f(new Map([[2, 2], [1, 1]])))',
  ],
  [
    'a regular expression that remembers',
    of('export const re = /a/g', 're.lastIndex'),
    {},
    `${once}; a.re.lastIndex = 2; ${once}`,
  ],
  [
    'a generator that is stopped early',
    `export const o = { k: 1 }\n${F}function* f(x: any) { yield o.k; yield 2 }`,
    {},
    'say(() => f(1).next()); a.o.k = 5; say(() => [...f(1)])',
  ],
  [
    'an element that a pattern took out',
    of('export const o = { list: [{ k: 1 }] }\nconst [first] = o.list', 'first!.k'),
    {},
    `${once}; a.o.list[0].k = 2; ${once}`,
  ],
  [
    'a part that a function took out',
    of('export const o = { part: { k: 1 } }\nconst pick = () => o.part\nconst part = pick()', 'part.k'),
    {},
    `${once}; a.o.part.k = 2; ${once}`,
  ],
  [
    'an object under another name of the module',
    of('const o = { k: 1 }\nconst p = o\nexport const up = () => { p.k++ }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an instance that a function made',
    of(
      'class S { k = 1; up() { this.k++ } }\nconst make = () => new S()\nconst s = make()\nexport const up = () => s.up()',
      's.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'data that a function made and another changes',
    of(
      'const make = () => ({ k: 1 })\nconst s = make()\nconst bump = (o: any) => { o.k++ }\nexport const up = () => bump(s)',
      's.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a generator whose finally yields, and its caller',
    `${F}function* f(x: any) { try { yield x; yield 2 } finally { yield 3 } }`,
    {},
    'say(() => [...f(1)]); const g = f(1); say(() => [g.next(), g.return(9), g.next()])',
  ],
  [
    'a property of a function',
    of('function h() {}\nh.k = 1\nexport const up = () => { h.k++ }', 'h.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a variable of a namespace',
    of('export namespace N { export let k = 1; export const up = () => { k++ } }', 'N.k'),
    {},
    `${once}; a.N.up(); ${once}`,
  ],
  [
    'an object that its own method changes',
    of('const o = { k: 1, up() { this.k++ } }\nexport const up = () => o.up()', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a date that a function sets',
    of('const since = new Date(1)\nexport const up = () => { since.setTime(5) }', '+since'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'bytes that a function sets',
    of('const bytes = new Uint8Array(2)\nexport const up = () => { bytes[0] = 5 }', 'bytes[0]'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an environment variable by node:process',
    of(`import { env } from 'node:process'`, 'env.LAW_X'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'a getter over a variable',
    of('let n = 1\nexport const up = () => { n++ }\nconst o = { get k() { return n } }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a variable of the module that a nested function changes',
    `let k = 1\nexport function make() { /** @cache */ const g = (x: any) => x + k; return { g, up() { k++ } } }`,
    {},
    'const m = a.make(); say(() => m.g(1)); m.up(); say(() => m.g(1))',
  ],
  [
    'a setter on a module object',
    of('let n = 1\nexport const o = { get k() { return n }, set k(v) { n = v } }', 'o.k'),
    {},
    `${once}; a.o.k = 2; ${once}`,
  ],
  [
    'a loop that writes a variable later',
    of('let k = 0\nexport const up = () => { for (k of [1, 2]) void 0 }', 'k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a variable set by destructuring later',
    of('let k = 0\nexport const up = () => { ({ k } = { k: 3 }) }', 'k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a variable set by a nested arrow later',
    of('let k = 0\nexport const make = () => () => { k++ }', 'k'),
    {},
    `${once}; a.make()(); ${once}`,
  ],
  [
    'an array sorted in place',
    of('const list = [2, 1]\nexport const up = () => list.sort()', 'list[0]'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a member deleted',
    of('const o: any = { k: 1 }\nexport const up = () => { delete o.k }', 'o.k ?? 0'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Reflect.set',
    of('const o: any = { k: 1 }\nexport const up = () => { Reflect.set(o, "k", 2) }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Object.defineProperty later',
    of('const o: any = { k: 1 }\nexport const up = () => { Object.defineProperty(o, "k", { value: 2 }) }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an array assigned by index',
    of('const list = [1]\nexport const up = () => { list[0] = 5 }', 'list[0]'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'list.length = 0',
    of('const list = [1]\nexport const up = () => { list.length = 0 }', 'list.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a Map in a Map',
    of(
      'const m = new Map([["a", new Map([["b", 1]])]])\nexport const up = () => { m.get("a")!.set("b", 2) }',
      'm.get("a")!.get("b")',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a Map in a Map, by a name',
    of(
      'const m = new Map([["a", new Map([["b", 1]])]])\nexport const up = () => { const inner = m.get("a")!; inner.set("b", 2) }',
      'm.get("a")!.get("b")',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an element by find',
    of(
      'const list = [{ id: 1, k: 1 }]\nexport const up = () => { const found = list.find((e) => e.id === 1)!; found.k = 2 }',
      'list[0]!.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an element in forEach',
    of('const list = [{ k: 1 }]\nexport const up = () => list.forEach((e) => { e.k++ })', 'list[0]!.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Object.values',
    of('const o = { a: { k: 1 } }\nexport const up = () => { for (const v of Object.values(o)) v.k++ }', 'o.a.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Object.entries destructured',
    of('const o = { a: { k: 1 } }\nexport const up = () => { for (const [, v] of Object.entries(o)) v.k++ }', 'o.a.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a spread of the object shares inner',
    of('const o = { a: { k: 1 } }\nexport const copy = { ...o }', 'o.a.k'),
    {},
    `${once}; a.copy.a.k = 2; ${once}`,
  ],
  [
    'structuredClone does not share',
    of('const o = { a: { k: 1 } }\nexport const copy = structuredClone(o)', 'o.a.k'),
    {},
    `${once}; a.copy.a.k = 2; ${once}`,
  ],
  [
    'a class instance held by a class static',
    of('class R { static all = [1]; static add() { R.all.push(2) } }\nexport const up = () => R.add()', 'R.all.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a subclass static',
    of('class B { static n = 1 }\nclass C extends B { static up() { this.n = 5 } }\nexport const up = () => C.up()', 'C.n'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a module object whose method is async',
    of('const o = { k: 1, async up() { await null; this.k = 2 } }\nexport const up = () => o.up()', 'o.k'),
    {},
    `${once}; await a.up(); ${once}`,
  ],
  [
    'an object whose arrow member changes it',
    of('const o = { k: 1, up: () => { o.k++ } }\nexport const up = () => o.up()', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a promise resolved later',
    of('let resolve: any\nlet value = 0\nexport const up = () => { Promise.resolve().then(() => { value = 1 }) }', 'value'),
    {},
    `${once}; a.up(); await null; await null; ${once}`,
  ],
  [
    'an exported class instance',
    of('export class S { k = 1 }\nexport const s = new S()', 's.k'),
    {},
    `${once}; a.s.k = 2; ${once}`,
  ],
  [
    'as const holding a variable',
    of('export const inner = { k: 1 }\nexport const o = { inner } as const', 'o.inner.k'),
    {},
    `${once}; a.inner.k = 2; ${once}`,
  ],
  [
    'an instance of an imported class, changed',
    via(`import { S } from './b.js'\nexport const s = new S()\nexport const up = () => s.up()`, 's.k', {
      'b.ts': 'export class S { k = 1; up() { this.k++ } }',
    }),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object created with a prototype',
    of('const base = { k: 1 }\nconst o: any = Object.create(base)\nexport const up = () => { base.k = 2 }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'arguments of a closure array',
    of('const stack: number[] = []\nexport const up = (...n: number[]) => { stack.push(...n) }', 'stack.join()'),
    {},
    `${once}; a.up(1, 2); ${once}`,
  ],
  [
    'a tagged function that reads another tagged one’s state',
    `let k = 1\nexport const up = () => { k++ }\n${F}function g(x: any) { return k + x }\n${F}function f(x: any) { return g(x) * 2 }`,
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a tagged callback given by name',
    `let k = 1\nexport const up = () => { k++ }\nconst h = (x: any) => x + k\n${F}function f(x: any) { return [x].map(h)[0] }`,
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an async tagged one that reads after an await',
    `export const o = { k: 1 }\n${F}async function f(x: any) { await null; return o.k }`,
    {},
    `log.push(await f(1)); a.o.k = 2; log.push(await f(1))`,
  ],
  [
    'env in a class static',
    of('class C { static get k() { return process.env.LAW_X } }', 'C.k'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
]
