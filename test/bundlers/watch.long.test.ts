import { EventEmitter, once } from 'node:events'
import esbuild from 'esbuild'
import { watch as watchWithRollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { watch as watchWithRolldown } from 'rolldown'
import { rspack } from '@rspack/core'
import { expect, onTestFinished, test } from 'vitest'
import webpack from 'webpack'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { esbuildSettings, rspackSettings, webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

/** Starts to watch, calls `built` after every build; @returns how to stop and where the bundle is. */
type Watch = (project: Scratch, built: () => void) => Promise<{ file: string; stop(): unknown }>

const watches: Record<string, Watch> = {
  async esbuild({ folder }, built) {
    const context = await esbuild.context(
      esbuildSettings(folder, [esbuildPlugin(), { name: 'tell', setup: (build) => build.onEnd(built) }]),
    )
    await context.watch()
    return { file: 'dist/main.mjs', stop: () => context.dispose() }
  },
  async webpack({ folder }, built) {
    const compiler = webpack(webpackSettings(folder, [webpackPlugin()]))
    const watching = compiler.watch({ aggregateTimeout: 0 }, built)
    return { file: 'dist/main.cjs', stop: () => new Promise<void>((resolve) => watching?.close(() => resolve())) }
  },
  async rspack({ folder }, built) {
    const compiler = rspack(rspackSettings(folder, [rspackPlugin()]))
    const watching = compiler.watch({ aggregateTimeout: 0 }, built)
    return { file: 'dist/main.cjs', stop: () => new Promise<void>((resolve) => watching?.close(() => resolve())) }
  },
  async rollup({ folder }, built) {
    const watcher = watchWithRollup({
      input: `${folder}/src/main.ts`,
      onwarn: () => {},
      plugins: [rollupPlugin(), rollupEsbuild({ tsconfig: false })],
      output: { file: `${folder}/dist/main.mjs` },
      watch: { buildDelay: 0 },
    })
    watcher.on('event', (event) => {
      if (event.code === 'END') built()
    })
    return { file: 'dist/main.mjs', stop: () => watcher.close() }
  },
  async rolldown({ folder }, built) {
    const watcher = watchWithRolldown({
      cwd: folder,
      input: 'src/main.ts',
      platform: 'node',
      plugins: [rolldownPlugin() as never],
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
}

test.each(Object.entries(watches))('%s watches what a version is made of', async (_, watch) => {
  const project = await scratchProject(files)
  const builds = new EventEmitter()
  let built = once(builds, 'built')
  const watching = await watch(project, () => builds.emit('built'))
  onTestFinished(async () => void (await watching.stop()))
  const runAfter = async (edit?: () => Promise<void>) => {
    await edit?.()
    await built
    built = once(builds, 'built')
    return runNode(project, [watching.file])
  }

  expect(await runAfter()).toMatchObject({ ran: ['report'], result: 3 })
  expect(await runAfter(() => project.edit('src/rates.ts', 'n * 2', 'n * 3'))).toMatchObject({ ran: ['report'], result: 4 })
  expect(await runAfter(() => project.edit('src/rates.ts', '// a', '// another'))).toMatchObject({ ran: [], result: 4 })
})
