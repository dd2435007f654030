import { F, of, via, type Row } from '../staleness.js'

export const EDITS_OF_CLASSES: Row[] = [
  [
    'a method of a base class in another file',
    via(`import { B } from './b.js'\nclass C extends B {}`, 'new C().m()', { 'b.ts': 'export class B { m() { return 1 } }' }),
    { 'b.ts': 'export class B { m() { return 2 } }' },
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
    'a getter of a class',
    of('class C { get g() { return 1 } }', 'new C().g'),
    of('class C { get g() { return 2 } }', 'new C().g'),
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
    'a method borrowed from another object',
    of('const a = { k: 1, m() { return this.k } }\nconst b = { k: 5, m: a.m }', 'b.m()'),
    of('const a = { k: 1, m() { return this.k + 1 } }\nconst b = { k: 5, m: a.m }', 'b.m()'),
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
    'a method that is spread into an object',
    of('const base = { h() { return 1 } }\nconst o = { ...base, k: 1 }', 'o.h()'),
    of('const base = { h() { return 2 } }\nconst o = { ...base, k: 1 }', 'o.h()'),
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
    'a class expression in a map',
    of('const m: any = { C: class { v() { return 1 } } }', 'new m.C().v()'),
    of('const m: any = { C: class { v() { return 2 } } }', 'new m.C().v()'),
  ],
  [
    'a string method by a computed literal',
    of(`const name = 'a'\nconst o: any = { a: () => 1, b: () => 2 }`, 'o[name]()'),
    of(`const name = 'b'\nconst o: any = { a: () => 1, b: () => 2 }`, 'o[name]()'),
  ],
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
]
