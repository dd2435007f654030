import { rspack } from '@rspack/core'
import { rollup, type RollupCache } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import webpack from 'webpack'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { rspackSettings, webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

interface CachedBuild {
  file: string
  /** How many modules the bundler built anew; the others came from its cache. Absent where it does not tell. */
  built?: number
}

/** `query.ts` is in no bundle: only its type is imported. */
const files = {
  'src/main.ts': `import { report } from './report.js'
console.log('result ' + report({ text: 'a', factor: 1 }))`,
  'src/report.ts': `import { convert } from './money.js'
import type { Query } from './query.js'
/** @cache */
export function report(query: Query): number { console.log('ran report'); return convert(query.factor) }`,
  'src/money.ts': "import { rate } from './rates.js'\nexport const convert = (n: number) => rate(n) + 1",
  'src/rates.ts': '// a comment\nexport const rate = (n: number) => n * 2',
  'src/query.ts': 'export class Query { constructor(readonly text: string, readonly factor: number) {} score() { return 1 } }',
}

/** As ts-loader does: what earlier loaders said of a module's dependencies is gone. */
const clearingLoader =
  'module.exports = function (code) { this.clearDependencies(); this.addDependency(this.resourcePath); return code }'

async function withClearing<Settings extends { module?: { rules?: unknown[] } }>(project: Scratch, settings: Settings) {
  await project.write({ 'clears.cjs': clearingLoader })
  const rules = [...(settings.module?.rules ?? []), { test: /\.ts$/, loader: project.path('clears.cjs') }]
  return { ...settings, module: { ...settings.module, rules } } as Settings
}

/** A compiler of its own for each build, as a new process would have. */
function webpackBuild(project: Scratch, settings = webpackSettings(project.folder, [webpackPlugin()])): Promise<CachedBuild> {
  const compiler = webpack({
    ...settings,
    cache: { type: 'filesystem', cacheDirectory: project.path('webpack-cache') },
  })!
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || !stats || stats.hasErrors()) return reject(error ?? new Error(stats?.toString()))
      const built = stats.toJson().modules?.filter((module) => module.built && module.moduleType !== 'runtime').length ?? 0
      // Only closing writes the cache.
      compiler.close((failure) => (failure ? reject(failure) : resolve({ file: 'dist/main.cjs', built })))
    })
  })
}

function rspackBuild(project: Scratch, settings = rspackSettings(project.folder, [rspackPlugin()])): Promise<CachedBuild> {
  const compiler = rspack({
    ...settings,
    cache: { type: 'persistent', storage: { type: 'filesystem', directory: project.path('rspack-cache') } },
  })
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || !stats || stats.hasErrors()) return reject(error ?? new Error(stats?.toString()))
      const built = stats.toJson({ all: false, modules: true }).modules?.filter((module) => module.built).length ?? 0
      compiler.close((failure) => (failure ? reject(failure) : resolve({ file: 'dist/main.cjs', built })))
    })
  })
}

const rollupCaches = new Map<string, RollupCache>()
async function rollupBuild(project: Scratch): Promise<CachedBuild> {
  const cache = rollupCaches.get(project.folder)
  const bundle = await rollup({
    input: project.path('src/main.ts'),
    onwarn: () => {},
    ...(cache && { cache }),
    plugins: [rollupPlugin(), rollupEsbuild({ tsconfig: false })],
  })
  await bundle.write({ file: project.path('dist/main.mjs') })
  rollupCaches.set(project.folder, bundle.cache!)
  return { file: 'dist/main.mjs' }
}

const builds: Record<string, (project: Scratch) => Promise<CachedBuild>> = {
  webpack: (project) => webpackBuild(project),
  'webpack, with a loader that clears dependencies': async (project) =>
    webpackBuild(project, await withClearing(project, webpackSettings(project.folder, [webpackPlugin()]))),
  rspack: (project) => rspackBuild(project),
  'rspack, with a loader that clears dependencies': async (project) =>
    rspackBuild(project, await withClearing(project, rspackSettings(project.folder, [rspackPlugin()]))),
  rollup: rollupBuild,
}

test.each(Object.entries(builds))('%s: a module restored from the cache of the bundler still hits', async (_, build) => {
  const project = await scratchProject(files)
  await build(project)
  const second = await build(project)
  // The tagged module, and those whose functions are known by more than their own text.
  if (second.built !== undefined) expect(second.built).toBe(3)
  expect(await runNode(project, [second.file])).toMatchObject({ ran: ['report'], result: 3 })
  expect(await runNode(project, [second.file])).toMatchObject({ ran: [], result: 3 })
})

test.each(Object.entries(builds))('%s: an edit of a reached file is seen behind the cache of the bundler', async (_, build) => {
  const project = await scratchProject(files)
  const run = async () => runNode(project, [(await build(project)).file])
  expect(await run()).toMatchObject({ ran: ['report'], result: 3 })
  await project.edit('src/rates.ts', '// a', '// another')
  expect(await run()).toMatchObject({ ran: [], result: 3 })
  await project.edit('src/rates.ts', 'n * 2', 'n * 3')
  expect(await run()).toMatchObject({ ran: ['report'], result: 4 })
  // A class that only a type names is met by its instances alone.
  await project.edit('src/query.ts', 'return 1', 'return 2')
  expect(await run()).toMatchObject({ ran: [], result: 4 })
})

test.each(Object.entries(builds))(
  '%s: a file that now stands before a reached one is seen behind the cache',
  async (_, build) => {
    const project = await scratchProject({
      ...files,
      'src/money.ts': "import { rate } from './rates'\nexport const convert = (n: number) => rate(n) + 1",
      'src/rates.ts': '',
      'src/rates/index.ts': 'export const rate = (n: number) => n * 2',
    })
    await rm(project.path('src/rates.ts'))
    const run = async () => runNode(project, [(await build(project)).file])
    expect(await run()).toMatchObject({ ran: ['report'], result: 3 })
    await project.write({ 'src/rates.ts': 'export const rate = (n: number) => n * 3' })
    expect(await run()).toMatchObject({ ran: ['report'], result: 4 })
  },
)
