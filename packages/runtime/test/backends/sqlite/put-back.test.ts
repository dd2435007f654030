import { copyFileSync, mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { watchStatuses } from '../../support/events.js'
import { tagSync } from '../../support/tagged.js'
import { watchWarnings } from '../../support/warnings.js'
import { makeScratch } from '../scratch.js'

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
