import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rspack } from '@rspack/core'
import esbuild from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { build as buildWithVite } from 'vite'
import webpack from 'webpack'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import vitePlugin from '@cachecache/unplugin/vite'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { rspackSettings, webpackSettings } from './bundlers.js'

/** Builds `src/main.ts` for a page as `dist/main.js`, minified where the bundler does that itself. */
export const pageBuilds: Record<string, (folder: string) => Promise<unknown>> = {
  vite: (folder) =>
    buildWithVite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: { rollupOptions: { input: `${folder}/src/main.ts`, output: { entryFileNames: 'main.js' } } },
      plugins: [vitePlugin()],
    }),
  esbuild: (folder) =>
    esbuild.build({
      absWorkingDir: folder,
      entryPoints: ['src/main.ts'],
      outfile: 'dist/main.js',
      bundle: true,
      minify: true,
      logLevel: 'silent',
      plugins: [esbuildPlugin()],
    }),
  async rolldown(folder) {
    const plugins = [rolldownPlugin() as never]
    const bundle = await rolldown({ cwd: folder, input: 'src/main.ts', platform: 'browser', plugins })
    await bundle.write({ file: 'dist/main.js', minify: true })
    await bundle.close()
  },
  async rollup(folder) {
    const compiler = rollupEsbuild({ target: 'es2022', tsconfig: false })
    const bundle = await rollup({
      input: `${folder}/src/main.ts`,
      onwarn() {},
      plugins: [rollupPlugin(), nodeResolve({ browser: true }), compiler],
    })
    await bundle.write({ file: `${folder}/dist/main.js` })
    await bundle.close()
  },
  webpack: (folder) =>
    new Promise((resolve, reject) => {
      webpack({ ...webpackSettings(folder, [webpackPlugin()]), ...forPages(folder) }, (error, stats) =>
        error || stats?.hasErrors() ? reject(error ?? new Error(stats?.toString())) : resolve(stats),
      )
    }),
  rspack: (folder) =>
    new Promise((resolve, reject) => {
      rspack({ ...rspackSettings(folder, [rspackPlugin()]), ...forPages(folder) }, (error, stats) =>
        error || stats?.hasErrors() ? reject(error ?? new Error(stats?.toString())) : resolve(stats),
      )
    }),
}

const forPages = (folder: string) => ({
  mode: 'production' as const,
  target: 'web' as const,
  devtool: false as const,
  output: { path: `${folder}/dist`, filename: 'main.js' },
})
