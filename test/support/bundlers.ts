import { builtinModules } from 'node:module'
import { rspack, type RspackOptions } from '@rspack/core'
import esbuild from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { build as buildWithVite8, createLogger } from 'vite'
import { build as buildWithVite7 } from 'vite7'
import webpack from 'webpack'
import type { PluginOptions } from '@cachecache/unplugin'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import vitePlugin from '@cachecache/unplugin/vite'
import webpackPlugin from '@cachecache/unplugin/webpack'

export interface Built {
  /** The bundle, from the project's folder; run with Node. */
  file: string
  warnings: string[]
}

/** Builds `src/main.ts` of a folder for Node, with as few settings as the bundler allows. */
export interface Bundler {
  name: string
  /** Rejects with an error whose message holds what the bundler would print. */
  build(folder: string, options?: PluginOptions): Promise<Built>
}

const builtins = [...builtinModules, /^node:/]

export const bundlers: Bundler[] = [
  { name: 'vite 7', build: (folder, options) => viteBuild(buildWithVite7 as unknown as typeof buildWithVite8, folder, options) },
  { name: 'vite 8', build: (folder, options) => viteBuild(buildWithVite8, folder, options) },
  {
    name: 'esbuild',
    async build(folder, options) {
      const { warnings } = await esbuild.build({ ...esbuildSettings(folder, [esbuildPlugin(options)]), sourcemap: true })
      return { file: 'dist/main.mjs', warnings: await esbuild.formatMessages(warnings, { kind: 'warning' }) }
    },
  },
  {
    name: 'webpack',
    build: (folder, options) =>
      new Promise((resolve, reject) => {
        webpack(webpackSettings(folder, [webpackPlugin(options)]), (error, stats) =>
          settle(error, stats?.toJson(), resolve, reject),
        )
      }),
  },
  {
    name: 'rspack',
    build: (folder, options) =>
      new Promise((resolve, reject) => {
        rspack(rspackSettings(folder, [rspackPlugin(options)]), (error, stats) =>
          settle(error, stats?.toJson({ all: false, errors: true, warnings: true }), resolve, reject),
        )
      }),
  },
  {
    name: 'rollup',
    async build(folder, options) {
      const warnings: string[] = []
      const bundle = await rollup({
        input: `${folder}/src/main.ts`,
        external: builtins,
        onwarn: (warning) => warnings.push(warning.message),
        plugins: [rollupPlugin(options), rollupEsbuild({ target: 'es2022', tsconfig: false })],
      })
      await bundle.write({ file: `${folder}/dist/main.mjs`, sourcemap: true })
      await bundle.close()
      return { file: 'dist/main.mjs', warnings }
    },
  },
  {
    name: 'rolldown',
    async build(folder, options) {
      const warnings: string[] = []
      const bundle = await rolldown({
        cwd: folder,
        input: 'src/main.ts',
        external: builtins,
        onwarn: (warning) => warnings.push(warning.message),
        plugins: [rolldownPlugin(options) as never],
      })
      await bundle.write({ file: 'dist/main.mjs', sourcemap: true })
      await bundle.close()
      return { file: 'dist/main.mjs', warnings }
    },
  },
]

async function viteBuild(build: typeof buildWithVite8, folder: string, options?: PluginOptions): Promise<Built> {
  const warnings: string[] = []
  await build({
    root: folder,
    configFile: false,
    customLogger: { ...createLogger('silent'), warn: (message) => warnings.push(message) },
    build: { ssr: 'src/main.ts', sourcemap: true, rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
    plugins: [vitePlugin(options)],
  })
  return { file: 'dist/main.mjs', warnings }
}

export const esbuildSettings = (folder: string, plugins = [esbuildPlugin()]) =>
  ({
    absWorkingDir: folder,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/main.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins,
  }) satisfies esbuild.BuildOptions

export function webpackSettings(folder: string, plugins: webpack.Configuration['plugins']): webpack.Configuration {
  return {
    context: folder,
    entry: './src/main.ts',
    mode: 'none',
    target: 'node',
    devtool: 'source-map',
    output: { path: `${folder}/dist`, filename: 'main.cjs' },
    resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
    module: { rules: [{ test: /\.ts$/, loader: 'esbuild-loader', options: { target: 'es2022' } }] },
    ...(plugins && { plugins }),
  }
}

export function rspackSettings(folder: string, plugins: NonNullable<RspackOptions['plugins']>): RspackOptions {
  return {
    context: folder,
    entry: './src/main.ts',
    mode: 'none',
    target: 'node',
    devtool: 'source-map',
    output: { path: `${folder}/dist`, filename: 'main.cjs' },
    resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'builtin:swc-loader',
          options: { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' } },
        },
      ],
    },
    plugins,
  }
}

interface StatsMessages {
  errors?: { message: string }[]
  warnings?: { message: string }[]
}

function settle(
  error: Error | null,
  stats: StatsMessages | undefined,
  resolve: (built: Built) => void,
  reject: (error: Error) => void,
): void {
  const errors = stats?.errors ?? []
  if (error) reject(error)
  else if (errors.length > 0) reject(new Error(errors.map(({ message }) => message).join('\n')))
  else resolve({ file: 'dist/main.cjs', warnings: (stats?.warnings ?? []).map(({ message }) => message) })
}
