import type { Trap } from '../support/run-traps.js'

export const classTraps: Trap[] = [
  {
    name: 'class forms',
    extension: 'js',
    source: `class B { m(x) { return 'B' + x } static s(x) { return 's' + x } }
class A extends B { k = 1
 /** @cache */ m(x) { return super.m(x) + this.k }
 /** @cache */ static s(x) { return super.s(x) }
 /** @cache */ #p(x) { return x + this.k } p(x) { return this.#p(x) }
 /** @cache */ static #q(x) { return x } static q(x) { return A.#q(x) }
 /** @cache */ field = (x) => this.k + x
 /** @cache */ af = async (x) => { await 0; return this.k + x }
 /** @cache */ ['comp' + 1](x) { return x }
 /** @cache */ 'quoted name'(x) { return x }
 /** @cache */ 42(x) { return x }
 /** @cache */ static async *gen(x) { yield x; yield* [x + 1]; return 3 }
 /** @cache */ *sup(x) { yield super.m(x); yield this.k; return arguments.length }
 /** @cache */ get() { return 1 }
 /** @cache */ async() { return 2 }
 /** @cache */ static static() { return 3 }
}
const all = async (g) => { const out = []; for (;;) { const r = await g.next(); out.push(r); if (r.done) return out } }
export const test = async () => { const a = new A(); return [a.m(1), A.s(1), a.p(1), A.q(1), a.field(1), await a.af(1), a.comp1(1), a['quoted name'](1), a[42](1), await all(A.gen(1)), [...a.sup(1)], a.get(), await a.async(), A.static(), a.m.name, a.m.length, a['quoted name'].name, Object.getOwnPropertyNames(A.prototype)] }`,
  },
  {
    name: 'object methods',
    extension: 'js',
    source: `const p = { m() { return 'p' } }
const o = { __proto__: p, k: 1, /** @cache */ m(x) { return super.m() + x }, /** @cache */ async n(x) { return this.k + x }, /** @cache */ *g(x) { yield x }, /** @cache */ f: function (x) { return x }, /** @cache */ a: (x) => x, /** @cache */ ['c' + 1]: async x => x, /** @cache */ async *ag() { yield 1 } }
export const test = async () => [o.m(1), await o.n(1), [...o.g(1)], o.f(1), o.a(1), await o.c1(1), o.f.name, o.a.name, o.c1.name, o.m.length]`,
  },
  {
    name: 'computed keys that show when they are evaluated',
    extension: 'js',
    source: `let n = 0
const key = { toString() { return 'a' + n++ } }, T = { get A() { return 'b' + n++ } }, U = { A: key }, later = { A: 'x', get A() { n++; return 'y' } }
const make = (k) => ({ [k]: (x) => x + 1, [k](x) { return x } })
const symbols = { A: Symbol('s'), get A() { n++; return 1 } }, spread = { ...T, A: 'c' }, a = b, all = []
var b = a
const o = { [key]: (x) => x, [T.A]: (x) => x, [U.A](x) { return x }, [later.A]: (x) => x, [spread.A]: (x) => x, [b]: (x) => x, /** @cache */ [key](x) { return x } }
export const test = () => [n, Object.keys(o), Object.values(o).map((f) => [f.name, f(1)]), Object.keys(make(key)), n]`,
  },
  {
    name: 'object gen super',
    extension: 'js',
    source: `const p = { *m() { yield 'p' } }
const o = { __proto__: p, /** @cache */ *m(x) { yield* super.m(); yield x } }
export const test = () => [...o.m(1)]`,
  },
  {
    name: 'decorators',
    extension: 'ts',
    source: `import { cache } from '@cachecache/runtime'
class A { @cache m(x: number) { return x } @cache static async s(x: number) { return x } @cache
 n(x: number) { return x } }
export const test = async () => [new A().m(1), await A.s(2), new A().n(3)]`,
  },
  {
    name: 'enum ns',
    extension: 'ts',
    source: `namespace N { /** @cache */ export function f(a: number) { return a } }
export const test = () => N.f(1)`,
  },
  {
    name: 'param prop',
    extension: 'ts',
    source: `class A { constructor(private k = 1) {} /** @cache */ m(a: number) { return this.k + a } declare x: number; /** @cache */ private static readonly z = (q: number) => q; static t() { return A.z(1) } }
export const test = () => [new A(2).m(1), A.t()]`,
  },
  {
    name: 'anonymous and default classes',
    extension: 'js',
    source: `export default class { /** @cache */ m(x) { return [x] } static { this.k = 1 } /** @cache */ static s() { return this.k } }
import Self from 'SELF'
const Named = class { /** @cache */ static m(x) { return x } /** @cache */ static async n() { return 1 } }
export const test = async () => [new Self().m(1), Self.s(), Named.m(2), await Named.n(), Named.name, Self.name]`,
  },
  {
    name: 'shared member names',
    extension: 'js',
    source: `class A { /** @cache */ m(x) { return 1 } m(x) { return 2 } /** @cache */ static m(x) { return 3 } get p() { throw new Error('read') } set p(v) {} }
const o = { /** @cache */ m() { return 1 }, m: 2, /** @cache */ n() { return 3 }, ...{ n: 4 }, get q() { throw new Error('read') } }
export const test = () => [new A().m(0), A.m(0), o.m, o.n]`,
  },
  {
    name: 'nested super and private',
    extension: 'js',
    source: `class B { async m(x) { return 'B' + x } static make(x) { return ['B', x] } }
class A extends B { #s = 5
  /** @cache */ async m(x) { const f = async () => (await super.m(x)) + this.#s; return f() }
  /** @cache */ static make(x) { return [1].map(() => super.make(x)) }
  /** @cache */ has(o) { return #s in o }
}
export const test = async () => [await new A().m(1), A.make(2), new A().has({}), new A().has(new A())]`,
  },
  {
    name: 'members of TypeScript classes',
    extension: 'ts',
    source: `abstract class B { abstract q(): void; /** @cache */ protected m(a: number): number { return a } }
class A extends B { declare z: number; private static readonly k = 2; constructor(public readonly w = 3) { super() }
  q() {}
  /** @cache */ public override m(a: number): number { return a * A.k }
  /** @cache */ m2?(a: number): number { return a + this.w }
  n(a: string): string
  /** @cache */ n(a: number): number
  n(a: unknown): unknown { return a }
  /** @cache */ private static async *g<T>(this: typeof A, a: T): AsyncGenerator<T> { yield a }
  static async all() { const out = []; for await (const x of A.g(1)) out.push(x); return out }
}
export const test = async () => { const a = new A(); return [a.m(2), a.m2!(1), a.n('x'), a.n(1), await A.all()] }`,
  },
  {
    name: 'decorators of cachers',
    extension: 'ts',
    source: `import { Cacher, cache as keep } from '@cachecache/runtime'
const reports = Cacher('memory:reports')
const log = (value: any) => value
class A {
  @keep async a(x: number) { return [x] }
  @reports static b(x: number) { return [x] }
  /** @cache { ignore: ['y'] } */ @log @reports c(x: number, y = 1) { return [x, y] }
  @keep /* between */ private e(x: number) { return x }
  f() { return this.e(1) }
}
export const test = async () => { const a = new A(); return [await a.a(1), A.b(2), a.c(3), a.f()] }`,
  },
  {
    name: 'cachers named like what is around the method',
    extension: 'ts',
    source: `import { Cacher } from '@cachecache/runtime'
const reports = Cacher('memory:reports')
class Repo {
  static readonly store = Cacher('memory:store')
  @reports save(reports: number[]) { return reports.length }
  /** @cache { cacher: Repo.store } */ find(id: number) { const store = [id]; return store }
  /** @cache { cacher: reports } */ count = () => { const reports = [1, 2]; return reports.length }
}
export const test = () => [new Repo().save([1]), new Repo().find(1), new Repo().count()]`,
  },
  {
    name: 'this in the name of an element',
    extension: 'tsx',
    source: `/** @jsx h */
const h = (name: any, props: any) => name(props)
class Page { constructor(public Layout: (props: any) => string) {} /** @cache */ render(a: string) { return <this.Layout a={a} /> } }
export const test = () => [new Page(() => 'one').render('x'), new Page(() => 'two').render('x')]`,
  },
  {
    name: 'calls of cachers',
    extension: 'js',
    source: `import { Cacher, cache } from '@cachecache/runtime'
const reports = Cacher('memory:calls')
export const f = reports((a) => [a])
export const g = cache(async function named(a) { return { a } })
export const h = Cacher('memory:other')(load)
function load(a) { return [a, 'load'] }
const i = cache(cached)
/** @cache */ function cached(a) { return [a] }
export const test = async () => [f(1), await g(2), h(3), i(4), f.name, g.name, h.name]`,
  },
]
