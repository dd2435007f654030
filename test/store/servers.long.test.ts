import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openExistingStore } from '@cachecache/runtime/stores'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { entry, report } from '../../packages/runtime/test/backends/contract.js'
import { startProgram, warningsIn } from './calling-program.js'
import { startServer, whyNot, type Server } from './servers.js'

for (const name of ['redis', 'valkey', 'postgres'] as const) {
  const missing = whyNot(name)
  describe.skipIf(missing !== undefined)(`${name}${missing === undefined ? '' : ` (left out: ${missing})`}`, () => {
    let server: Server
    let folder: string
    let log: string
    const ran = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])
    const computed = { timeout: 20_000, interval: 20 }

    beforeAll(async () => {
      server = await startServer(name)
      folder = mkdtempSync(join(tmpdir(), 'cachecache-log-'))
      log = join(folder, 'log')
    }, 60_000)
    afterEach(() => rmSync(log, { force: true }))
    afterAll(async () => {
      await server.remove()
      rmSync(folder, { recursive: true, force: true })
    })

    test('eight processes on one cold key compute it once', async () => {
      const programs = Array.from({ length: 8 }, () => startProgram(server.url, log, 'slow=800'))
      const answers = await Promise.all(programs.map((program) => program.call(1)))
      expect(answers.map(({ value }) => value)).toEqual(programs.map(() => ({ a: 1 })))
      expect(ran()).toEqual(['ran 1'])
    })

    test('when the computing process is killed, one that waits takes over', async () => {
      const first = startProgram(server.url, log, 'slow=60000')
      void first.call(2).catch(() => {})
      await expect.poll(ran, computed).toEqual(['ran 2'])
      first.kill('SIGKILL')
      const { milliseconds } = await startProgram(server.url, log).call(2)
      expect(milliseconds).toBeLessThan(8_000)
      expect(ran()).toEqual(['ran 2', 'ran 2'])
    })

    test('a finished program ends', async () => {
      const program = startProgram(server.url, log)
      await program.call(3)
      const { code, err, milliseconds } = await program.end()
      expect([code, err]).toEqual([0, ''])
      expect(milliseconds).toBeLessThan(1_500)
    })

    // Postgres has no expiry of its own: Keyv keeps it there.
    const testOfExpiry = name === 'postgres' ? () => {} : test
    testOfExpiry('a lifetime is the server’s own', async () => {
      const store = (await openExistingStore(server.url)) as unknown as { write(one: object): Promise<void> }
      await store.write(entry(report, 'ttl', 1, Date.now() + 60_000))
      const left = execFileSync('redis-cli', ['-p', String(server.port), 'PTTL', `cachecache:2::entry:${report.prefix}/ttl`], {
        encoding: 'utf8',
        env: { ...process.env, REDISCLI_AUTH: 'loopback-pa55word' },
      })
      expect(Number(left)).toBeGreaterThan(50_000)
      expect(Number(left)).toBeLessThanOrEqual(60_000)
    })

    test('a value that was cleared while it was computed is not stored', async () => {
      const store = (await openExistingStore(server.url))!
      const program = startProgram(server.url, log, 'slow=1500')
      const answer = program.call(4)
      await expect.poll(ran, computed).toEqual(['ran 4'])
      await store.remove({})
      expect((await answer).value).toEqual({ a: 4 })
      expect((await store.stats()).entries).toBe(0)
      await program.call(5)
      expect((await store.stats()).entries).toBe(1)
    })

    test.each([
      ['stopped', () => server.stop(), () => server.start()],
      ['paused', async () => server.signal('SIGSTOP'), async () => server.signal('SIGCONT')],
    ])('a server that is %s costs one bounded wait, and is used again when it is back', async (_, away, back) => {
      const program = startProgram(server.url, log)
      await program.call(6)
      await away()
      const waits: number[] = []
      for (let a = 7; a < 28; a++) {
        const { value, milliseconds } = await program.call(a)
        expect(value).toEqual({ a })
        if (milliseconds > 1_000) waits.push(milliseconds)
      }
      expect(waits.length).toBeLessThanOrEqual(1)
      expect(Math.max(0, ...waits)).toBeLessThan(7_000)
      await back()
      let a = 100
      await expect
        .poll(
          async () => {
            await program.call(++a)
            await program.call(a)
            return ran().filter((line) => line === `ran ${a}`).length
          },
          { timeout: 20_000, interval: 200 },
        )
        .toBe(1)
      const { code, err } = await program.end()
      expect(code).toBe(0)
      expect(warningsIn(err)).toBeGreaterThanOrEqual(1)
      expect(warningsIn(err)).toBeLessThanOrEqual(2)
      expect(err).not.toContain('pa55word')
    })

    test('a program that meets no server at all runs uncached and ends', async () => {
      await server.stop()
      const program = startProgram(server.url, log)
      expect((await program.call(1)).value).toEqual({ a: 1 })
      expect((await program.call(1)).value).toEqual({ a: 1 })
      const { code, err, milliseconds } = await program.end()
      expect(code).toBe(0)
      expect(milliseconds).toBeLessThan(1_500)
      expect(err).toMatch(/CacheWarning: .*127\.0\.0\.1/)
      expect(err).not.toContain('pa55word')
      await server.start()
    })
  })
}

test('memcached that is away leaves the output of the program alone', async () => {
  const program = startProgram('memcached://127.0.0.1:1', devNull)
  // Its first line is the answer.
  expect((await program.call(1)).value).toEqual({ a: 1 })
  const { code, err } = await program.end()
  expect([code, warningsIn(err)]).toEqual([0, 1])
})

const noTls = whyNot('rediss')
describe.skipIf(noTls !== undefined)(`rediss${noTls === undefined ? '' : ` (left out: ${noTls})`}`, () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer('rediss')
  }, 60_000)
  afterAll(() => server.remove())

  test('results go over TLS to a server whose certificate is trusted', async () => {
    const log = join(server.folder, 'log')
    for (const _ of ['computes', 'hits']) {
      const program = startProgram(server.url, log, '', { NODE_EXTRA_CA_CERTS: join(server.folder, 'certificate.pem') })
      expect((await program.call(1)).value).toEqual({ a: 1 })
      const { code, err } = await program.end()
      expect([code, err]).toEqual([0, ''])
    }
    expect(readFileSync(log, 'utf8')).toBe('ran 1\n')
  })

  test('and to no other: calls run uncached, with a warning that says why', async () => {
    const log = join(server.folder, 'other-log')
    const program = startProgram(server.url, log)
    for (const _ of ['first', 'second']) expect((await program.call(2)).value).toEqual({ a: 2 })
    const { code, err } = await program.end()
    expect(code).toBe(0)
    expect(readFileSync(log, 'utf8')).toBe('ran 2\nran 2\n')
    expect(err).toMatch(/CacheWarning: .*127\.0\.0\.1.*self-signed certificate/)
    expect(warningsIn(err)).toBe(1)
    expect(err).not.toContain('pa55word')
  })
})
