import { F, once, of, via, type Row } from '../staleness.js'

export const STATE_OF_CLASSES: Row[] = [
  [
    'new.target of the constructor around a tagged arrow function',
    `export class A { r: any; constructor(x: any) { ${F.replace('export ', '')}const name = (y: any) => new.target.name + y; this.r = name(x) } }
export class B extends A {}`,
    {},
    'say(() => new a.A(1).r); say(() => new a.B(1).r)',
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
  [
    'state behind a class instance',
    of('class S { k = 1 }\nconst s = new S()\nexport const up = () => { s.k++ }', 's.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'instances of two classes with the same fields',
    `export class A { k = 1; m() { return 'a' } }\nexport class B { k = 1; m() { return 'b' } }\n${F}function f(x: any) { return x.m() }`,
    {},
    'say(() => f(new a.A())); say(() => f(new a.B()))',
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
    'a getter over a variable',
    of('let n = 1\nexport const up = () => { n++ }\nconst o = { get k() { return n } }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a setter on a module object',
    of('let n = 1\nexport const o = { get k() { return n }, set k(v) { n = v } }', 'o.k'),
    {},
    `${once}; a.o.k = 2; ${once}`,
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
    'an exported class instance',
    of('export class S { k = 1 }\nexport const s = new S()', 's.k'),
    {},
    `${once}; a.s.k = 2; ${once}`,
  ],
  [
    'an instance of an imported class, changed',
    via(`import { S } from './b.js'\nexport const s = new S()\nexport const up = () => s.up()`, 's.k', {
      'b.ts': 'export class S { k = 1; up() { this.k++ } }',
    }),
    {},
    `${once}; a.up(); ${once}`,
  ],
  ['a static accessor', of('export class C { static accessor k = 1 }', 'C.k'), {}, `${once}; a.C.k = 2; ${once}`],
  [
    'an object that an instance was given',
    of(
      'class Holder { constructor(private s: any) {} up() { this.s.k++ } }\nconst state = { k: 1 }\nconst holder = new Holder(state)\nexport const up = () => holder.up()',
      'state.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object in a static field, handed out',
    of(
      'class C { static config = { k: 1 }; static get() { return C.config } }\nexport const up = () => { C.get().k = 2 }',
      'C.config.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object in a static field, by another name',
    of('class C { static config = { k: 1 } }\nexport const up = () => { const c = C.config; c.k = 2 }', 'C.config.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a variable that a method below a decorator reads',
    `let rate = 2\nexport const up = () => { rate++ }
const doubled = (v: any, _: any): any => function (this: any, ...a: any[]) { return v.apply(this, a) * 2 }
export class S { @doubled run(n: number) { return n * rate } }
${F}function f(s: any): any { return s.run(1) }`,
    {},
    'say(() => f(new a.S())); a.up(); say(() => f(new a.S()))',
  ],
]
