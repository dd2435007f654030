import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { openExistingStore } from '@cachecache/runtime/stores'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startProgram, warningsIn } from './calling-program.js'
import { startServer, whyNot, type Server } from './servers.js'

/** What happens to a server, and how it is undone. */
interface Fault {
  what: string
  /** Whether stored results are still read meanwhile. */
  reads?: boolean
  make: (server: Server) => void
  undo?: (server: Server) => void
}

const passwordOf = ({ url }: Server): string => new URL(url).password

const ANOTHER = 'another-pa55word'

function redis(server: Server, ...words: string[]): void {
  for (const password of [passwordOf(server), ANOTHER]) {
    const answer = execFileSync('redis-cli', ['-p', String(server.port), ...words], {
      encoding: 'utf8',
      env: { ...process.env, REDISCLI_AUTH: password },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    if (!answer.includes('NOAUTH')) return
  }
}

const REDIS: Fault[] = [
  {
    what: 'refuses the password',
    make: (server) => {
      redis(server, 'CONFIG', 'SET', 'requirepass', ANOTHER)
      endRedis(server)
    },
    undo: (server) => redis(server, 'CONFIG', 'SET', 'requirepass', passwordOf(server)),
  },
  {
    what: 'is out of memory (noeviction)',
    reads: true,
    make: (server) => redis(server, 'CONFIG', 'SET', 'maxmemory', '1'),
    undo: (server) => redis(server, 'CONFIG', 'SET', 'maxmemory', '0'),
  },
  {
    what: 'has become a replica',
    reads: true,
    make: (server) => redis(server, 'REPLICAOF', '127.0.0.1', '1'),
    undo: (server) => redis(server, 'REPLICAOF', 'NO', 'ONE'),
  },
  { what: 'lost everything', make: (server) => redis(server, 'FLUSHALL') },
  { what: 'ends all connections', reads: true, make: (server) => endRedis(server) },
]

const endRedis = (server: Server): void => redis(server, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')

const sql = ({ port, folder }: Server, ...statements: string[]): void =>
  void execFileSync(
    'psql',
    ['-h', folder, '-p', String(port), '-U', 'cache', '-d', 'postgres', '-q', ...statements.flatMap((one) => ['-c', one])],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )

const RELOAD = 'SELECT pg_reload_conf()'
const END_SESSIONS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND client_addr IS NOT NULL'
const REJECT = 'host all all all reject\n'

function changeAccess({ folder }: Server, change: (text: string) => string): void {
  const file = join(folder, 'data', 'pg_hba.conf')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

const POSTGRES: Fault[] = [
  {
    what: 'refuses the user',
    make: (server) => {
      changeAccess(server, (text) => REJECT + text)
      sql(server, RELOAD, END_SESSIONS)
    },
    undo: (server) => {
      changeAccess(server, (text) => text.replace(REJECT, ''))
      sql(server, RELOAD)
    },
  },
  {
    what: 'takes no writes',
    reads: true,
    make: (server) => sql(server, 'ALTER SYSTEM SET default_transaction_read_only = on', RELOAD),
    undo: (server) =>
      sql(server, 'SET default_transaction_read_only = off', 'ALTER SYSTEM SET default_transaction_read_only = off', RELOAD),
  },
  { what: 'lost its tables', make: (server) => sql(server, 'DROP TABLE keyv', 'DROP TABLE cachecache_lease') },
  { what: 'ends all connections', reads: true, make: (server) => sql(server, END_SESSIONS) },
]

/** A way to the server on which everything it says takes this long. */
async function slowWayTo({ port, url }: Server, milliseconds: number): Promise<string> {
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    near.pipe(far)
    far.on('data', (chunk) => setTimeout(() => near.write(chunk), milliseconds))
    far.on('close', () => near.destroy())
    near.on('close', () => far.destroy())
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  return url.replace(String(port), String((proxy.address() as AddressInfo).port))
}

const kinds = [
  ['redis', REDIS, endRedis],
  ['valkey', REDIS, endRedis],
  ['postgres', POSTGRES, (server: Server) => sql(server, END_SESSIONS)],
] as const

let next = 0

describe.each(kinds)('%s', (name, faults, endConnections) => {
  const missing = whyNot(name)
  const testHere = missing === undefined ? test : test.skip
  const note = missing === undefined ? '' : ` (left out: ${missing})`
  let server: Server
  let log: string
  const ran = (a: number): number =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line === `ran ${a}`).length

  beforeAll(async () => {
    if (missing === undefined) server = await startServer(name)
  }, 60_000)
  beforeEach(() => {
    if (missing !== undefined) return
    log = join(server.folder, `log-${next++}`)
    writeFileSync(log, '')
  })
  afterAll(() => server?.remove())

  for (const { what, reads, make, undo } of faults)
    testHere(`a server that ${what}: right answers, one warning, and used again afterwards${note}`, async () => {
      const program = startProgram(server.url, log)
      const [stored, ...others] = Array.from({ length: 6 }, () => next++) as [number, ...number[]]
      for (let i = 0; i < 2; i++) await program.call(stored)
      expect(ran(stored)).toBe(1)
      make(server)
      for (const a of others.flatMap((other) => [other, other, stored, stored])) {
        expect((await program.call(a)).value).toEqual({ a })
      }
      // A connection that ends may take one call with it.
      if (reads) expect(ran(stored)).toBeLessThanOrEqual(2)
      undo?.(server)
      await expect
        .poll(
          async () => {
            const a = next++
            for (let i = 0; i < 2; i++) await program.call(a)
            return ran(a)
          },
          { timeout: 20_000, interval: 100 },
        )
        .toBe(1)
      const { code, err } = await program.end()
      expect(code).toBe(0)
      expect(warningsIn(err)).toBeLessThanOrEqual(2)
      expect(err).not.toContain('pa55word')
    })

  testHere(`connections that end while a value is computed: it is stored${note}`, async () => {
    const ended = join(server.folder, `ended-${next++}`)
    const program = startProgram(server.url, log, `until=${ended}`)
    const a = next++
    const answer = program.call(a)
    await expect.poll(() => ran(a), { timeout: 20_000, interval: 20 }).toBe(1)
    endConnections(server)
    writeFileSync(ended, '')
    expect((await answer).value).toEqual({ a })
    await program.call(a)
    expect(ran(a)).toBe(1)
    const { code, err } = await program.end()
    expect([code, err]).toEqual([0, ''])
  })

  testHere(`a body that blocks its event loop for longer than a lease is renewed: stored${note}`, async () => {
    const program = startProgram(server.url, log, 'blocks=5000')
    const a = next++
    for (let i = 0; i < 2; i++) await program.call(a)
    expect(ran(a)).toBe(1)
    const { code, err } = await program.end()
    expect([code, err]).toEqual([0, ''])
  })

  testHere(`a program that is blocked takes no server for one that does not answer${note}`, async () => {
    const program = startProgram(server.url, log, 'blocked=5500')
    const a = next++
    for (let i = 0; i < 2; i++) await program.call(a)
    expect(ran(a)).toBe(1)
    const { code, err } = await program.end()
    expect([code, err]).toEqual([0, ''])
  })

  testHere(`a server whose answers take 400 ms: hits, once computed${note}`, async () => {
    const program = startProgram(await slowWayTo(server, 400), log)
    const a = next++
    for (let i = 0; i < 3; i++) expect((await program.call(a)).value).toEqual({ a })
    expect(ran(a)).toBe(1)
    const { code, err } = await program.end()
    expect([code, err]).toEqual([0, ''])
  })

  testHere(`what is forgotten while it is computed is not stored${note}`, async () => {
    const store = (await openExistingStore(server.url)) as unknown as { delete(key: string): Promise<boolean>; close(): void }
    onTestFinished(() => store.close())
    const held = store as unknown as {
      acquire(request: object): Promise<{ release(): void }>
      write(one: object): Promise<void>
      has(key: string): Promise<boolean>
    }
    const key = `AAAAAAAAAAAAAAAA/forgotten-${next++}`
    const of = { id: 'app/a.ts#report', version: 'v1', prefix: 'AAAAAAAAAAAAAAAA' }
    const lease = await held.acquire({ key, function: of, why: 'missing' })
    await store.delete(key)
    await held.write({ key, data: Buffer.from('x'), function: of, lease })
    expect(await held.has(key)).toBe(false)
  })
})
