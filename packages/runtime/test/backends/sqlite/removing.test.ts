import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { SqliteBackend } from '../../../src/backends/sqlite/sqlite-backend.js'
import { entry, report } from '../contract.js'
import { makeScratch } from '../scratch.js'

const summary = { id: 'app/src/summary.ts#summary', version: 'v1', prefix: 'BBBBBBBBBBBBBBBB' }

async function fill(count: number) {
  const path = join(makeScratch(), 'cache')
  const store = openBackend(path)
  for (let i = 0; i < count; i++) {
    store.sync!.write(entry(i % 2 ? report : summary, String(i), Buffer.alloc(100, i)))
  }
  return { path, store, file: join(path, 'cachecache.sqlite') }
}

// A lock of this very thread: only a timer can let go of it, so whoever blocked the event loop would wait in vain.
test.each([
  ['forgetting', (store) => store.delete(`${report.prefix}/1`)],
  ['clearing everything', (store) => store.remove({})],
  ['clearing one function', (store) => store.remove({ function: report.id })],
  ['clearing by age', (store) => store.remove({ unusedSince: Date.now() + 1 })],
  ['pruning', (store) => store.prune(1)],
] satisfies [string, (store: SqliteBackend) => Promise<unknown>][])(
  '%s waits for a lock without the event loop',
  async (_, remove) => {
    const { store, file } = await fill(20)
    const other = connect(file)
    other.exec('BEGIN IMMEDIATE')
    let isHeld = true
    setTimeout(() => {
      isHeld = false
      other.exec('COMMIT')
    }, 200)
    await remove(store as SqliteBackend)
    other.close()
    expect(isHeld).toBe(false)
    expect(await store.has(`${report.prefix}/1`)).toBe(false)
  },
)

test('what is cleared is gone for every connection at once, which goes on with the same database', async () => {
  const { path, store, file } = await fill(500)
  const other = new SqliteBackend({ file, folder: path })
  expect(other.sync.read(`${report.prefix}/1`)).toBeDefined()
  const large = { ...entry(report, 'large', Buffer.alloc(100)), payload: [Buffer.alloc(2_000_000)] }
  other.sync.write(large)
  expect(await store.remove({})).toMatchObject({ removed: 501 })
  for (const name of ['1', '3', 'large']) expect(other.sync.read(`${report.prefix}/${name}`)).toBeUndefined()
  other.sync.write(entry(report, 'new', Buffer.alloc(10)))
  expect(await store.has(`${report.prefix}/new`)).toBe(true)
  // Triggers and all: else it were a damaged one.
  expect(new SqliteBackend({ file, existing: true }).holdsCache()).toBe(true)
  await other.close()
})

test('only what a filter names goes, in however many portions', async () => {
  const { store } = await fill(1_001)
  expect(await store.remove({ function: report.id })).toMatchObject({ removed: 500, bytes: expect.any(Number) })
  expect((await store.list()).map((one) => [one.function, one.entries])).toEqual([[summary.id, 501]])
  expect(await store.remove({ function: 'nobody' })).toEqual({ removed: 0, bytes: 0 })
  expect(await store.remove({}, { dryRun: true })).toMatchObject({ removed: 501 })
})
