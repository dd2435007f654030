import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { resolveConfig } from 'vite'
import webpack, { type Configuration } from 'webpack'
import { describe, expect, test } from 'vitest'
import { esbuildSettings } from '../../src/adapters/settings/esbuild-settings.js'
import { viteSettings } from '../../src/adapters/settings/vite-settings.js'
import { webpackSettings } from '../../src/adapters/settings/webpack-settings.js'
import { CompilerFlags } from '../../src/surroundings/compiler-flags.js'
import { ImportResolver } from '../../src/surroundings/resolve-imports.js'
import { SourceFiles } from '../../src/surroundings/source-files.js'

const partOfVersions = (options: Parameters<typeof esbuildSettings>[0]) =>
  new CompilerFlags(new SourceFiles(), esbuildSettings(options)).describeBuild()

test('names of members that esbuild chooses are part of every version', () => {
  const mangleProps = /^_/
  const held = { mangleProps, mangleCache: { _rate: 'a' } }
  expect(partOfVersions({})).toBe('')
  expect(partOfVersions(held)).toBe(partOfVersions(held))
  expect(partOfVersions(held)).not.toBe(partOfVersions({ mangleProps, mangleCache: { _rate: 'b' } }))
  // Without a cache, they are chosen anew in each build.
  expect(partOfVersions({ mangleProps })).not.toBe(partOfVersions({ mangleProps }))
})

describe('what Vite gives its compiler', () => {
  const jsxInject = "import React, { h as el } from './jsx.js'\nimport * as all from 'all'"
  const provide = {
    React: { from: './jsx.js', name: 'default' },
    el: { from: './jsx.js', name: 'h' },
    all: { from: 'all', name: '*' },
  }

  test('esbuild', async () => {
    const esbuild = { dropLabels: ['DEV'], drop: ['console' as const], jsxFactory: 'h', define: { LEVEL: '1' }, jsxInject }
    // Before Vite 8.
    const config = {
      ...(await resolveConfig({ configFile: false }, 'build')),
      oxc: undefined,
      esbuild: { ...esbuild, mangleProps: /^_/ },
    }
    const { client } = viteSettings(config as never)
    expect(client).toMatchObject({
      dropLabels: ['DEV'],
      drop: ['console'],
      jsx: { factory: 'h' },
      define: { LEVEL: '1' },
      provide,
    })
    expect(client?.mangle).toContain('/^_/')
  })

  test('oxc', async () => {
    const transform = { dropLabels: ['DEV'], define: { LEVEL: '1' } }
    const config = await resolveConfig(
      { configFile: false, oxc: { jsx: { pragma: 'h' }, jsxInject }, build: { rolldownOptions: { transform } } },
      'build',
    )
    expect(viteSettings(config)['client']).toMatchObject({
      dropLabels: ['DEV'],
      jsx: { factory: 'h' },
      define: { LEVEL: '1' },
      provide,
    })
  })
})

describe('where webpack looks for files', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'lookup-')))
  for (const file of [
    'a.js',
    'src/dep.js',
    'dep.js',
    'd/index.js',
    'd/main.js',
    'node_modules/dep/i.js',
    'node_modules/dep/j.js',
  ]) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), '')
  }
  writeFileSync(path.join(root, 'node_modules/dep/package.json'), '{ "name": "dep", "exports": "./i.js", "other": "./j.js" }')

  test.each<[what: string, config: Configuration, specifier: string, found: string]>([
    ['by default', {}, 'dep', 'node_modules/dep/i.js'],
    ['folders of modules', { resolve: { modules: [`${root}/src`, 'node_modules'] } }, 'dep', 'src/dep.js'],
    ['files before packages', { resolve: { preferRelative: true } }, 'dep', 'dep.js'],
    ['another field for exports', { resolve: { exportsFields: ['other'] } }, 'dep', 'node_modules/dep/j.js'],
    ['another main file', { resolve: { mainFiles: ['main'] } }, './d', 'd/main.js'],
    ['a root', { resolve: { roots: [`${root}/src`] } }, '/dep.js', 'src/dep.js'],
    ['what nothing else resolves', { resolve: { fallback: { none: `${root}/dep.js` } } }, 'none', 'dep.js'],
    [
      'what is ignored by a part of its name',
      { plugins: [new webpack.IgnorePlugin({ resourceRegExp: /de/ })] },
      './dep',
      'data:,ignored',
    ],
    [
      'what is ignored in another folder',
      { plugins: [new webpack.IgnorePlugin({ resourceRegExp: /dep$/, contextRegExp: /moment$/ })] },
      './dep',
      'dep.js',
    ],
    [
      'what is ignored in this folder',
      { plugins: [new webpack.IgnorePlugin({ resourceRegExp: /dep$/, contextRegExp: /./ })] },
      './dep',
      'data:,ignored',
    ],
    ['what is ignored', { plugins: [new webpack.IgnorePlugin({ resourceRegExp: /^dep$/ })] }, 'dep', 'data:,ignored'],
  ])('%s', (_what, config, specifier, found) => {
    const settings = webpackSettings(webpack({ context: root, entry: './a.js', ...config }))
    const resolved = new ImportResolver(root, {}, settings).resolve(`${root}/a.js`, specifier)
    expect('file' in resolved ? path.relative(root, resolved.file) : 'name' in resolved && resolved.name).toBe(found)
  })
})
