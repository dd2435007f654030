import { writeFile } from 'node:fs/promises'
import { rspack, type Compiler, type RspackOptions } from '@rspack/core'
import esbuild from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import * as commonjs from '@rollup/plugin-commonjs'
import { build as buildWithVite8, createLogger, type Plugin } from 'vite'
import { build as buildWithVite7 } from 'vite7'
import { describe, expect, test } from 'vitest'
import webpack from 'webpack'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rolldownPlugin from '@cachecache/unplugin/rolldown'
import rollupPlugin from '@cachecache/unplugin/rollup'
import rspackPlugin from '@cachecache/unplugin/rspack'
import vitePlugin from '@cachecache/unplugin/vite'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { esbuildSettings, rspackSettings, webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'
import { builtVersion, explainedVersion } from '../support/report-versions.js'

/** Builds `src/main.ts`, where another plugin leads `./db.js` to a file of `src`; returns the bundle. */
type Build = (folder: string, target: string | undefined) => Promise<string>

/** Like an alias plugin that looks at the environment. */
const leading = (folder: string, target: string | undefined): Plugin => ({
  name: 'leads',
  enforce: 'pre',
  resolveId: (source) => (target !== undefined && source.endsWith('/db.js') ? `${folder}/src/${target}` : null),
})

const viteBuild =
  (build: typeof buildWithVite8, other = leading): Build =>
  async (folder, target) => {
    await build({
      root: folder,
      configFile: false,
      customLogger: createLogger('silent'),
      build: { ssr: 'src/main.ts', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
      plugins: [other(folder, target), vitePlugin()],
    })
    return 'dist/main.mjs'
  }

const webpackBuild =
  (change: (target: string) => webpack.Configuration): Build =>
  (folder, target) =>
    new Promise((resolve, reject) => {
      const { plugins = [], ...more } = target === undefined ? {} : change(`${folder}/src/${target}`)
      const { resolve: own, ...settings } = webpackSettings(folder, [webpackPlugin(), ...plugins])
      webpack({ ...settings, ...more, resolve: { ...own, ...more.resolve } }, (error, stats) => {
        if (error || stats!.hasErrors()) reject(error ?? new Error(stats!.toString()))
        else resolve('dist/main.cjs')
      })
    })

const rspackBuild =
  (change: (target: string) => RspackOptions): Build =>
  (folder, target) =>
    new Promise((resolve, reject) => {
      const { plugins = [], ...more } = target === undefined ? {} : change(`${folder}/src/${target}`)
      rspack({ ...rspackSettings(folder, [rspackPlugin(), ...plugins]), ...more }, (error, stats) => {
        if (error || stats!.hasErrors()) reject(error ?? new Error(stats!.toString({})))
        else resolve('dist/main.cjs')
      })
    })

const rollupBuild =
  (after: unknown[]): Build =>
  async (folder, target) => {
    const plugins = [leading(folder, target), rollupPlugin({ root: folder }), rollupEsbuild({ tsconfig: false }), ...after]
    const bundle = await rollup({ input: `${folder}/src/main.ts`, onwarn: () => {}, plugins: plugins as never })
    await bundle.write({ file: `${folder}/dist/main.mjs` })
    await bundle.close()
    return 'dist/main.mjs'
  }

const esbuildBuild =
  (order: (other: esbuild.Plugin) => esbuild.Plugin[]): Build =>
  async (folder, target) => {
    const other: esbuild.Plugin = {
      name: 'leads',
      setup: ({ onResolve }) =>
        onResolve({ filter: /\/db\.js$/ }, () => (target === undefined ? undefined : { path: `${folder}/src/${target}` })),
    }
    await esbuild.build(esbuildSettings(folder, order(other)))
    return 'dist/main.mjs'
  }

const builds: Record<string, Build> = {
  esbuild: esbuildBuild((other) => [esbuildPlugin(), other]),
  'esbuild, a plugin before': esbuildBuild((other) => [other, esbuildPlugin()]),
  'esbuild, a plugin that nobody can change': esbuildBuild((other) => [esbuildPlugin(), Object.freeze(other)]),
  'vite 7': viteBuild(buildWithVite7 as unknown as typeof buildWithVite8),
  'vite 8': viteBuild(buildWithVite8),
  rollup: rollupBuild([]),
  'rollup and its plugin for CommonJS': rollupBuild([
    (commonjs.default as unknown as (options: object) => object)({ extensions: ['.ts', '.js'] }),
  ]),
  async rolldown(folder, target) {
    const plugins = [leading(folder, target), rolldownPlugin()] as never
    const bundle = await rolldown({ cwd: folder, input: 'src/main.ts', platform: 'node', plugins })
    await bundle.write({ file: 'dist/main.mjs' })
    await bundle.close()
    return 'dist/main.mjs'
  },
  'webpack, a replaced request': webpackBuild((target) => ({
    plugins: [new webpack.NormalModuleReplacementPlugin(/\/db\.js$/, (data) => void (data.request = target))],
  })),
  'webpack, a replaced file': webpackBuild((target) => ({
    plugins: [
      new webpack.NormalModuleReplacementPlugin(/\/db\.ts$/, ({ createData }) => {
        if (createData) createData.resource = target
      }),
    ],
  })),
  'webpack, a plugin of its resolver': webpackBuild((target) => ({
    resolve: {
      plugins: [
        {
          apply(resolver) {
            const hook = resolver.ensureHook('resolved')
            resolver.getHook('resolve').tapAsync('leads', (request, context, callback) => {
              if (!request.request?.endsWith('/db.js')) return callback()
              const { request: _, ...rest } = request
              resolver.doResolve(hook, { ...rest, path: target }, null, context, callback)
            })
          },
        },
      ],
    },
  })),
  'a loader in webpack': (folder, target) =>
    new Promise((resolve, reject) => {
      const { module: own, ...settings } = webpackSettings(folder, [
        new webpack.NormalModuleReplacementPlugin(/\/db\.js$/, (data) => {
          if (target !== undefined) data.request = `${folder}/src/${target}`
        }),
      ])
      const rules = [...own!.rules!, { test: /\.ts$/, loader: '@cachecache/unplugin/loader' }]
      const externals = [/^@cachecache\//]
      webpack({ ...settings, module: { rules }, externalsType: 'commonjs', externals }, (error, stats) => {
        if (error || stats!.hasErrors()) reject(error ?? new Error(stats!.toString()))
        else resolve('dist/main.cjs')
      })
    }),
  'rspack, a replaced request': rspackBuild((target) => ({
    plugins: [new rspack.NormalModuleReplacementPlugin(/\/db\.js$/, (data) => void (data.request = target))],
  })),
  'rspack, a hook of a plugin': rspackBuild((target) => ({
    plugins: [
      ({ hooks }: Compiler) =>
        hooks.normalModuleFactory.tap('leads', (factory) =>
          factory.hooks.beforeResolve.tap('leads', (data) => {
            if (data.request.endsWith('/db.js')) data.request = target
          }),
        ),
    ],
  })),
}

/** A module that isn't a file, and a file that stays outside of the bundle, in place of `./db.js`. */
const outsiders: Record<string, (folder: string) => Promise<string>> = {
  async 'esbuild, a module that a plugin makes'(folder) {
    const other: esbuild.Plugin = {
      name: 'makes',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /\/db\.js$/ }, () => ({ path: 'db', namespace: 'made' }))
        onLoad({ filter: /./, namespace: 'made' }, () => ({ contents: 'export const rows = () => 5' }))
      },
    }
    await esbuild.build(esbuildSettings(folder, [esbuildPlugin(), other]))
    return 'dist/main.mjs'
  },
  async 'esbuild, a file outside of the bundle'(folder) {
    await esbuild.build({ ...esbuildSettings(folder, [esbuildPlugin()]), external: ['./db.js'] })
    return 'dist/main.mjs'
  },
  'vite 8, a module that a plugin makes': (folder) =>
    viteBuild(buildWithVite8, () => ({
      name: 'makes',
      enforce: 'pre',
      resolveId: (source) => (source.endsWith('/db.js') ? '\0db' : null),
      load: (id) => (id === '\0db' ? 'export const rows = () => 5' : null),
    }))(folder, undefined),
  async 'rollup, a file outside of the bundle'(folder) {
    const bundle = await rollup({
      input: `${folder}/src/main.ts`,
      external: (source) => source.endsWith('/db.js'),
      onwarn: () => {},
      plugins: [rollupPlugin({ root: folder }), rollupEsbuild({ tsconfig: false })],
    })
    await bundle.write({ file: `${folder}/dist/main.mjs` })
    await bundle.close()
    return 'dist/main.mjs'
  },
  'webpack, a file outside of the bundle': (folder) =>
    webpackBuild(() => ({ externalsType: 'commonjs', externals: { './db.js': './db.cjs' } }))(folder, ''),
  'webpack, a function for what stays outside': (folder) =>
    webpackBuild(() => ({
      externals: ({ request }, tell) => (request === './db.js' ? tell(undefined, 'commonjs ./db.cjs') : tell()),
    }))(folder, ''),
  'rspack, a file outside of the bundle': (folder) =>
    rspackBuild(() => ({ externalsType: 'commonjs', externals: { './db.js': './db.cjs' } }))(folder, ''),
  'rspack, a function for what stays outside': (folder) =>
    rspackBuild(() => ({
      externals: ({ request }, tell) => (request === './db.js' ? tell(undefined, './db.cjs', 'commonjs') : tell()),
    }))(folder, ''),
}

const files = {
  'node_modules/.keep': '',
  'src/main.ts': `import { report } from './report.js'
console.log('result ' + report(1))`,
  'src/report.ts': `import { load } from './load.js'
/** @cache */
export function report(n: number): number { console.log('ran report'); return load(n) }`,
  'src/load.ts': `import { rows } from './db.js'
import { scale } from './report-scale.js'
export const load = (n: number) => rows() * n * scale`,
  // A circle of imports: a plugin that loads what it resolves must not wait for itself.
  'src/report-scale.ts': "import { report } from './report.js'\nexport const scale = 1\nexport const again = () => report(2)",
  'src/db.ts': 'export const rows = () => 1',
  'src/mock.ts': "import { mocked } from './mocked.js'\nexport const rows = () => mocked() + 10",
  'src/mocked.ts': 'export const mocked = () => 0',
  'src/other.ts': 'export const rows = () => 20',
}

const building = (build: Build, project: Scratch) => async (target: string | undefined) =>
  runNode(project, [await build(project.folder, target)])

describe.each(Object.entries(builds))('%s', (_, build) => {
  test('a file that a plugin puts in place of another counts, and which one it is', async () => {
    const project = await scratchProject(files)
    const run = building(build, project)
    expect(await run('mock.ts')).toMatchObject({ ran: ['report'], result: 10, stderr: '' })
    await project.edit('src/mocked.ts', '=> 0', '=> 1')
    expect(await run('mock.ts')).toMatchObject({ ran: ['report'], result: 11, stderr: '' })
    expect(await explainedVersion(project)).toBe(await builtVersion(project))
    expect(await run('other.ts')).toMatchObject({ ran: ['report'], result: 20, stderr: '' })
    expect(await run(undefined)).toMatchObject({ ran: ['report'], result: 1, stderr: '' })
    await writeFile(project.path('src/db.ts'), 'export const rows = () => 2')
    expect(await run('mock.ts')).toMatchObject({ ran: [], result: 11, stderr: '' })
    expect(await run(undefined)).toMatchObject({ ran: ['report'], result: 2, stderr: '' })
  })
})

test.each(Object.entries(outsiders))('%s makes a function run uncached', async (_, build) => {
  const project = await scratchProject({
    ...files,
    'dist/db.js': 'export const rows = () => 5',
    'dist/db.cjs': 'exports.rows = () => 5',
    'dist/package.json': '{ "type": "module" }',
  })
  const file = await build(project.folder)
  expect(await runNode(project, [file])).toMatchObject({ ran: ['report'], result: 5 })
  const { ran, stderr } = await runNode(project, [file])
  expect(ran).toEqual(['report'])
  expect(stderr).toContain('uncached')
})

const ignoring = {
  webpack: webpackBuild(() => ({
    plugins: [new webpack.IgnorePlugin({ checkResource: (name) => name === './db.js' })],
  })),
  rspack: rspackBuild(() => ({ plugins: [new rspack.IgnorePlugin({ checkResource: (name) => name === './db.js' })] })),
}

test.each(Object.entries(ignoring))('%s: whether a function ignores an import counts', async (_, build) => {
  const project = await scratchProject({
    ...files,
    'src/load.ts': `declare const require: (name: string) => { rows(): number }
export function load(n: number) {
  try { return require('./db.js').rows() * n } catch { return 0 }
}`,
  })
  const run = building(build, project)
  expect(await run('')).toMatchObject({ ran: ['report'], result: 0, stderr: '' })
  expect(await run(undefined)).toMatchObject({ ran: ['report'], result: 1 })
  expect(await run('')).toMatchObject({ ran: [], result: 0, stderr: '' })
})

test('imports of files that the bundle doesn’t have are asked of nobody', async () => {
  const project = await scratchProject({
    ...files,
    'tool.config.ts': "import { tool } from 'some-tool'\n/** @cache */\nexport const settings = (n: number) => tool(n)",
  })
  const asked = new Set<string>()
  const bundle = await rollup({
    input: `${project.folder}/src/main.ts`,
    external: (source) => void asked.add(source),
    onwarn: () => {},
    plugins: [
      leading(project.folder, 'mock.ts') as never,
      rollupPlugin({ root: project.folder }),
      rollupEsbuild({ tsconfig: false }),
    ],
  })
  await bundle.close()
  expect([...asked]).toContain('./report.js')
  expect([...asked]).not.toContain('some-tool')
})

test.each([
  ['vite 7', buildWithVite7 as unknown as typeof buildWithVite8],
  ['vite 8', buildWithVite8],
])('%s: the one copy of a package counts that `resolve.dedupe` leaves', async (_, build) => {
  const copy = (folder: string, major: number) => ({
    [`${folder}/node_modules/rates/package.json`]: `{ "name": "rates", "version": "${major}.0.0", "type": "module", "main": "i.js" }`,
    [`${folder}/node_modules/rates/i.js`]: `export const rate = ${major}`,
  })
  const project = await scratchProject({
    ...files,
    ...copy('.', 1),
    ...copy('src/parts', 2),
    'src/load.ts': `export { load } from './parts/load.js'`,
    'src/parts/load.ts': `import { rate } from 'rates'\nexport const load = (n: number) => rate * n`,
  })
  const run = async (dedupe: string[]) => {
    await build({
      root: project.folder,
      configFile: false,
      customLogger: createLogger('silent'),
      resolve: { dedupe },
      ssr: { noExternal: ['rates'] },
      build: { ssr: 'src/main.ts', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
      plugins: [vitePlugin()],
    })
    return runNode(project, ['dist/main.mjs'])
  }
  expect(await run([])).toMatchObject({ ran: ['report'], result: 2, stderr: '' })
  expect(await run(['rates'])).toMatchObject({ ran: ['report'], result: 1, stderr: '' })
  expect(await run([])).toMatchObject({ ran: [], result: 2, stderr: '' })
  expect(await run(['rates'])).toMatchObject({ ran: [], result: 1, stderr: '' })
})
