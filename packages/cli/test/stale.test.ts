import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findCurrentVersions } from '../src/current-versions.js'
import { makeCache } from './cache.js'
import { cachecache, makeScratch } from './terminal.js'

/** A project named `app` whose one module has these tagged functions. */
function makeProject(code: string): string {
  const folder = makeScratch()
  mkdirSync(join(folder, 'src'))
  mkdirSync(join(folder, 'node_modules/dep'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "type": "module" }')
  writeFileSync(join(folder, 'src/report.ts'), code)
  writeFileSync(join(folder, 'node_modules/dep/index.js'), '/** @cache */ export function foreign() {}')
  return folder
}

test('finds the versions of all tagged functions of the project and of nothing else', async () => {
  const versions = await findCurrentVersions(
    join(makeProject('/** @cache */ export function report() { return 1 }\nexport const plain = 1'), 'src'),
  )
  expect([...versions.keys()]).toEqual(['app/src/report.ts#report'])
})

test('removes what the code of this project no longer has, and nothing of other projects', async () => {
  const folder = makeProject('/** @cache { version: 2 } */ export function report() { return 1 }')
  const [[, current]] = [...(await findCurrentVersions(folder))] as [[string, Set<string>]]
  const path = await makeCache([
    { id: 'app/src/report.ts#report', version: [...current][0]!, value: 1 },
    { id: 'app/src/report.ts#report', version: 'earlier', value: 2 },
    { id: 'app/src/gone.ts#gone', version: 'v1', value: 3 },
    { id: 'application/src/report.ts#report', version: 'v1', value: 4 },
  ])
  expect(JSON.parse((await cachecache(['clear', path, '--stale', '--json'], { folder })).out).removed).toBe(2)
  const left = JSON.parse((await cachecache(['ls', path, '--json'])).out) as { function: string }[]
  expect(left.map((usage) => usage.function)).toEqual(['app/src/report.ts#report', 'application/src/report.ts#report'])
})

test("a bundler's alias counts, as it does in the build", async () => {
  const folder = makeProject("import { one } from '@/one.js'\n/** @cache */ export const report = () => one()")
  writeFileSync(join(folder, 'src/one.ts'), 'export const one = () => 1\n')
  const alias = { '@': './src' }
  const [[id, current]] = [...(await findCurrentVersions(folder, alias))] as [[string, Set<string>]]
  const path = await makeCache([{ id, version: [...current][0]!, value: 1 }])
  const removed = async (...flags: string[]) =>
    JSON.parse((await cachecache(['clear', path, '--stale', '--dry-run', '--json', ...flags], { folder })).out).removed
  expect([await removed('--alias', '@=./src'), await removed()]).toEqual([0, 1])
})

test('code that cannot be read removes nothing', async () => {
  const folder = makeProject('/** @cache { tll: 1 } */ export function report() { return 1 }')
  const path = await makeCache()
  const { code, err } = await cachecache(['clear', path, '--stale'], { folder })
  expect(code).toBe(1)
  expect(err).toMatch(/report\.ts:1:\d+: .*tll[^]*Nothing was removed/)
  expect(JSON.parse((await cachecache(['stats', path, '--json'])).out).entries).toBe(5)
})

test('outside of any project --stale is misuse', async () => {
  const { code, err } = await cachecache(['clear', await makeCache(), '--stale'], { folder: makeScratch() })
  expect(code).toBe(2)
  expect(err).toMatch(/No package\.json in \S+ or above/)
})
