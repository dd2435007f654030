import { describe, expect, test } from 'vitest'
import { registerBackend } from '../src/backends/open.js'
import { watchCalls, watchStatuses } from './support/events.js'
import { freshStore } from './support/make-site.js'
import { tagAsync, tagInline, tagSync } from './support/tagged.js'
import { setEnv, watchWarnings } from './support/warnings.js'

const fail = (): never => {
  throw new Error('body')
}
const shapes = [
  ['inline', tagInline],
  ['wrapped sync', tagSync],
  ['wrapped async', (body: (a: any) => unknown, record?: object) => tagAsync(async (a) => body(a), record)],
] as const

describe.each(shapes)('%s: every path a call can take, by its events', (_shape, tag) => {
  test('miss, then hit, other arguments miss', async () => {
    const seen = watchStatuses()
    const f = tag((a: number) => ({ a }))
    expect([await f(1), await f(1), await f(2)]).toEqual([{ a: 1 }, { a: 1 }, { a: 2 }])
    expect(seen).toEqual(['miss', 'hit', 'miss'])
  })

  test('again computes and overwrites', async () => {
    const seen = watchStatuses()
    let n = 0
    const f = tag(() => ++n)
    expect([await f(1), await f(1, { again: true }), await f(1), await f(1, { again: false })]).toEqual([1, 2, 2, 2])
    expect(seen).toEqual(['miss', 'again', 'hit', 'hit'])
  })

  test('again keeps the old value when the body fails, and runs it once', async () => {
    const seen = watchStatuses()
    let n = 0
    const f = tag(() => (++n === 2 ? fail() : n))
    await f(1)
    await expect((async () => f(1, { again: true }))()).rejects.toThrow('body')
    expect(await f(1)).toBe(1)
    expect(n).toBe(2)
    expect(seen).toEqual(['miss', 'error', 'hit'])
  })

  test('cacheResults: false neither reads nor writes', async () => {
    const seen = watchStatuses()
    let n = 0
    const f = tag(() => ++n)
    await f(1, { cacheResults: false })
    await f(1)
    expect(await f(1, { cacheResults: false })).toBe(3)
    expect(await f(1)).toBe(2)
    expect(seen).toEqual(['bypass', 'miss', 'bypass', 'hit'])
  })

  test('cachePath is another place for this call', async () => {
    let n = 0
    const f = tag(() => ++n)
    const cachePath = freshStore()
    expect([await f(1), await f(1, { cachePath }), await f(1, { cachePath }), await f(1)]).toEqual([1, 2, 2, 1])
  })

  test('errors are not cached; undefined and null are', async () => {
    const seen = watchStatuses()
    const bad = tag(fail)
    for (let i = 0; i < 2; i++) await expect((async () => bad(1))()).rejects.toThrow('body')
    for (const value of [undefined, null]) {
      const f = tag(() => value)
      expect([await f(1), await f(1)]).toEqual([value, value])
    }
    expect(seen).toEqual(['error', 'error', 'miss', 'hit', 'miss', 'hit'])
  })

  test('arguments that cannot be keyed run uncached, with one warning', async () => {
    const [seen, warnings] = [watchStatuses(), watchWarnings()]
    const f = tag(() => 1)
    await f(Symbol('s'))
    await f({ on: Symbol('on') })
    expect(seen).toEqual(['bypass', 'bypass'])
    expect(warnings.map(({ code }) => code)).toEqual(['unkeyable-argument'])
    expect(warnings[0]?.message).toMatch(/argument `a` is a symbol.*ignore/)
  })

  test('a result that cannot be stored is returned, with one warning, and poisons nothing', async () => {
    const [seen, warnings] = [watchStatuses(), watchWarnings()]
    let storable = false
    const f = tag(() => (storable ? 1 : { parse: () => 1 }))
    expect(typeof ((await f(1)) as { parse: unknown }).parse).toBe('function')
    await f(1)
    storable = true
    expect([await f(1), await f(1)]).toEqual([1, 1])
    expect(seen).toEqual(['miss', 'miss', 'miss', 'hit'])
    expect(warnings.map(({ code }) => code)).toEqual(['unstorable-value'])
  })

  test('a body that changes its argument is not stored, and is named', async () => {
    const [seen, warnings] = [watchStatuses(), watchWarnings()]
    const f = tag((list: number[]) => list.push(1))
    expect([await f([]), await f([])]).toEqual([1, 1])
    expect(seen).toEqual(['miss', 'miss'])
    expect(warnings.map(({ code }) => code)).toEqual(['inputs-changed'])
    expect(warnings[0]?.message).toMatch(/test\/example.ts#f\d+: argument `\w+` changed while it ran/)
  })

  test('a body that makes its argument unkeyable is not stored', async () => {
    const warnings = watchWarnings()
    let n = 0
    const f = tag((o: { f?: unknown }) => {
      o.f = () => 1
      return ++n
    })
    expect([await f({}), await f({})]).toEqual([1, 2])
    expect(warnings.map(({ code }) => code)).toEqual(['inputs-changed'])
  })

  test('a hit gives a fresh copy, a computation the object of the body', async () => {
    const made: unknown[] = []
    const f = tag(() => {
      const value = { list: [1] }
      made.push(value)
      return value
    })
    const first = await f(1)
    const second = (await f(1)) as { list: number[] }
    expect(first).toBe(made[0])
    expect(second).not.toBe(first)
    second.list.push(9)
    expect(await f(1)).toEqual({ list: [1] })
  })

  test('surplus arguments are ignored', async () => {
    const seen = watchStatuses()
    const f = tag((a: number) => a)
    for (const surplus of [0, [1], { size: 3 }, null]) await f(1, surplus)
    expect(seen).toEqual(['miss', 'hit', 'hit', 'hit'])
  })

  test('a misspelt option throws', async () => {
    const f = tag((a: number) => a)
    await expect((async () => f(1, { agian: true }))()).rejects.toThrow(/'agian'.*'again'/)
  })

  test('an unknown scheme throws', async () => {
    const f = tag((a: number) => a)
    await expect((async () => f(1, { cachePath: 'nope://x' }))()).rejects.toThrow(/nope/)
  })

  test('a captured or module variable that is not initialised yet runs uncached, in silence', async () => {
    const [seen, warnings] = [watchStatuses(), watchWarnings()]
    const f = tag(() => 1, { inputs: () => [later] })
    expect(await f(1)).toBe(1)
    const later = 1
    await f(1)
    expect(await f(1)).toBe(later)
    expect(seen).toEqual(['bypass', 'miss', 'hit'])
    expect(warnings).toEqual([])
  })

  test('an input that changes while the body runs is noticed', async () => {
    const warnings = watchWarnings()
    let input = 1
    const f = tag(() => ++input, { inputs: () => [input] })
    await f(1)
    await f(1)
    expect(warnings.map(({ code }) => code)).toEqual(['inputs-changed'])
    expect(warnings[0]?.message).toContain('`input` changed while it ran')
    expect(input).toBe(3)
  })

  test.each([
    ['off', ['bypass', 'bypass'], 2],
    ['again', ['again', 'again'], 2],
    ['readonly', ['miss', 'miss'], 2],
    ['again, readonly', ['again', 'again'], 2],
    ['', ['miss', 'hit'], 1],
  ])('CACHECACHE=%s', async (mode, statuses, runs) => {
    const seen = watchStatuses()
    setEnv('CACHECACHE', mode)
    let n = 0
    const f = tag(() => ++n)
    await f(1)
    await f(1)
    expect(seen).toEqual(statuses)
    expect(n).toBe(runs)
  })

  test('CACHECACHE=strict turns warnings into throws', async () => {
    setEnv('CACHECACHE', 'strict')
    const f = tag(() => 1)
    await expect((async () => f(Symbol('s')))()).rejects.toMatchObject({ code: 'unkeyable-argument' })
    const g = tag(() => () => 1)
    await expect((async () => g(1))()).rejects.toMatchObject({ code: 'unstorable-value' })
    expect(await f(1)).toBe(1)
  })

  test('an entry expires after its ttl', async () => {
    let n = 0
    const cachePath = freshStore()
    const f = tag(() => ++n, { options: () => ({ cachePath, ttl: '1h' }) })
    await f(1)
    expect(await f(1)).toBe(1)
    const { now } = Date
    try {
      Date.now = () => now() + 3_600_001
      expect(await f(1)).toBe(2)
    } finally {
      Date.now = now
    }
  })

  test('the event tells what, where, how much and how long', async () => {
    const events = watchCalls()
    const f = tag(() => 'x'.repeat(100))
    await f(1)
    await f(1)
    for (const event of events) {
      expect(Object.keys(event)).toEqual(['id', 'version', 'status', 'backend', 'bytes', 'durationMs'])
      expect(event).toMatchObject({ version: 'v1', backend: 'memory' })
      expect(event.bytes).toBeGreaterThan(100)
      expect(event.durationMs).toBeGreaterThanOrEqual(0)
    }
  })
})

test('an unknown mode warns once', () => {
  const warnings = watchWarnings()
  setEnv('CACHECACHE', 'of')
  const f = tagInline(() => 1)
  f(1)
  f(1)
  expect(warnings.map(({ code }) => code)).toEqual(['unknown-mode'])
})

test('a synchronous function on a store that answers later runs uncached, with one warning', () => {
  const [seen, warnings] = [watchStatuses(), watchWarnings()]
  registerBackend('slow:', () => new Map() as never)
  for (const tag of [tagInline, tagSync]) {
    const f = tag(() => 1, { options: () => ({ cachePath: 'slow://x' }) })
    f(1)
    expect(f(1)).toBe(1)
  }
  expect(seen).toEqual(['bypass', 'bypass', 'bypass', 'bypass'])
  expect(warnings.map(({ code }) => code)).toEqual(['no-sync-access', 'no-sync-access'])
  expect(warnings[0]?.message).toMatch(/async/)
})
