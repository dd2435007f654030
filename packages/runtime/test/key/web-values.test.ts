import { expect, test, vi } from 'vitest'
import { SilentlyUncached } from '../../src/key/read-values.js'
import { keyOf, why } from '../support/keys.js'

const form = (...entries: [string, string][]) => {
  const made = new FormData()
  for (const [name, value] of entries) made.append(name, value)
  return made
}
/** Such headers can't be changed. */
const fixed = () => Response.redirect('http://a/', 302).headers
const cookies = (...values: string[]) => {
  const made = new Headers()
  for (const value of values) made.append('set-cookie', value)
  return made
}

/** Each made anew at every call; no two may share a key. */
const kinds: (() => unknown)[] = [
  () => new Headers(),
  () => new Headers({ a: '1' }),
  () => new Headers({ a: '2' }),
  () => new Headers({ a: '1', b: '2' }),
  () => new Headers({ location: 'http://a/' }),
  fixed,
  () => cookies('a=1, b=2'),
  () => cookies('a=1', 'b=2'),
  () => [['a', '1']],
  () => Object.assign(new Headers(), { note: 1 }),
  () => Object.freeze(new Headers()),
  () => form(),
  () => form(['a', '1'], ['b', '2']),
  () => form(['b', '2'], ['a', '1']),
  () => form(['a', '1'], ['a', '1']),
  () => form(['a', '1']),
  () => new Request('http://a/'),
  () => new Request('http://a/?b'),
  () => new Request('http://a/', { method: 'DELETE' }),
  () => new Request('http://a/', { headers: { a: '1' } }),
  () => new Request('http://a/', { redirect: 'error' }),
  () => new Request('http://a/', { credentials: 'omit' }),
  () => Object.assign(new Request('http://a/'), { params: { id: 1 } }),
  () => new TextEncoder(),
  () => Object.assign(new TextEncoder(), { a: 1 }),
  () => fetch,
  () => structuredClone,
  () => atob,
]

test('equal values have equal keys, others have others', () => {
  const met = new Map<string, string>()
  for (const [at, make] of kinds.entries()) {
    const key = keyOf(make())
    expect(`${at} ${keyOf(make())}`).toBe(`${at} ${key}`)
    expect(`${at} like ${met.get(key)}`).toBe(`${at} like undefined`)
    met.set(key, String(at))
  }
})

test('order and case of headers show in nothing', () => {
  expect(keyOf(new Headers({ B: '2', a: '1' }))).toBe(keyOf(new Headers({ a: '1', b: '2' })))
})

test('a key leaves headers as they are', () => {
  const headers = new Headers({ a: '1' })
  keyOf(headers)
  expect([...headers]).toEqual([['a', '1']])
  headers.set('a', '2')
  expect(keyOf(headers)).toBe(keyOf(new Headers({ a: '2' })))
})

test('a pending signal of a request stays out of the key, an aborted one makes the call run uncached', () => {
  const controller = new AbortController()
  const request = new Request('http://a/', { signal: controller.signal })
  expect(keyOf(request)).toBe(keyOf(new Request('http://a/')))
  controller.abort()
  expect(() => keyOf(request)).toThrow(SilentlyUncached)
})

test('what can be read only once or later makes the call run uncached, and says so', () => {
  const withFile = new FormData()
  withFile.append('f', new Blob(['a']), 'a.txt')
  const refused: [unknown, RegExp][] = [
    [new Request('http://a/', { method: 'POST', body: 'a' }), /is a Request with a body, which can be read only once$/],
    [new Response('a'), /is a Response, which can be read only once$/],
    [new ReadableStream(), /is a stream, which can be read only once$/],
    [new Blob(['a']), /is a Blob, which cannot be read synchronously$/],
    [withFile, /\(a part of the FormData\) is a File, which cannot be read synchronously$/],
    [new TextDecoder(), /TextDecoder/],
    [Object.create(Headers.prototype), /only looks like a built-in object$/],
  ]
  for (const [value, reason] of refused) expect(why(() => keyOf(value))).toMatch(reason)
})

test('a class that another one has replaced is not that of the host', () => {
  const { Headers: original } = globalThis
  const state = new Map<object, number>()
  try {
    class Headers {
      constructor() {
        state.set(this, state.size)
      }
      forEach() {}
    }
    Object.assign(globalThis, { Headers })
    expect(why(() => keyOf(new Headers()))).toMatch(/is an instance of Headers/)
  } finally {
    Object.assign(globalThis, { Headers: original })
  }
})

test('a function that another one has replaced before the first key is not that of the host', async () => {
  const own = globalThis.fetch
  const fetchImpl = () => own
  const replacement = function fetch() {
    return fetchImpl()
  }
  vi.resetModules()
  Object.assign(globalThis, { fetch: replacement })
  try {
    const keys = await import('../support/keys.js')
    expect(() => keys.keyOf(fetch)).toThrow(/is the function fetch/)
  } finally {
    Object.assign(globalThis, { fetch: own })
  }
})
