import { describe, expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'
import { b, shown, type Row } from './input-rows.js'

const ENVIRONMENT: Row[] = [
  ['process.env.X', f('return process.env.X'), ['env process.env.X']],
  ['by a name that a constant holds', f('return process.env[KEY]', "const KEY = 'X'"), ['env process.env.X']],
  ['by a name that run time knows', f('return process.env[x]'), ['env process.env']],
  ['by a helper', f('return env("A") + env("B")', 'const env = (name) => process.env[name] ?? ""'), ['env process.env']],
  ['all of it', f('return { ...process.env }'), ['env process.env']],
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
  ['a path from the file or from another one', f('return resolve(x ?? __dirname)', "const { resolve } = require('path')"), ['env process.cwd()', 'env __dirname']], // prettier-ignore
  ['where the module lies', f('return import.meta.url'), ['env import.meta.url']],
  [
    'a file beside the module',
    f('return fileURLToPath(new URL(x, import.meta.url))', "import { fileURLToPath } from 'url'"),
    ['env import.meta.url'],
  ],
  ['the width of the terminal', f('return x.padEnd(process.stdout.columns)'), ['env process.stdout.columns']],
  ['what is only written', f('process.stdout.write(x); process.emitWarning(x); return 1'), []],
  ['what a bundler replaces', f('return import.meta.client'), ['env import.meta.client']],
  ['what other code sets', f('return import.meta.mode', 'import.meta.mode = 1'), ['env import.meta.mode']],
  ['where the module lies, by a pattern', f('const { url } = import.meta; return url'), ['env import.meta.url']],
  ['a member of process by whatever name', f('return process.features'), ['env process.features']],
  ['the user of the process', f('return process.getuid()'), ['env process.getuid']],
  ['the user of the machine', f('return os.homedir()', "import os from 'node:os'"), ['env os.homedir']],
  ['the machine', f('return [hostname(), os.EOL]', "import os, { hostname } from 'node:os'"), ['env os.hostname', 'env os.EOL']],
  ['the number of processors', f('return os.cpus().length', "import os from 'node:os'"), ['env os.cpus']],
  ['a global that is set and used', f('return (globalThis.k = globalThis.k + 1)'), ['env globalThis.k']],
  ['a global that is set to another', f('globalThis.k = globalThis.j + 1; return 1'), ['env globalThis.j']],
  ['the function of JSX, a global', { 'a.tsx': f('return <b />') }, ['env React']],
  [
    'the functions of JSX, globals by a comment',
    { 'a.tsx': `/** @jsx h.make @jsxFrag Part */\n${f('return <>a</>')}` },
    ['env h', 'env Part'],
  ],
  ['the function of JSX, imported', { 'a.tsx': `import React from 'react'\n${f('return <b />')}` }, []],
  [
    'the function of JSX in a module',
    { 'a.tsx': f('return <b />'), 'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx" } }' },
    [],
  ],
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
    [
      "import tls from 'node:tls'\n/** @cache */ export const f = (): any => tls.DEFAULT_MIN_VERSION",
      ['tls.DEFAULT_MIN_VERSION'],
    ],
    ["import tls from 'node:tls'\n/** @cache */ export const f = (): any => tls.putThere", ['tls.putThere']],
    [
      "import http from 'node:http'\n/** @cache */ export const f = (): any => http.globalAgent.maxSockets",
      ['http.globalAgent.maxSockets'],
    ],
    [
      "import { STATUS_CODES } from 'node:http'\n/** @cache */ export const f = (x: any): any => STATUS_CODES[x]",
      ['http.STATUS_CODES'],
    ],
    ["import http from 'node:http'\n/** @cache */ export const f = (): any => http.STATUS_CODES[404]", ['http.STATUS_CODES']],
    ["import { constants } from 'node:os'\n/** @cache */ export const f = (): any => constants.signals.SIGINT", []],
    ["import { Buffer } from 'node:buffer'\n/** @cache */ export const f = (x: any): any => Buffer.from(x).length", []],
    [
      "import { getEnvironmentData as get } from 'node:worker_threads'\n/** @cache */ export const f = (): any => get('k')",
      ['worker_threads.getEnvironmentData'],
    ],
    [
      "import stream from 'node:stream'\n/** @cache */ export const f = (): any => stream.getDefaultHighWaterMark(false)",
      ['stream.getDefaultHighWaterMark'],
    ],
    ["import { debuglog } from 'util'\n/** @cache */ export const f = (): any => debuglog('a').enabled", ['util.debuglog']],
    [
      "import { workerData } from 'node:worker_threads'\n/** @cache */ export const f = (x: any): any => workerData[x]",
      ['worker_threads.workerData'],
    ],
    ['/** @cache */ export const f = (): any => Error.stackTraceLimit', ['Error.stackTraceLimit']],
    ['/** @cache */ export const f = (x: any): any => x.test("a") && RegExp.$1', ['RegExp.$1']],
    [
      `/** @cache */ export const f = (x: any): any => x.test("a") && (RegExp as any)['$&'] + RegExp.input`,
      ['RegExp.$&', 'RegExp.input'],
    ],
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

  test('a name of run time counts with the whole environment, and the clock is reported', () => {
    const files = (body: string) => ({
      'a.ts': `import { env, performance } from './b.js'\n/** @cache */\nexport function f(k: string): any { return ${body} }`,
      'b.ts': "export { env } from 'node:process'\nexport { performance } from 'node:perf_hooks'",
    })
    expect(identityOf(files('env[k]')).inputs.map(shown)).toEqual(['env process.env'])
    const alias = { 'a.ts': files('env[k]')['a.ts'], 'b.ts': 'export const env = process.env' }
    expect(identityOf(alias).inputs.map(shown)).toEqual(['env process.env'])
    const ofModule = identityOf({ ...alias, 'b.ts': 'export const env = import.meta.env' })
    expect(ofModule.diagnostics.map(({ code }) => code)).toEqual(['dynamic-env'])
    expect(identityOf(files('performance.now()')).diagnostics.map(({ code }) => code)).toEqual(['clock-read'])
  })
})

test('what is made of all of it at load counts by its value, and what is made later by both', () => {
  const pick = 'pick({ ...process.env }); function pick(all) { return all.A }'
  expect(identityOf(f('return k', `const k = ${pick}`)).inputs.map(shown)).toEqual(['always k'])
  expect(identityOf(f('return (k ??= make())', `let k; const make = () => ${pick}`)).inputs.map(shown)).toEqual([
    'env process.env',
    'always k = \0lazily(k,"??=",void 0,"shop/a.ts#k",void 0,1)',
  ])
})

describe('the environment', () => {
  test.each(ENVIRONMENT)('%s', (_what, files, inputs) => {
    const identity = identityOf(files)
    expect(identity.inputs.map(shown)).toEqual(inputs)
    const named = inputs.filter((input) => input.startsWith('env ')).map((input) => input.slice(4))
    expect(identity.dependencies.filter(({ kind }) => kind === 'env').map(({ name }) => name)).toEqual(named)
  })

  test.each([
    ['process.stdout.hasColors()', 'process.stdout.hasColors?.()'],
    ['process.getuid()', 'process.getuid?.()'],
  ])('what %s gives, not the function', (call, expression) =>
    expect(identityOf(f(`return ${call}`)).inputs[0]!.expression).toBe(expression),
  )

  test('an expression that a browser survives and that `define` can replace', () => {
    expect(identityOf(f('return process.env.X')).inputs[0]!.expression).toBe(
      `typeof process === 'undefined' ? void 0 : process.env.X`,
    )
  })
})
