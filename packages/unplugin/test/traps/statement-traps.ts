import type { Trap } from '../support/run-traps.js'

/** Statements, scopes and parameters that an edit could change the meaning of. */
export const statementTraps: Trap[] = [
  {
    name: 'default in parentheses',
    extension: 'js',
    source: `/** @cache */ const f = (a, b = (a)) => a + b
/** @cache */ const g = ((a) => (b) => [a, b])
/** @cache */ const h = async /* c */ (a = (1)) => (a)
/** @cache */ const i = async/**/a=>a
export const test = async () => [f(1), g(1)(2), await h(), await i(2), f.length, g.name]`,
  },
  {
    name: 'field before a computed member',
    extension: 'js',
    source: `class A {
  /** @cache */ f = (a) => { return [a] }
  ['g'](a) { return a }
  /** @cache */ h = (a) => { return [a] }
  *[Symbol.iterator]() { yield 1 }
  /** @cache */ i = (a) => { return a + 1 }
  in = 3
}
/** @cache */ const j = (a) => { return [a] }
[1, 2].forEach(j)
export const test = () => { const a = new A(); return [a.f(1), a.g(2), a.h(3), [...a], a.i(1), a.in, j(4)] }`,
  },
  {
    name: 'one-line statements',
    extension: 'js',
    source: `/** @cache */ function f(a) { if (a > 1) return; else return a }
/** @cache */ function g(a) { do return a + 1; while (0) }
/** @cache */ function h(a) { for (;;) return(a * 2) }
/** @cache */ function i(a) { if (a)return
else return{a: 1}}
/** @cache */ function k(a) { switch (a) { case 1: return'one'; default: return-a } }
export const test = () => [f(1), f(2), g(1), h(2), i(0), i(1), k(1), k(2)]`,
  },
  {
    name: 'var arguments',
    extension: 'cjs',
    source: `module.exports.test = () => [f(1, 2), g(1, 2), h(3), i(5)]
/** @cache */ function f(a) { var arguments; return arguments.length }
/** @cache */ function g(a) { var arguments = [a]; return arguments }
/** @cache */ function h(a) { let arguments = a; return arguments }
/** @cache */ function i(a) { return arguments(); function arguments() { return a } }`,
  },
  {
    name: 'strict arrow in a script',
    extension: 'cjs',
    source: `module.exports.test = () => [f(1), g(2), h(3)]
/** @cache */ const f = (a) => { 'use strict'; return (function () { return this === undefined })() }
/** @cache */ const g = a => { "use strict"
  return a }
/** @cache */ const h = function (a) { 'use strict'; return typeof this + a }`,
  },
  {
    name: 'sloppy function statements',
    extension: 'cjs',
    source: `module.exports.test = () => [f(1), g(2), h(3)]
if (true) /** @cache */ function f(a) { return a }
label: /** @cache */ function g(a) { return a }
{ /** @cache */ function h(a) { return a } }`,
  },
  {
    name: 'function expressions in odd places',
    extension: 'js',
    source: `const list = [/** @cache */ (a) => a, /** @cache */ function (a) { return a }]
const made = new (/** @cache */ function (a) { this.a = a })(1)
const also = new /** @cache */ function () { this.b = 2 }()
const called = (/** @cache */ function (a) { return a })(3)
const pick = (a) => a ? /** @cache */ (b) => b : /** @cache */ (b) => -b
const spread = { ...{ /** @cache */ m(a) { return a } } }
let later; later ??= /** @cache */ (a) => a
const { inPattern = /** @cache */ (a) => a } = {}
export const test = () => [list.map((f) => f(1)), list.map((f) => f.name), made.a, also.b, called, pick(1)(2), pick(0)(2), spread.m(1), later(5), later.name, inPattern(6), inPattern.name]`,
  },
  {
    name: 'assigned functions',
    extension: 'cjs',
    source: `/** @cache */
exports.f = function (a) { return [a] }
/** @cache */
exports.g = async (a) => a
function Reader() {}
/** @cache */
Reader.prototype.read = function (a) { return a * 2 }
exports.test = async () => [exports.f(1), await exports.g(2), new Reader().read(3), exports.f.name, exports.g.name]`,
  },
  {
    name: 'this of a function',
    extension: 'js',
    source: `/** @cache */ function f(a) { return [this?.k, a] }
/** @cache */ const g = function () { return (() => typeof this)() }
const o = { k: 7, f, /** @cache */ h() { return () => this.k } }
export const test = () => [f(1), o.f(1), f.call({ k: 2 }, 1), f.apply(null, [3]), g.call(5), o.h()(), f.bind({ k: 9 }, 4)()]`,
  },
  {
    name: 'errors',
    extension: 'js',
    source: `class Odd extends Error { constructor(m) { super(m); this.name = 'Odd' } }
/** @cache */ function f(a) { throw new Odd('f' + a) }
/** @cache */ async function g(a) { throw new Odd('g' + a) }
/** @cache */ function h(a) { return Promise.reject(new Odd('h' + a)) }
/** @cache */ function i(a = f(0)) { return a }
/** @cache */ function k(a) { throw a }
const t = async (f) => { try { return await f() } catch (e) { return e instanceof Odd ? String(e) : e } }
export const test = async () => [await t(() => f(1)), await t(() => g(2)), await t(() => h(3)), await t(() => i()), await t(() => k(undefined)), await t(() => k(4))]`,
  },
  {
    name: 'branded options and patterns',
    extension: 'js',
    source: `/** @cache */ function f(a, ...[b, { c = 4 } = {}]) { return [a, b, c] }
/** @cache */ const g = (...[a, b = a]) => [a, b]
/** @cache */ const h = async (...{ length }) => length
/** @cache */ function i(a, ...r) { return [a, r, arguments.length] }
export const test = async () => [f(1, 2), f(1, 2, { c: 3 }), g(1), g(1, 2), await h(1, 2, 3), i(1, 2, 3), f.length, g.length, h.length]`,
  },
  {
    name: 'declared options',
    extension: 'js',
    source: `/** @cache
 * @param {number} a
 * @param {CacheOptions} [options]
 */
function f(a, options) { return [a, options?.again] }
/** @cache
 * @param {number} a
 * @param {CacheOptions} [options]
 */
const g = (a, { cachePath = 'none', ...more } = {}) => [a, cachePath, more]
export const test = () => [f(1), f(1, {}), g(1), g(2, {}), f.length, g.length]`,
  },
  {
    name: 'declared options by type',
    extension: 'ts',
    source: `import type { CacheOptions as Given } from '@cachecache/runtime'
/** @cache */ function f(a: number, options?: Given) { return [a, options?.again] }
/** @cache */ const g = async (a: number, { cachePath }: import('@cachecache/runtime').CacheOptions = {}) => [a, cachePath]
/** @cache */ function h(a: number, options: Given | undefined) { return [a, arguments[0]] }
export const test = async () => [f(1), f(1, {}), await g(1), h(1, {}), h(1, undefined)]`,
  },
  {
    name: 'types with arrows',
    extension: 'ts',
    source: `/** @cache */ const f = <T = () => void>(a: T): (() => T) => { return () => a }
/** @cache */ const g = (a: () => number): (() => number) => a
/** @cache */ const h = <A extends () => unknown>() => 'h' as string
/** @cache */ const i = async (a: number, b: () => number = () => 3): Promise<number> => a + b()
class Box<T> { /** @cache */ map = <U,>(a: U, b?: (u: U) => U): U => { return b ? b(a) : a } }
export const test = async () => [f(1)(), g(() => 2)(), h(), await i(1), new Box().map(5)]`,
  },
  {
    name: 'ends that are reached after all',
    extension: 'js',
    source: `/** @cache */ function a(n) { outer: { try { return 1 } finally { if (n) break outer } } }
/** @cache */ function b(n) { switch (n) { case 1: return 1; case 2: if (n) break; default: return 3 } }
/** @cache */ function c(n) { try { return 1 } catch { return 2 } finally { for (;;) { if (n) break; return 4 } } }
/** @cache */ function d(n) { if (n) { return g() } else if (n === 0) { throw 1 } function g() { return 5 } }
/** @cache */ function e(n) { { switch (n) { default: case 1: return 1; case 2: } } }
export const test = () => [0, 1, 2].map((n) => [a(n), b(n), c(n), n ? d(n) : d(null), e(n)])`,
  },
]
