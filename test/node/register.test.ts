import { expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode, type NodeRun } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

const register = ['--import', '@cachecache/unplugin/register']
const tsx = ['--import', 'tsx']
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const readsCommonJs = major > 22 || (major === 22 && minor >= 15)
const readsTypeScript = Boolean((process.features as { typescript?: unknown }).typescript)

const start = (project: Scratch, main: string, before: string[] = register, env?: Record<string, string>): Promise<NodeRun> =>
  runNode(project, ['--disable-warning=ExperimentalWarning', ...before, main], env)

const shop = {
  'src/tax.js': 'export const rate = 0.2\n',
  'src/price.js': `import { rate } from './tax.js'\nexport const gross = (net) => net * (1 + rate)\n`,
  'src/main.js': `import { cacheOf } from '@cachecache/runtime'
import { gross } from './price.js'
/** @cache */
export async function total(...prices) {
  console.log('ran total')
  return prices.reduce((sum, price) => sum + gross(price), 0)
}
await total(10, 20)
console.log('result ' + JSON.stringify([await total(10, 20), cacheOf(total).version]))
`,
}

test('a program that no bundler builds is answered from disk, until code that it reaches changes', async () => {
  const project = await scratchProject(shop)
  const first = await start(project, 'src/main.js')
  expect(first).toMatchObject({ ran: ['total'], stderr: '', result: [36, expect.any(String)] })
  expect((await start(project, 'src/main.js')).ran).toEqual([])

  await project.edit('src/tax.js', 'export', '// of this year\nexport')
  expect((await start(project, 'src/main.js')).ran).toEqual([])

  await project.edit('src/tax.js', '0.2', '0.5')
  expect(await start(project, 'src/main.js')).toMatchObject({ ran: ['total'], result: [45, expect.any(String)] })
})

test('one source has one version, with a bundler and without', async () => {
  const project = await scratchProject({ ...shop, 'src/main.ts': shop['src/main.js'] })
  const { build } = bundlers.find(({ name }) => name === 'esbuild')!
  const { result } = await runNode(project, [(await build(project.folder)).file])
  expect((await start(project, 'src/main.js')).result).toEqual(result)
})

test('a start with nothing new does not load the compiler', async () => {
  const loaded = `process.report.getReport().sharedObjects.some((file) => file.includes('oxc-parser'))`
  const project = await scratchProject({
    'src/main.mjs': `/** @cache */ export const double = (n) => 2 * n
double(1)
console.log('result ' + JSON.stringify(${loaded}))
// Before another turn of the event loop.
process.exit()
`,
  })
  const kept = { CACHECACHE_ANALYSIS: project.path('kept') }
  expect((await start(project, 'src/main.mjs', register, kept)).result).toBe(true)
  // In a thread of their own, hooks are ended with the program, and may not have kept anything yet.
  if (readsCommonJs) expect((await start(project, 'src/main.mjs', register, kept)).result).toBe(false)
})

test('worker threads and child processes have it too', async () => {
  const project = await scratchProject({
    'src/main.js': `import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { double } from './double.js'
double(1)
await once(new Worker(new URL('./other.js', import.meta.url)), 'exit')
await once(fork(new URL('./other.js', import.meta.url)), 'exit')
`,
    'src/other.js': `import { double } from './double.js'\ndouble(1)\nconsole.log('ran other')\n`,
    'src/double.js': `/** @cache */ export function double(n) { console.log('ran double'); return 2 * n }\n`,
  })
  expect(await start(project, 'src/main.js')).toMatchObject({ ran: ['double', 'other', 'other'], stderr: '' })
})

/** Said once for each module. */
const UNSEEN =
  /^\(node:\d+\) (?:\[[\w-]+\] )?CacheWarning: \S*double\.c?[jt]s has tagged functions, but was loaded as a CommonJS module/

test('CommonJS modules are rewritten where Node hands them out, and run as they are elsewhere', async () => {
  const project = await scratchProject({
    'src/main.cjs': `const { double } = require('./double.cjs')\nconsole.log('result ' + JSON.stringify([double(1), double(1)]))\n`,
    'src/double.cjs': `/** @cache */ function double(n) { console.log('ran double'); return 2 * n }\nmodule.exports = { double }\n`,
  })
  const ran = readsCommonJs ? ['double'] : ['double', 'double']
  const { stderr, ...outcome } = await start(project, 'src/main.cjs')
  expect(outcome).toMatchObject({ ran, result: [2, 2] })
  if (readsCommonJs) expect(stderr).toBe('')
  else expect(stderr).toMatch(UNSEEN)
})

test('a CommonJS module that tsx compiles runs as it is, and says so', async () => {
  const project = await scratchProject({
    'package.json': '{ "name": "scratch" }',
    'src/main.ts': `import { double } from './double'\nconsole.log('result ' + JSON.stringify([double(1), double(1)]))\n`,
    'src/double.ts': `/** @cache */\nexport function double(n: number) { console.log('ran double'); return 2 * n }\n`,
  })
  const { stderr, result, ran } = await start(project, 'src/main.ts', [...register, ...tsx])
  expect(result).toEqual([2, 2])
  if (ran.length > 1) expect(stderr).toMatch(UNSEEN)
})

test('a tagged function is called in an import circle, before the module that tsx compiles has begun', async () => {
  const tags = ['', '{ ttl: "1h" }']
  const project = await scratchProject({
    'src/main.ts': `import { seen } from './price.ts'\nconsole.log('result ' + JSON.stringify(seen))\n`,
    'src/rates.ts': `export const rate = Number(process.env.RATE ?? 2)\n`,
    'src/price.ts': `import { rate } from './rates.ts'
import { early } from './early.ts'
export const seen = early
${tags.map((tag, i) => `/** @cache ${tag} */ export function price${i}(n: number): number { return n * rate }`).join('\n')}
`,
    'src/early.ts': `import * as all from './price.ts'\nexport const early = [${tags.map((_, i) => `all.price${i}(3)`).join()}]\n`,
  })
  expect(await start(project, 'src/main.ts', [...register, ...tsx])).toMatchObject({ code: 0, stderr: '', result: [6, 6] })
})

const typed = {
  'src/double.ts': `import type { CacheOptions } from '@cachecache/runtime'
interface Doubled { value: number }
/** @cache */
export function double(n: number, _options?: CacheOptions): Doubled {
  console.log('ran double')
  if (n < 0) throw new Error('negative')
  return { value: 2 * n }
}
`,
  'src/main.ts': `import { double } from './double.ts'
double(1)
double(1, { again: true })
try { double(-1) } catch (error) { console.log('result ' + JSON.stringify([double(1), (error as Error).stack])) }
`,
}

test.each([...(readsTypeScript ? [{ name: 'Node itself', compiler: [] }] : []), { name: 'tsx', compiler: tsx }])(
  'TypeScript compiled by $name, with places in stack traces as they are written',
  async ({ compiler }) => {
    const project = await scratchProject(typed)
    const { ran, result, stderr } = await start(project, 'src/main.ts', [...register, ...compiler])
    expect({ ran, stderr, value: result[0] }).toEqual({ ran: ['double', 'double', 'double'], stderr: '', value: { value: 2 } })
    expect(result[1]).toMatch(/double\.ts:6:/)
  },
)

test('a compiler that comes first is refused, with what to do', async () => {
  const project = await scratchProject(typed)
  const { code, stderr } = await start(project, 'src/main.ts', [...tsx, ...register])
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /double\.ts:1:1: Another loader compiled this file.*--import @cachecache\/unplugin\/register --import tsx/,
  )
})

test('a mistake in a tag ends the program with place, frame and advice; a doubt is a warning of Node', async () => {
  const project = await scratchProject({
    'src/mistake.js': `/** @cache { tttl: '1h' } */\nexport function load(file) { return file }\n`,
    'src/doubt.js': `/** @cache */\nexport function stamp(zone) { return zone + Date.now() }\nstamp('a')\n`,
  })
  const mistake = await start(project, 'src/mistake.js')
  expect(mistake.code).toBe(1)
  expect(mistake.stderr).toMatch(/TagError\]?: .*mistake\.js:1:\d+: .*Did you mean `ttl`\?/)
  expect(mistake.stderr).toContain("> 1 | /** @cache { tttl: '1h' } */")

  for (const _ of ['made', 'kept']) {
    const doubt = await start(project, 'src/doubt.js')
    expect(doubt.code).toBe(0)
    expect(doubt.stderr).toMatch(/CacheWarning: .*doubt\.js:2:\d+: .*Date\.now/)
  }
})

test('what is installed is left alone', async () => {
  const project = await scratchProject({
    'node_modules/dependency/package.json': '{ "name": "dependency", "type": "module", "exports": "./index.js" }',
    'node_modules/dependency/index.js': `/** @cache */ export const double = (n) => { console.log('ran double'); return 2 * n }\n`,
    'src/main.js': `import { double } from 'dependency'\ndouble(1)\ndouble(1)\n`,
  })
  expect((await start(project, 'src/main.js')).ran).toEqual(['double', 'double'])
})

test.each([
  ['--hot', 'warned'],
  ['--smol', 'registered'],
])('Bun watches no module that a plugin loads: with %s, it is %s', async (flag, expected) => {
  const project = await scratchProject({
    'bun.mjs': `globalThis.Bun = { plugin: () => console.log('result "registered"') }
process.execArgv.push('${flag}')
console.warn = (text) => console.log('result ' + JSON.stringify(/run uncached, because Bun watches no module/.test(text) && 'warned'))`,
    'main.mjs': '',
  })
  expect((await runNode(project, ['--import', './bun.mjs', ...register, 'main.mjs'])).result).toBe(expected)
})
