import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import type { LargeEntry } from '../../../src/backends/backend.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { Payloads } from '../../../src/backends/sqlite/space/payloads.js'
import { encodeApart } from '../../../src/codec.js'
import { cacheOf } from '../../../src/sites/cache-of.js'
import { findDifference } from '../../codec/same.js'
import { watchStatuses } from '../../support/events.js'
import { tagAsync, tagInline, tagSync } from '../../support/tagged.js'
import { setEnv, watchWarnings } from '../../support/warnings.js'
import { runProgram, startProgram, writeCalls } from '../child.js'
import { report } from '../contract.js'
import { createRandom } from '../random.js'
import { makeScratch } from '../scratch.js'

const KEY = `${report.prefix}/a`
const LENGTH = 1_500_000

// Plain loops: `from` with a function takes a tenth of a second for each.
function bytes(length = LENGTH, seed = 1): Uint8Array {
  const made = new Uint8Array(length)
  for (let i = 0; i < length; i++) made[i] = i * 31 + seed
  return made
}

function numbers(length = LENGTH / 8): Float64Array {
  const made = new Float64Array(length)
  for (let i = 0; i < length; i++) made[i] = Math.sin(i)
  return made
}

const text = 'ä€😀x'.repeat(LENGTH / 4)
const rows = Array.from({ length: 40_000 }, (_, i) => ({ i, name: `row ${i}`, at: new Date(i), half: i / 2 }))

function cycle(): unknown {
  const node: Record<string, unknown> = { text }
  node['self'] = node
  return node
}

/** Large values of each form, and how many parts they are stored in. */
const values: readonly (readonly [name: string, value: unknown, parts: number])[] = [
  ['Float64Array', numbers(), 2],
  ['Uint8Array', bytes(), 2],
  ['Buffer', Buffer.from(bytes()), 2],
  ['DataView', new DataView(bytes().buffer as ArrayBuffer), 2],
  ['BigInt64Array', new BigInt64Array(LENGTH / 8).fill(-7n), 2],
  [
    'a view of a part of a buffer',
    bytes(3 * LENGTH)
      .subarray(100, 100 + LENGTH)
      .slice()
      .subarray(0),
    2,
  ],
  ['an image', { width: 500, data: new Uint8ClampedArray(bytes()), height: 750, '': null }, 2],
  ['views beside each other and far inside', { a: [numbers(), { b: [1, bytes(), 2] }], c: Buffer.from(bytes()) }, 4],
  ['small views beside large ones', { small: bytes(10), large: bytes(), medium: bytes(200_000) }, 2],
  ['views in a Map and a Set', { map: new Map([['a', bytes()]]), set: new Set([numbers()]), plain: numbers() }, 2],
  ['several views that are large only together', [bytes(400_000), bytes(400_000), bytes(400_000)], 4],
  ['rows', rows, 1],
  ['a string', text, 1],
  ['a cycle (v8)', cycle(), 1],
  ['-0 beside a view (graph)', { zero: -0, view: numbers() }, 1],
  ['an error with an ArrayBuffer (graph)', Object.assign(new Error(text), { buffer: bytes().buffer }), 1],
]

/** A store in a folder, and what lies in it. */
function openPlace(path = join(makeScratch(), 'cache')) {
  const file = join(path, 'cachecache.sqlite')
  const folder = `${file}-values`
  return {
    path,
    folder,
    options: () => ({ cachePath: path }),
    files: (): string[] => (existsSync(folder) ? readdirSync(folder) : []),
    look<Row>(sql: string): Row[] {
      const connection = connect(file)
      onTestFinished(() => connection.close())
      return connection.all<Row>(sql)
    },
  }
}

describe('a large value round-trips through a file of its own', () => {
  test.each(values)('%s', async (_, value, parts) => {
    const place = openPlace()
    const seen = watchStatuses()
    const sync = tagSync(() => value, { options: place.options })
    const async = tagAsync(async () => value, { options: place.options })
    for (const f of [sync, async]) {
      expect((await f(1)) === value).toBe(true)
      const [first, second] = [await f(1), await f(1)]
      expect(findDifference(value, first)).toBeUndefined()
      expect(findDifference(value, second)).toBeUndefined()
      expect(typeof value === 'object' && first === second).toBe(false)
      expect(findDifference(value, await cacheOf<any>(f as never).peek([1]))).toBeUndefined()
    }
    expect(seen).toEqual(['miss', 'hit', 'hit', 'miss', 'hit', 'hit'])
    expect(place.files()).toHaveLength(2)
    const entries = place.look<{ bytes: number; row: number }>('SELECT bytes, length(value) AS row FROM keyv')
    for (const { bytes, row } of entries) {
      expect(row).toBeLessThan(2_000)
      expect(place.files().map((file) => statSync(join(place.folder, file)).size)).toContain(bytes - row)
    }
    const encoded = encodeApart(value, 'value', 'k')
    expect(encoded instanceof Uint8Array ? 0 : encoded.payload.length).toBe(parts)
  })

  test('what is small stays in its row', async () => {
    const place = openPlace()
    const f = tagSync((a: number) => ({ view: bytes(a), more: 1 }), { options: place.options })
    for (const length of [10, 300_000, 900_000]) expect(findDifference(f(length), f(length))).toBeUndefined()
    expect(place.files()).toEqual([])
  })

  test('a view is stored from the memory of the value, without a copy', () => {
    const view = numbers()
    const { payload } = encodeApart({ view }, 'value', 'k') as LargeEntry
    expect(payload[1]!.buffer).toBe(view.buffer)
  })
})

const shapes = [
  ['inline', (body: (a: any) => any, record: object) => tagInline(body, record)],
  ['wrapped sync', (body: (a: any) => any, record: object) => tagSync(body, record)],
  ['wrapped async', (body: (a: any) => any, record: object) => tagAsync(async (a) => body(a), record)],
] as const

describe.each(shapes)('%s', (_shape, tag) => {
  function makeFunction(place: ReturnType<typeof openPlace>, more: object = {}) {
    let runs = 0
    const f = tag((a: number) => ({ run: ++runs, data: bytes(LENGTH, a) }), {
      options: () => ({ cachePath: place.path, ...more }),
    })
    return async (a: number, options?: object) => (await f(a, options)) as { run: number; data: Uint8Array }
  }

  test.each([
    ['removed', (file: string) => rmSync(file)],
    ['cut off', (file: string) => truncateSync(file, LENGTH / 2)],
    ['emptied', (file: string) => truncateSync(file, 0)],
    ['one bit of it turned', (file: string) => turnBit(file, LENGTH - 3)],
    ['its first bit turned', (file: string) => turnBit(file, 0)],
    ['its bytes exchanged for others', (file: string) => writeFileSync(file, bytes(LENGTH + 100, 9))],
  ])('a file that was damaged (%s) is a miss, and is replaced', async (_name, damage) => {
    const place = openPlace()
    const f = makeFunction(place)
    const seen = watchStatuses()
    await f(1)
    damage(join(place.folder, place.files()[0]!))
    const again = await f(1)
    expect(again.run).toBe(2)
    expect(findDifference(again, await f(1))).toBeUndefined()
    expect(seen).toEqual(['miss', 'miss', 'hit'])
    expect(place.files()).toHaveLength(1)
  })

  test('no file outlives its entry', async () => {
    const place = openPlace()
    let clock = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => clock)
    onTestFinished(() => void vi.restoreAllMocks())
    const f = makeFunction(place, { ttl: 1_000 })
    await f(1)
    const [first] = place.files()
    await f(1, { again: true })
    expect(place.files()).toHaveLength(1)
    expect(place.files()).not.toContain(first)
    clock += 2_000
    await f(1)
    expect(place.files()).toHaveLength(1)
    await f(2)
    expect(place.files()).toHaveLength(2)
    await openBackend(place.path).delete(place.look<{ key: string }>('SELECT key FROM keyv')[0]!.key)
    expect(place.files()).toHaveLength(1)
    await f(3)
    await openBackend(place.path).prune(LENGTH + 300_000)
    expect(place.files()).toHaveLength(1)
    await openBackend(place.path).remove({})
    expect(place.files()).toEqual([])
    expect(place.look('SELECT * FROM cachecache_orphan')).toEqual([])
  })

  test('the limit holds for files too, and the oldest go first', async () => {
    const place = openPlace()
    const f = makeFunction(place, { cacher: undefined })
    openBackend(place.path, { maxSize: 8e6 })
    let largest = 0
    for (let a = 0; a < 12; a++) {
      await f(a)
      largest = Math.max(largest, sizeOf(place.path))
    }
    expect(largest).toBeLessThan(8.1e6)
    expect(place.files().length).toBeGreaterThanOrEqual(3)
    const { entries, bytes } = await openBackend(place.path).stats()
    expect([entries, bytes > entries * LENGTH]).toEqual([place.files().length, true])
  })
})

test('pages that small values leave behind count where files take their place', () => {
  const place = openPlace()
  openBackend(place.path, { maxSize: 9e6 })
  const small = tagSync((a: number) => bytes(20_000, a), { options: place.options })
  const large = tagSync((a: number) => bytes(LENGTH, a), { options: place.options })
  for (let a = 0; a < 500; a++) small(a)
  for (let a = 0; a < 8; a++) {
    large(a)
    expect(sizeOf(place.path)).toBeLessThan(9e6 * 1.02)
  }
  expect(place.files().length).toBeGreaterThanOrEqual(4)
})

test.each([
  ['wrapped sync', (body: () => Promise<unknown>, record: object) => tagSync(body, record)],
  ['wrapped async', (body: () => Promise<unknown>, record: object) => tagAsync(body, record)],
])('what is cleared while it is computed leaves no file: %s', async (_, tag) => {
  const place = openPlace()
  const compute = async () => {
    await openBackend(place.path).remove({})
    return bytes()
  }
  await tag(compute, { options: place.options })(1)
  expect(place.files()).toEqual([])
  expect((await openBackend(place.path).stats()).entries).toBe(0)
})

test.each([
  ['wrapped sync', tagSync],
  ['wrapped async', tagAsync],
])('those who join get what was computed, whatever its caller does with it: %s', async (_, tag) => {
  const place = openPlace()
  const seen = watchStatuses()
  const f = tag(async () => bytes(), { options: place.options })
  const first = f(1).then((data) => data.fill(0))
  const others = await Promise.all([f(1), f(1)])
  await first
  for (const other of others) expect(findDifference(other, bytes())).toBeUndefined()
  expect(others[0] === others[1]).toBe(false)
  expect(seen.toSorted()).toEqual(['joined', 'joined', 'miss'])
})

test('and where nothing may be written, they share a copy from memory', async () => {
  const place = openPlace()
  setEnv('CACHECACHE', 'readonly')
  let runs = 0
  const f = tagAsync(
    async () => {
      runs++
      return bytes()
    },
    { options: place.options },
  )
  const [first, second] = await Promise.all([f(1), f(1)])
  expect(runs).toBe(1)
  first.fill(0)
  expect(findDifference(second, bytes())).toBeUndefined()
  expect(existsSync(place.folder)).toBe(false)
})

test('of a database that somebody removed, no files are left', async () => {
  const place = openPlace()
  const f = tagSync((a: number) => bytes(LENGTH, a), { options: place.options })
  f(1)
  await openBackend(place.path).close()
  for (const name of readdirSync(place.path)) if (/sqlite(-wal|-shm)?$/.test(name)) rmSync(join(place.path, name))
  f(2)
  expect(place.files()).toHaveLength(1)
})

test('a folder of files that somebody removed is made again', () => {
  const place = openPlace()
  const f = tagSync((a: number) => bytes(LENGTH, a), { options: place.options })
  f(1)
  rmSync(place.folder, { recursive: true })
  setEnv('CACHECACHE', 'readonly')
  expect(findDifference(f(1), bytes())).toBeUndefined()
  expect(existsSync(place.folder)).toBe(false)
  setEnv('CACHECACHE', '')
  expect(findDifference(f(1), bytes())).toBeUndefined()
  expect(place.files()).toHaveLength(1)
})

test('a damaged database takes its files along', async () => {
  const warnings = watchWarnings()
  const place = openPlace()
  const f = tagSync((a: number) => bytes(LENGTH, a), { options: place.options })
  f(1)
  await openBackend(place.path).close()
  writeFileSync(join(place.path, 'cachecache.sqlite'), 'no database')
  expect(findDifference(f(1), bytes())).toBeUndefined()
  expect(place.files()).toHaveLength(1)
  expect(warnings.map(({ code }) => code)).toEqual(['damaged-store'])
})

test('a folder of files that everybody can write is not trusted', () => {
  const warnings = watchWarnings()
  const place = openPlace()
  const f = tagSync((a: number) => bytes(LENGTH, a), { options: place.options })
  f(1)
  void openBackend(place.path).close()
  chmodSync(place.folder, 0o777)
  const seen = watchStatuses()
  expect(findDifference(f(1), bytes())).toBeUndefined()
  expect(findDifference(f(2), bytes(LENGTH, 2))).toBeUndefined()
  expect(seen).toEqual(['miss', 'miss'])
  expect(warnings.map(({ code }) => code)).toEqual(['untrusted-place'])
  expect(place.files()).toHaveLength(1)
})

test('where no file can be made, calls run uncached, with one warning', () => {
  const warnings = watchWarnings()
  const place = openPlace()
  const f = tagSync((a: number) => bytes(a), { options: place.options })
  f(10)
  writeFileSync(place.folder, 'in the way')
  for (const a of [LENGTH, LENGTH + 1]) expect(findDifference(f(a), bytes(a))).toBeUndefined()
  expect(warnings).toHaveLength(1)
  expect(warnings[0]!.message).toMatch(/cachecache\.sqlite-values is a file or a link instead of a folder.* Move it away/)
  rmSync(place.folder)
})

/** Computes large values without end, as both kinds of functions do. */
const WRITER = `
  const f = tagSync('f', (name) => ({ name, data: new Uint8Array(1_100_000 + name % 7).fill(name % 251) }))
  const g = tagAsync('g', async (name) => ({ name, data: Buffer.alloc(2_000_000, name % 251) }))
  openBackend(cachePath, { maxSize: 12e6 })
  f(Number(log))
  console.log('started')
  for (let n = Number(log); ; n++) {
    f(n)
    await g(n, { again: n % 5 === 0 })
  }
`

test('processes that are killed while they write leave whole entries, no orphans for long, and the limit intact', async () => {
  const place = openPlace()
  const writer = writeCalls(WRITER)
  const random = createRandom(11)
  for (let run = 0; run < 12; run++) {
    const children = [0, 1].map((i) => startProgram(writer, [place.path, String(run * 1000 + i * 500)]))
    await Promise.all(children.map((child) => new Promise((started) => child.stdout.once('data', started))))
    // Not a wait for something: the moment of the kill is what is varied.
    await new Promise((killed) => setTimeout(killed, random(120)))
    expect(sizeOf(place.path)).toBeLessThan(12e6 * 1.35)
    await Promise.all(
      children.map(async (child) => {
        const closed = new Promise((ended) => child.on('close', ended))
        child.kill('SIGKILL')
        await closed
      }),
    )
  }
  const named = () => place.look<{ file: string }>('SELECT file FROM keyv WHERE file IS NOT NULL').map(({ file }) => file)
  expect(named().length).toBeGreaterThan(2)
  for (const file of named()) expect(place.files()).toContain(file)
  const { out } = await runProgram(
    writeCalls(`
      import { readdirSync } from 'node:fs'
      const store = openBackend(cachePath)
      await store.remove({ function: 'nothing' })
      console.log((await store.stats()).entries)
      tagSync('f', (name) => new Uint8Array(2_000_000))(1)
    `),
    place.path,
    'log',
  )
  expect(Number(out)).toBeGreaterThan(2)
  expect(place.files().toSorted()).toEqual(named().toSorted())
}, 120_000)

test('a file whose process cannot be asked is left to it for ten minutes', async () => {
  const place = openPlace()
  tagSync(() => bytes(), { options: place.options })(1)
  const add = (file: string, since: number) => {
    writeFileSync(join(place.folder, file), 'x')
    const connection = connect(join(place.path, 'cachecache.sqlite'))
    connection.run(
      'INSERT INTO cachecache_orphan VALUES (?, 1, ?, ?)',
      file,
      `elsewhere/1 7 8 9 ${statSync(join(place.path, 'cachecache.sqlite')).ino}`,
      since,
    )
    connection.close()
  }
  const [young, old] = [randomUUID(), randomUUID()]
  add(young, Date.now() - 60_000)
  add(old, Date.now() - 700_000)
  await openBackend(place.path).remove({ function: 'nothing' })
  expect(place.files()).toContain(young)
  expect(place.files()).not.toContain(old)
})

test('an entry whose file was taken for forgotten is not stored', async () => {
  const place = openPlace()
  const store = openBackend(place.path)
  const write = vi.spyOn(Payloads.prototype, 'write')
  onTestFinished(() => void write.mockRestore())
  write.mockImplementationOnce(function (this: Payloads, file, payload) {
    Payloads.prototype.write.call(this, file, payload)
    const connection = connect(join(place.path, 'cachecache.sqlite'))
    expect(connection.run('DELETE FROM cachecache_orphan WHERE file = ?', file)).toBe(1)
    connection.close()
  })
  const large = encodeApart(bytes(), 'value', KEY) as LargeEntry
  const entry = { key: KEY, data: large.head, payload: large.payload, function: report }
  store.sync!.write(entry)
  expect(await store.has(KEY)).toBe(false)
  expect(place.files()).toEqual([])
  store.sync!.write(entry)
  expect(await store.has(KEY)).toBe(true)
})

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true }).reduce(
    (sum, name) => sum + (statSync(join(folder, String(name)), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )

function turnBit(file: string, at: number): void {
  const data = readFileSync(file)
  data[at] = data[at]! ^ 1
  writeFileSync(file, data)
}
