import { expect, test } from 'vitest'
import { call, callAsync, enter, link, site, type SiteRecord } from '../src/generated.js'
import { cacheOf, withCache, withOptions } from '../src/index.js'

let serial = 0
function makeSite(record: Partial<SiteRecord>) {
  const made = site({
    id: `test/call.ts#f${serial++}`,
    version: 'v1',
    kind: 'sync',
    params: ['a'],
    slot: 1,
    declared: 1,
    options: () => ({ cachePath: 'memory:call' }),
    ...record,
  })
  return () => made
}

test('a synchronous call is answered from the store the second time', async () => {
  const $s = makeSite({})
  let runs = 0
  const f = link(function (a: number, _o?: object) {
    const $f = enter($s(), [a], arguments[1], undefined, undefined)
    if ($f.hit) return $f.value
    try {
      runs++
      return $f.done({ a })
    } catch ($e) {
      throw $f.fail($e)
    } finally {
      $f.end()
    }
  }, $s)
  expect(f(1)).toEqual({ a: 1 })
  expect(f(1)).toEqual({ a: 1 })
  expect(runs).toBe(1)
  withOptions(f, { again: true })(1)
  expect(runs).toBe(2)
  withCache({ cacheResults: false }, () => f(1))
  expect(runs).toBe(3)
  expect(await cacheOf(f).has([1])).toBe(true)
  expect(await cacheOf(f).has([2])).toBe(false)
  expect(await cacheOf(f).peek([1])).toEqual({ a: 1 })
  expect(runs).toBe(3)
})

test('an async function computes once for calls at the same time', async () => {
  const $s = makeSite({ kind: 'async' })
  let runs = 0
  const f = async (a: number, o?: object): Promise<unknown> =>
    await callAsync($s(), [a], o, undefined, undefined, async () => {
      runs++
      await null
      return [a]
    })
  const [x, y] = await Promise.all([f(1), f(1)])
  expect(x).toEqual(y)
  expect(x).not.toBe(y)
  expect(runs).toBe(1)
  await f(1)
  expect(runs).toBe(1)
})

test('a promise-returning function', async () => {
  const $s = makeSite({})
  let runs = 0
  const f = (a: number): unknown =>
    call($s(), [a], undefined, undefined, undefined, () => {
      runs++
      return Promise.resolve(a)
    })
  await expect(f(1)).resolves.toBe(1)
  await expect(f(1)).resolves.toBe(1)
  expect(runs).toBe(1)
})
