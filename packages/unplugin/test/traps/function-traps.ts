import type { Trap } from '../support/run-traps.js'

export const functionTraps: Trap[] = [
  {
    name: 'hoisted',
    extension: 'js',
    source: `export const early = f(2); /** @cache */ export function f(a){ return a*2 }
export const test = () => [early, f(3), f.length, f.name]`,
  },
  {
    name: 'export default anon',
    extension: 'js',
    source: `/** @cache */
export default async () => {}
import me from 'SELF'
export const test = async () => [await me(), me.length, me.name]`,
  },
  {
    name: 'export default fn',
    extension: 'js',
    source: `/** @cache */ export default function (a, b = a) { return [a, b] }
import me from 'SELF'
export const test = () => [me(1), me.length, me.name]`,
  },
  {
    name: 'expr arrow',
    extension: 'js',
    source: `/** @cache */ export const f = x => ({ x })
export const test = () => [f(1), f.length, f.name, f(...[2, 3])]`,
  },
  {
    name: 'expr arrow comma',
    extension: 'js',
    source: `/** @cache */ const f = (a) => (a, a + 1)
/** @cache */ const g = async a => await a
/** @cache */ const h = () => [1]
export const test = async () => [f(1), await g(2), h(), g.length, h.length, g.constructor.name]`,
  },
  {
    name: 'curried',
    extension: 'js',
    source: `/** @cache */ const f = a => b => c => a + b + c
export const test = () => f(1)(2)(3)`,
  },
  {
    name: 'asi after arrow',
    extension: 'js',
    source: `/** @cache */ const f = a => a
;[1,2].forEach(f)
const g = /** @cache */ a => a
export const test = () => [f(1), g(2)]`,
  },
  {
    name: 'use strict body',
    extension: 'js',
    source: `/** @cache */ function f(a) { 'use strict'
 return typeof this + a }
export const test = () => f(1)`,
  },
  {
    name: 'use strict arrow',
    extension: 'js',
    source: `/** @cache */ const f = (a) => { 'use strict'; return a }
export const test = () => f(1)`,
  },
  {
    name: 'directive no semi',
    extension: 'js',
    source: `/** @cache */ function f(a) { "use cache"
  return a }
export const test = () => f(1)`,
  },
  {
    name: 'comments body',
    extension: 'js',
    source: `/** @cache */ const f = (a /* first */, b /* second */ = 2 /* def */) /* ret */ => /* body */ { // open
 return /* val */ a + b // end
 /* tail */ }
/** @cache */ const g = (a, /* trailing */) => /* expr */ a // eol
export const test = () => [f(1), g(2), f.length, g.length]`,
  },
  {
    name: 'return comma asi',
    extension: 'js',
    source: `/** @cache */ function f(a) { if (a) return a, a + 1
 else return
}
/** @cache */ function g() { return // c
 5 }
/** @cache */ function h(a){if(a)return
;return{a}}
export const test = () => [f(0), f(1), g(), h(0), h(1)]`,
  },
  {
    name: 'overloads',
    extension: 'ts',
    source: `/** @cache */
export function f(a: string): string
export function f(a: number): number
export function f(a: any) { return a }
export const test = () => [f('x'), f(1), f.length]`,
  },
  {
    name: 'generics',
    extension: 'tsx',
    source: `/** @cache */
export const f = <T,>(x: T): T => x
/** @cache */ export const g = <const T extends readonly unknown[]>(...x: T): T => x
export const test = () => [f(1), g(1, 2), f.length, g.length]`,
  },
  {
    name: 'type predicate',
    extension: 'ts',
    source: `/** @cache */ function isS(x: unknown): x is string { return typeof x === 'string' }
/** @cache */ function as(x: unknown): asserts x { if (!x) throw 1 }
export const test = () => [isS('a'), as(1), isS(1)]`,
  },
  {
    name: 'this param',
    extension: 'ts',
    source: `/** @cache */ function f(this: { k: number }, a: number, b = 1) { return this.k + a + b }
export const test = () => [f.call({ k: 1 }, 2), f.call({ k: 2 }, 2), f.length]`,
  },
  {
    name: 'defaults scope',
    extension: 'js',
    source: `const base = 10
/** @cache */ function f(a, b = a + base, c = () => a) { a = 100; return [a, b, c()] }
export const test = () => [f(1), f(1), f.length]`,
  },
  {
    name: 'defaults scope var',
    extension: 'js',
    source: `/** @cache */ function f(a, c = () => a) { var a = 5; return [a, c()] }
export const test = () => f(1, undefined)`,
  },
  {
    name: 'var param clash',
    extension: 'js',
    source: `/** @cache */ function f(x) { var x; return x }
/** @cache */ function g(x) { var x = x || 3; for (var y in {q:1}) ; return [x, y] }
/** @cache */ function h(x) { if (0) { var [x] = [9] } return x }
export const test = () => [f(1), g(0), h(4)]`,
  },
  {
    name: 'fn param clash',
    extension: 'js',
    source: `/** @cache */ function f(g) { return g(); function g() { return 'inner' } }
export const test = () => f(1)`,
  },
  {
    name: 'dup functions',
    extension: 'js',
    source: `/** @cache */ function f() { function a() { return 1 } function a() { return 2 } return a() }
export const test = () => f()`,
  },
  {
    name: 'var and function',
    extension: 'js',
    source: `/** @cache */ function f() { var a = 1; function a() {} return typeof a }
export const test = () => f()`,
  },
  {
    name: 'destructured',
    extension: 'js',
    source: `/** @cache */ function f({ a, b: { c = 3 } = {}, ...r }, [d, , e = 5] = [], ...z) { return [a, c, r, d, e, z] }
export const test = () => [f({ a: 1, q: 2 }), f({ a: 1, b: { c: 9 } }, [1, 2], 7), f.length]`,
  },
  {
    name: 'destructured iter',
    extension: 'js',
    source: `/** @cache */ function f([a, b]) { return [a, b] }
function* g() { yield 1; yield 2 }
export const test = () => [f(g()), f(new Set([3, 4]))]`,
  },
  {
    name: 'rest',
    extension: 'js',
    source: `/** @cache */ const f = (a, ...r) => [a, r]
/** @cache */ function g(...[a, b]) { return [a, b] }
export const test = () => [f(1, 2, 3), g(1, 2), f.length, g.length]`,
  },
  {
    name: 'arguments use',
    extension: 'js',
    source: `/** @cache */ function f(a) { return [arguments.length, a, Array.from(arguments)] }
/** @cache */ function g(a) { return (() => arguments.length)() }
export const test = () => [f(), f(1, 2, 3), g(1, 2)]`,
  },
  {
    name: 'arguments in default',
    extension: 'js',
    source: `/** @cache */ function f(a = arguments.length) { return a }
export const test = () => [f(), f(undefined, 2)]`,
  },
  {
    name: 'arrow outer arguments',
    extension: 'js',
    source: `function outer() { /** @cache */ const f = (x) => arguments[0] + x; return f(1) }
export const test = () => [outer(1), outer(1)]`,
  },
  {
    name: 'async forms',
    extension: 'js',
    source: `/** @cache */ async function f(a, b = thrower(a)) { return a }
function thrower(a) { if (a === 0) throw new Error('dflt'); return 1 }
/** @cache */ function p(a) { return Promise.resolve(a) }
/** @cache */ async function rej() { throw new Error('rej') }
export const test = async () => { let sync = 'async'; let r; try { r = f(0).catch((e) => e.message) } catch { sync = 'sync' } return [await f(1), sync, await r, p(1) instanceof Promise, await p(1), await rej().catch((e) => e.message), f.constructor.name] }`,
  },
  {
    name: 'order of an async body',
    extension: 'js',
    source: `/** @cache */ async function f(a) { log.push('start'); await null; log.push('middle'); return Promise.resolve(a) }
let log = []
export const test = async () => { log = []; const p = f(Math.random()).then(() => log.push('done')); await p; return log }`,
  },
  {
    name: 'new target',
    extension: 'js',
    source: `/** @cache */ function Foo(a) { if (!new.target) return 'call'; this.a = a }
export const test = () => [new Foo(1).a, new Foo(1).a, Foo(1), new Foo(1) instanceof Foo]`,
  },
  {
    name: 'finally return',
    extension: 'js',
    source: `/** @cache */ function f(a) { try { return 'a' } finally { if (a) return 'b' } }
/** @cache */ function g(a) { try { return 'a' } finally { if (a) throw new Error('late') } }
/** @cache */ function h(a) { for (const x of [1]) { try { return 1 } finally { break } } return 2 }
const t = (f) => { try { return f() } catch (e) { return e.message } }
export const test = () => [f(0), f(1), t(() => g(1)), t(() => g(1)), h(1)]`,
  },
  {
    name: 'using',
    extension: 'ts',
    source: `const r = (log, bad) => ({ [Symbol.dispose]() { log.push('d'); if (bad) throw new Error('disp') } })
Symbol.dispose ??= Symbol('d')
let log
/** @cache */ function f(a) { using x = r(log, a); log.push('b'); return a }
export const test = () => { log = []; let e; try { f(1) } catch (x) { e = x.message } try { f(1) } catch (x) { e += x.message } return [f(0), e] }`,
  },
  {
    name: 'named fn expr',
    extension: 'js',
    source: `/** @cache */ const f = function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }
export const test = () => [f(5), f.name]`,
  },
  {
    name: 'eval body',
    extension: 'js',
    source: `/** @cache */ function f(a) { return eval('a + arguments.length') }
export const test = () => f(1)`,
  },
  {
    name: 'surplus',
    extension: 'js',
    source: `/** @cache */ function f(a) { return a }
/** @cache */ const g = a => a
export const test = () => [[1, 2].map(f), [1, 2].map(g), f(1, { again: true }), g(1, { x: 1 })]`,
  },
  {
    name: 'async stack tag',
    extension: 'ts',
    source: `/** @cache */ const f = async (a: number): Promise<number> => { for await (const x of [a]) return x; return 0 }
export const test = () => f(1)`,
  },
  {
    name: 'optional trailing',
    extension: 'ts',
    source: `/** @cache */ const f = (a: number, b?: string,): string => a + (b ?? '')
/** @cache */ const g = async <T>(a: T,): Promise<T> => a
export const test = async () => [f(1), await g(2), f.length, g.length]`,
  },
  {
    name: 'closure late',
    extension: 'js',
    source: `function outer() { const r = inner(0); let y = 1; /** @cache */ function inner(n) { return n ? y : 0 } return [r, inner(1)] }
export const test = () => outer()`,
  },
  {
    name: 'satisfies',
    extension: 'ts',
    source: `type F = (a: number) => number
/** @cache */ export const f = ((a) => a) satisfies F as F
export const test = () => f(1)`,
  },
  {
    name: 'nested returns',
    extension: 'js',
    source: `/** @cache */ function f(a) { const o = { m() { return 1 }, get x() { return 2 } }; class Z { m() { return 3 } static { (() => { return })() } } return [a].map((x) => { return x + o.m() + o.x + new Z().m() }) }
export const test = () => f(1)`,
  },
  {
    name: 'regex template',
    extension: 'js',
    source: `/** @cache */ function f(a) { return /[/*]}/.test(a) + \`}\${(() => { return a })()}{\` }
export const test = () => f('*')`,
  },
  {
    name: 'arrow in default',
    extension: 'js',
    source: `/** @cache */ function f(a, g = (/** @cache */ x => x)) { return g(a) }
export const test = () => f(1)`,
  },
  {
    name: 'newline return template',
    extension: 'js',
    source: `/** @cache */ function f(a){if(a)return\`t\${a}\`;return/x/.source}
/** @cache */ function*g(){yield[1];yield/x/.source;yield\`q\`;yield(1,2)}
export const test=()=>[f(1),f(0),[...g()]]`,
  },
  {
    name: 'async var clash',
    extension: 'js',
    source: `/** @cache */ async function f(x, y = () => x) { var x = x + 1; await 0; return [x, y(), arguments.length] }
export const test = async () => [await f(1), await f(1, undefined)]`,
  },
  {
    name: 'async arrow this',
    extension: 'js',
    source: `class A { k = 2; /** @cache */ f = async (x) => { await 0; return this.k + x }; /** @cache */ async m(x) { return (await super.toString()) + x + new.target } }
export const test = async () => [await new A().f(1), await new A().m(1)]`,
  },
  {
    name: 'return await loop',
    extension: 'js',
    source: `/** @cache */ async function f(a) { for (const x of a) { if (await x > 1) return x } }
export const test = async () => [await f([1, 2]), await f([1])]`,
  },
  {
    name: 'labelled',
    extension: 'js',
    source: `/** @cache */ function f(a) { outer: for (;;) { for (;;) { if (a) break outer; return 'r' } } return 'end' }
export const test = () => [f(0), f(1)]`,
  },
  {
    name: 'htmlish comment',
    extension: 'js',
    source: `/** @cache */ function f(a) { return a //}
 }
/** @cache */ const g = a => a //)
export const test = () => [f(1), g(2)]`,
  },
  {
    name: 'class in arrow',
    extension: 'js',
    source: `/** @cache */ const f = (a) => class { static x = a; y() { return a } }.x
export const test = () => f(1)`,
  },
  {
    name: 'obj paren',
    extension: 'js',
    source: `/** @cache */ const f = (a) => ({ a }).a
/** @cache */ const g = a => function () { return a }()
export const test = () => [f(1), g(2)]`,
  },
]
