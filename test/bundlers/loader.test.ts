import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import webpack from 'webpack'
import cachecacheLoader, { type LoaderOptions } from '@cachecache/unplugin/loader'
import { webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

// By its name, as hosts that take loaders and no plugins are told; Turbopack itself runs in examples/hosts.
const files = {
  'src/main.ts': `import { report } from './report.js'
console.log('result ' + report({ text: 'a', factor: 1 }))`,
  'src/report.ts': `import { convert } from './money'
/** @cache */
export function report(query: { factor: number }): number { console.log('ran report'); return convert(query.factor) }`,
  'src/money/index.ts': 'export const convert = (n: number) => n * 2 + 1',
}

function build(project: Scratch, options: LoaderOptions = {}): Promise<{ errors: string[]; warnings: string[] }> {
  const settings = webpackSettings(project.folder, [])
  const compiler = webpack({
    ...settings,
    externalsType: 'commonjs',
    externals: [/^@cachecache\//],
    module: { rules: [...settings.module!.rules!, { test: /\.ts$/, loader: '@cachecache/unplugin/loader', options }] },
    cache: { type: 'filesystem', cacheDirectory: project.path('webpack-cache') },
  })!
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || !stats) return reject(error ?? new Error('no stats'))
      const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true })
      const texts = (found: { message: string }[]) => found.map(({ message }) => message)
      compiler.close((failure) => (failure ? reject(failure) : resolve({ errors: texts(errors), warnings: texts(warnings) })))
    })
  })
}

test('a loader rewrites tagged modules, and follows what they reach behind the cache of the host', async () => {
  const project = await scratchProject(files)
  const run = async () => {
    expect(await build(project)).toEqual({ errors: [], warnings: [] })
    return runNode(project, ['dist/main.cjs'])
  }
  expect(await run()).toMatchObject({ ran: ['report'], result: 3 })
  expect(await run()).toMatchObject({ ran: [], result: 3 })
  await project.edit('src/money/index.ts', 'n * 2', 'n * 3')
  expect(await run()).toMatchObject({ ran: ['report'], result: 4 })
  await project.write({ 'src/money.ts': 'export const convert = (n: number) => n * 4 + 1' })
  expect(await run()).toMatchObject({ ran: ['report'], result: 5 })
})

test('errors of a tag fail the build, and warnings are those of the host', async () => {
  const project = await scratchProject({
    ...files,
    'src/report.ts': `/** @cache { tll: '1h' } */
export function report(query: { factor: number }): number { return query.factor }`,
  })
  const [error] = (await build(project)).errors
  expect(error).toContain('Did you mean `ttl`?')
  expect(error).toContain('report.ts:1:14')

  await project.write({
    'src/report.ts': `/** @cache */
export function report(query: { factor: number }): number { return query.factor + Date.now() }`,
  })
  const { errors, warnings } = await build(project)
  expect(errors).toEqual([])
  expect(warnings.join()).toContain('Date.now')
  expect((await build(project, { strict: true })).errors.join()).toContain('Date.now')
})

test('an option that a loader cannot do is refused', async () => {
  const project = await scratchProject(files)
  const { errors } = await build(project, { runtime: 'bundle' } as LoaderOptions)
  expect(errors.join()).toContain('`runtime` is an option of the plugins')
})

/** As Turbopack calls it, without a compiler. */
async function asTurbopack(project: Scratch, name: string): Promise<string> {
  const resource = project.path(name)
  const source = await readFile(resource, 'utf8')
  return new Promise((resolve, reject) => {
    const context = {
      resource,
      rootContext: project.folder,
      target: 'node',
      mode: 'development',
      getOptions: () => ({}),
      async: () => (error: Error | null, code?: string | Buffer) => (error ? reject(error) : resolve(String(code))),
      addDependency() {},
      addMissingDependency() {},
      emitWarning: reject,
    }
    cachecacheLoader.call(context, source)
  })
}

test('without a compiler, imports lead where they lead in Turbopack', async () => {
  const project = await scratchProject(files)
  const version = async () => /version:"([^"]+)/.exec(await asTurbopack(project, 'src/report.ts'))?.[1]
  const first = await version()
  await project.write({ 'src/money.ts': 'export const convert = (n: number) => n * 3' })
  const second = await version()
  await project.write({ 'src/money.tsx': 'export const convert = (n: number) => n * 4' })
  const third = await version()
  await project.write({ 'src/money.js': 'export const convert = (n) => n * 5' })
  expect(new Set([undefined, first, second, third]).size).toBe(4)
  expect(await version()).toBe(third)
})
