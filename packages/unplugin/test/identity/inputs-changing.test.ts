import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'
import { b, shown, type Row } from './input-rows.js'

const VALUES: Row[] = [
  // Changing
  ['a call with `undefined` and something else', f('return g(undefined, x)', 'const g = (a, b) => b'), []],
  ['a class that a call takes', f('return g(Map, x)', 'const g = (a, b) => new a(b)'), []],
  ['a class with a key of run time', f('return g(Set, x)', 'const g = (a, b) => b'), []],
  ['a member that a call names', f("g(Math, 'cbrt'); return 1", 'const g = (a, b) => {}'), ['env Math.cbrt']],
  [
    'a table of texts of files',
    f(
      'return text("a")',
      `import { readFileSync } from 'node:fs'\nconst t = new Map(); function text(n) { let v = t.get(n); if (!v) { v = readFileSync(n, 'utf8'); t.set(n, v) } return v }`,
    ),
    ['always t = \0filled(t,1)'],
  ],
  [
    'a table of texts, of which the function then uses one with more than the key',
    f(
      'return text("a", x)',
      `import { readFileSync } from 'node:fs'\nconst t = new Map(); function text(n, by) { let v = t.get(n); if (!v) { v = readFileSync(n, 'utf8'); t.set(n, v) } return v.replace(/\\w/g, (k) => by[k]) }`,
    ),
    ['always t = \0filled(t,1)'],
  ],
  [
    'a table of texts that are made of more than the key',
    f(
      'return text("a", x)',
      'const t = new Map(); function text(n, by) { let v = t.get(n); if (!v) { v = by[n]; t.set(n, v) } return v }',
    ),
    ['always t'],
  ],
  [
    'a table of what is made of the environment',
    f(
      'return text("a")',
      'const t = new Map(); function text(n) { if (!t.has(n)) t.set(n, n + process.env.A); return t.get(n) }',
    ),
    ['env process.env.A', 'always t = \0filled(t)'],
  ],
  [
    'a table of what is made of a variable',
    f(
      'return text("a")',
      'let k = 1; export const up = () => { k++ }; const t = new Map(); function text(n) { if (!t.has(n)) t.set(n, n + k); return t.get(n) }',
    ),
    ['always k', 'always t'],
  ],
  [
    'a closure made on first use, which keeps a count of its own',
    f('return (next ??= make())()', 'let next; function make() { let n = 0; return () => n++ }'),
    ['always next = \0lazily(next,"??=",void 0,"shop/a.ts#next",void 0,1)'],
  ],
  ['a reassigned variable', f('return k', 'let k = 1; export const set = (y) => { k = y }'), ['always k']],
  ['an update whose value is used', f('return ++k', 'let k = 1'), ['always k']],
  ['an exported object', f('return k', 'export const k = { a: 1 }'), ['always k']],
  [
    'one member of an exported object',
    f('return k.a + k.b.c', 'export const k = { a: 1, b: { c: 2 } }'),
    ['always k.a = k?.a', 'always k.b.c = k?.b?.c'],
  ],
  ['a member and the whole', f('return [k.a, k]', 'export const k = { a: 1 }'), ['always k']],
  ['a method call takes the whole', f('return k.map(String)', 'export const k = [1]'), ['always k']],
  ['an object that a function changes', f('return k', 'const k = {}; export const set = (y) => { k.a = y }'), ['always k']],
  ['an array that a function fills', f('return k', 'const k = []; export const add = (y) => { k.push(y) }'), ['always k']],
  [
    'an array in a table that a function fills',
    f('return k.a.length', 'const k = { a: [] }; export const add = (y) => { k[y].push(y) }'),
    ['always k.a.length = k?.a?.length'],
  ],
  ['Object.assign in a function', f('return k', 'const k = {}; export const set = (y) => Object.assign(k, y)'), ['always k']],
  [
    'an object that a function hands out',
    f('return k.a', 'const k = { a: 1 }\nexport const get = () => k'),
    ['always k.a = k?.a'],
  ],
  [
    'an object that another function gets',
    f('return k.a', 'const k = { a: 1 }\nexport const up = () => grow(k)\nconst grow = (o) => { o.a++ }'),
    ['always k.a = k?.a'],
  ],
  [
    'an object that a local name changes',
    f('return k.a', 'const k = { a: 1 }\nexport function up() { const o = k; o.a++ }'),
    ['always k.a = k?.a'],
  ],
  [
    'contents that a loop changes',
    f('return k[0]', 'const k = [{ a: 1 }]\nexport function up() { for (const o of k) o.a++ }'),
    ['always k'],
  ],
  [
    'contents that nobody in the file changes',
    f('return k.find((o) => o.a === x)', 'const k = [{ a: 1 }]\nexport const get = (i) => k[i].a'),
    ['always k'],
  ],
  [
    'an object that only functions of the language get',
    f('return k.a', 'const k = { a: 1 }\nexport const text = () => JSON.stringify(k) + Object.keys(k)'),
    [],
  ],
  [
    'a list of plain values, looped over',
    f('for (const o of k) x += o; return x', 'const k = [1, 2]\nexport function up(o) { o.a++ }'),
    [],
  ],
  ['a regular expression that remembers', f('return k.test(x)', 'export const k = /a/g'), ['always k']],
  [
    'an instance of a class of the project',
    f('return k.n', 'export class C { n = 1 }\nconst k = new C()'),
    ['always k.n = k?.n'],
  ],
  ['the only instance of a class, whose field nobody writes', f('return k.n', 'class C { n = 1 } const k = new C()'), []],
  ['a static field of an exported class', f('return C.k', 'export class C { static k = 1 }'), ['always C.k = C?.k']],
  [
    'a static field that a static method changes',
    f('return C.read()', 'class C { static k = 1; static up() { this.k++ } static read() { return C.k } }'),
    ['always C.k = C?.k'],
  ],
  [
    'a static field that a static method reads behind a type assertion',
    f('return C.read()', 'export class C { static k = 1; static read() { return (this as any).k } }'),
    ['always C.k = C?.k'],
  ],
  [
    'a static field that another function changes',
    f(
      'return new D().m()',
      'class C { static k = 1 } class D extends C { m() { return D.k } }\nexport const set = () => { C.k = 2 }',
    ),
    ['always D.k = D?.k'],
  ],
  [
    'a static field of another file',
    b(`import { C as D } from './b'`, 'return D.k', 'export class C { static k = 1 }'),
    ['always C.k = D?.k'],
  ],
  [
    'a static field that nobody reads',
    f('return new C()', 'export class C { static count = 0; constructor() { C.count++ } }'),
    [],
  ],
  ['a static field that nobody changes', f('return C.k', 'class C { static k = 1 }'), ['always C.k = C?.k']],
  [
    'a readonly static field',
    f('return C.k', 'export class C { static readonly k = 1; static m() { return this.k } }'),
    ['always C.k = C?.k'],
  ],
  ['a static function', f('return C.k()', 'export class C { static k = () => 1 }'), ['always C.k = C?.k']],
  // State in odd places
  ['a property of a function', f('return h.k', 'function h() {}; h.k = 1; const up = () => { h.k++ }'), ['always h.k = h?.k']],
  ['a property of a function that nobody changes', f('return h.k', 'function h() {}; h.k = 1'), ['always h.k = h?.k']],
  ['a property of a function that is not read', f('return h()', 'function h() {}; const up = () => { h.k++ }'), []],
  [
    'a property of a function, made lazily',
    f('return h()', 'function h() { return (h.k ??= [1]).length }'),
    ['always h.k = h?.k'],
  ],
  ['a variable of a namespace', f('return N.k', 'export namespace N { export let k = 1 }'), ['always N.k = N?.k']],
  [
    'a variable of a namespace inside of another',
    f('return N.M.k', 'namespace N { export namespace M { export let k = 1 } }'),
    ['always N.M.k = N?.M?.k'],
  ],
  [
    'a variable of a namespace with two names',
    f('return N.M.k', 'namespace N.M { export let k = 1 }'),
    ['always N.M.k = N?.M?.k'],
  ],
  [
    'a variable of a namespace with two names inside of another',
    f('return N.A.B.k', 'namespace N { export namespace A.B { export let k = 1 } }'),
    ['always N.A.B.k = N?.A?.B?.k'],
  ],
  [
    'a variable of a namespace, from a pattern',
    f('return N.k', 'namespace N { export let [k] = [1]; export const up = () => { k++ } }'),
    ['always N.k = N?.k'],
  ],
  ['a constant of a namespace, from a pattern', f('return N.k', 'export namespace N { export const { k } = { k: 1 } }'), []],
  ['a constant of a namespace', f('return N.k', 'export namespace N { export const k = 1 }'), []],
  [
    'an object that its method changes',
    f('return o.k', 'const o = { k: 1, up() { this.k++ } }; export const up = () => o.up()'),
    ['always o.k = o?.k'],
  ],
  [
    'the same behind a type assertion',
    f('return o.k', 'const o = { k: 1, up() { (this as any).k++ } }; export const up = () => o.up()'),
    ['always o.k = o?.k'],
  ],
  ['an object whose method reads it', f('return o.g()', 'const o = { k: 1, g() { return this.k } }'), []],
  // Parts of what changes
  ['an element of what changes', f('return k.a', 'export const o = [{ a: 1 }]; const [k] = o'), ['always k.a = k?.a']],
  ['a member further down', f('return k.a', 'export const o = { b: [{ a: 1 }] }; const { b: [k] } = o'), ['always k.a = k?.a']],
  [
    'a member with a default',
    f('return k.a', 'export const o = { b: { a: 1 } }; const { b: k = {} } = o'),
    ['always k.a = k?.a'],
  ],
  ['an element of a literal', f('return k', 'const [k] = [1]'), []],
  [
    'what a function takes out',
    f('return k.a', 'export const o = { b: { a: 1 } }; const b = () => o.b; const k = b()'),
    ['always k.a = k?.a', 'always o.b = o?.b'],
  ],
  [
    'what a frozen object holds',
    f('return k', 'export const o = { b: {} }; const b = () => o.b; const k = Object.freeze({ b: b() })'),
    ['always k', 'always o.b = o?.b'],
  ],
  [
    'a number made of what changes',
    f('return k', 'export const o = { a: 1 }; const b = () => o.a; const k = b() + 1'),
    ['once k', 'always o.a = o?.a'],
  ],
  // Made by a function, and changed by others
  ['data that a function made', f('return k.a', 'const k = make(); function make() { return { a: 1 } }'), ['once k.a = k?.a']],
  [
    'what a function made and others may change by its methods',
    f(
      'return k.a',
      'const k = make(); function make() { return new C() } class C { a = 1; up() { this.a++ } }; const up = () => k.up()',
    ),
    ['always k.a = k?.a'],
  ],
  [
    'what a function made and gives away',
    f('return k.a', 'const k = make(); function make() { return { a: 1 } } export const get = () => k'),
    ['always k.a = k?.a'],
  ],
  [
    'changed under another name',
    f('return o.k', 'const o = { k: 1 }; const p = o; export const up = () => { p.k++ }'),
    ['always o.k = o?.k'],
  ],
  [
    'changed by a name of one of its members',
    f('return o.p.k', 'const o = { p: { k: 1 } }; const { p } = o; export const up = () => { p.k++ }'),
    ['always o.p.k = o?.p?.k'],
  ],
  ['data beside functions', f('return o.k', 'export const o = { k: 1, g: (y) => y }'), ['always o.k = o?.k']],
  // Changed by the module itself, before or after a call that may have read them
  ['set between two calls', `${f('return k', `let k = 'a'`)}f(1); k = 'b'; f(1)`, ['always k']],
  [
    'set after a call by way of a helper',
    `${f('return g()', `let k = 'a'; const g = () => k`)}const all = () => f(1)\nall()\nk = 'b'`,
    ['always k'],
  ],
  ['set in a loop that calls', `${f('return k', 'let k = 0')}for (const i of [1, 2]) { k = i; console.log(f(1)) }`, ['always k']],
  [
    'set between two calls as a tag',
    `${f('return k', `let k = 'a'; const tag = (_: unknown) => f(1)`)}tag\`x\`; k = 'b'; tag\`x\``,
    ['always k'],
  ],
  [
    'a static field set between two calls',
    `${f('return C.k', "class C { static k = 'a' }")}f(1); C.k = 'b'; f(1)`,
    ['always C.k = C?.k'],
  ],
  ['a member set between two calls', `${f('return k.a', 'const k = {}; k.a = 1')}f(1); k.a = 2; f(1)`, ['always k.a = k?.a']],
  ['a map filled further after a call', `${f('return k.get(x)', `const k = new Map()`)}f(1); k.set(1, 2); f(1)`, ['always k']],
  ['set before any call', `${f('return k', 'let k = 0')}k = 1; f(1)`, ['always k']],
  [
    'set after calls of what does not read it',
    f('return k', 'let k = 0; const g = () => 1; console.log(g()); k = g()'),
    ['always k'],
  ],
  [
    'functions that are only registered',
    `${f('return k.get(x)?.(x)', 'const k = new Map()')}k.set(1, f); k.set(2, (y) => f(y))`,
    ['always k'],
  ],
  // Updated, or made on first use
  ['a counter', f('k++; return x', 'let k = 0'), []],
  ['a counter by assignment', f('k = k + 1; return x', 'let k = 0'), []],
  ['a counter by name', f('k.a = (k.a ?? 0) + 1; return x', 'const k = {}'), []],
  ['a counter in a map', f(`k.set('a', (k.get('a') ?? 0) + 1); return x`, 'const k = new Map()'), []],
  ['a list made anew', f('k = [...k, x]; return x', 'let k = []'), []],
  ['a counter by assignment whose value is used', f('return (k = k + 1)', 'let k = 0'), ['always k']],
  ['an assignment that calls', f('k = g(k); return x', 'let k = 0; let l = 0; function g(y) { l = y; return y }'), ['always k']],
  [
    'a counter of a loop of the module',
    f('k++; return x', 'let k = 0; for (const i of [1, 2]) { k = a(i); console.log(k) }'),
    ['env a'],
  ],
  ['a log', f('k.push(x); return x', 'const k = []'), []],
  ['options that are only filled', f('Object.assign(k, x); return 1', 'export const k = {}'), []],
  ['a list that is only filled by `apply`', f('Array.prototype.push.apply(k, x); return 1', 'export const k = []'), []],
  ['a member that a pattern sets', f('({ a: k.b } = x); return 1', 'export const k = {}'), []],
  ['a member that is only deleted', f('delete k.a; return 1', 'export const k = {}'), []],
  ['a counter behind a test', f('x && k++; return 1', 'let k = 0'), []],
  ['a counter that decides on a call', f('k++ || g(x); return 1', 'let k = 0; function g(y) { return y }'), ['always k']],
  ['a counter that is a test', f('k++ ? g(x) : 0; return 1', 'let k = 0; function g(y) { return y }'), ['always k']],
  [
    'a member that decides on a call',
    f('k.a = k.a || g(x); return 1', 'export const k = {}; function g(y) { return y }'),
    ['always k.a = k?.a'],
  ],
  ['a method whose result is put in', f('k.set(x, k.next(x)); return 1', 'export const k = new Map()'), ['always k']],
  [
    'a member that is set to another',
    f('k.a = k.b; return k.a', 'export const k = {}'),
    ['always k.b = k?.b', 'always k.a = k?.a'],
  ],
  [
    'a member that goes into a list',
    f('return [...k.s.add(k.n)]', 'export const k = {}'),
    ['always k.n = k?.n', 'always k.s = k?.s'],
  ],
  ['a member that is only counted', f('k.n = k.n + 1; return k.a', 'export const k = {}'), ['always k.a = k?.a']],
  [
    'a list that moves',
    f('k = k.next; return k.value', 'export let k'),
    ['always k.next = k?.next', 'always k.value = k?.value'],
  ],
  ['a value that moves', f('k = { next: k }; return k.next.value', 'export let k'), ['always k']],
  ['a counter by a name of run time', f('k[x] = k[x] + 1; return 1', 'export const k = {}'), []],
  ['the same of two names', f('k[x] = k[x.y] + 1; return 1', 'export const k = {}'), ['always k']],
  [
    'a member of the name of the key',
    f('k[x] = k.x; return k.b', 'export const k = {}'),
    ['always k.x = k?.x', 'always k.b = k?.b'],
  ],
  ['a counter read elsewhere', f('k++; return g()', 'let k = 0; function g() { return k }'), ['always k']],
  ['`??=`', f('return (k ??= build())', 'let k; function build() { return 1 }'), []],
  ['`??=`, then a read', f('k ??= build(); return k.a', 'let k; function build() { return { a: 1 } }'), []],
  ['`if (!k)`', f('if (!k) k = build(); return k', 'let k; function build() { return 1 }'), []],
  [
    '`if (k === undefined)` in a helper',
    f(
      'return get()',
      'let k; const get = () => { if (k === undefined) { k = build() } return k }; function build() { return 1 }',
    ),
    [],
  ],
  ['set where it has another type', f("if (typeof k === 'string') k = 'x'; return k", 'let k'), ['always k']],
  ['set where it is there', f("k = k && 'x'; return k", 'let k'), ['always k']],
  ['set later', f("if (!k) later(() => { k = 'x' }); return k", 'let k; function later(g) { g() }'), ['always k']],
  [
    'lazily from an argument, which the first call decides',
    f('k ??= build(x); return k', 'let k; function build(y) { return y }'),
    ['always k'],
  ],
]

test.each(VALUES)('%s', (_what, files, inputs) => expect(identityOf(files).inputs.map(shown)).toEqual(inputs))
