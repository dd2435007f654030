import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import esbuild from 'esbuild'
import { watch as watchWithRollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { watch as watchWithRolldown } from 'rolldown'
import { rspack } from '@rspack/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import webpack from 'webpack'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { esbuildSettings, rspackSettings, webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

/** Where another plugin leads `./rates.js`, and what it makes of its text, which may change between builds. */
interface Led {
  to?: string
  change?: (text: string) => string
}

const leading = (led: Led) => ({
  name: 'leads',
  resolveId: (source: string) => (led.to !== undefined && source.endsWith('/rates.js') ? led.to : null),
})

const replacing = (led: Led): [RegExp, (data: { request: string }) => void] => [
  /\/rates\.js$/,
  (data) => {
    if (led.to !== undefined) data.request = led.to
  },
]

/** Starts to watch, calls `built` after every build; @returns how to stop and where the bundle is. */
type Watch = (project: Scratch, built: () => void, led: Led) => Promise<{ file: string; stop(): unknown }>

const watches: Record<string, Watch> = {
  async esbuild({ folder }, built, led) {
    const context = await esbuild.context(
      esbuildSettings(folder, [
        esbuildPlugin(),
        {
          name: 'tell',
          setup(build) {
            build.onEnd(built)
            build.onResolve({ filter: /\/rates\.js$/ }, () => (led.to === undefined ? undefined : { path: led.to }))
            build.onLoad({ filter: /\/rates\.ts$/ }, ({ path }) => {
              const contents = led.change?.(readFileSync(path, 'utf8'))
              return contents === undefined ? undefined : { contents, loader: 'ts' }
            })
          },
        },
      ]),
    )
    await context.watch()
    return { file: 'dist/main.mjs', stop: () => context.dispose() }
  },
  async webpack({ folder }, built, led) {
    const compiler = webpack(
      webpackSettings(folder, [webpackPlugin(), new webpack.NormalModuleReplacementPlugin(...replacing(led))]),
    )
    const watching = compiler.watch({ aggregateTimeout: 0 }, built)
    return { file: 'dist/main.cjs', stop: () => new Promise<void>((resolve) => watching?.close(() => resolve())) }
  },
  async rspack({ folder }, built, led) {
    const compiler = rspack(rspackSettings(folder, [rspackPlugin(), new rspack.NormalModuleReplacementPlugin(...replacing(led))]))
    const watching = compiler.watch({ aggregateTimeout: 0 }, built)
    return { file: 'dist/main.cjs', stop: () => new Promise<void>((resolve) => watching?.close(() => resolve())) }
  },
  async rollup({ folder }, built, led) {
    const watcher = watchWithRollup({
      input: `${folder}/src/main.ts`,
      onwarn: () => {},
      plugins: [leading(led), rollupPlugin(), rollupEsbuild({ tsconfig: false })],
      output: { file: `${folder}/dist/main.mjs` },
      watch: { buildDelay: 0 },
    })
    watcher.on('event', (event) => {
      if (event.code === 'END') built()
    })
    return { file: 'dist/main.mjs', stop: () => watcher.close() }
  },
  async rolldown({ folder }, built, led) {
    const watcher = watchWithRolldown({
      cwd: folder,
      input: 'src/main.ts',
      platform: 'node',
      plugins: [leading(led), rolldownPlugin() as never],
      output: { file: 'dist/main.mjs' },
    })
    watcher.on('event', (event) => {
      if (event.code === 'END') built()
    })
    return { file: 'dist/main.mjs', stop: () => watcher.close() }
  },
}

const files = {
  'src/main.ts': `import { report } from './report.js'
console.log('result ' + report({ text: 'a', factor: 1 }))`,
  'src/report.ts': `import { convert } from './money.js'
/** @cache */
export function report(query: { factor: number }): number { console.log('ran report'); return convert(query.factor) }`,
  'src/money.ts': "import { rate } from './rates.js'\nexport const convert = (n: number) => rate(n) + 1",
  'src/rates.ts': '// a comment\nexport const rate = (n: number) => n * 2',
  'src/other.ts': 'export const rate = (n: number) => n * 5',
}

describe.each(Object.entries(watches))('%s', (name, watch) => {
  const start = async (led: Led) => {
    const project = await scratchProject(files)
    const builds = new EventEmitter()
    let built = once(builds, 'built')
    const watching = await watch(project, () => builds.emit('built'), led)
    onTestFinished(async () => void (await watching.stop()))
    // A watcher may build again before it sees the edit.
    const runAfter = async (result: number, edit?: () => Promise<void>) => {
      await edit?.()
      for (;;) {
        await built
        built = once(builds, 'built')
        const run = await runNode(project, [watching.file])
        if (run.result === result) return run.ran
      }
    }
    return { project, runAfter }
  }

  test('watches what a version is made of', async () => {
    const { project, runAfter } = await start({})
    expect(await runAfter(3)).toEqual(['report'])
    expect(await runAfter(4, () => project.edit('src/rates.ts', 'n * 2', 'n * 3'))).toEqual(['report'])
    expect(await runAfter(4, () => project.edit('src/rates.ts', '// a', '// another'))).toEqual([])
  })

  test('watches the file to which another plugin leads an import', async () => {
    const led: Led = {}
    const { project, runAfter } = await start(led)
    expect(await runAfter(3)).toEqual(['report'])
    led.to = project.path('src/other.ts')
    // A change that is seen makes the host build again.
    const touch = (from: string, to: string) => project.edit('src/money.ts', from, to)
    expect(await runAfter(7, () => touch('rate(n) + 1', 'rate(n) + 2'))).toEqual(['report'])
    expect(await runAfter(8, () => project.edit('src/other.ts', 'n * 5', 'n * 6'))).toEqual(['report'])
    delete led.to
    expect(await runAfter(3, () => touch('rate(n) + 2', 'rate(n) + 1'))).toEqual([])
  })

  if (name === 'esbuild')
    test('asks again what another plugin makes of a text', async () => {
      const led: Led = {}
      const { project, runAfter } = await start(led)
      expect(await runAfter(3)).toEqual(['report'])
      const touch = (from: string, to: string) => project.edit('src/money.ts', from, to)
      led.change = (text) => text.replace('n * 2', 'n * 9')
      expect(await runAfter(11, () => touch('rate(n) + 1', 'rate(n) + 2'))).toEqual(['report'])
      led.change = (text) => text.replace('n * 2', 'n * 8')
      expect(await runAfter(10, () => touch('rate(n) + 2', 'rate(n) + 1 + 1'))).toEqual(['report'])
      led.change = (text) => `/* the same */ ${text}`
      expect(await runAfter(3, () => touch('rate(n) + 1 + 1', 'rate(n) + 1'))).toEqual([])
    })
})
