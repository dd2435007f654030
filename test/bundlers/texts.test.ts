import { readdir, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import esbuild from 'esbuild'
import { describe, expect, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import { esbuildSettings } from '../support/bundlers.js'
import { changingBuilds, type Change, type ChangingBuild } from '../support/changing-builds.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

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
  ...changingBuilds,
}

const main = "import { report } from './report.js'\nconsole.log('result ' + report(1))"
const tagged = (body: string, imports = '') => `${imports}
/** @cache */
export function report(n: number): number { console.log('ran report'); return ${body} }`

/** Programs whose result is what a plugin puts in place of `1234`, in which place of which file. */
const programs: Record<string, Record<string, string>> = {
  'the tagged function': { 'src/report.ts': tagged('n * 1234') },
  'a constant of the tagged file': { 'src/report.ts': `const rate = 1234\n${tagged('n * rate')}` },
  'a helper': {
    'src/report.ts': tagged('n * rate()', "import { rate } from './rates.js'"),
    'src/rates.ts': 'export const rate = () => 1234',
  },
  'a helper of a helper': {
    'src/report.ts': tagged('n * rate()', "import { rate } from './rates.js'"),
    'src/rates.ts': "export { rate } from './table.js'",
    'src/table.ts': 'const table = { rate: 1234 }\nexport const rate = () => table.rate',
  },
  'a helper in a circle of imports': {
    'src/report.ts': tagged('n * rate()', "import { rate } from './rates.js'\nexport const factor = () => 1"),
    'src/rates.ts': "import { factor } from './report.js'\nexport const rate = () => 1234 * factor()",
  },
  'another tagged file': {
    'src/report.ts': tagged('n * rate(1)', "import { rate } from './rates.js'"),
    'src/rates.ts': '/** @cache */\nexport function rate(n: number): number { return 1234 * n }',
  },
  'a file that only runs': {
    'src/report.ts': tagged('n * (globalThis as any).rate', "import './rates.js'"),
    'src/rates.ts': ';(globalThis as any).rate = 1234',
  },
}

/** Those for the hosts whose plugins are only asked in another way. */
const few = new Set(['the tagged function', 'a helper of a helper', 'a helper in a circle of imports'])

const putting =
  (value: number): Change =>
  (text) =>
    text.includes('1234') ? text.replaceAll('1234', String(value)) : undefined

const cli = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

async function explainedVersion(project: Scratch): Promise<string> {
  const { stdout } = await runNode(project, [cli, 'explain', 'src/report.ts', '--json'])
  return (JSON.parse(stdout) as { version: string }[])[0]!.version
}

async function builtVersion(project: Scratch): Promise<string | undefined> {
  const names = await readdir(project.path('dist'))
  const text = await project.read(`dist/${names.find((name) => /^main\.[cm]js$/.test(name))}`)
  return /#report["'][\s\S]*?version:\s*["']([^"']+)/.exec(text)?.[1]
}

const scratch = (files: Record<string, string>) => scratchProject({ 'node_modules/.keep': '', 'src/main.ts': main, ...files })

const building = (build: ChangingBuild, project: Scratch) => async (change: Change) => {
  const { file, warnings } = await build(project.folder, change)
  return { ...(await runNode(project, [file])), warnings }
}

describe.each(Object.entries(builds))('%s', (host, build) => {
  const isFirst = !Object.hasOwn(changingBuilds, host)
  describe.each(Object.entries(programs).filter(([name]) => isFirst || few.has(name)))(
    'what another plugin makes of %s',
    (_, files) => {
      test('counts in a build with the kept analysis', async () => {
        const project = await scratch(files)
        const run = building(build, project)
        expect(await run(putting(5))).toMatchObject({ ran: ['report'], result: 5, stderr: '', warnings: [] })
        expect(await explainedVersion(project)).toBe(await builtVersion(project))
        expect(await run(putting(6))).toMatchObject({ ran: ['report'], result: 6, stderr: '' })
        expect(await run(putting(5))).toMatchObject({ ran: [], result: 5 })
        expect(await run(() => undefined)).toMatchObject({ ran: ['report'], result: 1234 })
        expect(await run(putting(6))).toMatchObject({ ran: [], result: 6 })
      })

      test.runIf(isFirst)('counts in a build without it', async () => {
        const project = await scratch(files)
        const run = async (value: number) => {
          await rm(project.path('node_modules/.cache'), { recursive: true, force: true })
          return building(build, project)(putting(value))
        }
        expect(await run(5)).toMatchObject({ ran: ['report'], result: 5, stderr: '' })
        expect(await run(6)).toMatchObject({ ran: ['report'], result: 6, stderr: '' })
        expect(await run(5)).toMatchObject({ ran: [], result: 5 })
      })
    },
  )

  const helper = programs['a helper']!

  test('an import that another plugin adds is followed', async () => {
    const project = await scratch({ ...helper, 'src/added.ts': 'export const added = 7' })
    const run = building(build, project)
    const adding: Change = (text, file) =>
      file.endsWith('rates.ts') ? `import { added } from './added.js'\n${text.replace('1234', 'added')}` : undefined
    expect(await run(adding)).toMatchObject({ ran: ['report'], result: 7, stderr: '' })
    expect(await run(adding)).toMatchObject({ ran: [], result: 7 })
    await project.edit('src/added.ts', '7', '8')
    expect(await run(adding)).toMatchObject({ ran: ['report'], result: 8 })
    expect(await explainedVersion(project)).toBe(await builtVersion(project))
  })

  test.runIf(isFirst)('an edit counts as before', async () => {
    const project = await scratch(helper)
    const run = building(build, project)
    expect(await run(putting(5))).toMatchObject({ ran: ['report'], result: 5 })
    await project.edit('src/rates.ts', '1234', '1234 + 1')
    expect(await run(putting(5))).toMatchObject({ ran: ['report'], result: 6 })
    expect(await run(putting(6))).toMatchObject({ ran: ['report'], result: 7 })
  })

  const meaningless: Record<string, Change> = {
    comments: (text) => `/* a comment */ ${text}\n// and another one`,
    layout: (text) => text.replaceAll('* ', '*\n  ').replaceAll('"', "'"),
    'types that are removed': (text) => esbuild.transformSync(text, { loader: 'ts' }).code,
  }

  test.each(Object.entries(meaningless).filter(([name]) => isFirst || /types/.test(name)))(
    '%s keep the version',
    async (_, change) => {
      const project = await scratch({
        'src/report.ts': tagged('n * rate(n)', "import { rate, type Rate } from './rates.js'\nexport const one: Rate = 1"),
        'src/rates.ts':
          "import { Unit } from './unit.js'\nexport type Rate = number\nexport const rate = (u: Unit): Rate => { return 2 * u! }",
        'src/unit.ts': 'export type Unit = number',
      })
      const run = building(build, project)
      expect(await run(() => undefined)).toMatchObject({ ran: ['report'], result: 2 })
      const before = await builtVersion(project)
      expect(await run(change)).toMatchObject({ ran: [], result: 2, stderr: '', warnings: [] })
      expect(await builtVersion(project)).toBe(before)
    },
  )
})

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
