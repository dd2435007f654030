import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { decode, encode } from '../../src/codec.js'
import { createRandom } from '../backends/random.js'
import { values } from './values.js'

/** Entries that somebody made on purpose: their checksum is right. */
function forge(bytes: Uint8Array): Uint8Array {
  const forged = Buffer.from(bytes)
  forged.writeUInt32BE(crc32(forged.subarray(6), (forged[0]! << 8) | forged[1]!), 2)
  return forged
}

const globals = [Object, Array, Function, Map, Set, Date, RegExp, Error, URL, Promise, Uint8Array, Buffer] as const
const snapshot = (): string[] =>
  [globalThis, ...globals, ...globals.map((one) => one.prototype as object)].flatMap((owner) =>
    // Node 24 puts its HTTP client's dispatcher on globalThis at a moment of its own.
    Reflect.ownKeys(owner)
      .filter((key) => !String(key).startsWith('Symbol(undici.'))
      .map((key) => {
        const { value, get, set } = Object.getOwnPropertyDescriptor(owner, key)!
        return `${String(key)} ${typeof value} ${typeof value === 'function' ? (value as Function).name : ''} ${get?.name} ${set?.name}`
      }),
  )

/** Everything that an object graph holds, without running a getter. */
function kindsIn(root: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (((typeof root !== 'object' || root === null) && typeof root !== 'function') || seen.has(root)) return seen
  seen.add(root)
  if (ArrayBuffer.isView(root)) return seen
  for (const key of Reflect.ownKeys(root)) kindsIn(Object.getOwnPropertyDescriptor(root, key)!.value, seen)
  if (root instanceof Map) for (const [key, value] of root) kindsIn(value, kindsIn(key, seen))
  if (root instanceof Set) for (const value of root) kindsIn(value, seen)
  return seen
}

const small = values.map(([, value]) => encode(value, 'value')).filter((bytes) => bytes.length < 600)

test('no forged entry runs code, pollutes a prototype, throws, or gives a function', () => {
  const before = snapshot()
  const random = createRandom(11)
  let read = 0
  for (let i = 0; i < 12_000; i++) {
    const bytes = Buffer.from(small[random(small.length)]!)
    for (let times = 0; times <= random(4); times++) bytes[6 + random(bytes.length - 6)] = random(256)
    const entry = decode(forge(bytes))
    if (entry === undefined) continue
    read++
    for (const one of kindsIn(entry.value)) expect(typeof one).not.toBe('function')
  }
  expect(snapshot()).toEqual(before)
  // Otherwise the mutations would say nothing.
  expect(read).toBeGreaterThan(1_000)
})

test.each(['__proto__', 'constructor', 'prototype', 'toJSON', 'then', 'toString'])(
  'an own property %s stays a property',
  (name) => {
    const before = snapshot()
    const value = JSON.parse(`{"a":{"${name}":{"polluted":true}},"list":[{"${name}":1},{"${name}":2}]}`) as object
    const back = decode(encode(value, 'value'))!.value as { a: object }
    expect(Object.getOwnPropertyDescriptor(back.a, name)?.value).toEqual({ polluted: true })
    expect(Object.getPrototypeOf(back.a)).toBe(Object.prototype)
    expect(snapshot()).toEqual(before)
  },
)
