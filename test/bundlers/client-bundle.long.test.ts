// What a page gets of a route whose loader is tagged, and runs on the server alone.
import { readFile, stat } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pageBuilds } from '../support/page-builds.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const route = `import { total } from './totals.js'
/** @cache */
export async function loader(year: number) { return total(year) }
/** @cache */
export const load = (year: number) => total(year)
export class Totals {
  year = 2024
  /** @cache */
  async find(year: number) { return total(year) }
  /** @cache */
  latest() { return total(this.year) }
  /** @cache */
  static all(year: Year) { return total(year.name.length) }
}
export class Year { constructor(readonly name: string) {} next() { return total(1) } }
export const totals = {
  /** @cache */
  find(year: number) { return total(year) },
}
export function Page() { return 'the page' }
`

const files = {
  'src/route.ts': route,
  'src/totals.ts': `export const total = (year: number) => ['nothing for pages', year]`,
  'src/main.ts': `import { Page } from './route.js'\nconsole.log(Page())`,
}

/** Bytes: the page itself, and what webpack adds. */
const MOST = 1_000

test.each(Object.entries(pageBuilds))('%s drops a tagged function that no page uses', async (_, build) => {
  const project = await scratchProject(files)
  await build(project.folder)
  expect(await project.read('dist/main.js')).toContain('the page')
  expect(await project.read('dist/main.js')).not.toContain('nothing for pages')
  expect((await stat(project.path('dist/main.js'))).size).toBeLessThan(MOST)
})

test.each(Object.entries(pageBuilds))('%s keeps what ties a used one to its results', async (_, build) => {
  const main = `import { cacheOf } from '@cachecache/runtime'
    import { load, loader, Totals, totals } from './route.js'
    for (const fn of [loader, load, Totals.prototype.find, Totals.all, totals.find]) console.log(cacheOf(fn).id)`
  const project = await scratchProject({ ...files, 'src/main.ts': main })
  await build(project.folder)
  const { stdout } = await runNode(project, ['dist/main.js'])
  const names = ['loader', 'load', 'Totals.find', 'Totals.all', 'totals.find']
  expect(stdout).toBe(names.map((name) => `scratch/src/route.ts#${name}\n`).join(''))
})

test.each(Object.entries(pageBuilds))('%s keeps what tells of classes and functions that a used one gets', async (_, build) => {
  const project = await scratchProject({
    'src/marks.ts': `export const mark = () => '!'\nexport const factor = () => 2`,
    'src/main.ts': `import { factor, mark } from './marks.js'
      let runs = 0
      export class Year { constructor(readonly name: string) {} label() { return this.name + mark() } }
      export const twice = (n: number) => n * factor()
      /** @cache */ export function total(year: Year, by: (n: number) => number) { runs++; return by(year.label().length) }
      console.log(total(new Year('2024'), twice), total(new Year('2024'), twice), runs)`,
  })
  await build(project.folder)
  expect(await runNode(project, ['dist/main.js'])).toMatchObject({ stdout: '10 10 1\n' })
})

/** As README says. */
const RUNTIME_KB = 36

test('a page with a tagged function gets a small runtime', async () => {
  const main = `/** @cache */\nfunction square(n: number) { return n * n }\nconsole.log(square(3))`
  const project = await scratchProject({ 'src/main.ts': main })
  await pageBuilds['esbuild']!(project.folder)
  const size = gzipSync(await readFile(project.path('dist/main.js'))).length
  expect(size).toBeLessThan(RUNTIME_KB * 1000)
  expect(size).toBeGreaterThan((RUNTIME_KB - 3) * 1000)
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`${RUNTIME_KB} kB`)
})
