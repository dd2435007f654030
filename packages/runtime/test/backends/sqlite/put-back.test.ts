import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { watchStatuses } from '../../support/events.js'
import { tagSync } from '../../support/tagged.js'
import { watchWarnings } from '../../support/warnings.js'
import { makeScratch } from '../scratch.js'

afterEach(() => vi.restoreAllMocks())

test('an older backup put back: what it names is right, and files of what came after are removed', async () => {
  const path = join(makeScratch(), 'cache')
  const [file, values] = [join(path, 'cachecache.sqlite'), join(path, 'cachecache.sqlite-values')]
  const backup = `${file}.backup`
  const large = (n: number) => `${n}`.repeat(1_200_000)
  const f = tagSync(large, { options: () => ({ cachePath: path }) })
  f(1)
  await openBackend(path).close()
  copyFileSync(file, backup)
  f(2)
  f(1, { again: true })
  await openBackend(path).close()
  copyFileSync(backup, file)

  const seen = watchStatuses()
  for (const n of [1, 2, 1, 2]) expect(f(n) === large(n)).toBe(true)
  // The file of the first was replaced by `again`; of the second the backup knows nothing.
  expect(seen).toEqual(['miss', 'miss', 'hit', 'hit'])
  expect(readdirSync(values)).toHaveLength(4)
  const anHourAgo = Date.now() / 1_000 - 3_600
  for (const name of readdirSync(values)) utimesSync(join(values, name), anHourAgo, anHourAgo)
  await openBackend(path).remove({ function: 'nothing' })
  expect(readdirSync(values)).toHaveLength(2)
  for (const n of [1, 2]) f(n)
  expect(seen.slice(4)).toEqual(['hit', 'hit'])
})

test.each([
  ['a file takes the place of its folder', 'not-a-folder', (path: string) => writeFileSync(path, 'of the user')],
  ['the folder above is removed', 'no-parent-folder', (path: string) => rmSync(dirname(path), { recursive: true })],
])('where %s while the program runs, calls run uncached, and are cached when it is mended', (_, code, change) => {
  let clock = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => clock)
  const warnings = watchWarnings()
  const outer = makeScratch()
  const path = join(outer, 'data', 'cache')
  mkdirSync(dirname(path))
  const f = tagSync((n: number) => ({ n }), { options: () => ({ cachePath: path }) })
  f(1)
  renameSync(path, join(outer, 'moved'))
  change(path)
  const seen = watchStatuses()
  clock += 2_000
  for (const n of [1, 1, 2]) expect(f(n)).toEqual({ n })
  expect([seen.splice(0), warnings.map((warning) => warning.code)]).toEqual([['miss', 'miss', 'miss'], [code]])
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  renameSync(join(outer, 'moved'), path)
  clock += 10_000
  for (const n of [1, 2, 2]) expect(f(n)).toEqual({ n })
  expect(seen).toEqual(['hit', 'miss', 'hit'])
})

test.each([490, 520])('a path of %i bytes works, or says that it is too long', (length) => {
  const warnings = watchWarnings()
  let path = makeScratch()
  while (path.length < length - 201) path = join(path, 'd'.repeat(199))
  path = join(path, 'e'.repeat(length - path.length - '/cachecache.sqlite'.length - 1))
  mkdirSync(dirname(path), { recursive: true })
  const seen = watchStatuses()
  const f = tagSync((n: number) => ({ n }), { options: () => ({ cachePath: path }) })
  for (let times = 0; times < 2; times++) expect(f(1)).toEqual({ n: 1 })
  expect([seen, warnings.map(({ code }) => code)]).toEqual(
    length > 504 ? [['miss', 'miss'], ['path-too-long']] : [['miss', 'hit'], []],
  )
})
