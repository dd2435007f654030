import { fileURLToPath } from 'node:url'
import { openExistingStore, type Backend } from '@cachecache/runtime/stores'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entry, report, testContract, valueOf } from '../../packages/runtime/test/backends/contract.js'
import { startServer, whyNot, type Server, type ServerName } from './servers.js'

// Adapters are optional: they are found from where the program runs.
process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const names: ServerName[] = ['redis', 'valkey', 'postgres', 'mysql']

for (const name of [...names, 'memcached'] as const) {
  const missing = whyNot(name)
  describe.skipIf(missing !== undefined)(`${name}${missing === undefined ? '' : ` (left out: ${missing})`}`, () => {
    let server: Server
    beforeAll(async () => {
      server = await startServer(name)
    }, 60_000)
    afterAll(() => server.remove())

    const open = async (): Promise<Backend> => (await openExistingStore(server.url))!

    if (name !== 'memcached') {
      testContract(
        name,
        async () => {
          const store = await open()
          await store.remove({})
          return store as never
        },
        { sync: false },
      )
    }

    test('reads, writes, deletes, forgets', async () => {
      const store = (await open()) as unknown as {
        write(one: unknown): Promise<void>
        read(key: string): Promise<Uint8Array | undefined>
        delete(key: string): Promise<boolean>
      }
      const large = Buffer.alloc(300_000, 7)
      await store.write(entry(report, 'large', large))
      expect(large.equals(valueOf(await store.read(`${report.prefix}/large`)) as Buffer)).toBe(true)
      await store.write(entry(report, 'short', 1, Date.now() + 3_000))
      expect(valueOf(await store.read(`${report.prefix}/short`))).toBe(1)
      expect(await store.delete(`${report.prefix}/large`)).toBe(true)
      expect(await store.read(`${report.prefix}/large`)).toBeUndefined()
      await expect.poll(() => store.read(`${report.prefix}/short`), { timeout: 8_000 }).toBeUndefined()
    })

    test('the place is shown without its password', async () => {
      expect((await open()).location).toMatch(/^[a-z]+:\/\/127\.0\.0\.1:\d+/)
    })
  })
}

test('mongodb is left out: Debian has no server, and the adapter is not installed', async () => {
  await expect(openExistingStore('mongodb://127.0.0.1')).rejects.toThrow(/npm install @keyv\/mongo/)
})
