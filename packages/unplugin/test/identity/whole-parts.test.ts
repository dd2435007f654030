import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'
import { shown, type Row } from './input-rows.js'

const OS = "import * as os from 'node:os'"
const home = (body: string, rest = '') => f(body, `const g = (y, o) => o.env[y]\n${rest}`)

/** Parts of Node as objects: whatever gets hold of one may read any of its members. */
const UNFOLLOWED: Row[] = [
  ['process, handed over', home('return g(x, process)'), ['unfollowed-global']],
  ['its import, handed over', home('return g(x, p)', "import p from 'node:process'"), ['unfollowed-global']],
  ['its alias, handed over', home('return g(x, p)', 'const p = process'), ['unfollowed-global']],
  ['the default of a parameter', f('return g(x)', 'const g = (y, { env } = process) => env[y]'), ['unfollowed-global']],
  ['process in an object', f('return o.process.env[x]', 'const o = { process }'), ['unfollowed-global']],
  [
    'an object of the language, handed over with members',
    f('g(Math, x); return Math.cbrt(8)', 'const g = (o, m) => Object.assign(o, m)'),
    ['unfollowed-global'],
  ],
  [
    'a prototype, handed over with members',
    f('g(Array.prototype, x); return 1', 'const g = (o, m) => {}'),
    ['unfollowed-global'],
  ],
  ['process as a result', f('return g().env[x]', 'const g = () => process'), ['unfollowed-global']],
  ['process in a variable', f('let p; p = process; return p.env[x]'), ['unfollowed-global']],
  ['process, spread', f('return { ...process }.env[x]'), ['unfollowed-global']],
  ['the rest of process', f('const { pid, ...p } = process; return p.env[x]'), ['unfollowed-global']],
  ['a member by a name of run time', f('return process[x]'), ['unfollowed-global']],
  ['the global object by an alias', home('return g(x, w)', 'const w = globalThis'), ['unfollowed-global']],
  ['the promise of process', f("return import('node:process').then((p) => p.env[x])"), ['unfollowed-global']],
  ['a part of a name of run time', f('return process.getBuiltinModule(x)'), ['unfollowed-import']],
  ['such a part by another name', f('return g(x)', 'const g = process.getBuiltinModule'), ['unfollowed-import']],
  ['a function that hands out parts', f('return x.map(g)', 'const g = process.getBuiltinModule'), ['unfollowed-import']],
]

test.each(UNFOLLOWED)('%s', (_what, files, codes) => expect(identityOf(files).diagnostics.map(({ code }) => code)).toEqual(codes))

const ENV = ['env process.env']
const INPUTS: Row[] = [
  ['a test of process', f('return process && typeof process + !process + (process === x)'), []],
  ['a choice of process', f('const p = typeof process === "undefined" ? {} : process; return p.env[x]'), ENV],
  ['a choice in brackets', f('return (globalThis.process ?? {}).env[x]'), ENV],
  ['a choice of global objects', f('return w.process.env[x]', 'const w = typeof window === "object" ? window : globalThis'), ENV],
  ['process of a pattern', f('const { process: p } = globalThis; return p.env[x]'), ENV],
  ['the environment of a pattern with a default', f('const { env = {} } = process; return env[x]'), ENV],
  ['the environment in a variable of a pattern', f('let { env } = process; env = x ?? env; return env[x]'), ENV],
  ['a member by a constant', f('return process[KEY][x]', "const KEY = 'env'"), ENV],
  ['an awaited part', f('return g(x)', "const g = async (y) => (await import('node:process')).env[y]"), ENV],
  ['the default of an awaited part', f('return m.default.env[x]', "const m = await import('node:process')"), ENV],
  ['a class of Node', f('return new C(x)', "import E from 'node:events'\nclass C extends E {}"), []],
  ['paths, handed over', f('return g(path)', "import path from 'node:path'\nconst g = (p) => p.resolve()"), ['process.cwd()']],
]

test.each(INPUTS)('%s', (_what, files, inputs) => {
  const { inputs: found, diagnostics } = identityOf(files)
  expect(diagnostics).toEqual([])
  expect(found.map(shown)).toEqual(expect.arrayContaining(inputs.map((one) => (one.startsWith('env ') ? one : `env ${one}`))))
  if (inputs.length === 0) expect(found).toEqual([])
})

test.each(['g(os)', 'os[x]()', "g(require('os'))", "g(process.getBuiltinModule('os'))", "async () => g(await import('os'))"])(
  'all that a module tells of the machine: %s',
  (use) =>
    expect(identityOf(f(`return ${use}`, `${OS}\nconst g = (o) => o.homedir()`)).inputs.map(shown)).toEqual(
      expect.arrayContaining(['env os.homedir', 'env os.hostname', 'env os.tmpdir']),
    ),
)
