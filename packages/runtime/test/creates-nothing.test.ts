import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { cacheOf, CachePathError } from '../src/index.js'
import { watchStatuses } from './support/events.js'
import { tagAsync, tagInline } from './support/tagged.js'
import { setEnv, watchWarnings } from './support/warnings.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachecache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** One synchronous and one asynchronous function with their results at a path. */
function functionsAt(cachePath: string) {
  const options = () => ({ cachePath })
  return { plain: tagInline((a: number) => a, { options }), later: tagAsync(async (a: number) => a, { options }) }
}

test.each(['cache', 'entries.sqlite'])('CACHECACHE=readonly makes no %s, and finds it once it is there', async (name) => {
  const path = join(folder, name)
  const seen = watchStatuses()
  const warnings = watchWarnings()
  const { plain, later } = functionsAt(path)
  const callBoth = async () => expect([plain(1), await later(1)]).toEqual([1, 1])
  setEnv('CACHECACHE', 'readonly')
  await callBoth()
  expect(existsSync(path)).toBe(false)
  setEnv('CACHECACHE', '')
  await callBoth()
  setEnv('CACHECACHE', 'readonly')
  await callBoth()
  expect(seen).toEqual(['miss', 'miss', 'miss', 'miss', 'hit', 'hit'])
  expect(warnings).toEqual([])
})

test('calls of one process join also where nothing is kept', async () => {
  setEnv('CACHECACHE', 'readonly')
  const seen = watchStatuses()
  const { later } = functionsAt(join(folder, 'cache'))
  await Promise.all([later(1), later(1)])
  expect(seen).toEqual(['miss', 'joined'])
})

test('looking and clearing make no cache', async () => {
  const path = join(folder, 'cache')
  const entries = cacheOf(functionsAt(path).later)
  expect([await entries.has([1]), await entries.peek([1]), await entries.forget([1]), await entries.clear()]).toEqual([
    false,
    undefined,
    false,
    0,
  ])
  expect(existsSync(path)).toBe(false)
})

test('a path whose parent does not exist is a mistake all the same', () => {
  setEnv('CACHECACHE', 'readonly')
  const { plain } = functionsAt(join(folder, 'no', 'cache'))
  expect(() => plain(1)).toThrow(CachePathError)
  mkdirSync(join(folder, 'no'))
  expect(plain(1)).toBe(1)
})
