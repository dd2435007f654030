// oxlint-disable unicorn/no-unnecessary-await -- bodies look as they are emitted
import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openBackend } from '../src/backends/open.js'
import { connect } from '../src/backends/sqlite/connection.js'
import { makeScratch } from './backends/scratch.js'
import { watchStatuses } from './support/events.js'
import { freshStore } from './support/make-site.js'
import { tagAsync, tagInline, tagSync } from './support/tagged.js'
import { setEnv } from './support/warnings.js'

// Behind a miss a call asks for the right to compute before it reads: whatever it meets there, the answer is the same.

const shapes = { tagInline, tagSync, tagAsync } as unknown as Record<string, typeof tagSync>

describe.each(Object.entries(shapes))('behind a miss, %s', (_, tag) => {
  /** Two functions of one identity, as in two processes. */
  function makeTwins() {
    const cachePath = join(makeScratch(), 'cache')
    const record = { id: 'app/a.ts#f', options: () => ({ cachePath }) }
    const make = () => tag((a: number) => ({ a }), record)
    return { cachePath, mine: make(), other: make() }
  }

  test('finds what another has computed meanwhile', async () => {
    const { mine, other } = makeTwins()
    await mine(1)
    await other(2)
    const seen = watchStatuses()
    expect([await mine(2), await mine(3), await mine(3)]).toEqual([{ a: 2 }, { a: 3 }, { a: 3 }])
    expect(seen).toEqual(['hit', 'miss', 'hit'])
  })

  test('replaces what cannot be read', async () => {
    const { cachePath, mine, other } = makeTwins()
    await mine(1)
    await other(2)
    await openBackend(cachePath).close()
    const connection = connect(join(cachePath, 'cachecache.sqlite'))
    connection.run("UPDATE keyv SET value = x'010203'")
    connection.close()
    const seen = watchStatuses()
    expect([await mine(2), await mine(2)]).toEqual([{ a: 2 }, { a: 2 }])
    expect(seen).toEqual(['miss', 'hit'])
  })

  test('reads where nothing may be written', async () => {
    const { mine, other } = makeTwins()
    await mine(1)
    await other(2)
    setEnv('CACHECACHE', 'readonly')
    const seen = watchStatuses()
    expect([await mine(9), await mine(2)]).toEqual([{ a: 9 }, { a: 2 }])
    expect(seen).toEqual(['miss', 'hit'])
  })
})

test.each([
  ['in SQLite', () => join(makeScratch(), 'cache')],
  ['in memory', freshStore],
])('an async body begins in the tick of its call, on a first miss and a later one, and with again: %s', async (_, place) => {
  const cachePath = place()
  const begun: number[] = []
  const body = async (a: number) => begun.push(a)
  const f = tagAsync(body, { options: () => ({ cachePath }) })
  const pending = [f(1), f(2), f(1, { again: true }), f(3)]
  expect(begun).toEqual([1, 2, 1, 3])
  await Promise.all(pending)
})

test('behind a miss an expired entry is computed anew', async () => {
  const cachePath = join(makeScratch(), 'cache')
  const f = tagSync((a: number) => ({ a }), { options: () => ({ cachePath, ttl: 1 }) })
  const seen = watchStatuses()
  f(1)
  const end = Date.now() + 2
  while (Date.now() <= end);
  f(1)
  expect(seen).toEqual(['miss', 'miss'])
})

test('behind a miss the store is not read, and behind a hit it is', () => {
  const cachePath = join(makeScratch(), 'cache')
  const f = tagSync((a: number) => ({ a }), { options: () => ({ cachePath }) })
  const read = vi.spyOn(openBackend(cachePath).sync!, 'read')
  const readsOf = (a: number): number => {
    read.mockClear()
    f(a)
    return read.mock.calls.length
  }
  expect([1, 2, 2, 2, 3, 4].map(readsOf)).toEqual([1, 0, 0, 1, 1, 0])
})

test('the context that computations need is off when the turn is over, and on the first hit', async () => {
  const off = vi.spyOn(AsyncLocalStorage.prototype, 'disable')
  onTestFinished(() => off.mockRestore())
  const cachePath = freshStore()
  const f = tagAsync(async (a: number) => ({ a }), { options: () => ({ cachePath }) })
  await f(1)
  await f(2)
  expect(off).not.toHaveBeenCalled()
  await f(2)
  expect(off).toHaveBeenCalledTimes(1)
  await f(3)
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(off).toHaveBeenCalledTimes(2)
})
