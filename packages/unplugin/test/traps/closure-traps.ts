import type { Trap } from '../support/run-traps.js'

const LIBRARY = `/** @cache */ function f(x, ...args) { return typeof x === 'function' ? x(...args) : x.test(...args) }
const id = (x) => x
const rule = (test, ...rest) => ({ test, rest })
`

/** Closures that a function hands to calls. */
export const closureTraps: Trap[] = Object.entries({
  'names and lengths':
    'const r = rule(() => 1), g = (a, b) => 1, o = id({ a: () => 1, e() {}, ["d" + 1]: () => 3 }); let h; h = () => 2; return [r.test.name, r.test.length, g.name, g.length, f(g), h.name, Object.values(o).map((v) => v.name), f(r), f(h), f(o.a)]',
  'what follows a callback':
    'const k = 1; const a = id(() => { return k })\n;[1].length\n  let g\n  g = () => { return [k] }\n  ;[0].map((x) => x)\n  return [f(a), f(id(g))]',
  'parentheses and comments':
    'const k = 2; return [f(id((() => k))), f((id)((function () { return k }))), f(id(/* a */ (x) => /* b */ x + k /* c */, // d\n 1), 3), f(rule(() => k,)), f(rule(...[() => k]))]',
  'optional calls':
    'const a = { use: (g) => g, n: undefined }, k = 3; return [f(a?.use((v) => v * k), 2), a.n?.use(() => k), a?.use?.(() => k)()]',
  'conditions, sequences and defaults':
    'const k = 1; function make(j = 2, g = id(() => j)) { var j = 9; return [g, id(() => j)] } const { z = id(() => k) } = {}; return [f(id((0, () => k))), f(id(k ? () => k : () => 2)), f(id(null ?? (() => k))), make().map((g) => f(g)), f(z)]',
  'loops, labels and blocks':
    'const out = []; for (let i = 0; i < 3; i++) out.push(rule(() => i)); for (var v = 0; v < 2; v++) out.push(rule(() => v)); a: for (const i of [1, 2, 3]) { switch (i) { case 1: function g() { return i } out.push(rule(g)); break; case 2: out.push(rule(() => i)); continue a; default: break a } } return out.map((r) => f(r))',
  'two functions of one name':
    'function g() { return 1 } function g() { return 2 } const h = g; g = () => 3; return [f(h), f(rule(g))]',
  'generators and async functions':
    'const k = 2; const g = id(function* (n) { yield n; yield* id(() => [k])() }); const h = id(async (n) => n + k); return [[...g(1)], f(h, 1) instanceof Promise, f(h, 1).constructor.name]',
  'a variable that is not initialised yet':
    'const r = rule(() => { try { return k } catch { return "unset" } }); const one = f(r); let k = 1; const two = f(r); k = 2; return [one, two, f(r)]',
  'this before super':
    'class A { constructor(g) { try { this.r = f(rule(g)) } catch (e) { this.r = e.name } this.g = g } } class B extends A { k = 3; constructor() { super(id(() => this.k)) } } const b = new B(); return [b.r, f(b.g)]',
  'what only a caller has':
    'class A { v() { return 1 } } class B extends A { w() { return rule(() => super.v()) } } function C() { this.v = id(() => new.target === C) } return [f(new B().w()), new C().v(), (function () { return f(id(() => arguments.length)) })(1, 2)]',
  'members put on a closure later':
    'const C = id(function () {}), out = []; for (const t of ["a", "b"]) { C.tag = t; C.prototype.v = t; out.push(f((c) => new c().v + c.tag, C)) } Object.defineProperty(C, "length", { value: 7 }); out.push(f((c) => c.length, C)); return [out, Reflect.ownKeys(id(() => 1))]',
  'deep recursion': 'const deep = (n) => (n === 0 ? id(() => "end") : id(() => deep(n - 1)())); return f(deep(50))',
  'the texts of functions':
    'const k = 1, page = { evaluate: (g) => (0, eval)(`(${g})()`) }; function work() { const wrap = (g) => g; return wrap(() => 2)() } return [String(id((x) => x + k)), page.evaluate(() => { const wrap = (g) => g; return wrap(() => 3)() }), (0, eval)("(" + work + ")()"), page.evaluate(work)]',
  'objects with accessors and super':
    'let n = 0; const o = id({ get a() { return ++n }, set a(v) { n = v }, m() { return 5 } }); o.a = 7; const p = id({ __proto__: { z() { return 3 } }, z() { return super.z() + 1 } }); return [o.a, f(o.m), p.z()]',
  'names of the language that are taken':
    'class Promise { constructor(g) { this.g = g } } const Array = { from: (x, g) => g }, k = 3; return [f(new Promise(() => k).g), f(Array.from([1], () => k))]',
  'classes in a function':
    'const k = 2; class A { static make = id(() => new A()); g = id(() => k); #p = id(() => k); get q() { return this.#p } m(h = id(() => this)) { return h } } return [f(A.make) instanceof A, f(new A().g), f(new A().q), f(new A().m()) instanceof A]',
}).map(([name, body]) => ({
  name: `closures: ${name}`,
  extension: 'cjs',
  source: `${LIBRARY}exports.test = () => {\n  ${body}\n}`,
}))
