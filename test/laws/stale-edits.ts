import { F, of, via, type Row } from './staleness.js'

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
]
