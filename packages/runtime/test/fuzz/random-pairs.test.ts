import { expect, test } from 'vitest'
import { Unkeyable } from '../../src/reporting/errors.js'
import { SilentlyUncached } from '../../src/key/read-values.js'
import { createRandom } from '../backends/random.js'
import { keyOf } from '../support/keys.js'

// Random graphs with shared parts and cycles. `describeGraph` writes down all that code can see of one, without the renderer's rules.

class Point {
  constructor(
    public x: unknown,
    public y: unknown,
  ) {}
}
class Wide extends Point {
  override y: unknown = 0
}
class Bag extends Map<unknown, unknown> {}
class Failure extends Error {
  reason: unknown
}

type Random = (below: number) => number

const texts = ['', 'a', 'b', '0', '1', 'length', '__proto__', 'constructor', 's1:a', '{', '}', '#0;', 'u', '\ud800', '\ud801', '\ufffd', 'é', 'e\u0301', '1:a', '-', '!a', '+{'] // prettier-ignore
const primitives = [0, -0, 1, NaN, Infinity, -1, 0.1, 1e21, 1n, -1n, 0n, true, false, null, undefined, Symbol.iterator, Symbol.for('a'), Symbol.for('b')] // prettier-ignore
const symbols = [Symbol.for('a'), Symbol.for('Symbol.iterator'), Symbol.iterator, Symbol.toStringTag]
const functions = [Math.max, Math.min, Map, Point, Wide, (x: number) => x, (x: number) => x + 1]

/** Builds one value. The same seed gives the same value anew. */
function build(random: Random): unknown {
  const made: object[] = []
  const value = (depth: number): unknown => {
    const choice = random(depth > 3 ? 3 : 16)
    if (choice === 0) return texts[random(texts.length)]
    if (choice < 3) return primitives[random(primitives.length)]
    if (choice === 3 && made.length > 0) return made[random(made.length)]
    if (choice === 4) return functions[random(functions.length)]
    return touched(object(depth), depth)
  }
  const list = (depth: number, most = 3): unknown[] => Array.from({ length: random(most + 1) }, () => value(depth + 1))
  const keep = <T extends object>(object: T): T => {
    made.push(object)
    return object
  }
  const name = (): PropertyKey => (random(6) === 0 ? symbols[random(symbols.length)]! : texts[random(texts.length)]!)
  const put = (object: object, depth: number): void => {
    const enumerable = random(5) > 0
    const key = name()
    // Attributes of elements don't count.
    if (/^(?:\d+|length)$/.test(String(key)) && (Array.isArray(object) || ArrayBuffer.isView(object))) return
    Reflect.defineProperty(object, key, { value: value(depth + 1), enumerable, writable: random(8) > 0, configurable: true })
  }
  const object = (depth: number): object => {
    switch (random(16)) {
      case 0:
      case 1: {
        const array = keep([] as unknown[])
        for (const each of list(depth)) array.push(each)
        if (random(4) === 0) array.length += random(3)
        return array
      }
      case 2:
      case 3: {
        const plain = keep({})
        for (let left = random(4); left > 0; left--) put(plain, depth)
        return plain
      }
      case 4: {
        const bare = keep(Object.create(null) as object)
        for (let left = random(3); left > 0; left--) put(bare, depth)
        return bare
      }
      case 5: {
        const map = keep(random(4) === 0 ? new Bag() : new Map())
        for (let left = random(3); left > 0; left--) map.set(value(depth + 1), value(depth + 1))
        return map
      }
      case 6: {
        const set = keep(new Set())
        for (const each of list(depth)) set.add(each)
        return set
      }
      case 7:
        return keep(new Date([0, 1, NaN][random(3)]!))
      case 8:
        return keep(new RegExp(['a', 'b', '1:a'][random(3)]!, ['', 'g', 'gi'][random(3)]))
      case 9: {
        const error = keep(
          new [Error, TypeError, Failure][random(3)]!(texts[random(texts.length)], random(2) ? { cause: 1 } : {}),
        )
        if (error instanceof Failure) error.reason = value(depth + 1)
        return error
      }
      case 10: {
        const bytes = [1, 2, random(3), 4]
        const buffer = new Uint8Array(bytes).buffer
        return keep([new Uint8Array(buffer, random(2), 2), new Int8Array(buffer), new DataView(buffer, random(3)), Buffer.from(bytes), buffer][random(5)]!) // prettier-ignore
      }
      case 11:
        return keep(Object([1, 'a', 'ab', true, 1n, Symbol.iterator][random(6)]) as object)
      case 12: {
        const point = keep(new [Point, Wide][random(2)]!(0, 0))
        point.x = value(depth + 1)
        return point
      }
      case 13:
        return keep(random(2) ? new URL(`http://a/${random(2)}`) : new URLSearchParams(['a=1', 'b=1'][random(2)]))
      case 14: {
        const fn = keep(random(2) ? (x: number) => x * 2 : (x: number) => x * 3)
        return fn
      }
      default: {
        const parent = keep({ a: value(depth + 1) })
        return keep(Object.create(parent) as object)
      }
    }
  }
  const touched = <T extends object>(object: T, depth: number): T => {
    if (random(6) === 0) put(object, depth)
    const lock = random(24)
    // V8 says of an array without elements that takes no more that it is frozen.
    if (ArrayBuffer.isView(object) || (Array.isArray(object) && lock > 0)) return object
    if (lock === 0) return Object.freeze(object)
    if (lock === 1) return Object.preventExtensions(object)
    return lock === 2 ? Object.seal(object) : object
  }
  return value(0)
}

/** All that code can see of a value, as a text. */
function describeGraph(root: unknown): string {
  const numbers = new Map<object, number>()
  const lines: unknown[] = []
  const word = (value: unknown): unknown => {
    if (typeof value === 'object' ? value !== null : typeof value === 'function') return ['ref', visit(value as object)]
    if (typeof value === 'string') return ['string', [...Array(value.length).keys()].map((at) => value.charCodeAt(at))]
    if (typeof value === 'symbol') return ['symbol', Symbol.keyFor(value) ?? 'none', String(value)]
    return [typeof value, Object.is(value, -0) ? '-0' : String(value)]
  }
  const visit = (value: object): number => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    const number = numbers.size
    numbers.set(value, number)
    const line: unknown[] = [number, Object.prototype.toString.call(value), typeof value]
    lines.push(line)
    line.push([Object.isExtensible(value), Object.isSealed(value), Object.isFrozen(value)])
    const prototype: unknown = Object.getPrototypeOf(value)
    const at = prototypes.indexOf(prototype)
    line.push(at >= 0 || prototype === null ? ['known', at] : word(prototype))
    if (typeof value === 'function') {
      line.push(functions.indexOf(value as never) >= 0 ? functions.indexOf(value as never) : String(value))
      if (functions.includes(value as never)) return number
    }
    if (value instanceof Map) line.push([...Map.prototype.entries.call(value)].map((entry) => entry.map(word)))
    if (value instanceof Set) line.push([...Set.prototype.values.call(value)].map(word))
    if (value instanceof Date) line.push(value.getTime())
    if (value instanceof RegExp) line.push(value.source, value.flags)
    if (value instanceof URL || value instanceof URLSearchParams)
      line.push(value instanceof URL ? value.href : URLSearchParams.prototype.toString.call(value))
    if (value instanceof ArrayBuffer) line.push([...new Uint8Array(value)])
    if (ArrayBuffer.isView(value)) {
      line.push(
        Buffer.isBuffer(value)
          ? [...Uint8Array.prototype.values.call(value)]
          : [value.byteOffset, value.byteLength, word(value.buffer)],
      )
    }
    for (const type of [Number, String, Boolean, BigInt, Symbol])
      if (prototype === type.prototype) line.push(word(Reflect.apply(type.prototype.valueOf, value, [])))
    const isView = ArrayBuffer.isView(value)
    for (const key of Reflect.ownKeys(value)) {
      if ((value instanceof Error && key === 'stack') || (isView && typeof key === 'string' && /^\d+$/.test(key))) continue
      const { value: content, ...attributes } = Object.getOwnPropertyDescriptor(value, key)!
      line.push([word(key), word(content), attributes])
    }
    return number
  }
  const start = word(root)
  return JSON.stringify([start, lines])
}
const prototypes: unknown[] = [
  Object, Array, Map, Set, Date, RegExp, Error, TypeError, Failure, Uint8Array, Int8Array, DataView, Buffer, ArrayBuffer, Number, String, Boolean, BigInt,
  Symbol, Point, Wide, Bag, URL, URLSearchParams, Function,
].map((type) => type.prototype as unknown) // prettier-ignore

function keyOrNone(value: unknown): string | undefined {
  try {
    return keyOf(value)
  } catch (error) {
    if (error instanceof Unkeyable || error instanceof SilentlyUncached) return undefined
    throw error
  }
}

const COUNT = 10_000

test('random values have one key if and only if code sees the same of them', () => {
  const byKey = new Map<string, [seed: number, seen: string]>()
  const bySeen = new Map<string, [seed: number, key: string]>()
  let refused = 0
  for (let seed = 1; seed <= COUNT; seed++) {
    const value = build(createRandom(seed))
    const key = keyOrNone(value)
    const seen = describeGraph(value)
    if (key === undefined) {
      refused++
      continue
    }
    expect([seed, keyOrNone(build(createRandom(seed)))]).toEqual([seed, key])
    const alike = byKey.get(key)
    if (alike !== undefined && alike[1] !== seen) expect.fail(`seeds ${seed} and ${alike[0]} have one key:\n${seen}\n${alike[1]}`)
    const same = bySeen.get(seen)
    if (same !== undefined && same[1] !== key) expect.fail(`seeds ${seed} and ${same[0]} have two keys: ${seen}`)
    byKey.set(key, [seed, seen])
    bySeen.set(seen, [seed, key])
  }
  expect(refused).toBeLessThan(COUNT / 10)
  expect(byKey.size).toBeGreaterThan(COUNT / 4)
})
