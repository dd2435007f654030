import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageBuilds } from '../support/page-builds.js'
import { scratchProject } from '../support/scratch.js'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const present = existsSync(executablePath)
if (!present)
  console.warn(`No browser at ${executablePath}, so bundles are not run in one. Install chromium or set CHROMIUM_PATH.`)

const main = `import { cacheOf } from '@cachecache/runtime'
let computed = 0
/** @cache */
async function report(year: number, region = 'north') { computed++; return { year, region, rows: new Map([[region, [year]]]) } }
/** @cache */
function square(n: number) { computed++; return { n: n * n } }
async function main() {
  const first = await report(2024)
  first.rows.get('north')!.push(1)
  const second = await report(2024, 'north')
  const squares = [square(3), square(3)]
  squares[0].n = 0
  return {
    computed,
    second: [second.year, [...second.rows]],
    fresh: first !== second,
    squares: squares.map(({ n }) => n),
    has: await cacheOf(report).has([2024]),
    again: (await report(2024, undefined, { again: true })).year === 2024 && computed,
  }
}
main().then((result) => { document.title = JSON.stringify(result) }, (error) => { document.title = String(error.stack) })`

describe.runIf(present)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  test.each(Object.entries(pageBuilds))('a bundle of %s keeps results in memory and gives fresh copies', async (_, build) => {
    const project = await scratchProject({ 'src/main.ts': main })
    await build(project.folder)
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.setContent('<!doctype html><title></title>')
    await page.addScriptTag({ path: project.path('dist/main.js'), type: 'module' })
    await page.waitForFunction('document.title !== ""')
    expect(errors).toEqual([])
    expect(JSON.parse(await page.title())).toEqual({
      computed: 2,
      second: [2024, [['north', [2024]]]],
      fresh: true,
      squares: [0, 9],
      has: true,
      again: 3,
    })
    await page.close()
  })
})
