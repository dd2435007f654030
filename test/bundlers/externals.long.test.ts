import commonjsModule from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rspack } from '@rspack/core'
import esbuild from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup, type Plugin } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { build as buildWithVite } from 'vite'
import { describe, expect, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import vitePlugin from '@cachecache/unplugin/vite'
import { bundlers, esbuildSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

// Its types describe another module than the one that is loaded.
const commonjs = commonjsModule as unknown as () => Plugin

/** Every import or require of the runtime that a bundle still makes. */
const runtimeImports = (bundle: string) => [...bundle.matchAll(/["'](@cachecache\/runtime[\w/]*)["']/g)].map((match) => match[1])

const main = `/** @cache */ function double(n: number) { console.log('ran double'); return n * 2 }
console.log('result ' + double(21))`

const written = { dir: 'dist', format: 'es', entryFileNames: 'main.mjs' } as const
/** Bundles of `src/main.ts`, with the runtime outside of them. */
const esModuleOf: Record<string, (folder: string) => Promise<unknown>> = {
  esbuild: (folder) => esbuild.build(esbuildSettings(folder)),
  rollup: async (folder) => {
    const plugins = [rollupPlugin(), nodeResolve(), commonjs(), rollupEsbuild({ tsconfig: false })]
    const bundle = await rollup({ input: `${folder}/src/main.ts`, onwarn: () => {}, plugins })
    await bundle.write({ ...written, dir: `${folder}/dist` })
  },
  rolldown: async (cwd) => {
    const bundle = await rolldown({
      cwd,
      input: 'src/main.ts',
      platform: 'node',
      onwarn: () => {},
      plugins: [rolldownPlugin() as never],
    })
    await bundle.write({ ...written, dir: `${cwd}/dist` })
  },
  vite: (root) =>
    buildWithVite({
      root,
      configFile: false,
      logLevel: 'silent',
      plugins: [vitePlugin()],
      build: { ssr: 'src/main.ts', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
    }),
}

test.each(bundlers)('$name: a bundle for Node imports the runtime and holds none of it', async ({ build }) => {
  const project = await scratchProject({}, 'sales')
  const { file } = await build(project.folder)
  const bundle = await project.read(file)
  expect(new Set(runtimeImports(bundle))).toEqual(new Set(['@cachecache/runtime', '@cachecache/runtime/generated']))
  expect(bundle).not.toContain('cachecache.sqlite')
})

describe('the format of the bundle decides how the runtime is loaded', () => {
  test('esbuild: CommonJS', async () => {
    const project = await scratchProject({ 'src/main.ts': main })
    await esbuild.build({
      absWorkingDir: project.folder,
      entryPoints: ['src/main.ts'],
      outfile: 'dist/main.cjs',
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      plugins: [esbuildPlugin()],
    })
    expect(await project.read('dist/main.cjs')).toMatch(/require\(["']@cachecache\/runtime\/generated["']\)/)
    expect(await runNode(project, ['dist/main.cjs'])).toMatchObject({ ran: ['double'], result: 42, stderr: '' })
    expect(await runNode(project, ['dist/main.cjs'])).toMatchObject({ ran: [], result: 42 })
  })

  test.each(Object.entries(esModuleOf))('%s: a CommonJS file in an ES module', async (_, build) => {
    const project = await scratchProject({
      'src/double.cjs': `/** @cache */ function double(n) { console.log('ran double'); return n * 2 }\nmodule.exports = { double }`,
      'src/main.ts': `import { double } from './double.cjs'\nconsole.log('result ' + double(21))`,
    })
    await build(project.folder)
    expect(await runNode(project, ['dist/main.mjs'])).toMatchObject({ ran: ['double'], result: 42, stderr: '' })
    expect(await runNode(project, ['dist/main.mjs'])).toMatchObject({ ran: [], result: 42 })
  })

  test('rspack: ES module', async () => {
    const project = await scratchProject({ 'src/main.ts': main })
    await new Promise<void>((resolve, reject) => {
      rspack(
        {
          context: project.folder,
          entry: './src/main.ts',
          mode: 'none',
          target: 'node',
          output: { path: project.path('dist'), filename: 'main.mjs', module: true },
          module: {
            rules: [{ test: /\.ts$/, loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' } } } }],
          },
          plugins: [rspackPlugin()],
        },
        (error, stats) => (error || stats?.hasErrors() ? reject(error ?? new Error(stats?.toString())) : resolve()),
      )
    })
    expect(await project.read('dist/main.mjs')).toMatch(/from ["']@cachecache\/runtime\/generated["']/)
    expect(await runNode(project, ['dist/main.mjs'])).toMatchObject({ ran: ['double'], result: 42, stderr: '' })
  })

  test('vite: a library', async () => {
    const project = await scratchProject({ 'src/main.ts': main })
    await buildWithVite({
      root: project.folder,
      configFile: false,
      logLevel: 'silent',
      build: { lib: { entry: 'src/main.ts', formats: ['es'], fileName: () => 'main.mjs' } },
      plugins: [vitePlugin()],
    })
    expect(runtimeImports(await project.read('dist/main.mjs'))).toEqual(['@cachecache/runtime/generated'])
  })
})

test.each([
  ['bundle' as const, { platform: 'node' as const, conditions: ['browser'] }, []],
  ['external' as const, { platform: 'browser' as const }, ['@cachecache/runtime/generated']],
])('the option `runtime: %s` overrides the choice', async (runtime, settings, imports) => {
  const { folder } = await scratchProject({ 'src/main.ts': main })
  const plugins = [esbuildPlugin({ runtime })]
  const { outputFiles } = await esbuild.build({ ...esbuildSettings(folder, plugins), ...settings, write: false })
  expect(runtimeImports(outputFiles[0]!.text)).toEqual(imports)
})

test.each([true, false])(
  'rollup: a resolver with `browser: %s` decides whether the bundle holds the runtime',
  async (browser) => {
    const project = await scratchProject({ 'src/main.ts': main })
    const bundle = await rollup({
      input: project.path('src/main.ts'),
      onwarn: () => {},
      plugins: [rollupPlugin(), nodeResolve({ browser }), commonjs(), rollupEsbuild({ tsconfig: false })],
    })
    const { output } = await bundle.generate({ format: 'es' })
    expect(runtimeImports(output[0].code)).toEqual(browser ? [] : ['@cachecache/runtime/generated'])
  },
)

test.each(['browser', 'node', undefined] as const)('rolldown: the platform %s decides', async (platform) => {
  const project = await scratchProject({ 'src/main.ts': main })
  const bundle = await rolldown({
    cwd: project.folder,
    input: 'src/main.ts',
    ...(platform && { platform }),
    onwarn: () => {},
    plugins: [rolldownPlugin() as never],
  })
  const { output } = await bundle.generate({ format: 'es' })
  expect(runtimeImports(output[0].code)).toEqual(platform === 'browser' ? [] : ['@cachecache/runtime/generated'])
})
