import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Lease } from '../../../src/backends/backend.js'
import { connect, type Connection } from '../../../src/backends/sqlite/connection.js'
import { hashOf } from '../../../src/backends/sqlite/key-hash.js'
import { SqliteBackend } from '../../../src/backends/sqlite/sqlite-backend.js'
import { entry, report, valueOf } from '../contract.js'
import { makeScratch } from '../scratch.js'

// A lease is a mark in the row of its key: none of what counts or removes entries may take it for one.

const DAY = 86_400_000

let file: string
let store: SqliteBackend
let connection: Connection

beforeEach(async () => {
  file = join(makeScratch(), 'cache.sqlite')
  store = new SqliteBackend({ file, maxSize: 10e9 })
  await store.write(entry(report, 'a', 1))
  connection = connect(file)
})

afterEach(async () => {
  vi.restoreAllMocks()
  connection.close()
  await store.close()
})

const keyOf = (name: string): string => `${report.prefix}/${name}`
const claim = (name: string): Lease => store.sync.acquire!({ key: keyOf(name), function: report, why: 'missing' }) as Lease
const rows = (): string[] =>
  connection.all<{ key: string }>('SELECT key FROM keyv ORDER BY key').map(({ key }) => key.slice(key.indexOf('/') + 1))

test('a lease is not an entry for readers, lists or counts', async () => {
  claim('b')
  expect(rows()).toEqual(['a', 'b'])
  expect(store.sync.read(keyOf('b'))).toBeUndefined()
  expect(await store.read(keyOf('b'))).toBeUndefined()
  expect(await store.has(keyOf('b'))).toBe(false)
  expect((await store.list()).map(({ entries }) => entries)).toEqual([1])
  expect(await store.stats()).toMatchObject({ entries: 1, functions: 1 })
  expect(await store.remove({}, { dryRun: true })).toMatchObject({ removed: 1 })
})

test('leaves nothing behind when it is given up, and the old entry where there was one', async () => {
  claim('b').release()
  const again = store.sync.acquire!({ key: keyOf('a'), function: report, why: 'again' }) as Lease
  expect(valueOf(store.sync.read(keyOf('a')))).toBe(1)
  again.release()
  expect(rows()).toEqual(['a'])
  expect(valueOf(store.sync.read(keyOf('a')))).toBe(1)
})

test.each(['clear', 'forget'])('a lease is lost by %s, and what is computed under it is not stored', async (how) => {
  const lease = claim('b')
  if (how === 'clear') expect(await store.remove({ function: report.id })).toMatchObject({ removed: 1 })
  else expect(await store.delete(keyOf('b'))).toBe(false)
  store.sync.write({ ...entry(report, 'b', 2), lease })
  expect(store.sync.read(keyOf('b'))).toBeUndefined()
})

test('stays when entries of its function that were not used for long are cleared', async () => {
  const lease = claim('b')
  await store.remove({ unusedSince: Date.now() + DAY })
  store.sync.write({ ...entry(report, 'b', 2), lease })
  expect(rows()).toEqual(['b'])
})

test('is not evicted while it may be held, and is when its process must be long gone', async () => {
  claim('b')
  await store.prune(0)
  expect(rows()).toEqual(['b'])
  const now = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(now + 8 * DAY)
  await store.prune(0)
  expect(rows()).toEqual([])
})

test('what took long to compute was used when it was stored, not when it was claimed', async () => {
  const lease = claim('b')
  const later = Date.now() + 60_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  store.sync.write({ ...entry(report, 'b', 2), lease })
  expect(connection.get('SELECT used FROM keyv WHERE key = ?', keyOf('b'))).toMatchObject({ used: later })
})

test('an expired entry is claimed, one that is being computed again is not', async () => {
  await store.write(entry(report, 'c', 1, Date.now() + 1))
  const now = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(now + 1_000)
  expect(claim('c')).toHaveProperty('release')
  expect(connection.get('SELECT bytes, value FROM keyv WHERE hash = ?', hashOf(keyOf('c')))).toMatchObject({
    bytes: 0,
    value: null,
  })
})

test('two keys that meet in one row replace each other, and none is taken for the other', async () => {
  connection.run('UPDATE keyv SET hash = ? WHERE key = ?', hashOf(keyOf('b')), keyOf('a'))
  expect(store.sync.read(keyOf('b'))).toBeUndefined()
  const lease = claim('b')
  store.sync.write({ ...entry(report, 'b', 2), lease })
  expect(rows()).toEqual(['b'])
  expect(valueOf(store.sync.read(keyOf('b')))).toBe(2)
  connection.run("UPDATE keyv SET key = 'other/key', lease = 'somebody', holder = 'else'")
  await store.write(entry(report, 'b', 3))
  expect(valueOf(await store.read(keyOf('b')))).toBe(3)
  expect(connection.get('SELECT lease FROM keyv')).toMatchObject({ lease: null })
})
