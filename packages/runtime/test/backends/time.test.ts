import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openBackend, registerBackend } from '../../src/backends/open.js'
import { cacheOf } from '../../src/sites/cache-of.js'
import { watchStatuses } from '../support/events.js'
import { freshStore } from '../support/make-site.js'
import { tagAsync, tagInline, tagSync } from '../support/tagged.js'
import { entry, report } from './contract.js'
import { makeScratch } from './scratch.js'

const [SECOND, HOUR, YEAR] = [1_000, 3_600_000, 365 * 86_400_000]

afterEach(() => vi.restoreAllMocks())

const real = Date.now
let ahead = 0
function moveClock(by: number): void {
  if (!vi.isMockFunction(Date.now)) {
    ahead = 0
    vi.spyOn(Date, 'now').mockImplementation(() => real() + ahead)
  }
  ahead += by
}

const shelves = new Map<string, Map<string, unknown>>()
registerBackend('clockshelf:', (url) => shelves.get(url) ?? shelves.set(url, new Map()).get(url)!)
let serial = 0
const stores = [
  ['a folder', () => join(makeScratch(), 'cache')],
  ['memory', freshStore],
  ['a Keyv store', () => `clockshelf:${serial++}`],
] as const

describe.each(stores)('%s', (name, place) => {
  const tag = (cachePath: string, ttl: string | number | undefined) =>
    tagAsync(async (n: number) => ({ n }), {
      id: 'app/a.ts#timed',
      options: () => ({ cachePath, ...(ttl !== undefined && { ttl }) }),
    })

  test('a ttl that was lowered counts at once, and one that is new', async () => {
    const path = place()
    await tag(path, '1h')(1)
    await tag(path, undefined)(2)
    const seen = watchStatuses()
    moveClock(2 * SECOND)
    for (const n of [1, 2]) await tag(path, '1s')(n)
    for (const n of [1, 2]) await tag(path, '1h')(n)
    expect(seen).toEqual(['miss', 'miss', 'hit', 'hit'])
  })

  test('has and peek know the ttl of now', async () => {
    const path = place()
    await tag(path, '1h')(1)
    moveClock(2 * SECOND)
    const [short, long] = [cacheOf(tag(path, '1s')), cacheOf(tag(path, '1h'))]
    expect([await short.has([1]), await short.peek([1]), await long.has([1]), await long.peek([1])]).toEqual([
      false,
      undefined,
      true,
      { n: 1 },
    ])
  })

  test('a result of a clock that ran ahead by a year is not served for a year', async () => {
    const path = place()
    moveClock(YEAR)
    await tag(path, '1h')(1)
    moveClock(-YEAR)
    const seen = watchStatuses()
    await tag(path, '1h')(1)
    await tag(path, '1h')(1)
    expect(seen).toEqual(['miss', 'hit'])
  })

  test('clocks that differ by seconds do no harm', async () => {
    const path = place()
    moveClock(20 * SECOND)
    await tag(path, '1h')(1)
    moveClock(-20 * SECOND)
    const seen = watchStatuses()
    await tag(path, '1h')(1)
    expect(seen).toEqual(['hit'])
  })
})

test.each([
  ['inline', tagInline],
  ['sync', tagSync],
] as const)('a lowered ttl of an %s function counts, also where the last call missed', (_, tag) => {
  const path = join(makeScratch(), 'cache')
  const at = (ttl: number) => tag((n: number) => ({ n }), { id: 'app/a.ts#timed', options: () => ({ cachePath: path, ttl }) })
  const long = at(HOUR)
  for (const n of [1, 2, 3]) long(n)
  moveClock(2 * SECOND)
  const seen = watchStatuses()
  const short = at(SECOND)
  for (const n of [9, 1, 2, 3, 1, 2, 3]) short(n)
  expect(seen).toEqual(['miss', 'miss', 'miss', 'miss', 'hit', 'hit', 'hit'])
})

describe('entries that a clock left in the future', () => {
  async function fill() {
    const store = openBackend(join(makeScratch(), 'cache'))
    const write = (name: string) => store.write(entry(report, name, 'x'.repeat(20_000)))
    moveClock(YEAR)
    for (let i = 0; i < 10; i++) await write(`ahead${i}`)
    moveClock(-YEAR)
    for (let i = 0; i < 10; i++) await write(`now${i}`)
    const names = async () => {
      const there = await Promise.all(
        ['ahead', 'now']
          .flatMap((kind) => Array.from({ length: 10 }, (_, i) => `${kind}${i}`))
          .map(async (name) => [name, await store.has(`${report.prefix}/${name}`)] as const),
      )
      return there.filter(([, has]) => has).map(([name]) => name)
    }
    return { store, names }
  }

  test('go first', async () => {
    const { store, names } = await fill()
    await store.prune((await store.stats()).bytes * 0.75)
    const left = await names()
    expect(left.filter((name) => name.startsWith('now'))).toHaveLength(10)
    expect(left.length).toBeLessThan(20)
  })

  test('count as unused, until they are used', async () => {
    const { store, names } = await fill()
    await store.read(`${report.prefix}/ahead3`)
    await store.list()
    expect((await store.remove({ unusedSince: Date.now() - HOUR }, { dryRun: true })).removed).toBe(9)
    await store.remove({ unusedSince: Date.now() - HOUR })
    expect((await names()).filter((name) => name.startsWith('ahead'))).toEqual(['ahead3'])
  })
})
