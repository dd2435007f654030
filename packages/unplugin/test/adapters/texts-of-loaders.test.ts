import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { rspack } from '@rspack/core'
import { afterAll, describe, expect, test } from 'vitest'
import webpack, { type Compiler, type RuleSetRule } from 'webpack'
import { askLoaderText, mayLoadOther } from '../../src/adapters/texts/ask-loader-text.js'
import { loadersFor } from '../../src/adapters/texts/loader-rules.js'

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'cachecache-loaders-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (name: string, text: string): string => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}
write('main.ts', "import { rate } from './helper'\nexport const twice = rate() * 2")
const source = 'enum Unit { One }\nexport const rate = (): number => 1234 + Unit.One'
const helper = write('helper.ts', source)
const replaced = source.replace('1234', '5')

const loaders = {
  asks: write(
    'asks.cjs',
    `module.exports = function (code) {
  const callback = this.async()
  this.getOptions().look(this).then(() => callback(null, code), callback)
}`,
  ),
  replaces: write(
    'replaces.cjs',
    `module.exports = function (code) {
  const { from = '1234', to = '5' } = this.getOptions()
  return this.resourcePath.endsWith('helper.ts') ? code.replace(from, to) : code
}`,
  ),
  promises: write('promises.cjs', "module.exports = async (code) => code.replace('1234', '5')"),
  calls: write(
    'calls.cjs',
    `module.exports = function (code, map) {
  this.resolve(this.context, './main.ts', (error, file) => {
    if (error) return this.callback(error)
    this.callback(null, file.endsWith('main.ts') ? code.replace('1234', '5') : code, map)
  })
  this.async()
}`,
  ),
  raw: write(
    'raw.cjs',
    "module.exports = (bytes) => Buffer.from(bytes.toString().replace('1234', '5'))\nmodule.exports.raw = true",
  ),
  pitches: write(
    'pitches.cjs',
    `module.exports = (code) => code
module.exports.pitch = function (remaining) {
  return this.resourcePath.endsWith('helper.ts') ? require('fs').readFileSync(this.resourcePath, 'utf8').replace('1234', '5') : undefined
}`,
  ),
  module: write('module.mjs', "export default (code) => code.replace('1234', '5')"),
  keeps: write('keeps.cjs', 'module.exports = (code) => code'),
  throws: write(
    'throws.cjs',
    "let calls = 0\nmodule.exports = (code) => { if (code.includes('1234') && calls++ === 0) throw new Error('out of turn'); return code }",
  ),
  parses: write('parses.cjs', "module.exports = (code) => code.includes('enum') ? code : code.replace('1234', '5')"),
}

const require = createRequire(import.meta.url)
const compilers = {
  webpack: {
    loader: write(
      'node_modules/esbuild-loader/index.cjs',
      `const { transform } = require(${JSON.stringify(require.resolve('esbuild'))})
module.exports = async (code) => (await transform(code, { loader: 'ts' })).code`,
    ),
  },
  rspack: { loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } } },
}

/** What the loaders make of `helper.ts`, asked while `main.ts` is built. */
const textBy =
  (host: 'webpack' | 'rspack') =>
  (rules: (compiler: RuleSetRule) => RuleSetRule[]): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      let made: Promise<string | undefined> | undefined
      const look = (context: { _compiler: Compiler }) =>
        (made = mayLoadOther(context._compiler, asking)
          ? askLoaderText(context._compiler)(context)(helper, source)
          : Promise.resolve(undefined))
      const asking = { test: /main\.ts$/, enforce: 'pre', use: () => [{ loader: loaders.asks, options: { look } }] }
      const settings = {
        context: folder,
        entry: './main.ts',
        mode: 'none',
        output: { path: `${folder}/dist` },
        resolve: { extensions: ['.ts', '.js'] },
        module: { rules: [asking, ...rules({ test: /\.ts$/, ...compilers[host] })] },
      }
      const done = (error: Error | null) =>
        error || !made ? reject(error ?? new Error('It was not asked.')) : made.then(resolve, reject)
      if (host === 'webpack') webpack(settings as webpack.Configuration, done)
      else rspack(settings as never, done)
    })

const by = (loader: string, more: RuleSetRule = {}): RuleSetRule => ({ test: /\.ts$/, loader, ...more })

describe.each(['webpack', 'rspack'] as const)('%s', (host) => {
  test.each<[string, (compiler: RuleSetRule) => RuleSetRule[], string | undefined]>([
    ['a compiler', (compiler) => [compiler], undefined],
    ['a loader that leaves it as it is', (compiler) => [compiler, by(loaders.keeps)], undefined],
    ['a loader for other files', (compiler) => [compiler, by(loaders.promises, { test: /main/ })], undefined],
    ['a loader', (compiler) => [compiler, by(loaders.replaces)], replaced],
    ['before all others', (compiler) => [compiler, by(loaders.replaces, { enforce: 'pre' })], replaced],
    ['after all others', (compiler) => [compiler, by(loaders.replaces, { enforce: 'post' })], replaced],
    ['a promise', (compiler) => [compiler, by(loaders.promises)], replaced],
    ['a callback', (compiler) => [compiler, by(loaders.calls)], replaced],
    ['bytes', (compiler) => [compiler, by(loaders.raw)], replaced],
    ['one that pitches', (compiler) => [compiler, by(loaders.pitches)], replaced],
    ['an ES module', (compiler) => [compiler, by(loaders.module)], replaced],
    [
      'each in its turn',
      (compiler) => [
        by(loaders.replaces, { options: { from: '6', to: '5' }, enforce: 'post' }),
        compiler,
        {
          test: /\.ts$/,
          use: [{ loader: loaders.replaces, options: { from: '7', to: '6' } }, `${loaders.replaces}?from=1234&to=7`],
        },
      ],
      replaced,
    ],
    ['the first of several', (compiler) => [compiler, { oneOf: [by(loaders.keeps), by(loaders.replaces)] }], undefined],
    ['one that a function chooses', (compiler) => [compiler, { use: () => [{ loader: loaders.replaces }] }], replaced],
  ])('%s', async (_name, rules, text) => {
    expect(await textBy(host)(rules)).toBe(text)
  })

  test('a loader that sees compiled text gives the source if it does the same there', async () => {
    const made = await textBy(host)((compiler) => [by(loaders.parses, { enforce: 'post' }), compiler])
    expect(made).toContain('5 +')
    expect(made).not.toContain('enum')
  })
})

test('a loader that fails leaves it unknown', async () => {
  await expect(textBy('webpack')((compiler) => [compiler, by(loaders.throws)])).rejects.toThrow(
    'the loader throws.cjs, which failed when it was asked for it (out of turn)',
  )
})

test.each<[string, object, boolean]>([
  ['all', {}, true],
  ['by pattern', { test: /\.ts$/ }, true],
  ['by another pattern', { test: /\.js$/ }, false],
  ['a folder', { include: folder }, true],
  ['another folder', { include: `${folder}/other` }, false],
  ['what is left out', { test: /\.ts$/, exclude: [/x/, (file: string) => file.endsWith('.ts')] }, false],
  ['all of several', { resource: { and: [/\.ts$/, /main/] } }, false],
  ['one of several', { resource: { or: [/\.ts$/, /main/] } }, true],
  ['not one', { resource: { not: /main/ } }, true],
  ['what it is imported by', { issuer: /\.css$/ }, false],
  ['what it is not imported by', { issuer: { not: [/\.css$/] } }, true],
  ['a query', { resourceQuery: /raw/ }, false],
  ['no query', { resourceQuery: { not: [/raw/] } }, true],
  ['how it is imported', { dependency: { not: ['url'] } }, true],
  ['only by url', { dependency: 'url' }, false],
])('rules: %s', (_name, rule, isFound) => {
  expect(loadersFor([{ ...rule, use: 'a' }], helper)).toEqual(isFound ? [{ loader: 'a', options: undefined }] : [])
})
