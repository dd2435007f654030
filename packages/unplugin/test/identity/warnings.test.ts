import { describe, expect, test } from 'vitest'
import { f, transformEntry, type Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const warnings = (files: string | Files, name?: string) =>
  identityOf(files, name).diagnostics.map(({ code, severity }) => (severity === 'error' ? `error ${code}` : code))

type Row = [what: string, files: string | Files, codes: string[]]

const CLOCK: Row[] = [
  ['Date.now()', f('return Date.now()'), ['clock-read']],
  ['Date.now as a value', f('return x.map(Date.now)'), ['clock-read']],
  ['new Date()', f('return new Date()'), ['clock-read']],
  ['new Date(0)', f('return new Date(0)'), []],
  ['Date()', f('return Date()'), ['clock-read']],
  ['performance.now()', f('return performance.now()'), ['clock-read']],
  [
    'performance of node:perf_hooks',
    f('return performance.now()', `import { performance } from 'node:perf_hooks'`),
    ['clock-read'],
  ],
  ['globalThis.Date.now()', f('return globalThis.Date.now()'), ['clock-read']],
  ['process.hrtime.bigint()', f('return process.hrtime.bigint()'), ['clock-read']],
  ['Math.random()', f('return Math.random()'), ['random-read']],
  ['a destructured Math.random', f('return random()', 'const { random } = Math'), ['random-read']],
  ['crypto.randomUUID()', f('return crypto.randomUUID()'), ['random-read']],
  ['randomUUID of node:crypto', f('return randomUUID()', `import { randomUUID } from 'node:crypto'`), ['random-read']],
  ['the default of node:crypto', f('return c.randomBytes(8)', `import c from 'crypto'`), ['random-read']],
  ['node:crypto through `import =`', f('return c.randomUUID()', `import c = require('node:crypto')`), ['random-read']],
  ['an alias with `import =` as a value', f('return [x].map(random)', 'import random = Math.random'), ['random-read']],
  ['a Date of one’s own', f('return Date.now()', 'const Date = { now: () => 1 }'), []],
  [
    'in a helper of another file',
    { 'a.ts': `import { g } from './b'\n${f('return g()')}`, 'b.ts': 'export const g = () => Date.now()' },
    ['clock-read'],
  ],
  ['in what is not reached', f('return x', 'export const g = () => Date.now()'), []],
  ['thrice', f('return [Date.now(), new Date(), Date.now()]'), ['clock-read']],
  ['both', f('return [Date.now(), Math.random()]'), ['clock-read', 'random-read']],
  ['silenced above', f('\n// cachecache-ignore: clock-read\nreturn Date.now()'), []],
  ['silenced beside', f('return Date.now() // cachecache-ignore: clock-read\n'), []],
  ['silenced without a code', f('\n/* cachecache-ignore */\nreturn Date.now()'), []],
  ['something else silenced', f('\n// cachecache-ignore: random-read\nreturn Date.now()'), ['clock-read']],
  [
    'one of two places silenced',
    f('\n// cachecache-ignore: clock-read\nconst y = Date.now()\n\nreturn y + Date.now()'),
    ['clock-read'],
  ],
  ['a `ttl` in the tag', `/** @cache { ttl: '1h' } */ export const f = () => [Date.now(), Math.random()]`, []],
  ['another option in the tag', `/** @cache { version: 3 } */ export const f = () => Date.now()`, ['clock-read']],
]

const UNFOLLOWED: Row[] = [
  ['eval', f('return eval(x)'), ['unfollowed-code']],
  ['eval that is only printed', f('console.log(eval(x)); return 1'), ['unfollowed-code']],
  [
    'a method put into all lists under such a name',
    f('return x', 'export const add = (n, m) => { Array.prototype[n] = m }'),
    ['unfollowed-global'],
  ],
  [
    'a global put there under such a name',
    f('return x', 'export const add = (n, m) => { globalThis[n] = m }'),
    ['unfollowed-global'],
  ],
  [
    'a global put there at a symbol',
    f('return x', 'const s = Symbol.for("s")\nexport const add = (m) => { globalThis[s] = m }'),
    [],
  ],
  ['listeners of a channel that is given', f('return x.hasSubscribers'), ['hidden-state']],
  [
    'listeners of a channel under a name of run time',
    f('return channel(x).hasSubscribers', "import { channel } from 'node:diagnostics_channel'"),
    ['hidden-state'],
  ],
  ['a global by a name that only run time knows', f('return globalThis[x]'), ['unfollowed-global']],
  ['the global object, passed on', f('return g(globalThis)', 'const g = (y) => y.k'), ['unfollowed-global']],
  ['eval of the global scope', f('return (0, eval)(x)'), ['unfollowed-code']],
  ['eval as a member', f('return globalThis.eval(x)'), ['unfollowed-code']],
  ['eval as a callback', f('return [x].map(eval)'), ['unfollowed-code']],
  ['whether there is eval', f('return typeof eval'), []],
  ['new Function', f('return new Function(x)'), ['unfollowed-code']],
  ['new Function as a member', f('return new globalThis.Function(x)'), ['unfollowed-code']],
  ['vm in this context', f('return runInThisContext(x)', `import { runInThisContext } from 'node:vm'`), ['unfollowed-code']],
  ['vm through `import =`', f('return vm.runInThisContext(x)', `import vm = require('node:vm')`), ['unfollowed-code']],
  [
    'the environment as a whole through `import =`',
    f('return Object.keys(e)', `import { env } from 'node:process'; import e = env`),
    [],
  ],
  ['Function under another name', f('return new Code(x)', 'const Code = Function'), ['unfollowed-code']],
  ['new Function that runs at once', f('return new Function(x)()'), []],
  ['new Function that tests the syntax', f('try { new Function(x); return true } catch { return false }'), []],
  ['new Function in a variable', f('const code = new Function(x); return code(1)'), []],
  ['Function in a variable that changes', f('return code(x)', 'let code\ncode = Function'), ['unfollowed-code']],
  ['Function as an argument', f('return x.map(Function)'), ['unfollowed-code']],
  ['Function as a property', f('return x === type', 'const { type } = { type: Function }'), ['unfollowed-code']],
  ['Function from the global object', f('return Code(x)', 'const { Function: Code } = globalThis'), ['unfollowed-code']],
  ['Function as the constructor of a function', f('return (() => {}).constructor(x)'), ['unfollowed-code']],
  ['the constructor of a constructor', f('return x.constructor.constructor'), ['unfollowed-code']],
  ['whether it is a function', f('return x instanceof Function || x?.constructor === Function || typeof Function'), []],
  ['a name that is only compared', f('return x instanceof Async', 'const Async = (async () => {}).constructor'), []],
  ['a method of functions', f('return Function.prototype.toString.call(x)'), []],
  ['the class of an object', f('return new x.constructor(x).constructor.name'), []],
  ['a computed import()', f('return import(x)'), ['unfollowed-import']],
  [
    'a component, whose code is not parsed',
    { 'a.ts': f('return C', `import C from './c.vue'`), 'c.vue': '<script>let n = 0</script>' },
    ['unfollowed-file'],
  ],
  [
    'a file in a language that nobody heard of',
    { 'a.ts': f('return C', `import C from './c.novel'`), 'c.novel': 'let n = 0' },
    ['unfollowed-file'],
  ],
  [
    'a stylesheet with an import',
    { 'a.ts': f('return C', `import C from './c.css'`), 'c.css': '@import "d.css"' },
    ['unfollowed-file'],
  ],
  ['a stylesheet without imports', { 'a.ts': f('return C', `import C from './c.css'`), 'c.css': 'a { color: red }' }, []],
  ['a `version` in the tag', '/** @cache { version: 3 } */ export const f = (x) => [eval(x), import(x)]', []],
  ['a literal import()', { 'a.ts': f(`return import('./b')`), 'b.ts': 'export const k = 1' }, []],
  ['a computed require()', f('return require(x)'), ['unfollowed-import']],
  ['a worker of a computed file', f('return new Worker(x)'), ['unfollowed-import']],
  [
    'a worker of a file in a folder',
    f("return new Worker(join(x, 'w.js'))", "import { join } from 'path'; import { Worker } from 'node:worker_threads'"),
    ['unfollowed-import'],
  ],
  [
    'a worker of a text',
    f(`return new Worker('', { eval: true })`, `import { Worker } from 'worker_threads'`),
    ['unfollowed-import'],
  ],
  [
    'a worker with options from elsewhere',
    f(`return new Worker('./w.js', x)`, `import { Worker } from 'worker_threads'`),
    ['unfollowed-import'],
  ],
  ['a class of that name', f('return new Worker(x)', 'class Worker { constructor(x) { this.x = x } }'), []],
  [
    'a worker of a named file',
    {
      'a.ts': f(
        'return [new Worker(file), new Worker(fileURLToPath(new URL("./w.js", import.meta.url)))]',
        `import { fileURLToPath } from 'url'; const file = new URL('./w.js', import.meta.url)`,
      ),
      'w.js': '',
    },
    [],
  ],
  ['marks of others', f('return performance.getEntriesByName(x).length'), ['hidden-state']],
  [
    'what a worker is told, by a computed name',
    f('return getEnvironmentData(x)', `import { getEnvironmentData } from 'node:worker_threads'`),
    ['hidden-state'],
  ],
  ['a folder that webpack looks at', f('return require.context("./a").keys()'), ['unfollowed-import']],
  ['the same in a module', f('return import.meta.webpackContext("./a").keys()'), ['unfollowed-import']],
  ['import.meta by a computed name', f('return import.meta[x]'), ['unfollowed-code']],
  ['import.meta.glob', f(`return import.meta.glob('./*.ts')`), []],
  ['a missing file', f('return g()', `import { g } from './none'`), ['unresolved-import']],
  ['a missing package', f('return g()', `import { g } from 'not-installed'`), ['unresolved-import']],
  ['the URL of a missing file', f(`return new URL('./none.txt', import.meta.url)`), []],
  ['a missing import that nothing uses', f('return x', `import { g } from './none'`), []],
  ['a missing import of types', f('return x as G', `import type { G } from './none'`), []],
  [
    'a computed member of a namespace',
    { 'a.ts': `import * as n from './b'\n${f('return n[x]')}`, 'b.ts': 'export const k = 1' },
    [],
  ],
  ['a dynamic name in the environment', f('return process.env[x]'), []],
  ['the environment as a whole', f('return { ...process.env }'), []],
  ['the environment handed over by a name', f('const env = process.env; return x(env)'), []],
  ['the environment handed over by a name of the module', f('return x(env)', 'const env = process.env'), []],
  ['the environment handed over by an import', f('return x(env)', `import { env } from 'node:process'`), []],
  [
    'the environment handed over by a name of another file',
    { 'a.ts': `import { env } from './b'\n${f('return x(env)')}`, 'b.ts': 'export const env = process.env' },
    [],
  ],
  ['a dynamic name in what a bundler replaces', f('return import.meta.env[x]'), ['dynamic-env']],
  ['one variable of an environment by a name', f('return [env.A, pick]', 'const env = process.env, { B: pick } = env'), []],
  ['a name for itself', f('return q', 'var q = q'), []],
  [
    'a default export that a variable has left',
    {
      'a.ts': `import { get } from './b'\n${f('return get()')}`,
      'b.ts': 'let k = 1\nexport default k\nexport const set = (v) => { k = v }\nexport const get = () => k',
    },
    ['read'],
  ],
  ['a broken file', { 'a.ts': `import { g } from './b'\n${f('return g()')}`, 'b.ts': 'export const g = (' }, ['unparsed-file']],
  [
    'an unbuilt workspace package',
    {
      'a.ts': `import { g } from 'w'\n${f('return g()')}`,
      'w/package.json': '{"name":"w","exports":"./dist/i.js"}',
      'node_modules/w': { link: 'w' },
    },
    ['error unbuilt-package'],
  ],
  [
    '`for await` at the top of a module without imports',
    f('return x').replace(/export (default )?/, '') + '\nfor await (const x of [1]) x',
    [],
  ],
]

const VALUES: Row[] = [
  ['a counter', f('k++; return x', 'let k = 0'), ['skipped-update']],
  [
    'a counter set back in a loop of the module',
    f('k++; return x', 'let k = 0; for (const i of [1, 2]) { k = 0; console.log(a(i), k) }'),
    ['skipped-update'],
  ],
  [
    'a variable that the module fills for a constant',
    f('return v', "let k\ntry { k = JSON.parse('1') } catch {}\nlet n = 0\nn++\nconst v = [k, n]"),
    [],
  ],
  [
    'a private variable of another file',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': 'let k = 1; export const g = () => k; export const set = (y) => { k = y }',
    },
    ['read'],
  ],
  [
    'a private computed constant of another file',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': 'const k = compute(); export const g = () => k\nfunction compute() { return 1 }',
    },
    ['read'],
  ],
  [
    'a private constant of another file',
    { 'a.ts': `import { g } from './b'\n${f('return g()')}`, 'b.ts': 'const k = [1]; export const g = () => k' },
    [],
  ],
  [
    'a private regular expression of another file that replaces',
    {
      'a.ts': `import { g } from './b'\n${f('return g(x)')}`,
      'b.ts': 'const k = /a/gu; export const g = (s) => s.replace(k, "b").split(k)',
    },
    [],
  ],
  [
    'a private regular expression of another file that goes on from where it stopped',
    { 'a.ts': `import { g } from './b'\n${f('return g(x)')}`, 'b.ts': 'const k = /a/g; export const g = (s) => k.test(s)' },
    ['read'],
  ],
  [
    'a private sticky regular expression of another file',
    {
      'a.ts': `import { g } from './b'\n${f('return g(x)')}`,
      'b.ts': 'const k = /a/y; export const g = (s) => s.replace(k, "b")',
    },
    ['read'],
  ],
  [
    'a private object of another file that a function of it changes by its parameter',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': 'const o = { k: 1 }; export const g = () => o.k; const bump = (p) => { p.k++ }; export const up = () => bump(o)',
    },
    ['read'],
  ],
  [
    'a private object of another file that is only looked up in',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': 'const o = { k: 1 }; const look = (p) => p.k; export const g = () => look(o)',
    },
    [],
  ],
  [
    'an instance of a package’s class',
    { 'a.ts': `import { Client } from 'node:http'\n${f('return c.get(x)', 'const c = new Client()')}` },
    ['read'],
  ],
  [
    'what a package made',
    { 'a.ts': `import { connect } from 'node:net'\n${f('return c.write(x)', 'const c = connect(1)')}` },
    ['read'],
  ],
  ['a socket', f('return s.send(x)', `const s = new WebSocket('ws://localhost')`), ['read']],
  ['a function made at run time', f('return g(x)', 'const memo = (h) => (y) => h(y); const g = memo((y) => y)'), ['read']],
  [
    'a function that require() gives',
    { 'a.ts': f('return helper(x)', `const { helper } = require('./b.cjs')`), 'b.cjs': 'exports.helper = () => 1' },
    [],
  ],
  [
    'a member that require() gives',
    { 'a.ts': f('return helper(x)', `const helper = require('./b.cjs').helper`), 'b.cjs': 'exports.helper = () => 1' },
    [],
  ],
  [
    'what a function of the project made of functions',
    f('return s.read()', 'const make = (k) => { const read = () => k; return { read, up: () => k++ } }; const s = make(1)'),
    ['read'],
  ],
  ['functions made on the spot', f('return s.read()', 'const s = (() => { let k = 1; return { read: () => k } })()'), ['read']],
  [
    'data that a function of the project made',
    f('return s.get(x)', 'const make = () => new Map([[1, 2]]); const s = make()'),
    [],
  ],
  ['data beside functions', f('return o.k', 'export const o = { k: 1, g: (y) => y }'), []],
  [
    'an object of functions that is changed under another name',
    f('return o.g(x)', 'const o = { g: (y) => y }; const p = o; export const swap = (g) => { p.g = g }'),
    ['read'],
  ],
  ['an object of functions under another name', f('return p.g(x)', 'const o = { g: (y) => y }; const p = o'), []],
  ['an exported object of functions', f('return o.g(x)', 'export const o = { g: (y) => y }'), ['read']],
  ['a frozen object of functions', f('return o.g(x)', 'export const o = Object.freeze({ g: (y) => y })'), []],
  [
    'a prototype that a function changes',
    f('return new C().k', 'class C {}\nC.prototype.k = 1; export const up = () => { C.prototype.k = 2 }'),
    ['read'],
  ],
  [
    'a property of a function in a variable',
    f('return h()', 'const h = () => h.k; h.k = 1; export const up = () => { h.k++ }'),
    ['read'],
  ],
  [
    'a property of a private function of another file',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': 'function h() {}; h.k = 1; export const g = () => h.k; export const up = () => { h.k++ }',
    },
    ['read'],
  ],
  [
    'a property of a helper that only its own name reaches',
    f('return h(x)', 'const wrap = (g) => g; const h = wrap(function count() { return count.calls })'),
    ['hidden-state'],
  ],
  [
    'the same of a function that each call creates',
    f('return h(x)', 'const h = (y) => { const g = function count() { return count.calls }; return g() }'),
    [],
  ],
  ['a property of a tagged expression', `keep(/** @cache */ function f(x) { return f.calls })\nfunction keep(g) {}`, []],
  [
    'data of a CommonJS module that a helper of another file requires',
    {
      'a.ts': `import { g } from './b.cjs'\n${f('return g()')}`,
      'b.cjs': 'exports.g = () => require("./c.cjs").k',
      'c.cjs': 'exports.k = 1',
    },
    ['hidden-state'],
  ],
  [
    'a hidden variable of a namespace',
    f('return N.g()', 'namespace N { let k = 1; export const up = () => { k++ }; export const g = () => k }'),
    ['hidden-state'],
  ],
  [
    'a hidden variable of a namespace, from a pattern',
    f('return N.g()', 'namespace N { let [k] = [1]; export const up = () => { k++ }; export const g = () => k }'),
    ['hidden-state'],
  ],
  [
    'a hidden variable of a namespace that nobody writes',
    f('return N.g()', 'namespace N { let k = 1; export const g = () => k }'),
    [],
  ],
  ['a weak map', f('return w.get(x)', 'const w = new WeakMap(); export const put = (k, v) => { w.set(k, v) }'), ['read']],
]

const STOPPED: Row[] = [
  ['a finally that yields', '/** @cache */ export function* f(x) { try { yield x } finally { yield 1 } }', ['yield-in-finally']],
  [
    'a finally that returns',
    '/** @cache */ export function* f(x) { try { yield x } finally { return 1 } }',
    ['yield-in-finally'],
  ],
  [
    'a catch that yields, a finally that throws',
    '/** @cache */ export async function* f(x) { try { x() } catch { yield 1 } finally { throw x } }',
    ['yield-in-finally'],
  ],
  [
    'a finally that leaves a loop',
    '/** @cache */ export function* f(x) { for (;;) try { yield x } finally { break } }',
    ['yield-in-finally'],
  ],
  [
    'a finally with a loop of its own',
    '/** @cache */ export function* f(x) { try { yield x } finally { for (const y of x) { if (y) break } } }',
    [],
  ],
  [
    'a finally with a function of its own',
    '/** @cache */ export function* f(x) { try { yield x } finally { x(() => { return 1 }) } }',
    [],
  ],
  ['a finally around no yield', '/** @cache */ export function* f(x) { yield x; try { x() } finally { yield 2 } }', []],
  ['a finally of a function', '/** @cache */ export function f(x) { try { return x } finally { return 1 } }', []],
]

describe('what a cacher is given', () => {
  const CACHE = `import { cache } from '@cachecache/runtime'\n`
  test.each([
    ['a function of a package', `import { readFileSync } from 'node:fs'\nconst f = cache(readFileSync)`, 'untracked-function'],
    ['a function made at run time', `const make = () => () => 1\nconst f = cache(make())`, 'untracked-function'],
    ['a parameter', `const f = (g) => cache(g)`, 'untracked-function'],
    ['a variable that is written', `let g = () => 1\ng = () => 2\nconst f = cache(g)`, 'untracked-function'],
    ['a function of this file', `const g = () => 1\nconst f = cache(g)`, undefined],
    ['a function of another file', `import { g } from './b'\nconst f = cache(g)`, undefined],
    ['a cached function', `const g = cache(() => 1)\nconst f = cache(g)`, undefined],
    ['a cached function of another file', `import { c } from './b'\nconst f = cache(c)`, undefined],
  ])('%s', (_what, source, code) => {
    const files = { 'a.ts': CACHE + source, 'b.ts': `${CACHE}export const g = () => 1; export const c = cache(g)` }
    const found = transformEntry(files) as ReturnType<typeof transformEntry> | undefined
    expect((found?.diagnostics ?? []).map((diagnostic) => diagnostic.code)).toEqual(code === undefined ? [] : [code])
  })
})

describe.each([
  ['clock and randomness', CLOCK],
  ['what cannot be followed', UNFOLLOWED],
  ['values', VALUES],
  ['generators that are stopped', STOPPED],
] as [string, Row[]][])('%s', (_title, rows) => {
  test.each(rows)('%s', (_what, files, codes) => {
    expect(warnings(files)).toEqual(codes.filter((code) => code !== 'read'))
    // Nothing is said of what is part of the key.
    if (codes.includes('read')) expect(identityOf(files).inputs).not.toEqual([])
  })
})

test('a warning names the place and the way out', () => {
  const [warning] = identityOf({
    'a.ts': `import { g } from './b'\n${f('return g()')}`,
    'b.ts': 'export const g = () => {\n  return Date.now()\n}',
  }).diagnostics
  expect(warning).toMatchObject({ severity: 'warning', line: 2, column: 10, file: expect.stringMatching(/\/b\.ts$/) })
  expect(warning!.message).toMatch(/Date\.now.*argument.*ttl.*again.*cachecache-ignore: clock-read/)
})

test('reads of files, network and process are listed, without a warning', () => {
  const identity = identityOf(f(`return [fetch(x), process.cwd(), readFileSync(x)]`, `import { readFileSync } from 'node:fs'`))
  expect(identity.diagnostics).toEqual([])
  expect(identity.dependencies.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'package node:fs',
    'value fetch',
    'env process.cwd()',
  ])
})

test('each member of a large cycle is listed by its own code, all of it moves the version', () => {
  const ring = (edit: string) =>
    Array.from({ length: 501 }, (_, n) => `function g${n}(y) { return g${(n + 1) % 501}(y)${n === 7 ? edit : ''} }`).join('\n')
  const before = identityOf(f('return g0(x)', ring('')))
  const after = identityOf(f('return g0(x)', ring(' + 1')))
  const listed = new Map(before.dependencies.map(({ name, digest }) => [name, digest]))
  expect(after.dependencies.filter(({ name, digest }) => listed.get(name) !== digest).map(({ name }) => name)).toEqual([
    'a.ts#g7',
  ])
  expect(after.version).not.toBe(before.version)
})

test('what a package made is listed, too', () => {
  const { dependencies } = identityOf({
    'a.ts': f('return s.send(x)', `import { Socket } from 'dep'\nconst s = new Socket('ws://localhost')`),
    'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
    'node_modules/dep/i.js': 'exports.Socket = class {}',
  })
  expect(dependencies).toContainEqual({
    kind: 'value',
    name: 's',
    reason: 'made by a package: only plain data of it counts',
    direct: true,
  })
})

test('what was seen still counts', () => {
  const version = (k: number) =>
    identityOf({ 'a.ts': `import { g } from './none'\n${f('return eval(x) + g() + k', `const k = ${k}`)}` }).version
  expect(version(1)).not.toBe(version(2))
})

test('private static state that code changes is read, but of a class that cannot hand it out', () => {
  const source = (up: string, cls = 'class C') =>
    f('return C.read()', `${cls} { static #k = 1; static up() { ${up} } static read() { return this.#k } }`)
  const inputs = (text: string) => identityOf(text).inputs.map(({ name }) => name)
  expect(inputs(source('this.#k++'))).toEqual(['C.#k'])
  expect(inputs(source('C.#k = 2'))).toEqual(['C.#k'])
  expect(inputs(source('return this.#k'))).toEqual([])
  // Whoever is given the list may fill it.
  expect(inputs(source('return this.#k').replace('#k = 1', '#k = []'))).toEqual(['C.#k'])
  expect(warnings(source('this.#k++'))).toEqual([])
  expect(warnings(source('this.#k++', 'const C = class'))).toEqual(['hidden-state'])
})
