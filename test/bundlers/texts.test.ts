import { readFileSync } from 'node:fs'
import esbuild from 'esbuild'
import { describe, expect, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import { esbuildSettings } from '../support/bundlers.js'
import { programs, putting, scratch, tagged, testTexts } from '../support/changed-texts.js'
import type { Change, ChangingBuild } from '../support/changing-builds.js'
import { runNode } from '../support/run-node.js'
import type { Scratch } from '../support/scratch.js'

const loading = (change: Change, name = 'changes'): esbuild.Plugin => ({
  name,
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = change(readFileSync(path, 'utf8'), path)
      return contents === undefined ? undefined : { contents, loader: 'ts' }
    })
  },
})

const esbuildBuild =
  (order: (other: esbuild.Plugin) => esbuild.Plugin[]): ChangingBuild =>
  async (folder, change) => {
    const { warnings } = await esbuild.build(esbuildSettings(folder, order(loading(change))))
    return { file: 'dist/main.mjs', warnings: warnings.map(({ text }) => text) }
  }

const builds: Record<string, ChangingBuild> = {
  esbuild: esbuildBuild((other) => [esbuildPlugin(), other]),
  'esbuild, a plugin that leaves all files as they are in between': esbuildBuild((other) => [
    esbuildPlugin(),
    loading(() => undefined, 'nothing'),
    other,
  ]),
}

describe.each(Object.entries(builds))('%s', (_, build) => testTexts(build, true))

describe('esbuild', () => {
  const helper = programs['a helper']!
  const built = async (project: Scratch, plugins: esbuild.Plugin[]) => {
    const { warnings } = await esbuild.build(esbuildSettings(project.folder, plugins))
    return { ...(await runNode(project, ['dist/main.mjs'])), warnings: warnings.map(({ text }) => text).join('\n') }
  }
  const hook = (onLoad: () => esbuild.OnLoadResult): esbuild.Plugin => ({
    name: 'other',
    setup(build) {
      build.onLoad({ filter: /rates\.ts$/ }, onLoad)
    },
  })

  const unknown: Record<string, () => esbuild.Plugin[]> = {
    'which a plugin before loads': () => [hook(() => ({ contents: 'export const rate = () => 5' })), esbuildPlugin()],
    'which a plugin before may load, as far as its text shows': () => [
      {
        name: 'other',
        setup(build) {
          const { onLoad: load } = build
          load({ filter: /rates\.ts$/ }, () => ({ contents: 'export const rate = () => 5' }))
        },
      },
      esbuildPlugin(),
    ],
    'which a plugin that nobody can change may load': () => [esbuildPlugin(), Object.freeze(loading(putting(5)))],
    'that is no script': () => [esbuildPlugin(), hook(() => ({ contents: '{ "rate": 5 }', loader: 'json' }))],
  }

  test.each(Object.entries(unknown))('a file %s makes a function run uncached', async (name, plugins) => {
    const isData = name === 'that is no script'
    const files = isData ? { ...helper, 'src/report.ts': tagged('n * rate', "import { rate } from './rates.js'") } : helper
    const project = await scratch(files)
    expect(await built(project, plugins())).toMatchObject({ ran: ['report'], result: 5 })
    const { ran, warnings } = await built(project, plugins())
    expect(ran).toEqual(['report'])
    expect(warnings).toMatch(/`report` reaches src\/rates\.ts, which may get another text from the plugin '\w+'/)
  })

  const harmless: Record<string, () => esbuild.Plugin> = {
    'loads other files': () => ({
      name: 'other',
      setup(build) {
        build.onLoad({ filter: /\.css$/ }, () => ({ contents: '' }))
      },
    }),
    'loads modules of its own': () => ({
      name: 'other',
      setup({ onLoad }) {
        onLoad({ filter: /./, namespace: 'own' }, () => ({ contents: '' }))
      },
    }),
    'only looks on': () => ({
      name: 'other',
      setup(build) {
        build.initialOptions.define = { ...build.initialOptions.define }
        build.onStart(() => {})
        build.onEnd(() => {})
      },
    }),
  }

  test.each(Object.entries(harmless))('a plugin before that %s changes nothing', async (_, other) => {
    const project = await scratch(helper)
    const plain = await built(project, [esbuildPlugin()])
    expect(plain).toMatchObject({ ran: ['report'], result: 1234 })
    const { ran, warnings } = await built(project, [other(), esbuildPlugin()])
    expect({ ran, warnings }).toEqual({ ran: [], warnings: '' })
  })

  test('a file that a plugin before takes is as without cachecache, also if it has tags', async () => {
    const project = await scratch(programs['the tagged function']!)
    const plugins = () => [loading(putting(5)), esbuildPlugin()]
    expect(await built(project, plugins())).toMatchObject({ ran: ['report'], result: 5 })
    expect(await built(project, plugins())).toMatchObject({ ran: ['report'], result: 5 })
  })

  test('a plugin that removes the tags is said to', async () => {
    const project = await scratch(programs['the tagged function']!)
    const removing = loading((text) => putting(5)(text.replace('/** @cache */', ''), ''))
    const { result, warnings } = await built(project, [esbuildPlugin(), removing])
    expect(result).toBe(5)
    expect(warnings).toContain("The plugin 'changes' loads this file without its tags")
  })

  test('a file for which the hook of a plugin fails fails the build, as without cachecache', async () => {
    const project = await scratch(helper)
    const failing = hook(() => {
      throw new Error('no rates today')
    })
    await expect(built(project, [esbuildPlugin(), failing])).rejects.toThrow('no rates today')
  })

  test('what a plugin hands to its own hook is handed on, and each file is loaded once', async () => {
    const project = await scratch(helper)
    const loaded: string[] = []
    const other = (rate: number): esbuild.Plugin => ({
      name: 'other',
      setup(build) {
        build.onResolve({ filter: /rates\.js$/ }, () => ({ path: project.path('src/rates.ts'), pluginData: { rate } }))
        build.onLoad({ filter: /\.ts$/ }, ({ path, pluginData }) => {
          loaded.push(path)
          const { rate: given } = (pluginData ?? {}) as { rate?: number }
          return given === undefined ? undefined : { contents: `export const rate = () => ${given}` }
        })
      },
    })
    expect(await built(project, [esbuildPlugin(), other(5)])).toMatchObject({ ran: ['report'], result: 5 })
    expect(loaded.toSorted()).toEqual(['main', 'rates', 'report'].map((name) => project.path(`src/${name}.ts`)))
    expect(await built(project, [esbuildPlugin(), other(6)])).toMatchObject({ ran: ['report'], result: 6 })
    expect(await built(project, [esbuildPlugin(), other(5)])).toMatchObject({ ran: [], result: 5 })
  })
})
