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
  'bind after an optional chain':
    'const a = undefined, b = { c() { return this.v }, n: null }; return [a?.b.bind(1), b?.c.bind({ v: 2 })(), b.n?.bind(1), b.c?.bind({ v: 3 })(), (b?.c).bind({ v: 4 })(), a?.b?.c.d.bind(0)]',
  'bind in parentheses, after a sequence, with new':
    'let n = 0; function g() { return this.v } class P { constructor(x, y) { this.v = x + y } } const Q = P.bind(null, 1); const b = (n++, g).bind({ v: 1 }); return [n, f(b), (g.bind)({ v: 2 })(), id((0, g).bind({ v: 3 }))(), new Q(2).v, new (P.bind(null, 3))(4) instanceof P]',
  'new, a template and super with a bind of their own':
    'function F() { this.v = 1 } F.bind = function (x) { this.w = x }; const o = { bind: (s, ...v) => s.raw.join("|") + v }; class A { bind(x) { return x } m() { return this.v } } class B extends A { v = 5; g() { const h = super.m.bind(this), i = super.bind(2); return [h(), f(h), i] } } const w = new F.bind(2); const t = o.bind`x${1}y`; return [w.w, t, new B().g()]',
  'bind that is not the one of functions':
    'const c = { m: {}, bind(k) { return { to: (v) => (this.m[k] = v) } } }; const b = c.bind("a"); b.to(1); let reads = 0; const g = () => 1; g.bind = (x) => () => x; const h = g.bind(7); const p = () => 2; Object.defineProperty(p, "bind", { get() { reads++; return Function.prototype.bind } }); const q = p.bind(null); return [c.m, f(h), q(), reads]',
  'bind of what has none':
    'const out = []; for (const g of [undefined, null, 5, {}]) { let n = 0; try { const b = g.bind(n++); out.push(b) } catch (e) { out.push([e.constructor.name, n]) } } return out',
  'what is evaluated before bind, and in which order':
    'const log = [], o = { get g() { log.push("g"); return (...a) => a } }; const b = o.g.bind((log.push("self"), 1), ...(log.push("arg"), [2])); return [b(3), log, f(b, 4), b.name, b.length, id(function () {}.bind(1)).name]',
  'bound to what changes':
    'const s = { k: 1, m(x) { return this.k + x } }, map = new Map([["a", 1]]), b = s.m.bind(s), get = map.get.bind(map), out = [f(b, 1), f(get, "a")]; s.k = 5; map.set("a", 2); out.push(f(b, 1), f(get, "a")); const it = [1, 2][Symbol.iterator](), next = it.next.bind(it); b.tag = 1; return [out, f(next), f(next), f((x) => x.tag, b), (b.tag = 2), f((x) => x.tag, b)]',
  'bound to what makes code of text':
    'globalThis.counted = (globalThis.counted ?? 0) + 1; const make = Function.bind(null, "return counted"), run = (m) => m()(), again = Reflect.construct.bind(null, Function, ["return counted"]), e = (0, eval).bind(null, "counted"); return [f(run, make), f(run, again), f(e), f(run, Function)].map(String)',
}).map(([name, body]) => ({
  name: `closures: ${name}`,
  extension: 'cjs',
  source: `${LIBRARY}exports.test = () => {\n  ${body}\n}`,
}))
