// oxlint-disable no-unused-expressions, require-yield, unicorn/consistent-function-scoping -- bodies look as they are emitted
import { describe, expect, test } from 'vitest'
import { cacheOf } from '../src/sites/cache-of.js'
import { enterGenerator, link, type SiteRecord } from '../src/generated.js'
import { watchStatuses } from './support/events.js'
import { makeSite } from './support/make-site.js'
import { watchWarnings } from './support/warnings.js'

type Body = ($f: ReturnType<typeof enterGenerator>, a: any) => Generator<unknown, unknown, any>
type AsyncBody = ($f: ReturnType<typeof enterGenerator>, a: any) => AsyncGenerator<unknown, unknown, any>

/** The frame of emitted code around a body that is written as emitted. */
function tagGenerator(body: Body, record: Partial<SiteRecord> = {}) {
  const $s = makeSite({ kind: 'generator', ...record })
  return link(function* (a?: unknown, _options?: unknown): Generator<any, any, any> {
    const $f = enterGenerator($s(), [a], arguments[1], undefined, undefined)
    if ($f.hit && (yield* $f.replay() as Generator<unknown, boolean>)) return $f.value
    try {
      return yield* body($f, a)
    } catch ($e) {
      throw $f.fail($e)
    } finally {
      void $f.end()
    }
  }, $s)
}

function tagAsyncGenerator(body: AsyncBody, record: Partial<SiteRecord> = {}) {
  const $s = makeSite({ kind: 'asyncGenerator', ...record })
  return link(async function* (a?: unknown, _options?: unknown): AsyncGenerator<any, any, any> {
    const $f = enterGenerator($s(), [a], arguments[1], undefined, undefined)
    if ($f.busy) await $f.busy
    if ($f.hit && (yield* $f.replay() as Generator<unknown, boolean>)) return $f.value
    try {
      return yield* body($f, a)
    } catch ($e) {
      throw $f.fail($e)
    } finally {
      await $f.end()
    }
  }, $s)
}

function drain(iterator: Iterator<unknown>): unknown[] {
  const out: unknown[] = []
  for (;;) {
    const { value, done } = iterator.next()
    out.push(value)
    if (done === true) return out
  }
}
async function drainAsync(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const out: unknown[] = []
  for (;;) {
    const { value, done } = await iterator.next()
    out.push(value)
    if (done === true) return out
  }
}

describe('a generator', () => {
  let runs = 0
  const counting = () =>
    tagGenerator(function* ($f, a: number) {
      runs++
      $f.put([a]) ? $f.sent(yield $f.v) : $f.back
      $f.put(a + 1) ? $f.sent(yield $f.v) : $f.back
      return $f.done('end')
    })

  test('replays its values and its return value', () => {
    runs = 0
    const seen = watchStatuses()
    const g = counting()
    expect(drain(g(1))).toEqual([[1], 2, 'end'])
    expect(drain(g(1))).toEqual([[1], 2, 'end'])
    expect(runs).toBe(1)
    expect(seen).toEqual(['miss', 'hit'])
  })

  test('is stored only when it has run to its end', () => {
    runs = 0
    const g = counting()
    for (const _ of g(1)) break
    g(1)
    expect(drain(g(1))).toHaveLength(3)
    expect(runs).toBe(2)
    drain(g(1))
    expect(runs).toBe(2)
  })

  test('a break whose finally returns does not end the body', () => {
    const g = tagGenerator(function* ($f) {
      try {
        $f.put(1) ? $f.sent(yield $f.v) : $f.back
        $f.put(2) ? $f.sent(yield $f.v) : $f.back
      } finally {
        // eslint-disable-next-line no-unsafe-finally
        return $f.done('end')
      }
    })
    for (const _ of g(1)) break
    expect(drain(g(1))).toEqual([1, 2, 'end'])
  })

  test('an error is not stored', () => {
    const seen = watchStatuses()
    const g = tagGenerator(function* ($f) {
      $f.put(1) ? $f.sent(yield $f.v) : $f.back
      throw new Error('late')
    })
    expect(() => drain(g(1))).toThrow('late')
    expect(() => drain(g(1))).toThrow('late')
    expect(seen).toEqual(['error', 'error'])
  })

  const echo = () => {
    const log: unknown[] = []
    const g = tagGenerator(function* ($f, a: number) {
      log.push('run')
      let heard: unknown
      try {
        heard = $f.put(a) ? $f.sent(yield $f.v) : $f.back
      } catch (error) {
        heard = `caught ${String(error)}`
      }
      const next = $f.put([heard]) ? $f.sent(yield $f.v) : $f.back
      return $f.done([heard, next])
    })
    return { g, log }
  }

  test('is not stored when the caller sent something in', () => {
    const { g, log } = echo()
    const it = g(1)
    expect([it.next().value, it.next('hi').value, it.next().value]).toEqual([1, ['hi'], ['hi', undefined]])
    drain(g(1))
    expect(log).toEqual(['run', 'run'])
  })

  test('a replay into which a value is sent goes on in the body', () => {
    const { g, log } = echo()
    drain(g(1))
    const it = g(1)
    expect(it.next().value).toBe(1)
    expect(it.next('hi').value).toEqual(['hi'])
    expect(it.next('there').value).toEqual(['hi', 'there'])
    expect(log).toEqual(['run', 'run'])
    expect(drain(g(1))).toEqual([1, [undefined], [undefined, undefined]])
    expect(log).toHaveLength(2)
  })

  test('a replay into which an error is thrown goes on in the body', () => {
    const { g } = echo()
    drain(g(1))
    const it = g(1)
    it.next()
    expect(it.throw('oh').value).toEqual(['caught oh'])
    expect(it.next().value).toEqual(['caught oh', undefined])
  })

  test('yield* records the inner values, and gives back what the inner one returns', () => {
    let made = 0
    const g = tagGenerator(function* ($f) {
      made++
      const inner = (yield* $f.each(
        (function* (): Generator<number, string> {
          yield 1
          yield 2
          return 'inner'
        })(),
      ) as Generator<unknown, unknown>) as string
      yield* $f.each([3]) as Generator<unknown>
      return $f.done(inner)
    })
    expect(drain(g(1))).toEqual([1, 2, 3, 'inner'])
    expect(drain(g(1))).toEqual([1, 2, 3, 'inner'])
    expect(made).toBe(1)
    const it = g(1)
    it.next()
    it.next()
    expect(it.next('sent').value).toBe(3)
    expect(it.next()).toEqual({ value: 'inner', done: true })
    expect(made).toBe(2)
  })

  test('yield* has return and throw only where the inner iterator has them', () => {
    const g = tagGenerator(function* ($f) {
      yield* $f.each({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) }) as Generator<unknown>
      return $f.done()
    })
    const it = g(1)
    it.next()
    expect(() => it.throw(new Error('in'))).toThrow(TypeError)
  })

  test('return() into a replay ends it, as it ends a body', () => {
    const g = tagGenerator(function* ($f) {
      $f.put(1) ? $f.sent(yield $f.v) : $f.back
      return $f.done(2)
    })
    drain(g(1))
    const replayed = g(1)
    expect([replayed.next(), replayed.return(9), replayed.next()]).toEqual([
      { value: 1, done: false },
      { value: 9, done: true },
      { value: undefined, done: true },
    ])
  })

  test('one that goes on when it is stopped runs uncached, and can be asked for its entry', async () => {
    const seen = watchStatuses()
    const body: Body = function* ($f) {
      try {
        $f.put(1) ? $f.sent(yield $f.v) : $f.back
      } finally {
        $f.put(2) ? $f.sent(yield $f.v) : $f.back
      }
    }
    const g = tagGenerator(body, { actsWhenStopped: true })
    for (let run = 0; run < 2; run++) {
      expect(drain(g(1))).toEqual([1, 2, undefined])
      const stopped = g(1)
      expect([stopped.next().value, stopped.return(9).value, stopped.next().value]).toEqual([1, 2, 9])
    }
    expect(new Set(seen)).toEqual(new Set(['bypass']))
    expect(await cacheOf(g).has([1])).toBe(false)
  })

  test('runs uncached where its arguments cannot be keyed', () => {
    const warnings = watchWarnings()
    const { g, log } = echo()
    expect(drain(g(() => 1))).toHaveLength(3)
    expect(drain(g(() => 1))).toHaveLength(3)
    expect(log).toHaveLength(2)
    expect(warnings).toHaveLength(1)
  })

  test('two runs at the same time do not mix, cached or not', () => {
    const { g } = echo()
    for (const options of [undefined, { cacheResults: false }]) {
      const [one, two] = [g(1, options), g(2, options)]
      expect([one.next().value, two.next().value]).toEqual([1, 2])
      expect([one.next('a').value, two.next('b').value]).toEqual([['a'], ['b']])
    }
  })
})

describe('an async generator', () => {
  test('replays its values and its return value', async () => {
    let runs = 0
    const seen = watchStatuses()
    const g = tagAsyncGenerator(async function* ($f, a: number) {
      runs++
      $f.put(await a) ? $f.sent(yield $f.v) : $f.back
      $f.put(await Promise.resolve([a + 1])) ? $f.sent(yield $f.v) : $f.back
      return $f.done(await Promise.resolve('fin'))
    })
    expect(await drainAsync(g(1))).toEqual([1, [2], 'fin'])
    expect(await drainAsync(g(1))).toEqual([1, [2], 'fin'])
    expect(runs).toBe(1)
    expect(seen).toEqual(['miss', 'hit'])
  })

  test('yield* takes synchronous and asynchronous iterables, and can be steered in a replay', async () => {
    let runs = 0
    const heard: unknown[] = []
    const g = tagAsyncGenerator(async function* ($f) {
      runs++
      yield* $f.each([Promise.resolve(1), 2]) as AsyncGenerator<unknown>
      yield* $f.each(
        (async function* () {
          heard.push(yield 3)
          heard.push(yield 4)
        })(),
      ) as AsyncGenerator<unknown>
      return $f.done(5)
    })
    expect(await drainAsync(g(1))).toEqual([1, 2, 3, 4, 5])
    expect(await drainAsync(g(1))).toEqual([1, 2, 3, 4, 5])
    expect(runs).toBe(1)
    heard.length = 0
    const it = g(1)
    for (let i = 0; i < 3; i++) await it.next()
    expect(await it.next('sent')).toEqual({ value: 4, done: false })
    expect(heard).toEqual(['sent'])
  })

  test('a break is not stored', async () => {
    let runs = 0
    const g = tagAsyncGenerator(async function* ($f) {
      runs++
      $f.put(1) ? $f.sent(yield $f.v) : $f.back
      return $f.done(2)
    })
    for await (const _ of g(1)) break
    await drainAsync(g(1))
    await drainAsync(g(1))
    expect(runs).toBe(2)
  })

  test('a misspelt option rejects its first next', async () => {
    const g = tagAsyncGenerator(async function* ($f) {
      return $f.done(1)
    })
    await expect(g(1, { agian: true }).next()).rejects.toThrow(/agian/)
  })
})
