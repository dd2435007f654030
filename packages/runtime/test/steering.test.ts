// oxlint-disable no-unused-expressions, unicorn/no-unnecessary-await -- bodies look as they are emitted
import { describe, expect, test } from 'vitest'
import { call, callAsync, enter, enterGenerator, know, link, linkAll, takeOptions } from '../src/generated.js'
import { cacheOf, Cacher, cacheOptions, OptionError, withCache, withOptions, withOptionsOn } from '../src/index.js'
import { watchStatuses } from './support/events.js'
import { freshStore, makeSite } from './support/make-site.js'
import { tagAsync, tagInline, tagSync } from './support/tagged.js'
import { setEnv, watchWarnings } from './support/warnings.js'

const $sum = makeSite({ params: ['first', 'rest'], slot: -1, declared: 1 })
let sums = 0
const sum = link(function sum(first: number, ...rest: number[]): unknown {
  const $o = takeOptions(rest)
  const $f = enter($sum(), [first, rest], $o, undefined, undefined)
  if ($f.hit) return $f.value
  try {
    sums++
    return $f.done(rest.reduce((a, b) => a + b, first))
  } finally {
    $f.end()
  }
}, $sum)

const $find = makeSite({ kind: 'async', params: ['id'], usesThis: true })
class Repo {
  constructor(readonly base = 1) {}
  async find(id: number): Promise<number> {
    return (await callAsync($find(), [id], arguments[1], this, undefined, async () => id + this.base)) as number
  }
}
link(Repo.prototype.find, $find)
know([[() => Repo, 'digest of Repo']])

describe('withOptions', () => {
  test('reaches the options slot, with arguments missing or left over', () => {
    const seen = watchStatuses()
    const f = tagInline((a: number) => a)
    f(1)
    withOptions(f, { again: true })(1)
    ;[1].map(withOptions(f, { again: true }))
    ;(withOptions(f, { again: true }) as () => unknown)()
    expect(seen).toEqual(['miss', 'again', 'again', 'again'])
  })

  test('options at the call win, and wrappers add up', () => {
    const seen = watchStatuses()
    const f = tagInline((a: number) => a)
    f(1)
    withOptions(f, { again: true })(1, { again: false })
    withOptions(withOptions(f, { again: true }), { cacheResults: true })(1)
    withOptions(withOptions(f, { again: true }), { again: false })(1)
    expect(seen).toEqual(['miss', 'hit', 'again', 'hit'])
  })

  test('keeps name and length', () => {
    const f = withOptions(sum, { again: true })
    expect([f.name, f.length]).toEqual(['sum', 1])
  })

  test('reaches functions with a rest parameter, and those that cacheOptions names', () => {
    sums = 0
    expect([sum(1, 2), sum(1, 2), withOptions(sum, { again: true })(1, 2)]).toEqual([3, 3, 3])
    expect(sum(1, 2, cacheOptions({ again: true }) as never)).toBe(3)
    expect(withOptions(sum, { again: true })(1, 2, cacheOptions({ again: false }) as never)).toBe(3)
    expect(sums).toBe(3)
  })

  test('cacheOptions among the declared parameters is a mistake that is named', () => {
    expect(() => sum(cacheOptions({ again: true }) as never)).toThrow(/after all 1 declared parameter/)
  })

  test('keeps `this`, and withOptionsOn brings it along', async () => {
    const seen = watchStatuses()
    const repo = new Repo(10)
    await repo.find(1)
    expect(await withOptions(repo.find, { again: true }).call(repo, 1)).toBe(11)
    expect(await withOptionsOn(repo, 'find', { again: true })(1)).toBe(11)
    expect(seen).toEqual(['miss', 'again', 'again'])
  })

  test('refuses what is not tagged, and unknown options', () => {
    expect(() => withOptions(() => 1, {})).toThrow(OptionError)
    expect(() => withOptions(() => 1, {})).toThrow(/not tagged.*@cache/)
    expect(() => withOptions(sum, { agin: true } as never)).toThrow(/'again'/)
    expect(() => withOptionsOn(new Repo(), 'base' as never, {})).toThrow(OptionError)
  })
})

describe('withCache', () => {
  test('covers every tagged call inside, also across awaits', async () => {
    const seen = watchStatuses()
    const f = tagAsync(async (a: number) => a)
    await f(1)
    await withCache({ again: true }, async () => {
      await null
      await f(1)
      await new Promise((resolve) => setImmediate(resolve))
      await f(1)
    })
    await f(1)
    expect(seen).toEqual(['miss', 'again', 'again', 'hit'])
  })

  test('an inner one and the call itself win, and what they leave open stays', () => {
    const seen = watchStatuses()
    const f = tagInline((a: number) => a)
    const cachePath = freshStore()
    const result = withCache({ again: true, cachePath }, () => {
      f(1)
      withCache({ again: false }, () => f(1))
      f(1, { again: false })
      withOptions(f, { again: false })(1)
      return 'result'
    })
    expect(result).toBe('result')
    f(1)
    f(1, { cachePath })
    expect(seen).toEqual(['again', 'hit', 'hit', 'hit', 'miss', 'hit'])
  })

  test('wins over the tag', () => {
    const seen = watchStatuses()
    const cachePath = freshStore()
    const f = tagInline((a: number) => a, { options: () => ({ cachePath, again: true }) })
    f(1)
    withCache({ again: false }, () => f(1))
    expect(seen).toEqual(['again', 'hit'])
  })
})

describe('cacheOf', () => {
  const shapes = [
    ['inline', tagInline],
    ['wrapped sync', tagSync],
    ['wrapped async', (body: (a: any) => unknown) => tagAsync(async (a) => body(a))],
  ] as const

  test.each(shapes)('looks at an entry without running the body: %s', async (_shape, tag) => {
    let runs = 0
    const f = tag((a: number) => ({ a, run: ++runs }))
    const entries = cacheOf(f)
    expect([entries.id, entries.version]).toEqual([expect.stringContaining('test/example.ts#f'), 'v1'])
    expect([await entries.has([1]), await entries.peek([1])]).toEqual([false, undefined])
    await f(1)
    expect([await entries.has([1]), await entries.peek([1]), await entries.has([2])]).toEqual([true, { a: 1, run: 1 }, false])
    expect([await entries.forget([1]), await entries.forget([1]), await entries.has([1])]).toEqual([true, false, false])
    await f(1)
    await f(2)
    expect([await entries.clear(), await entries.has([1])]).toEqual([2, false])
    expect(runs).toBe(3)
  })

  test.each([
    ['a cacher around a tagged function', () => Cacher('memory:around')(tagAsync(async (a: number) => a))],
    ['a cacher around any function', () => Cacher('memory:around')(async (a: number) => a)],
    [
      'withOptions',
      () =>
        withOptions(
          tagAsync(async (a: number) => a),
          { cachePath: 'memory:around' },
        ),
    ],
    [
      'withOptions within withOptions',
      () =>
        withOptions(
          withOptions(
            tagAsync(async (a: number) => a),
            { cachePath: 'memory:around' },
          ),
          { again: false },
        ),
    ],
    [
      'withOptions around a cacher',
      () =>
        withOptions(
          Cacher('memory:other')(async (a: number) => a + 1),
          { cachePath: 'memory:around' },
        ),
    ],
  ])('clears where the entries are: %s', async (_what, make) => {
    const f = make()
    await f(1)
    expect([await cacheOf(f).has([1]), await cacheOf(f).clear(), await cacheOf(f).has([1])]).toEqual([true, 1, false])
  })

  test('a default counts as in a call', async () => {
    const $s = makeSite({ params: ['a', 'b'], slot: 2, declared: 2 })
    const f = link(function (a: number, b = 2): unknown {
      return call($s(), [a, b], arguments[2], undefined, undefined, () => a + b)
    }, $s)
    f(1)
    expect([await cacheOf(f).has([1]), await cacheOf(f).has([1, 2]), await cacheOf(f).has([1, 3])]).toEqual([true, true, false])
  })

  test('a generator', async () => {
    const $s = makeSite({ kind: 'generator' })
    let runs = 0
    const g = link(function* (a: number): Generator<unknown, unknown> {
      const $f = enterGenerator($s(), [a], arguments[1], undefined, undefined)
      if ($f.hit && (yield* $f.replay() as Generator<unknown, boolean>)) return $f.value
      try {
        runs++
        $f.put(a) ? $f.sent(yield $f.v) : $f.back
        return $f.done('end')
      } finally {
        void $f.end()
      }
    }, $s)
    expect(await cacheOf(g).has([1])).toBe(false)
    for (const _ of g(1));
    expect(await cacheOf(g).has([1])).toBe(true)
    expect(runs).toBe(1)
  })

  test('a method with its `this`', async () => {
    const repo = new Repo(20)
    await repo.find(1)
    expect(await cacheOf(repo.find, repo).has([1])).toBe(true)
    expect(await cacheOf(repo.find, new Repo(21)).has([1])).toBe(false)
  })

  test('cacheOf answers in every mode, and false where a call would run uncached', async () => {
    const f = tagInline((a: unknown) => typeof a)
    f(1)
    setEnv('CACHECACHE', 'off')
    expect([await cacheOf(f).has([1]), await cacheOf(f).has([() => 1])]).toEqual([true, false])
  })

  test('looks where the call would look', async () => {
    const f = tagInline((a: number) => a)
    const cachePath = freshStore()
    f(1, { cachePath })
    const entries = cacheOf(f as (a: number, options?: object) => number)
    expect([await entries.has([1]), await entries.has([1, { cachePath }])]).toEqual([false, true])
  })

  test('refuses what is not tagged', () => {
    expect(() => cacheOf(() => 1)).toThrow(/not tagged/)
  })
})

describe('link', () => {
  test('gives the function back, with the name it would lose', () => {
    const $s = makeSite()
    const arrow = link(
      (
        () => () =>
          1
      )(),
      $s,
      'arrow',
    )
    expect([arrow.name, Object.getOwnPropertyDescriptor(arrow, 'name')?.writable]).toEqual(['arrow', false])
    const named = link(function own() {}, $s, 'other')
    expect(named.name).toBe('own')
    expect(link(5 as never, $s)).toBe(5)
  })

  test('linkAll ties the methods of an object', () => {
    const $s = makeSite()
    const object = linkAll({ m: () => 1, n: 2 }, [['m', $s], ['n', $s]]) // prettier-ignore
    expect(cacheOf(object.m).id).toBe($s().id)
  })
})

test('a call whose signal is aborted runs uncached, one whose signal is aborted meanwhile is not stored, both without a word', async () => {
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const controller = new AbortController()
  const f = tagAsync(async ({ stop }: { signal: AbortSignal; stop?: boolean }) => {
    if (stop) controller.abort()
    return 'part'
  })
  await f({ signal: AbortSignal.abort() })
  await f({ signal: controller.signal, stop: true })
  await f({ signal: new AbortController().signal, stop: true })
  await f({ signal: new AbortController().signal, stop: true })
  expect(seen).toEqual(['bypass', 'miss', 'miss', 'hit'])
  expect(warnings).toEqual([])
})
