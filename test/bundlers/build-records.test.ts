import { fileURLToPath } from 'node:url'
import { rspack } from '@rspack/core'
import esbuild from 'esbuild'
import { rolldown } from 'rolldown'
import { build, createLogger } from 'vite'
import { describe, expect, test } from 'vitest'
import webpack from 'webpack'
import { readBuildRecords, type LastBuild } from '@cachecache/unplugin/inspect'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rspackPlugin from '@cachecache/unplugin/rspack'
import vitePlugin from '@cachecache/unplugin/vite'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { bundlers, esbuildSettings, rspackSettings, webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

const project = () =>
  scratchProject({
    'node_modules/.keep': '',
    'src/main.ts': "import { report } from '@/report.js'\nconsole.log(report(1), LEVEL)\n",
    'src/report.ts': '/** @cache */\nexport function report(n: number): number { return n * LEVEL }\n',
    'src/empty.ts': 'export {}\n',
    'src/globals.ts': "export const SHOP = 'mine'\n",
  })

const cli = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
const alias = (folder: string) => ({ '@': `${folder}/src` })
const define = { LEVEL: '2', 'process.env.STAGE': '"test"' }

const builds: Record<string, (folder: string) => Promise<unknown>> = {
  esbuild: (folder) =>
    esbuild.build({
      ...esbuildSettings(folder),
      alias: alias(folder),
      define,
      inject: ['src/globals.ts'],
      conditions: ['special'],
      dropLabels: ['DEV'],
      jsx: 'automatic',
    }),
  vite: (folder) =>
    build({
      root: folder,
      configFile: false,
      mode: 'staging',
      customLogger: createLogger('silent'),
      define,
      build: { ssr: 'src/main.ts' },
      resolve: { alias: alias(folder) },
      ssr: { resolve: { conditions: ['special'] } },
      plugins: [vitePlugin()],
    }),
  rolldown: async (folder) => {
    const bundle = await rolldown({
      cwd: folder,
      input: 'src/main.ts',
      platform: 'node',
      resolve: { alias: alias(folder), conditionNames: ['special'] },
      transform: { define, inject: { SHOP: ['./src/globals.ts', 'SHOP'] }, dropLabels: ['DEV'] },
      plugins: [rolldownPlugin() as never],
    })
    await bundle.write({ file: 'dist/main.mjs' })
    await bundle.close()
  },
  webpack: (folder) =>
    new Promise((done, fail) => {
      const settings = webpackSettings(folder, [
        webpackPlugin(),
        // As frameworks do: a plugin that brings a definition of its own.
        (compiler: webpack.Compiler) => new webpack.DefinePlugin({ FRAMEWORK: '"mine"' }).apply(compiler),
        new webpack.DefinePlugin(define),
        new webpack.ProvidePlugin({ SHOP: [`${folder}/src/globals.ts`, 'SHOP'] }),
      ])
      settings.resolve = { ...settings.resolve, alias: { ...alias(folder), empty$: false }, conditionNames: ['special', '...'] }
      webpack(settings, (error, stats) => (error || stats?.hasErrors() ? fail(error ?? new Error(String(stats))) : done(0)))
    }),
  rspack: (folder) =>
    new Promise((done, fail) => {
      const settings = rspackSettings(folder, [
        rspackPlugin(),
        new rspack.DefinePlugin(define),
        new rspack.ProvidePlugin({ SHOP: [`${folder}/src/globals.ts`, 'SHOP'] }),
      ])
      settings.resolve = { ...settings.resolve, alias: { ...alias(folder), empty$: false }, conditionNames: ['special', '...'] }
      rspack(settings, (error, stats) => (error || stats?.hasErrors() ? fail(error ?? new Error(String(stats))) : done(0)))
    }),
}

/** Without those of a project around it: this repository's. */
const recordsOf = ({ folder }: Scratch) => readBuildRecords(folder).filter(({ root }) => root === folder)

async function recordOf(tool: string, at: Scratch): Promise<LastBuild> {
  await builds[tool]!(at.folder)
  return recordsOf(at).find(({ tagged }) => tagged.length > 0)!
}

describe.each(Object.keys(builds))('%s', (tool) => {
  test('a build leaves its settings and the files with tags that it met', async () => {
    const at = await project()
    const record = await recordOf(tool, at)
    expect(record).toMatchObject({ tool, root: at.folder, tagged: ['src/report.ts'] })
    expect(record.settings.define).toMatchObject(define)
    expect(record.settings.conditions).toContain('special')
    expect(record.settings.alias).toContainEqual(expect.objectContaining({ find: '@', to: [`${at.folder}/src`] }))
    if (tool !== 'esbuild' && tool !== 'vite') expect(record.settings.provide).toMatchObject({ SHOP: { name: 'SHOP' } })
    if (tool === 'esbuild') expect(record.settings.inject).toEqual([at.path('src/globals.ts')])
    if (tool === 'esbuild' || tool === 'rolldown') expect(record.settings.dropLabels).toEqual(['DEV'])
    if (tool === 'webpack') expect(record.settings.define).toMatchObject({ FRAMEWORK: '"mine"' })
  })
})

test('Vite: each environment has its own', async () => {
  const at = await project()
  await builds['vite']!(at.folder)
  const records = recordsOf(at)
  expect(records.map(({ environment }) => environment).toSorted()).toEqual(['client', 'ssr'])
  expect(records.find(({ environment }) => environment === 'ssr')!.settings).toMatchObject({ mode: 'staging' })
  expect(records.find(({ environment }) => environment === 'client')!.settings.mainFields).toContain('browser')
})

// Rollup knows no folder but the process's.
test.each(bundlers.filter(({ name }) => name !== 'rollup'))(
  '$name: a build without a tag leaves a record that names no file',
  async ({ build: run }) => {
    const at = await scratchProject({ 'node_modules/.keep': '', 'src/main.ts': 'console.log(1)\n' })
    await run(at.folder)
    expect(recordsOf(at)[0]).toMatchObject({ tagged: [] })
  },
)

test('Node without a bundler leaves one, too, of all files that its programs met', async () => {
  const at = await scratchProject({
    'node_modules/.keep': '',
    'src/a.js': '/** @cache */\nexport function a() {}\na()\n',
    'src/b.js': '/** @cache */\nexport function b() {}\nb()\n',
  })
  for (const name of ['src/a.js', 'src/b.js']) await runNode(at, ['--import', '@cachecache/unplugin/register', name])
  expect(recordsOf(at)).toEqual([expect.objectContaining({ tool: 'node', tagged: ['src/a.js', 'src/b.js'] })])
})

test('the command line knows the settings of the last build', async () => {
  const at = await project()
  const explained = async (...more: string[]) => {
    const { stdout } = await runNode(at, [cli, 'explain', 'src/main.ts', '--json', ...more])
    return (JSON.parse(stdout) as { version: string; dependencies: { name: string }[] }[])[0]!
  }
  await at.write({
    'src/rate.ts': 'export const rate = (n: number) => n * 2\n',
    'src/main.ts':
      "import { cacheOf } from '@cachecache/runtime'\nimport { rate } from '@/rate.js'\n/** @cache */\nexport function total(n: number): number { return rate(n) }\nconsole.log('result ' + JSON.stringify(cacheOf(total).version))\n",
  })
  await builds['esbuild']!(at.folder)
  const { result } = await runNode(at, ['dist/main.mjs'])
  const { version, dependencies } = await explained()
  expect(version).toBe(result)
  expect(dependencies.map(({ name }) => name)).toContain('src/rate.ts#rate')
  expect((await explained('--alias', '@=./elsewhere')).version).not.toBe(result)
})
