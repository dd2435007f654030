import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { SqliteBackend } from '../../../src/backends/sqlite/sqlite-backend.js'
import { Unstorable } from '../../../src/reporting/errors.js'
import { entry, report } from '../contract.js'
import { makeScratch } from '../scratch.js'

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true }).reduce((sum, name) => sum + statSync(join(folder, String(name))).size, 0)
const payload = (bytes: number): Buffer => Buffer.alloc(bytes, 7)

afterEach(() => vi.restoreAllMocks())

test.each([
  ['many small values', 4_000_000, 1_500, 4_000],
  ['large values', 20_000_000, 900_000, 60],
])('the folder never takes more than its limit: %s', async (_, maxSize, bytes, count) => {
  const path = join(makeScratch(), 'cache')
  const store = openBackend(path, { maxSize })
  let largest = 0
  for (let i = 0; i < count; i++) {
    if (i % 2) store.sync!.write(entry(report, String(i), payload(bytes)))
    else await store.write(entry(report, String(i), payload(bytes)))
    if (i % 16 === 0) largest = Math.max(largest, sizeOf(path))
  }
  expect(largest).toBeLessThan(maxSize * 1.1)
  const { entries } = await store.stats()
  expect(entries * bytes).toBeGreaterThan(maxSize * 0.5)
  expect(await store.has(`${report.prefix}/${count - 1}`)).toBe(true)
})

test('what was used last stays, also when the use was before a restart', async () => {
  const path = join(makeScratch(), 'cache')
  let clock = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => clock)
  for (let i = 0; i < 100; i++) {
    clock++
    openBackend(path).sync!.write(entry(report, String(i), payload(10_000)))
  }
  clock++
  await openBackend(path).read(`${report.prefix}/0`)
  openBackend(path).sync!.read(`${report.prefix}/1`)
  await openBackend(path).close()
  await openBackend(path).prune(500_000)
  const kept = await Promise.all([0, 1, 2, 3, 99].map((i) => openBackend(path).has(`${report.prefix}/${i}`)))
  expect(kept).toEqual([true, true, false, false, true])
})

test('clearing and pruning give the space back', async () => {
  const path = join(makeScratch(), 'cache')
  const store = openBackend(path)
  for (let i = 0; i < 50; i++) await store.write(entry(report, String(i), payload(100_000)))
  await store.prune(1_000_000)
  expect(sizeOf(path)).toBeLessThan(1_100_000)
  await store.remove({})
  expect(sizeOf(path)).toBeLessThan(100_000)
})

test('a value that can never fit is refused as one that cannot be stored', async () => {
  const store = openBackend(join(makeScratch(), 'cache'), { maxSize: 1_000_000 })
  const large = entry(report, 'large', payload(1_100_000))
  await expect(async () => store.write(large)).rejects.toThrow(Unstorable)
  expect(() => store.sync!.write(large)).toThrow(/1\.1 MB, more than the store's limit of 1 MB/)
  await expect(async () => openBackend('memory:small', { maxSize: 1_000_000 }).write(large)).rejects.toThrow(Unstorable)
})

test('memory stays under its limit too', async () => {
  const store = openBackend('memory:limited', { maxSize: 100_000 })
  for (let i = 0; i < 100; i++) await store.write(entry(report, String(i), payload(5_000)))
  const stats = await store.stats()
  expect(stats.bytes).toBeLessThanOrEqual(100_000)
  expect(stats.entries).toBeGreaterThan(10)
})

test('a process without a limit follows the most recent one, and stats reports it', async () => {
  const file = join(makeScratch(), 'cache.sqlite')
  const asking = new SqliteBackend({ file, maxSize: 5e6 })
  await asking.write(entry(report, 'a', 1))
  const looking = new SqliteBackend({ file, existing: true })
  const following = new SqliteBackend({ file })
  const limits = async () => [(await looking.stats()).maxSize, (await following.stats()).maxSize]
  expect(await limits()).toEqual([5e6, 5e6])
  asking.maxSize = 6e6
  await asking.write(entry(report, 'b', 1))
  expect(await limits()).toEqual([6e6, 6e6])
  await Promise.all([asking, looking, following].map((store) => store.close()))
})

test('while somebody who reads keeps the log from being cut off, neither leases nor use are written into it', async () => {
  const file = join(makeScratch(), 'cache.sqlite')
  const store = new SqliteBackend({ file, maxSize: 2e6 })
  const names = Array.from({ length: 400 }, (_, n) => `${n}`)
  for (const name of names) store.sync.write(entry(report, name, 1))
  const reader = connect(file)
  reader.exec('BEGIN')
  reader.get('SELECT count(*) FROM keyv')
  const logged = () => statSync(`${file}-wal`).size
  for (let n = 0; logged() < 380_000 && n < 2_000; n++) store.sync.write(entry(report, '0', n))
  await store.list()
  const request = { key: `${report.prefix}/new`, function: report, why: 'missing' } as const
  const before = logged()
  expect(before).toBeGreaterThanOrEqual(380_000)
  for (const name of names) store.sync.read(`${report.prefix}/${name}`)
  await store.list()
  expect(store.sync.acquire!(request)).not.toHaveProperty('token')
  expect(logged() - before).toBeLessThan(200_000)
  reader.close()
  await vi.waitFor(() => expect(store.sync.acquire!(request)).toHaveProperty('token'), { timeout: 5_000, interval: 50 })
  await store.close()
})
