import type { Trap } from '../support/run-traps.js'

/** Functions whose result depends on what surrounds them. */
export const captureTraps: Trap[] = [
  {
    name: 'closures over parameters',
    extension: 'js',
    source: `function make(k) { /** @cache */ function f(a) { return [a, k] } return f }
const curried = (a) => /** @cache */ (b) => [a, b]
function makeDefault(k) { return /** @cache */ (a = k) => [a] }
export const test = () => [make(1)(1), make(2)(1), curried(1)(2), curried(2)(2), makeDefault(1)(), makeDefault(2)()]`,
  },
  {
    name: 'closures over loops and later assignments',
    extension: 'js',
    source: `export const test = () => {
  const list = []
  for (const i of [1, 2, 3]) list.push(/** @cache */ () => [i])
  let n = 1
  const read = /** @cache */ () => [n]
  const before = read(); n = 2
  return [list.map((f) => f()), before, read()]
}`,
  },
  {
    name: 'closures over functions',
    extension: 'js',
    source: `function make(add) { const by = add ? (a) => a + 1 : (a) => a - 1; /** @cache */ function f(a) { return [by(a)] } return f }
export const test = () => [make(true)(1), make(false)(1), make(true)(1)]`,
  },
  {
    name: 'captured before its initialisation',
    extension: 'js',
    source: `function outer(early) {
  const first = early ? inner(0) : 'none'
  let y = 5
  const z = 6
  /** @cache */ function inner(n) { return n ? [y, z] : 'zero' }
  return [first, inner(1)]
}
export const test = () => [outer(true), outer(false)]`,
  },
  {
    name: 'module variables that change',
    extension: 'js',
    source: `let rate = 1
const config = { limit: 1 }
/** @cache */ function f(a) { return [a, rate, config.limit] }
export const test = () => { const out = [f(1)]; rate++; out.push(f(1)); config.limit++; out.push(f(1)); return out.length }
export const values = () => f(2)`,
  },
  {
    name: 'this of the method around',
    extension: 'js',
    source: `class A { constructor(k) { this.k = k } run(a) { const f = /** @cache */ () => [a, this.k]; return f() } }
export const test = () => [new A(1).run(1), new A(2).run(1), new A(1).run(2)]`,
  },
  {
    name: 'arguments of the function around',
    extension: 'js',
    source: `function outer() { const f = /** @cache */ (x) => [arguments.length, arguments[0], x]; return f(1) }
export const test = () => [outer(1), outer(2), outer(1, 2)]`,
  },
  {
    name: 'functions of an object that read what is around it',
    extension: 'js',
    source: `class A { constructor(k) { this.f = (a) => a + k } /** @cache */ m(a) { return this.f(a) } }
class B { constructor() { for (const k of arguments) this.f = (a) => a + k } /** @cache */ m(a) { return this.f(a) } }
class C { constructor(k) { this.k = k } make() { return { f: (a) => a + this.k, /** @cache */ m(a) { return this.f(a) } } } }
class D { constructor(k) { this.k = k; this.f = (k) => [k, this.k] } /** @cache */ m(a) { return this.f(a) } }
export const test = () => [1, 2].map((k) => [new A(k), new B(k), new C(k).make(), new D(k)].map((o) => o.m(1)))`,
  },
  {
    name: 'shadowed names',
    extension: 'js',
    source: `const k = 1
function make(k) { { const k = 3; var f = /** @cache */ (a) => { { const k = 4; a += k } return [a, k] } } return f }
export const test = () => [make(2)(1), k]`,
  },
  {
    name: 'recursion',
    extension: 'js',
    source: `/** @cache */ function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
/** @cache */ async function depth(n) { return n === 0 ? [] : [await depth(n - 1)] }
/** @cache */ function even(n) { return n === 0 ? true : odd(n - 1) }
/** @cache */ function odd(n) { return n === 0 ? false : even(n - 1) }
export const test = async () => [fib(20), await depth(5), even(30), odd(30)]`,
  },
]
