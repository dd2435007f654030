import type { Trap } from '../support/run-traps.js'

export const generatorTraps: Trap[] = [
  {
    name: 'generators',
    extension: 'js',
    source: `/** @cache */ function* f(n) { try { for (let i = 0; i < n; i++) { const r = yield i; if (r) return r } } finally { log.push('fin') } }
const log = []
/** @cache */ async function* g(n) { for await (const x of [1, Promise.resolve(2)]) yield x; yield Promise.resolve(n); return Promise.resolve('r') }
/** @cache */ function* h() { const a = (yield) ?? (yield yield 1); yield
 return a }
/** @cache */ function* c() { class X { [yield 'k']() {} } return Object.getOwnPropertyNames(X.prototype).length }
const drive = (it, sends) => sends.map((s) => it.next(s))
export const test = async () => { const out = []; for await (const x of g(3)) out.push(x); const it = f(5); it.next(); const early = it.return(9); return [drive(f(3), [0, 0, 0, 0]), drive(f(3), [0, 'x', 0]), early, out, drive(h(), [0, 0, 1, 2, 3]), drive(c(), [0, 'zz', 0]), log.length > 0, f.length, Object.prototype.toString.call(f)] }`,
  },
  {
    name: 'yield at the start of a line, behind one without a semicolon',
    extension: 'js',
    source: `/** @cache */ function* f(n) {
  let sum = n
  sum += n
  yield sum
  const g = n
  yield* [g, n]
  if (n) yield 'then'
  else yield 'else'
  switch (n) { case 1: sum++
    yield sum }
  return sum
}
export const test = () => [[...f(1)], [...f(0)], [...f(1)]]`,
  },
  {
    name: 'yield in args',
    extension: 'js',
    source: `/** @cache */ function* f() { const o = { a: yield 1, [yield 2]: yield* [3, 4] }; return [o.a, ...[yield, (yield 5) + 1]] }
export const test = () => { const it = f(), out = []; for (const s of [0, 'x', 'k', 0, 0, 7, 8, 9]) out.push(it.next(s)); return out }`,
  },
  {
    name: 'gen throw',
    extension: 'js',
    source: `/** @cache */ function* f() { try { yield 1 } catch (e) { yield 'c' + e } }
export const test = () => { [...f()]; const it = f(); return [it.next(), it.throw(5), it.next()] }`,
  },
  {
    name: 'generator that declares a name twice',
    extension: 'js',
    source: `/** @cache */ function* f(a) { var g = 1; yield typeof g; function g() {} yield a; return 'r' }
/** @cache */ async function* h(a) { var a = a + 1; function b() { return a } function b() { return -a } yield b(); return a }
const all = async (it) => { const out = []; for (;;) { const r = await it.next(); out.push(r); if (r.done) return out } }
export const test = async () => [[...f(1)], await all(f(2)), await all(h(1))]`,
  },
  {
    name: 'delegation',
    extension: 'js',
    source: `/** @cache */ function* f(n) { if (n > 0) { yield n; const r = yield* f(n - 1); return r + 1 } return 0 }
/** @cache */ async function* g(n) { yield* [Promise.resolve(1), 2]; const r = yield* h(n); yield r }
async function* h(n) { yield n; return 'h' }
/** @cache */ function* m(n) { yield*[n,n]; yield * new Map([[1, 2]]) }
const all = async (it) => { const out = []; for (;;) { const r = await it.next(); out.push(r.value); if (r.done) return out } }
export const test = async () => [await all(f(2)), await all(g(5)), [...m(1)]]`,
  },
  {
    name: 'generator forms',
    extension: 'js',
    source: `/** @cache */ const f = function* (n = 1) { 'use x'; yield n }
const o = { /** @cache */ *g(...r) { yield* r }, /** @cache */ async *h({ a }) { yield a; return } }
/** @cache */ export default function* () { yield 'd' }
import me from 'SELF'
const all = async (it) => { const out = []; for await (const x of it) out.push(x); return out }
export const test = async () => [[...f()], [...o.g(1, 2)], await all(o.h({ a: 1 })), [...me()], f.length, f.name, o.g.name, Object.getPrototypeOf(f) === Object.getPrototypeOf(function* () {})]`,
  },
  {
    name: 'early ends',
    extension: 'js',
    source: `/** @cache */ function* f(n) { try { yield 1; yield 2 } finally { n = 0 } }
/** @cache */ function* g(n) { while (true) { if (n++ > 3) return n; yield n } }
/** @cache */ function* h(n) { throw new Error('h' + n) }
const take = (it, n) => { const out = []; for (const x of it) { out.push(x); if (--n === 0) break } return out }
const t = (f) => { try { return f() } catch (e) { return e.message } }
export const test = () => { const it = f(1); return [it.next(), it.return(5), it.next(), it.next(), take(g(0), 2), take(g(0), 9), t(() => [...h(1)]), [...f(1)]] }`,
  },
  {
    name: 'stopped where a finally goes on',
    extension: 'js',
    source: `/** @cache */ function* f(n) { try { yield n; yield 2 } finally { yield 3; n++ } return 4 }
/** @cache */ function* g(n) { for (;;) { try { yield n } finally { if (n < 9) return 'r' } } }
/** @cache */ function* h(n) { l: for (let i = 0; i < 2; i++) { try { yield i } finally { continue l } } return n }
/** @cache */ function* e(n) { try { yield n } finally { for (const i of [1]) { if (i) break } n = 0 } return n }
const stop = (it) => [it.next(), it.next(), it.return(9), it.next(), it.next()]
export const test = () => [f, g, h, e].flatMap((make) => [[...make(1)].length, stop(make(1)), stop(make(1))])`,
  },
  {
    name: 'throw into an iterator that has none',
    extension: 'js',
    source: `/** @cache */ function* g(n) { try { yield* [1, n] } catch (e) { yield e.message } }
export const test = () => { const it = g(2); return [[...g(2)], it.next(), it.throw('x'), it.next()] }`,
  },
]
