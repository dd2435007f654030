import { writeFile } from 'node:fs/promises'
import { rspack, type RspackOptions } from '@rspack/core'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { build as buildWithVite8, createLogger, type Plugin } from 'vite'
import { build as buildWithVite7 } from 'vite7'
import webpack from 'webpack'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import vitePlugin from '@cachecache/unplugin/vite'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { rspackSettings, webpackSettings } from './bundlers.js'

/** What another plugin makes of a file's text; it leaves a file as it is by `undefined`. */
export type Change = (text: string, file: string) => string | undefined

/** Builds `src/main.ts` with another plugin. */
export type ChangingBuild = (folder: string, change: Change) => Promise<{ file: string; warnings: string[] }>

const changing = (change: Change, enforce?: 'pre' | 'post'): Plugin => ({
  name: 'changes',
  ...(enforce && { enforce }),
  transform: (text, id) => (id.endsWith('.ts') ? change(text, id) : undefined),
})

const viteBuild =
  (build: typeof buildWithVite8, order: (change: Change) => Plugin[]): ChangingBuild =>
  async (folder, change) => {
    const warnings: string[] = []
    await build({
      root: folder,
      configFile: false,
      customLogger: {
        ...createLogger('silent'),
        info() {},
        warn: (text) => void (/PLUGIN_TIMINGS/.test(text) || warnings.push(text)),
      },
      build: { ssr: 'src/main.ts', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
      plugins: order(change),
    })
    return { file: 'dist/main.mjs', warnings }
  }

const rollupBuild =
  (order: (own: unknown, compiler: unknown, other: Plugin) => unknown[]): ChangingBuild =>
  async (folder, change) => {
    const warnings: string[] = []
    const bundle = await rollup({
      input: `${folder}/src/main.ts`,
      onwarn: ({ code, message }) => void (code !== 'CIRCULAR_DEPENDENCY' && warnings.push(message)),
      plugins: order(rollupPlugin({ root: folder }), rollupEsbuild({ tsconfig: false }), changing(change)) as never,
    })
    await bundle.write({ file: `${folder}/dist/main.mjs` })
    await bundle.close()
    return { file: 'dist/main.mjs', warnings }
  }

const rolldownBuild: ChangingBuild = async (folder, change) => {
  const warnings: string[] = []
  const plugins = [changing(change), rolldownPlugin()] as never
  const onLog = (_: string, { code, message }: { code?: string; message: string }) =>
    void (code === 'PLUGIN_TIMINGS' || warnings.push(message))
  const bundle = await rolldown({ cwd: folder, input: 'src/main.ts', platform: 'node', plugins, onLog })
  await bundle.write({ file: 'dist/main.mjs' })
  await bundle.close()
  return { file: 'dist/main.mjs', warnings }
}

interface Rule {
  test: RegExp
  loader: string
  options: object
  enforce?: 'pre' | 'post'
}

async function changingRule(folder: string, change: Change, enforce?: 'pre' | 'post'): Promise<Rule> {
  const loader = `${folder}/changes.cjs`
  await writeFile(loader, 'module.exports = function (text) { return this.getOptions().change(text, this.resourcePath) ?? text }')
  return { test: /\.ts$/, loader, options: { change }, ...(enforce && { enforce }) }
}

interface Stats {
  hasErrors(): boolean
  toString(options: object): string
  toJson(options: object): { warnings?: { message: string }[] }
}

const settle = (run: (done: (error: Error | null, stats?: Stats) => void) => unknown) =>
  new Promise<{ file: string; warnings: string[] }>((resolve, reject) => {
    run((error, stats) => {
      if (error || stats!.hasErrors()) return reject(error ?? new Error(stats!.toString({})))
      const { warnings = [] } = stats!.toJson({ all: false, warnings: true })
      resolve({ file: 'dist/main.cjs', warnings: warnings.map(({ message }) => message) })
    })
  })

const webpackBuild =
  (enforce?: 'pre' | 'post'): ChangingBuild =>
  async (folder, change) => {
    const rule = await changingRule(folder, change, enforce)
    const settings = webpackSettings(folder, [webpackPlugin()])
    return settle((done) => webpack({ ...settings, module: { rules: [...settings.module!.rules!, rule] } }, done as never))
  }

const rspackBuild =
  (enforce?: 'pre' | 'post'): ChangingBuild =>
  async (folder, change) => {
    const rule = await changingRule(folder, change, enforce)
    const settings: RspackOptions = rspackSettings(folder, [rspackPlugin()])
    return settle((done) => rspack({ ...settings, module: { rules: [...settings.module!.rules!, rule] } }, done as never))
  }

const loaderBuild: ChangingBuild = async (folder, change) => {
  const rule = await changingRule(folder, change)
  const settings = webpackSettings(folder, [])
  const rules = [...settings.module!.rules!, rule, { test: /\.ts$/, loader: '@cachecache/unplugin/loader' }]
  const more = { module: { rules }, externalsType: 'commonjs', externals: [/^@cachecache\//] } satisfies webpack.Configuration
  return settle((done) => webpack({ ...settings, ...more }, done as never))
}

const vite7 = buildWithVite7 as unknown as typeof buildWithVite8

/** By the place of the other plugin. */
export const changingBuilds: Record<string, ChangingBuild> = {
  'vite 8, a plugin before': viteBuild(buildWithVite8, (change) => [changing(change, 'pre'), vitePlugin()]),
  'vite 8, a plugin after the compiler': viteBuild(buildWithVite8, (change) => [vitePlugin(), changing(change)]),
  'vite 7, the last plugin': viteBuild(vite7, (change) => [changing(change, 'post'), vitePlugin()]),
  'rollup, a plugin after the compiler': rollupBuild((own, compiler, other) => [own, [compiler, [other]]]),
  rolldown: rolldownBuild,
  'webpack, the last loader': webpackBuild('post'),
  'rspack, a loader': rspackBuild(),
  'a loader in webpack': loaderBuild,
}
