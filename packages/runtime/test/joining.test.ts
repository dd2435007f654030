// oxlint-disable unicorn/consistent-function-scoping, unicorn/no-thenable -- a thenable is what is tested
import { describe, expect, test } from 'vitest'
import { callAsync, link } from '../src/generated.js'
import { watchStatuses } from './support/events.js'
import { freshStore, makeSite } from './support/make-site.js'
import { tagAsync, tagSync } from './support/tagged.js'
import { watchWarnings } from './support/warnings.js'

/** A body that waits until the test lets it go on. */
function gate(): { wait: Promise<void>; open: () => void } {
  let open = (): void => {}
  const wait = new Promise<void>((resolve) => (open = resolve))
  return { wait, open }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const shapes = [
  ['wrapped async', tagAsync],
  ['wrapped sync', (body: (a: any) => Promise<any>, record?: object) => tagSync(body, record)],
] as const

describe.each(shapes)('%s', (_shape, tag) => {
  test('calls at the same time share one computation, and no object', async () => {
    const seen = watchStatuses()
    let runs = 0
    const f = tag(async (a: number) => {
      runs++
      await turn()
      return { a }
    })
    const results = await Promise.all([f(1), f(1), f(1), f(2)])
    expect(runs).toBe(2)
    expect(results).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }])
    expect(new Set(results).size).toBe(4)
    expect(seen.toSorted()).toEqual(['joined', 'joined', 'miss', 'miss'])
  })

  test('if the computation fails, the next of them computes for itself, one at a time', async () => {
    let [runs, most, now] = [0, 0, 0]
    const f = tag(async () => {
      const mine = ++runs
      most = Math.max(most, ++now)
      await turn()
      now--
      if (mine < 3) throw new Error(`e${mine}`)
      return mine
    })
    const results = await Promise.all([f(1), f(1), f(1), f(1), f(1)].map((call) => call.catch((error: Error) => error.message)))
    expect(results).toEqual(['e1', 'e2', 3, 3, 3])
    expect([runs, most]).toEqual([3, 1])
  })

  test('if the result cannot be stored, each computes for itself', async () => {
    watchWarnings()
    let runs = 0
    const f = tag(async () => {
      const mine = ++runs
      await turn()
      return () => mine
    })
    const results = await Promise.all([f(1), f(1), f(1)])
    expect(results.map((result) => (result as () => number)())).toEqual([1, 2, 3])
  })

  test('again does not join an older run; later calls join the new one and see its result', async () => {
    let runs = 0
    const gates = [gate(), gate()]
    const f = tag(async () => {
      const mine = runs++
      await gates[mine]?.wait
      return mine
    })
    const older = f(1)
    await turn()
    const again = f(1, { again: true })
    await turn()
    const later = f(1)
    gates[1]?.open()
    expect([await again, await later]).toEqual([1, 1])
    gates[0]?.open()
    expect(await older).toBe(0)
    // The older run ended last and must not have put its result back.
    expect(await f(1)).toBe(1)
    expect(runs).toBe(2)
  })

  test('a call that asks for itself computes instead of waiting', async () => {
    let depth = 0
    const f: (a: number) => Promise<number> = tag(async (a: number): Promise<number> => {
      await turn()
      return depth++ < 3 ? (await f(a)) + 1 : 0
    })
    expect(await f(1)).toBe(3)
  })

  test('two functions that call each other at the same time both end', async () => {
    const cachePath = freshStore()
    const options = () => ({ cachePath })
    let stop = 0
    const a: (x: number) => Promise<number> = tag(
      async (x: number): Promise<number> => {
        await turn()
        return stop++ < 2 ? (await b(x)) + 1 : 0
      },
      { options },
    )
    const b: (x: number) => Promise<number> = tag(
      async (x: number): Promise<number> => {
        await turn()
        return stop++ < 2 ? (await a(x)) + 1 : 0
      },
      { options },
    )
    const results = await Promise.all([a(1), b(1)])
    expect(results.every((result) => result >= 0)).toBe(true)
  })

  test('a ring of three, entered everywhere at once, ends', async () => {
    let calls = 0
    const ring: ((x: number) => Promise<number>)[] = [0, 1, 2].map((i) =>
      tag(async (x: number): Promise<number> => {
        await turn()
        return calls++ < 12 ? (await (ring[(i + 1) % 3] as (x: number) => Promise<number>)(x)) + 1 : 0
      }),
    )
    const results = await Promise.all(ring.map((f) => f(1)))
    expect(results).toHaveLength(3)
  })

  test('a nested call joins one that does not depend on it', async () => {
    let runs = 0
    const inner = tag(async () => {
      runs++
      await turn()
      return 'inner'
    })
    const outer = tag(async (a: number) => `${a} ${await inner(0)}`)
    expect(await Promise.all([outer(1), outer(2), inner(0)])).toEqual(['1 inner', '2 inner', 'inner'])
    expect(runs).toBe(1)
  })
})

test('calls that wait inside a computation are distinguished from its ancestors', async () => {
  // a waits for b and c side by side; c waits for b: no ring, so c joins.
  const cachePath = freshStore()
  const options = () => ({ cachePath })
  let runs = 0
  const b = tagAsync(
    async () => {
      runs++
      await turn()
      await turn()
      return 'b'
    },
    { options },
  )
  const c = tagAsync(async () => `c ${await b(1)}`, { options })
  const a = tagAsync(async () => Promise.all([b(1), c(1)]), { options })
  expect(await a(1)).toEqual(['b', 'c b'])
  expect(runs).toBe(1)
})

test('a body whose parameters are declared again gets them handed through', async () => {
  const $s = makeSite({ kind: 'async' })
  const f = link(async function (a: number) {
    return await callAsync($s(), [a], undefined, undefined, undefined, async (a: number) => a + 1, a)
  }, $s)
  expect([await f(1), await f(1)]).toEqual([2, 2])
})

describe('rejections', () => {
  test('are reported as unhandled exactly when nobody handles them', async () => {
    const unhandled: unknown[] = []
    const listener = (error: Error): void => void unhandled.push(error.message)
    const before = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', listener)
    try {
      for (const tag of [tagSync, tagAsync] as const) {
        const f = (tag as typeof tagAsync)((a: string) => Promise.reject(new Error(a)))
        void f('lost')
        f('handled').catch(() => {})
        await turn()
        await turn()
      }
    } finally {
      process.removeAllListeners('unhandledRejection')
      for (const one of before) process.on('unhandledRejection', one)
    }
    expect(unhandled).toEqual(['lost', 'lost'])
  })
})

describe('a synchronous function that returns', () => {
  test('a function that returns a promise returns an equal promise on a hit', async () => {
    const f = tagSync((a: number) => Promise.resolve({ a }))
    for (let i = 0; i < 2; i++) {
      const promise = f(1)
      expect(promise).toBeInstanceOf(Promise)
      expect(await promise).toEqual({ a: 1 })
    }
  })

  test('another thenable passes it through untouched, unstored and unwarned', async () => {
    const warnings = watchWarnings()
    let asked = 0
    class Query {
      then(done: (value: number) => void): void {
        asked++
        done(7)
      }
    }
    const f = tagSync(() => new Query())
    const query = f(1)
    expect(query).toBeInstanceOf(Query)
    expect(asked).toBe(0)
    expect(await query).toBe(7)
    expect(f(1)).not.toBe(query)
    expect(warnings).toEqual([])
  })

  test('a subclass of Promise is another thenable', async () => {
    class Tracked<T> extends Promise<T> {}
    let runs = 0
    const f = tagSync(() => {
      runs++
      return Tracked.resolve(1)
    })
    expect(f(1)).toBeInstanceOf(Tracked)
    await f(1)
    expect(runs).toBe(2)
  })

  test('so is a promise with members of its own', async () => {
    const f = tagSync((a: number) => Object.assign(Promise.resolve(a), { cancel: () => 'cancelled' }))
    for (let i = 0; i < 2; i++) {
      const running = f(1)
      expect(running.cancel()).toBe('cancelled')
      expect(await running).toBe(1)
    }
  })
})
