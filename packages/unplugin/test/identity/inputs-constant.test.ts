import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'
import { shown, type Row } from './input-rows.js'

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
  ['a part of Node that a call gives', f('return fs.readFileSync(x)', 'const fs = process.getBuiltinModule("fs")'), []],
  ['a function of such a part', f('return join(x, x)', 'const { join } = process.getBuiltinModule("node:path")'), []],
  ['the machine by such a part', f('return os.hostname()', 'const os = process.getBuiltinModule("os")'), ['env os.hostname']],
  ['a setting by such a part', f('return p.env.A', 'const p = process.getBuiltinModule("process")'), ['env process.env.A']],
  [
    'what a part of Node of run time gives',
    f('return m.k', 'const m = process.getBuiltinModule(name)'),
    ['always m.k = m?.k', 'env name'],
  ],
  ['another name for a function of Node', f('return read(x)', `import fs from 'node:fs'\nconst read = fs.readFileSync`), []],
  [
    'another name for a class of Node',
    f('return new A()', `import hooks from 'node:async_hooks'\nconst A = hooks.AsyncLocalStorage`),
    [],
  ],
  [
    'what the process was when the module loaded',
    f('return k', `import process from 'node:process'\nconst k = process.exitCode`),
    ['always k', 'env process.exitCode'],
  ],
  [
    'a number made of what the process was',
    f('return k', `import { exitCode } from 'node:process'\nconst k = exitCode + 1`),
    ['once k', 'env process.exitCode'],
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
  [
    'a constant made of one of a module that imports its own',
    {
      'a.ts': `import { k } from './b'\nexport const m = 1\n${f('return k')}`,
      'b.ts': `import { m } from './a'\nexport const k = 'k' + m`,
    },
    ['once k'],
  ],
  [
    'a constant made of a namespace of such a module',
    {
      'a.ts': `import { k } from './b'\nexport const m = 1\n${f('return k')}`,
      'b.ts': `import * as a from './a'\nexport const k = 'k' + a.m`,
    },
    ['once k'],
  ],
  [
    'a constant made of one that its own module imports',
    `import { m as own } from './a'\nconst k = 'k' + own\n${f('return k')}export const m = 1`,
    ['once k'],
  ],
  [
    'a constant made of one of a module that does not',
    {
      'a.ts': `import { k } from './b'\n${f('return k')}`,
      'b.ts': `import { m } from './c'\nexport const k = 'k' + m`,
      'c.ts': 'export const m = 1',
    },
    [],
  ],
  ['a constant before the call', `${f('return k', 'const k = 5')}f(1)`, []],
]

test.each(VALUES)('%s', (_what, files, inputs) => expect(identityOf(files).inputs.map(shown)).toEqual(inputs))
