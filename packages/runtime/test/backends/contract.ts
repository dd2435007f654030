import { deserialize, serialize } from 'node:v8'
import { describe, expect, test } from 'vitest'
import type { Backend, EntryData, FunctionReference, NewEntry } from '../../src/backends/backend.js'

export const report: FunctionReference = { id: 'app/src/report.ts#report', version: 'v1', prefix: 'AAAAAAAAAAAAAAAA' }
export const oldReport: FunctionReference = { id: 'app/src/report.ts#report', version: 'v0', prefix: 'BBBBBBBBBBBBBBBB' }
export const find: FunctionReference = { id: 'app/src/db/repo.ts#Repo.find', version: 'v1', prefix: 'CCCCCCCCCCCCCCCC' }

export function entry(of: FunctionReference, name: string, value: unknown, expires?: number): NewEntry {
  // A store knows nothing of what the bytes are, so these tests also run where only the built package is.
  const data = Uint8Array.from(serialize(value))
  return { key: `${of.prefix}/${name}`, data, function: of, ...(expires !== undefined && { expires }) }
}

export const valueOf = (data: EntryData | undefined): unknown => (data ? deserialize(data as Uint8Array) : undefined)

const functionsIn = async (store: Backend): Promise<string[]> =>
  (await store.list()).map((usage) => `${usage.function}@${usage.version}:${usage.entries}`).sort()

/** What every backend does, whatever it stores in. `open` gives an empty one. */
export function testContract(name: string, open: () => Backend | Promise<Backend>, { sync }: { sync: boolean }): void {
  describe(`a ${name} store`, () => {
    async function fill(): Promise<Backend> {
      const store = await open()
      await store.write(entry(report, 'a', { year: 2024 }))
      await store.write(entry(report, 'b', [1, 2, 3]))
      await store.write(entry(oldReport, 'a', 'old'))
      await store.write(entry(find, 'a', Buffer.from('bytes')))
      return store
    }

    test('gives back what was written, byte for byte', async () => {
      const store = await open()
      const written = entry(
        report,
        'bytes',
        Uint8Array.from({ length: 70_000 }, (_, i) => i),
      )
      await store.write(written)
      const read = await store.read(written.key)
      expect(Buffer.from(read as Uint8Array).equals(written.data)).toBe(true)
    })

    test('knows nothing of other keys', async () => {
      const store = await fill()
      expect(await store.read(`${report.prefix}/c`)).toBeUndefined()
      expect(await store.has(`${report.prefix}/c`)).toBe(false)
      expect(await store.has(`${report.prefix}/a`)).toBe(true)
    })

    test('overwrites', async () => {
      const store = await fill()
      await store.write(entry(report, 'a', 'new'))
      expect(valueOf(await store.read(`${report.prefix}/a`))).toBe('new')
    })

    test('deletes, and says whether there was one', async () => {
      const store = await fill()
      expect(await store.delete(`${report.prefix}/a`)).toBe(true)
      expect(await store.delete(`${report.prefix}/a`)).toBe(false)
      expect(await store.read(`${report.prefix}/a`)).toBeUndefined()
    })

    test('forgets what has expired', async () => {
      const store = await open()
      await store.write(entry(report, 'gone', 1, Date.now() - 1))
      await store.write(entry(report, 'kept', 2, Date.now() + 60_000))
      expect(await store.read(`${report.prefix}/gone`)).toBeUndefined()
      expect(await store.has(`${report.prefix}/gone`)).toBe(false)
      expect(valueOf(await store.read(`${report.prefix}/kept`))).toBe(2)
      expect(await functionsIn(store)).toEqual([`${report.id}@v1:1`])
    })

    test('lists each version of each function with sizes and ages', async () => {
      const store = await fill()
      expect(await functionsIn(store)).toEqual([`${find.id}@v1:1`, `${report.id}@v0:1`, `${report.id}@v1:2`])
      const usage = (await store.list()).find((one) => one.version === 'v0')!
      expect(usage.bytes).toBe(entry(oldReport, 'a', 'old').data.byteLength)
      expect(Math.abs(Date.now() - usage.lastUsed)).toBeLessThan(10_000)
    })

    test('lists how many files the results were made of', async () => {
      const store = await fill()
      const asks = ['a.txt', 'b.txt', 'a.txt'].map((path) => [0, 'P', path, '', 'digest', 1])
      const trace = Buffer.from(JSON.stringify({ v: 1, at: 0, asks }))
      const length = Buffer.alloc(4)
      length.writeUInt32BE(trace.length)
      const data = Uint8Array.from(Buffer.concat([Buffer.from([1, 0x10, 0, 0, 0, 0, 1]), trace, length]))
      await store.write({ ...entry(report, 'c', 1), data })
      const counted = (await store.list()).filter(({ files }) => files !== undefined)
      expect(counted).toMatchObject([{ function: report.id, version: 'v1', entries: 3, files: 2 }])
    })

    test('counts', async () => {
      const stats = await (await fill()).stats()
      expect(stats).toMatchObject({ entries: 4, functions: 3 })
      expect(stats.bytes).toBeGreaterThan(0)
    })

    test.each([
      [{ function: 'report' }, 3],
      [{ function: report.id }, 3],
      [{ function: 'Repo.*' }, 1],
      [{ function: 'app/src/db/*' }, 1],
      [{ function: 'rep' }, 0],
      [{ function: 'r.port' }, 0],
      [{ version: 'v1' }, 3],
      [{ function: 'report', version: 'v1' }, 2],
      [{ keepVersions: new Map([[report.id, new Set(['v1'])]]) }, 1],
      [{ unusedSince: 1 }, 0],
      [{ unusedSince: Date.now() + 60_000 }, 4],
      [{ function: 'find', unusedSince: Date.now() + 60_000 }, 0],
      [{}, 4],
    ])('removes %o: %i entries', async (filter, count) => {
      const store = await fill()
      const counted = await store.remove(filter, { dryRun: true })
      expect((await store.stats()).entries).toBe(4)
      expect(await store.remove(filter)).toEqual(counted)
      expect(counted.removed).toBe(count)
      expect((await store.stats()).entries).toBe(4 - count)
    })

    test('shrinks on demand', async () => {
      const store = await fill()
      const counted = await store.prune(0, { dryRun: true })
      expect(counted.removed).toBe(4)
      expect(await store.prune(0)).toEqual(counted)
      expect(await store.list()).toEqual([])
    })

    test('takes many at once', async () => {
      const store = await open()
      await Promise.all(Array.from({ length: 200 }, (_, i) => store.write(entry(report, String(i), i))))
      const values = await Promise.all(Array.from({ length: 200 }, (_, i) => store.read(`${report.prefix}/${i}`)))
      expect(values.map(valueOf)).toEqual(Array.from({ length: 200 }, (_, i) => i))
    })

    test('can be used again after it was closed', async () => {
      const store = await open()
      await store.close()
      await store.write(entry(report, 'a', 1))
      expect(valueOf(await store.read(`${report.prefix}/a`))).toBe(1)
    })

    test(sync ? 'answers at once as well' : 'has no synchronous side', async () => {
      const store = await open()
      expect(store.sync !== undefined).toBe(sync)
      store.sync?.write(entry(report, 'sync', 'now'))
      expect(valueOf(await store.read(`${report.prefix}/sync`))).toBe(sync ? 'now' : undefined)
      expect(valueOf(store.sync?.read(`${report.prefix}/sync`))).toBe(sync ? 'now' : undefined)
    })
  })
}
