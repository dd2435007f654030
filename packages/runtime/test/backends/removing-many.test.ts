import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, type Connection } from '../../src/backends/sqlite/connection.js'
import { hashOf } from '../../src/backends/sqlite/key-hash.js'
import { SqliteBackend } from '../../src/backends/sqlite/sqlite-backend.js'
import { entry, report } from './contract.js'
import { makeScratch } from './scratch.js'

const INSERT = 'INSERT INTO keyv (hash, key, fn, bytes, made, used, value) VALUES (?, ?, ?, 300, ?, ?, zeroblob(300))'

/** A store with many entries, used in an order that has nothing to do with that of the table. */
async function fill(count: number) {
  const folder = join(makeScratch(), 'cache')
  const file = join(folder, 'cachecache.sqlite')
  const store = new SqliteBackend({ file, folder })
  store.sync.write(entry(report, 'first', 1))
  await store.close()
  const connection = connect(file)
  connection.exec('BEGIN; DELETE FROM keyv')
  const start = Date.now() - 86_400_000
  for (let i = 0; i < count; i++) {
    const key = `${report.prefix}/${i}`
    connection.run(INSERT, hashOf(key), key, report.prefix, start, start + ((i * 7_919) % count))
  }
  connection.exec('COMMIT')
  return { file, folder, store, connection, start }
}

const usesIn = (connection: Connection) =>
  connection.get<{ count: number; oldest: number; newest: number }>(
    'SELECT COUNT(*) AS count, MIN(used) AS oldest, MAX(used) AS newest FROM keyv',
  )!

const large = { ...entry(report, 'large', Buffer.alloc(100)), payload: [Buffer.alloc(2_000_000)] }

test.each([12e6, 18e6])(
  'of 40,000 entries the least recently used go, whatever their order in the table (%d)',
  async (target) => {
    const { store, connection, start } = await fill(40_000)
    const before = usesIn(connection).count
    const { removed } = await store.prune(target)
    const left = usesIn(connection)
    expect(left.count).toBe(before - removed)
    expect(left.count).toBeGreaterThan(10_000)
    // Uses are consecutive numbers, so nothing older than what is left remains, and nothing newer is gone.
    expect(left).toEqual({ count: left.count, oldest: start + 40_000 - left.count, newest: start + 39_999 })
    expect((await store.stats()).entries).toBe(left.count)
    connection.close()
    await store.close()
  },
)

test('where nearly all goes, what was used last stays, with its file', async () => {
  const { file, store, connection, start } = await fill(40_000)
  store.sync.write({ ...large, key: `${report.prefix}/old` })
  connection.run('UPDATE keyv SET used = ? WHERE key = ?', start - 1, `${report.prefix}/old`)
  store.sync.write(large)
  const values = `${file}-values`
  expect(readdirSync(values)).toHaveLength(2)
  await store.prune(3e6)
  const left = usesIn(connection)
  expect(left.count).toBeGreaterThan(500)
  expect(left.count).toBeLessThan(6_000)
  expect(connection.get('SELECT 1 FROM keyv WHERE used < ?', start + 40_000 - left.count)).toBeUndefined()
  expect(readdirSync(values)).toHaveLength(1)
  expect(store.sync.read(large.key)).toMatchObject({ length: large.data.length + 2_000_000 })
  expect(await store.remove({})).toMatchObject({ removed: left.count })
  expect(existsSync(values) ? readdirSync(values) : []).toEqual([])
  connection.close()
  expect(new SqliteBackend({ file, existing: true }).holdsCache()).toBe(true)
  await store.close()
})

test('row IDs that a number cannot represent stop neither clearing nor pruning', async () => {
  const { store, connection } = await fill(20_000)
  const odd =
    "INSERT INTO keyv (rowid, hash, key, fn, bytes, made, used, value) SELECT 9007199254740993, 1, 'k', 'f', 10, 1, 1, x'00'"
  connection.exec(odd)
  await store.prune(2e6)
  await store.remove({ unusedSince: Date.now() })
  connection.exec('DELETE FROM keyv')
  connection.exec(odd)
  await store.remove({ unusedSince: Date.now() })
  await store.remove({})
  expect((await store.stats()).entries).toBe(0)
  connection.close()
  await store.close()
})
