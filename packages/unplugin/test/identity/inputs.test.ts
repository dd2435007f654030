import { describe, expect, test } from 'vitest'
import type { ValueInput } from '../../src/stages.js'
import { f, type Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

/** `name`, or `name = expression` where they differ; `once` for what never changes. */
const shown = ({ name, expression, constant, kind, import: from }: ValueInput) =>
  [
    kind === 'env' ? 'env' : constant ? 'once' : 'always',
    expression === name || kind === 'env' ? name : `${name} = ${expression}`,
    from && `from ${from.specifier}`,
  ]
    .filter(Boolean)
    .join(' ')

type Row = [what: string, files: string | Files, inputs: string[]]
const b = (imports: string, body: string, other: string): Files => ({ 'a.ts': `${imports}\n${f(body)}`, 'b.ts': other })

/** Read through what the module that declares it hands out. */
const HANDED_OUT = expect.stringMatching(/^always k = .?stateOf\("shop\/b\.\w+","k"\)$/s) as unknown as string

const VALUES: Row[] = [
  // Fixed by code
  ['literals', f('return k', 'const k = { a: [1, "x", null, /re/] }'), ['always k']],
  ['a frozen object that is exported', f('return k', 'export const k = Object.freeze({ a: 1 })'), []],
  ['an `as const` object that is exported', f('return k', 'export const k = { a: 1 } as const'), ['always k']],
  ['arithmetic and templates of constants', f('return k', 'const one = 1; const k = `${one + 2}`'), []],
  ['functions, enums and classes', f('return [g, E.A, C]', 'const g = () => 1; enum E { A } class C {}'), []],
  [
    'Map and Set of constants',
    f('return [m, s]', 'const m = new Map([["a", 1]]); const s = new Set([1])'),
    ['always m', 'always s'],
  ],
  ['a pure chain over a literal', f('return k', 'const k = [1, 2].map((n) => n * 2).filter(Boolean).join("-")'), ['always k']],
  [
    'globals of the language',
    f('return has.call(x, pi)', 'const has = Object.prototype.hasOwnProperty; const pi = Math.max(1, Math.PI)'),
    [],
  ],
  ['symbols', f('return k', 'const k = Symbol("k")'), []],
  [
    'what a function of several signatures is given',
    f('return g(k)', 'const k = { a: [1] }\nfunction g(x: string): number\nfunction g(x: any) { return x.a.length }'),
    [],
  ],
  [
    'what a callback in a type assertion returns',
    f('return g(x)', 'const k = { a: [1] }\nconst g = (x: any) => [x].reduce(((all: any) => k) as any, 0).a'),
    ['always k'],
  ],
  [
    'a symbol whose name isn’t fixed',
    f('return k', 'const k = Symbol(process.env.NAME)'),
    ['once k.description = k?.description', 'env process.env.NAME'],
  ],
  ['a registry filled with constants at the top level', f('return m.get(x)', 'const m = new Map(); m.set("a", 1)'), ['always m']],
  [
    'a value of a package',
    {
      'a.ts': `import { z } from 'dep'\n${f('return z')}`,
      'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
      'node_modules/dep/i.js': 'export let z = 1',
    },
    ['env process.env.NODE_ENV'],
  ],
  ['an exported `let` that nobody writes', f('return k', 'export let k = 1'), []],
  [
    'a function behind a cacher',
    f(
      'return load(x)',
      `import { Cacher } from '@cachecache/runtime'; const reports = Cacher('x'); const load = reports((y) => y)`,
    ),
    [],
  ],
  ['globalThis', f('return globalThis.settings', ''), ['env globalThis.settings']],
  [
    'an alias of globalThis',
    f('world.count++; return world.settings', 'const world = globalThis as any'),
    ['env globalThis.settings'],
  ],
  [
    'an alias by another name',
    f('w.count = 1; return w.count', `export const w: any = typeof window === 'undefined' ? global : window`),
    ['env globalThis.count'],
  ],
  [
    'an alias of another file',
    { 'a.ts': `import { g } from './b'\n${f('return g()')}`, 'b.ts': 'const self = globalThis; export const g = () => self.a++' },
    ['env globalThis.a'],
  ],
  // Computed once
  [
    'what a package’s object answered',
    {
      'a.ts': `import config from 'dep'\nconst region = config.get('region')\n${f('return region')}`,
      'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
      'node_modules/dep/i.js': 'export default { get: (name) => process.env[name] }',
    },
    ['always region', 'env process.env.NODE_ENV'],
  ],
  [
    'a require that the module makes',
    f('return req', 'import m from "node:module"; const req = m.createRequire(import.meta.url)'),
    [],
  ],
  ['a computed constant', f('return k', 'const k = compute(); function compute() { return 1 }'), ['once k']],
  ['a date, which depends on the time zone', f('return k', 'const k = new Date(2020, 1, 1)'), ['always k', 'env time zone']],
  [
    'a constant made of a computed one',
    f('return k', 'const j = compute(); const k = { j }; function compute() { return 1 }'),
    ['always k'],
  ],
  [
    'a value set in a `try`',
    f('return k', 'let k\ntry { k = compute() } catch { k = 0 }\nfunction compute() { return 1 }'),
    ['always k'],
  ],
  ['a destructured computation', f('return k', 'const { k } = compute(); function compute() { return { k: 1 } }'), ['once k']],
  [
    'an awaited file',
    f('return k', `import { readFile } from 'node:fs/promises'\nconst k = await readFile('x', 'utf8')`),
    ['always k'],
  ],
  ['an exported primitive', f('return k', 'export const k = Number(process.env.K)'), ['once k', 'env process.env.K']],
  ['another name for a function of Node', f('return read(x)', `import fs from 'node:fs'\nconst read = fs.readFileSync`), []],
  // Changing
  [
    'a closure made on first use, which keeps a count of its own',
    f('return (next ??= make())()', 'let next; function make() { let n = 0; return () => n++ }'),
    ['always next'],
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
  ['an instance of a class of the project', f('return k.n', 'class C { n = 1 } const k = new C()'), ['always k.n = k?.n']],
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
  // CommonJS and JSON: every module that loads them can change them
  ...['exports.k = 1', 'module.exports = { k: 1, g() {} }', 'exports.k = {}; exports.g = () => exports.k'].map((code): Row => [
    `a member of a CommonJS module: ${code}`,
    { 'a.cjs': `const b = require('./b.cjs')\n/** @cache */\nfunction f() { return b.k }`, 'b.cjs': code },
    ['always b.k = b?.k'],
  ]),
  ...(
    [
      ['f() { return require("./b.cjs").k }', ['always require("./b.cjs").k = require("./b.cjs")?.k']],
      ['f() { const { k, g } = require("./b.cjs"); return g(k) }', ['always require("./b.cjs").k = require("./b.cjs")?.k']],
      ['f() { const b = require("./b.cjs"); return b.g(b.k) }', ['always require("./b.cjs").k = require("./b.cjs")?.k']],
      ['f(x) { return require("./b.cjs")[x] }', ['always require("./b.cjs")']],
      ['f() { return JSON.stringify(require("./b.cjs")) }', ['always require("./b.cjs")']],
      ['f() { return require("./b.cjs").g() }', []],
      ['f() { return require("./b.json").k }', ['always require("./b.json").k = require("./b.json")?.k']],
      ['f() { return require("./h.cjs")() }', []],
      ['f() { return require("./h.cjs").k }', ['always require("./h.cjs").k = require("./h.cjs")?.k']],
      ['f() { return exports.k }; exports.k = 1', ['always exports.k = exports?.k']],
      ['f() { return module.exports.k }; module.exports = { k: 1 }', ['always module.exports.k = module.exports?.k']],
      ['f() { exports.k++ }; exports.k = 1', []],
      ['f() { return b.m() }; const b = require("./b.cjs")', ['always b']],
      ['f() { return g() + k }; const { g, k } = require("./b.cjs")', ['always k']],
    ] as const
  ).map(([code, inputs]): Row => [
    `a CommonJS module: ${code}`,
    {
      'a.cjs': `/** @cache */\nfunction ${code}`,
      'b.cjs': 'exports.k = 1; exports.g = () => 1; exports.m = function () { return this.k }',
      'b.json': '{ "k": 1 }',
      'h.cjs': 'module.exports = () => 1',
    },
    [...inputs],
  ]),
  [
    'a constant of a module that imports the function’s own',
    b(`import { k } from './b'`, 'return k', `import { f } from './a'\nexport const k = 1; export const g = f(1)`),
    ['once k = k===void 0?void 0:1'],
  ],
  [
    'a constant of a module that calls the function later',
    b(`import { k } from './b'`, 'return k', `import { f } from './a'\nexport const k = 1; export const g = () => f(1)`),
    [],
  ],
  [
    'a constant of a module that lists the function, or extends a class that calls it',
    b(
      `import { k } from './b'\nexport class C { m() { return f(1) } }`,
      'return k',
      `import { C, f } from './a'\nexport const k = 1; export const g = { f }; export class D extends C {}`,
    ),
    [],
  ],
  ...(
    [
      ['calls what lists it', 'export const g = { f }', 'void g.f(1)'],
      ['makes what calls it', 'export class G { m() { f(1) } }', 'void new G()'],
      ['calls a method that calls it', 'export class G { static m() { f(1) } }', 'G.m()'],
      ['passes it on', 'export const g = f', 'run(g)'],
      ['reads what calls it', 'export const g = { get x() { return f(1) } }', 'export const { x } = g'],
    ] as const
  ).map(([what, c, e]): Row => [
    `a constant of a circle of five modules, of which one ${what}`,
    {
      ...b(`import { k } from './b'`, 'return k', `import './c'\nexport const k = 1`),
      'c.ts': `import { f } from './a'\nimport './d'\n${c}`,
      'd.ts': `export * from './e'`,
      'e.ts': `import { ${c.split(' ')[2]} } from './c'\nimport { run } from './f'\n${e}`,
      'f.ts': 'export const run = (g: any) => g(1)',
    },
    ['once k = k===void 0?void 0:1'],
  ]),
  [
    'a constant of a module that imports only types of it',
    b(`import { k } from './b'`, 'return k', `import type { T } from './a'\nexport const k = 1; export let t: T`),
    [],
  ],
  [
    'a function of a CommonJS module',
    { 'a.cjs': `const b = require('./b.cjs')\n/** @cache */\nfunction f() { return b.k() }`, 'b.cjs': 'exports.k = () => 1' },
    [],
  ],
  [
    'a function of a CommonJS module that another one replaces',
    {
      'a.cjs': `const b = require('./b.cjs')\n/** @cache */\nfunction f() { return b.k() }`,
      'b.cjs': 'exports.k = () => 1; exports.up = () => { exports.k = () => 2 }',
    },
    ['always b'],
  ],
  [
    'members of JSON',
    { 'a.ts': `import j from './j.json'\n${f('return j.a.b + j.c[x]')}`, 'j.json': '{ "a": { "b": 1 }, "c": {} }' },
    ['always j.a.b = j?.a?.b', 'always j.c = j?.c'],
  ],
  ['the whole of JSON', { 'a.ts': `import j from './j.json'\n${f('return j[x]')}`, 'j.json': '{ "a": 1 }' }, ['always j']],
  [
    'the whole of JSON that is large',
    { 'a.ts': `import j from './j.json'\n${f('return j[x]')}`, 'j.json': `{ "a": "${'b'.repeat(70_000)}" }` },
    ['always j'],
  ],
  [
    'what a bundler makes of other files',
    {
      'a.ts': `import s from './s.module.css'\nimport t, { u } from './t.txt?raw'\n${f('return s.btn + t + u')}`,
      's.module.css': '.btn {}',
      't.txt': '1',
    },
    ['always s.btn = s?.btn', 'always t', 'always u'],
  ],
  [
    'a constant that is made of such a file, and an enum',
    {
      'a.ts': `import t from './t.txt'\nconst lines = t.split('-')\nenum E { A = t.length }\n${f('return lines[x] + E.A')}`,
      't.txt': '1',
    },
    ['always t.length = t?.length', 'always lines'],
  ],
  [
    'another name for JSON, and a part of it',
    {
      'a.ts': `import j from './j.json'\nconst k = j\nconst { l } = j\n${f('return [k.a, l]')}`,
      'j.json': '{ "a": 1, "l": [] }',
    },
    ['always k.a = k?.a', 'always l'],
  ],
  [
    'a member of JSON that another file imports',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': `import j from './j.json'\nexport const g = () => j.a`,
      'j.json': '{ "a": 1 }',
    },
    [expect.stringMatching(/^always j\.a = .?stateOf\("shop\/b\.ts","j"\)\?\.a$/s) as unknown as string],
  ],
  // Read by code that runs before it is set
  ['a constant after a call', `${f('return k')}f(1); const k = 5`, ['once k']],
  [
    'a constant after a call by way of helpers',
    `${f('return g()')}const g = () => k\nconst all = () => f(1)\nall(); const k = 5`,
    ['once k'],
  ],
  ['a constant after a call that does not read it', `${f('return k')}const g = () => 1\ng(); const k = 5`, []],
  ['a constant after a helper was handed over', `${f('return k')}[1].map(f); const k = 5`, ['once k']],
  ['a constant before the call', `${f('return k', 'const k = 5')}f(1)`, []],
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
  [
    'lazily from an argument, which the first call decides',
    f('k ??= build(x); return k', 'let k; function build(y) { return y }'),
    ['always k'],
  ],
  // Other files
  [
    'imported here',
    b(`import { k } from './b'`, 'return k', 'export let k = 1; export const set = (y) => { k = y }'),
    ['always k'],
  ],
  [
    'imported under another name',
    b(`import { k as limit } from './b'`, 'return limit', 'export let k = 1; export const set = (y) => { k = y }'),
    ['always k = limit'],
  ],
  ['through a namespace', b(`import * as n from './b'`, 'return n.k.a', 'export const k = { a: 1 }'), ['always k.a = n.k?.a']],
  [
    'reached through a helper',
    b(`import { g } from './b'`, 'return g()', 'export let k = 1; export const g = () => k; export const set = (y) => { k = y }'),
    [expect.stringMatching(/^always k = \$input_k_\w+ from \.\/b\.ts$/) as unknown as string],
  ],
  ['private there', b(`import { g } from './b'`, 'return g()', 'let k = 1; export const g = () => k++'), [HANDED_OUT]],
  ['loaded on demand', b('', `return import('./b')`, 'export let k = 1; export const set = (y) => { k = y }'), [HANDED_OUT]],
  [
    'in CommonJS',
    {
      'a.cjs': `const { g } = require('./b.cjs')\n/** @cache */\nfunction f(x) { return g() }`,
      'b.cjs': 'let k = 1; exports.g = () => k; exports.set = (y) => { k = y }',
    },
    [HANDED_OUT],
  ],
]

const ENVIRONMENT: Row[] = [
  ['process.env.X', f('return process.env.X'), ['env process.env.X']],
  ['by a name that a constant holds', f('return process.env[KEY]', "const KEY = 'X'"), ['env process.env.X']],
  ['whether it is there', f('return "X" in process.env'), ['env process.env.X']],
  ['a path from here', f('return path.resolve(x)', "import path from 'node:path'"), ['env process.cwd()']],
  ['by its own name', f('return relative(x, "/a")', "import { relative } from 'path'"), ['env process.cwd()']],
  [
    'what is a root on Windows alone',
    f(String.raw`return path.resolve('\\a', 'C:', x)`, "import path from 'node:path'"),
    ['env process.cwd()'],
  ],
  ['a URL of a path from here', f('return pathToFileURL(x)', "import { pathToFileURL } from 'node:url'"), ['env process.cwd()']],
  [
    'a path of a URL',
    f('return resolve(fileURLToPath(x), "a")', "import { resolve } from 'path'; import { fileURLToPath } from 'url'"),
    [],
  ],
  [
    'a function of that name alone',
    f('return resolve(fileURLToPath(x), "a")', "import { resolve } from 'path'; const fileURLToPath = (y) => y"),
    ['env process.cwd()'],
  ],
  ['a module that Node hands out', f('return process.getBuiltinModule("path").resolve(x)'), ['env process.cwd()']],
  ['a path from a root', f('return path.resolve("/a", x)', "import * as path from 'node:path'"), []],
  ['a path from the file', f('return resolve(__dirname, x)', "const { resolve } = require('path')"), ['env __dirname']],
  ['where the module lies', f('return import.meta.url'), ['env import.meta.url']],
  [
    'a file beside the module',
    f('return fileURLToPath(new URL(x, import.meta.url))', "import { fileURLToPath } from 'url'"),
    ['env import.meta.url'],
  ],
  ['the width of the terminal', f('return x.padEnd(process.stdout.columns)'), ['env process.stdout.columns']],
  ['what is only written', f('process.stdout.write(x); process.emitWarning(x); return 1'), []],
  ['a member of process by whatever name', f('return process.features'), ['env process.features']],
  ['the user of the process', f('return process.getuid()'), ['env process.getuid']],
  ['the user of the machine', f('return os.homedir()', "import os from 'node:os'"), ['env os.homedir']],
  ['the machine', f('return [hostname(), os.EOL]', "import os, { hostname } from 'node:os'"), ['env os.hostname', 'env os.EOL']],
  ['process.env["X"]', f('return process.env["X"]'), ['env process.env.X']],
  ['process.env?.X', f('return process.env?.X'), ['env process.env.X']],
  ['import.meta.env.X', f('return import.meta.env.X'), ['env import.meta.env.X']],
  [
    'destructured in the function',
    f('const { X, Y: y = 1 } = process.env; return X + y'),
    ['env process.env.X', 'env process.env.Y'],
  ],
  ['destructured in the module', f('return X', 'const { X, Y } = process.env'), ['once X', 'env process.env.X']],
  ['deeply destructured', f('return X', 'const { env: { X } } = process'), ['always X', 'env process.env.X']],
  ['through an alias', f('return env.X', 'const env = process.env'), ['env process.env.X']],
  ['through a destructured alias', f('return env.X', 'const { env } = process'), ['env process.env.X']],
  [
    'through an alias of the global object',
    f('return world.process.env.X', 'const world = globalThis as any'),
    ['env process.env.X'],
  ],
  [
    'imported from node:process',
    f('return env.X + process.env.Y', `import process, { env } from 'node:process'`),
    ['env process.env.X', 'env process.env.Y'],
  ],
  ['imported under another name, as a text', f('return e.X', `import { 'env' as e } from 'node:process'`), ['env process.env.X']],
  ['of a name in a template', f('return process.env[KEY]', 'const KEY = `X`'), ['env process.env.X']],
  ['through `import =`', f('return p.env.X', `import p = require('node:process')`), ['env process.env.X']],
  [
    'through an alias with `import =`',
    f('return env.X', `import p = require('node:process'); import env = p.env`),
    ['env process.env.X'],
  ],
  ['the machine through `import =`', f('return os.homedir()', `import os = require('node:os')`), ['env os.homedir']],
  [
    'a function through an alias with `import =`',
    f('return home()', `import os = require('node:os'); import home = os.homedir`),
    ['env os.homedir'],
  ],
  ['a path through `import =`', f('return path.resolve(x)', `import path = require('node:path')`), ['env process.cwd()']],
  ['a variable of one’s own that is called process', f('return process.env.X', 'const process = { env: { X: 1 } }'), []],
  ['written, not read', f('process.env.X = "1"; return x'), []],
  [
    'in a helper of another file',
    b(`import { g } from './b'`, 'return g()', 'export const g = () => process.env.X'),
    ['env process.env.X'],
  ],
  ['in what is not reached', f('return x', 'export const g = () => process.env.X'), []],
]

describe('the time zone and the locale, which packages read', () => {
  const using = (own: string, other = ''): Record<string, string> => ({
    'a.ts': "import { text } from 'dep'\n/** @cache */ export const f = (at: number): any => text(at)",
    'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
    'node_modules/dep/i.js': own,
    'node_modules/dep/other.js': 'exports.zone = () => new Date(0).getTimezoneOffset()',
    'node_modules/inner/package.json': '{"name":"inner","version":"1.0.0","main":"i.js"}',
    'node_modules/inner/i.js': other,
  })
  const LOCAL = ['time zone', 'default locale', 'process.env.NODE_ENV']

  test.each<[what: string, files: Record<string, string>, inputs: string[]]>([
    ['its code asks', using('exports.text = (at) => new Date(at).getHours()'), LOCAL],
    ['another file of it asks', using("const { zone } = require('./other.js'); exports.text = (at) => at + zone()"), LOCAL],
    [
      'a package that it uses asks',
      using("exports.text = require('inner').text", 'exports.text = (at) => Intl.DateTimeFormat().format(at)'),
      LOCAL,
    ],
    ['nothing of it asks', using('exports.text = (at) => new Date(at).toISOString()'), ['process.env.NODE_ENV']],
  ])('%s', (_what, files, inputs) => expect(identityOf(files).inputs.map(({ name }) => name)).toEqual(inputs))
})

describe('settings of Node', () => {
  test.each<[source: string, inputs: string[]]>([
    [
      "import { workerData } from 'node:worker_threads'\n/** @cache */ export const f = (): any => workerData.n",
      ['worker_threads.workerData'],
    ],
    [
      "import * as w from 'node:worker_threads'\n/** @cache */ export const f = (): any => w.isMainThread && w.threadId",
      ['worker_threads.isMainThread', 'worker_threads.threadId'],
    ],
    ["import { inspect } from 'node:util'\n/** @cache */ export const f = (x: any): any => inspect(x)", ['util.inspect']],
    ["import util from 'util'\n/** @cache */ export const f = (x: any): any => util.format('%o', x)", ['util.format']],
    ["import { promisify } from 'node:util'\n/** @cache */ export const f = (x: any): any => promisify(x)", []],
    [
      "import dns from 'node:dns'\n/** @cache */ export const f = (): any => dns.getDefaultResultOrder()",
      ['dns.getDefaultResultOrder'],
    ],
    [
      "import { EventEmitter } from 'node:events'\n/** @cache */ export const f = (): any => EventEmitter.defaultMaxListeners",
      ['events.EventEmitter'],
    ],
    ['/** @cache */ export const f = (): any => Error.stackTraceLimit', ['Error.stackTraceLimit']],
    ['/** @cache */ export const f = (x: any): any => x.test("a") && RegExp.$1', ['RegExp.$1']],
  ])('%s', (source, inputs) => expect(identityOf(source).inputs.map(({ name }) => name)).toEqual(inputs))
})

describe('parts of Node that a file of the project hands on', () => {
  test.each<[what: string, handed: string, body: string, inputs: string[]]>([
    ['a namespace', "export * as os from 'node:os'", 'os.homedir()', ['os.homedir']],
    ['a default export', "export { default as os } from 'os'", 'os.hostname()', ['os.hostname']],
    ['an import that is exported', "import * as os from 'node:os'; export { os }", 'os.arch()', ['os.arch']],
    ['the environment', "export { env } from 'node:process'", 'env.REGION', ['process.env.REGION']],
    [
      'the process',
      "export { default as proc } from 'node:process'",
      'proc.env.REGION + proc.cwd()',
      ['process.cwd()', 'process.env.REGION'],
    ],
    ['a function under another name', "export { homedir as home } from 'node:os'", 'home()', ['os.homedir']],
    ['all of a part', "export * from 'node:os'", 'homedir()', ['os.homedir']],
    ['through two files', "export * from './c.js'", 'os.homedir()', ['os.homedir']],
  ])('%s', (_what, handed, body, inputs) => {
    const name = /^\w+/.exec(body)![0]
    const files = {
      'a.ts': `import { ${name} } from './b.js'\n/** @cache */\nexport function f(): any { return ${body} }`,
      'b.ts': handed,
      'c.ts': "export * as os from 'node:os'",
    }
    expect(
      identityOf(files)
        .inputs.map((input) => input.name)
        .toSorted(),
    ).toEqual(inputs)
  })

  test('the whole environment makes every call uncached, and the clock is reported', () => {
    const files = (body: string) => ({
      'a.ts': `import { env, performance } from './b.js'\n/** @cache */\nexport function f(k: string): any { return ${body} }`,
      'b.ts': "export { env } from 'node:process'\nexport { performance } from 'node:perf_hooks'",
    })
    expect(identityOf(files('env[k]')).uncached).toContain('process.env')
    expect(identityOf(files('performance.now()')).diagnostics.map(({ code }) => code)).toEqual(['clock-read'])
  })
})

describe('values read at call time', () => {
  test.each(VALUES)('%s', (_what, files, inputs) => expect(identityOf(files).inputs.map(shown)).toEqual(inputs))
})

describe('the environment', () => {
  test.each(ENVIRONMENT)('%s', (_what, files, inputs) => {
    const identity = identityOf(files)
    expect(identity.inputs.map(shown)).toEqual(inputs)
    const named = inputs.filter((input) => input.startsWith('env ')).map((input) => input.slice(4))
    expect(identity.dependencies.filter(({ kind }) => kind === 'env').map(({ name }) => name)).toEqual(named)
  })

  test('an expression that a browser survives and that `define` can replace', () => {
    expect(identityOf(f('return process.env.X')).inputs[0]!.expression).toBe(
      `typeof process === 'undefined' ? void 0 : process.env.X`,
    )
  })
})

test('what a package made of the whole environment counts with all that it holds', () => {
  const made = (value: string) =>
    identityOf({
      'a.ts': `import { parse } from 'dep'\nconst env = parse(${value})\n${f('return env.get("RATE")')}`,
      'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
      'node_modules/dep/i.js': 'exports.parse = (env) => ({ get: (name) => env[name] })',
    }).inputs.filter(({ name }) => name === 'env')
  // Plain data of it, and nothing of anything else.
  expect(made('{}')).toMatchObject([{ by: 'outside' }])
  expect(made('process.env')).toEqual([expect.not.objectContaining({ by: expect.anything() })])
})

const DEP = {
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
  'node_modules/dep/i.js': 'exports.make = (name) => () => name',
}

test('what the project gave a package counts, though what the package made of it does not', () => {
  const { inputs } = identityOf({
    'a.ts': `import { scale } from './b'\n${f('return scale(x)')}`,
    'b.ts': `import { make } from 'dep'\nimport { readFileSync } from 'node:fs'\nconst factor = readFileSync('/r', 'utf8')\nexport const scale = make(factor)`,
    ...DEP,
  })
  expect(inputs.map(({ name, by }) => [name, by])).toEqual(
    expect.arrayContaining([
      ['scale', 'outside'],
      ['factor', undefined],
    ]),
  )
})

test.each([
  ['a member of a package', `import * as dep from 'dep'\nconst green = dep.green`, 'outside'],
  ['a member of a member', `import dep from 'dep'\nconst green = dep.colors.green`, 'outside'],
  ['a destructured member', `import dep from 'dep'\nconst { green } = dep`, 'outside'],
  ['one that is replaced', `import dep from 'dep'\nlet green = dep.green\nexport const set = (v) => { green = v }`, undefined],
  [
    'what a package made, replaced',
    `import { make } from 'dep'\nlet green = make(1)\nexport const set = (v) => { green = v }`,
    undefined,
  ],
  [
    'one of two',
    `import dep from 'dep'\nlet own\nexport const set = (v) => { own = v }\nconst green = dep.green ?? own`,
    undefined,
  ],
  [
    'a member of one’s own',
    `const own = { green: null }\nexport const set = (v) => { own.green = v }\nconst green = own.green`,
    undefined,
  ],
])('%s in a variable', (_what, above, by) => {
  const { inputs } = identityOf({ 'a.ts': `${above}\n${f('return green(x)')}`, ...DEP })
  const found = inputs.filter(({ name }) => name === 'green')
  expect(found.map((input) => input.by)).toEqual(by === undefined ? [undefined] : [by])
})

describe('what a package made through a function of the project', () => {
  const logOf = (maker: string, name = 'makeLog(name)') =>
    identityOf({
      'a.ts': `import { makeLog } from './log'\nimport { name } from './name'\nconst log = ${name}\n${f('log(x); return x')}`,
      'name.ts': 'export let name = "n"\nexport const rename = (n) => { name = n }',
      'log.ts': maker,
      ...DEP,
    }).inputs.map(({ name: of, by }) => `${by ?? 'value'} ${of}`)

  test.each([
    ['an arrow function', `import { make } from 'dep'\nexport const makeLog = (n) => make('app:' + n)`],
    ['a function', `import { make } from 'dep'\nexport function makeLog(n) { return make(n) }`],
    ['a method of the package', `import * as dep from 'dep'\nexport const makeLog = (n) => dep.make(n)`],
    ['two functions', `import { make } from 'dep'\nconst inner = (n) => make(n)\nexport const makeLog = (n) => inner(n)`],
  ])('by %s is outside, and what it was given counts', (_what, maker) =>
    expect(logOf(maker)).toEqual(expect.arrayContaining(['outside log', 'value name'])),
  )

  test.each([
    ['does more', `import { make } from 'dep'\nlet k = 0\nexport const makeLog = (n) => { k++; return make(n + k) }`],
    ['returns a value of its own', `import { make } from 'dep'\nlet k = 0\nexport const makeLog = (n) => () => k`],
    ['wraps it', `import { make } from 'dep'\nexport const makeLog = (n) => ({ made: make(n) })`],
    ['returns what it was given', `export const makeLog = (make) => make('n')`],
    [
      'is reassigned',
      `import { make } from 'dep'\nexport let makeLog = (n) => make(n)\nexport const set = (v) => { makeLog = v }`,
    ],
    ['is a generator', `import { make } from 'dep'\nexport function* makeLog(n) { return make(n) }`],
  ])('is a value like any other if the function %s', (_what, maker) => expect(logOf(maker)).not.toContain('outside log'))
})

test('a CommonJS module cannot tell where an ES module lies', () => {
  const { uncached, inputs } = identityOf({
    'a.cjs': `const { here } = require('./b.mjs')\n/** @cache */\nfunction f() { return here() }`,
    'b.mjs': 'export const here = () => import.meta.url',
  })
  expect(uncached).toContain('import.meta.url')
  expect(inputs.map(({ name }) => name)).not.toContain('import.meta.url')
})
