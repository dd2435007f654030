import { rm } from 'node:fs/promises'
import esbuild from 'esbuild'
import { describe, expect, test } from 'vitest'
import type { Change, ChangingBuild } from './changing-builds.js'
import { runNode } from './run-node.js'
import { scratchProject, type Scratch } from './scratch.js'
import { builtVersion, explainedVersion } from './report-versions.js'

const main = "import { report } from './report.js'\nconsole.log('result ' + report(1))"
export const tagged = (body: string, imports = '') => `${imports}
/** @cache */
export function report(n: number): number { console.log('ran report'); return ${body} }`

/** Programs whose result is what a plugin puts in place of `1234`, in which place of which file. */
export const programs: Record<string, Record<string, string>> = {
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

export const putting =
  (value: number): Change =>
  (text) =>
    text.includes('1234') ? text.replaceAll('1234', String(value)) : undefined

export const scratch = (files: Record<string, string>) =>
  scratchProject({ 'node_modules/.keep': '', 'src/main.ts': main, ...files })

const building = (build: ChangingBuild, project: Scratch) => async (change: Change) => {
  const { file, warnings } = await build(project.folder, change)
  return { ...(await runNode(project, [file])), warnings }
}

/** @param isFirst whether all rows are tried, or those in which hosts may differ */
export function testTexts(build: ChangingBuild, isFirst: boolean): void {
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

      if (!isFirst) return
      test('counts in a build without it', async () => {
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

  if (isFirst)
    test('an edit counts as before', async () => {
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
}
