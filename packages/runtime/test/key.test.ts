// oxlint-disable unicorn/no-new-array, unicorn/consistent-function-scoping -- holes are what is tested; builders stand by their tests
import { describe, expect, test } from 'vitest'
import { deriveKey } from '../src/key.js'
import { Site } from '../src/sites/site.js'
import { base, keyOf, Point, Point3, why } from './support/keys.js'
import { known } from '../src/key/functions/known-code.js'

const free = process.pid

class Failure extends Error {
  reason = 'none'
}
class Bag extends Map {}
class List extends Array {}
const shared = { s: 1 }
const cycle: Record<string, unknown> = {}
cycle['self'] = cycle
const longCycle: Record<string, unknown> = { self: { self: undefined } }
;(longCycle['self'] as Record<string, unknown>)['self'] = longCycle
const withExtra = Object.assign([1], { note: 'n' })
const hidden = Object.defineProperty({}, 'a', { value: 1, enumerable: false })
const regexAt = Object.assign(/a/g, { lastIndex: 1 })
const ownProto = JSON.parse('{"__proto__":1}') as object

/** Each made anew at every call; no two may share a key. */
const kinds: [name: string, make: () => unknown][] = [
  ['1', () => 1],
  ["'1'", () => '1'],
  ['1n', () => 1n],
  ['-1n', () => -1n],
  ['true', () => true],
  ['false', () => false],
  ["'true'", () => 'true'],
  ['null', () => null],
  ["'null'", () => 'null'],
  ['undefined', () => undefined],
  ["'undefined'", () => 'undefined'],
  ['NaN', () => NaN],
  ["'NaN'", () => 'NaN'],
  ['0', () => 0],
  ['-0', () => -0],
  ['Infinity', () => Infinity],
  ['-Infinity', () => -Infinity],
  ['0.1+0.2', () => 0.1 + 0.2],
  ['0.3', () => 0.3],
  ["''", () => ''],
  ['a lone high surrogate', () => '\ud800'],
  ['another lone surrogate', () => '\ud801'],
  ['the replacement character', () => '\ufffd'],
  ['an emoji', () => '😀'],
  ['NFC', () => 'é'],
  ['NFD', () => 'e\u0301'],
  ['[]', () => []],
  ['{}', () => ({})],
  ['[undefined]', () => [undefined]],
  ['[null]', () => [null]],
  ['[hole]', () => new Array(1)],
  ['[hole, hole]', () => new Array(2)],
  ['[hole, 1]', () => Object.assign(new Array(2), { 1: 1 })],
  ['a far index', () => Object.assign([], { 4_000_000_000: 1 })],
  ['a long sparse array', () => Object.assign(new Array(4_000_000_000), { 7: 1 })],
  ['[[]]', () => [[]]],
  ['[{}]', () => [{}]],
  ['[1, 2]', () => [1, 2]],
  ['[2, 1]', () => [2, 1]],
  ["['1', 2]", () => ['1', 2]],
  ["['1,2']", () => ['1,2']],
  ["['a', 'b']", () => ['a', 'b']],
  ["['as1:b']", () => ['as1:b']],
  ['[12]', () => [12]],
  ['an array with a property', () => withExtra],
  ['{ a: 1 }', () => ({ a: 1 })],
  ['{ a: undefined }', () => ({ a: undefined })],
  ['{ a: "1" }', () => ({ a: '1' })],
  ['{ b: 1 }', () => ({ b: 1 })],
  ['{ a: { b: 1 } }', () => ({ a: { b: 1 } })],
  ['{ a: {}, b: 1 }', () => ({ a: {}, b: 1 })],
  ['{ 0: 1 }', () => ({ 0: 1 })],
  ['[1]', () => [1]],
  ['{ length: 1 }', () => ({ length: 1 })],
  ['own __proto__', () => ownProto],
  ['{ constructor: 1 }', () => ({ constructor: 1 })],
  ['null prototype', () => Object.create(null) as object],
  ['null prototype with a', () => Object.assign(Object.create(null) as object, { a: 1 })],
  ['a property that is not enumerable', () => hidden],
  ['a property that is not writable', () => Object.defineProperty({}, 'a', { value: 1, enumerable: true, configurable: true })],
  ['a frozen object', () => Object.freeze({ a: 1 })],
  ['a sealed object', () => Object.seal({ a: 1 })],
  ['an object that takes no more', () => Object.preventExtensions({ a: 1 })],
  ['a frozen array', () => Object.freeze([1])],
  ['a frozen function', () => Object.freeze((x: unknown) => x)],
  ['a function that takes no more', () => Object.preventExtensions((x: unknown) => x)],
  ['a heir of { a: 1 }', () => Object.create({ a: 1 }) as object],
  ['a heir of { a: 2 }', () => Object.create({ a: 2 }) as object],
  ['a registered symbol', () => Symbol.for('a')],
  ['another registered symbol', () => Symbol.for('Symbol.iterator')],
  ['Symbol.iterator', () => Symbol.iterator],
  ['a registered symbol as key', () => ({ [Symbol.for('a')]: 1 })],
  ['Math.max', () => Math.max],
  ['Math.min', () => Math.min],
  ['Map, the class', () => Map],
  ['x => x', () => (x: unknown) => x],
  ['x => [x]', () => (x: unknown) => [x]],
  ['a function with a property', () => Object.assign((x: unknown) => x, { k: 1 })],
  ['console', () => console],
  ['an AbortError', () => new DOMException('m', 'AbortError')],
  ['a TimeoutError', () => new DOMException('m', 'TimeoutError')],
  ['Locale de', () => new Intl.Locale('de')],
  ['Locale fr', () => new Intl.Locale('fr')],
  ['Bag', () => new Bag()],
  ['Bag of 1', () => new Bag().set(1, 1)],
  ['List of 1', () => List.of(1)],
  ['Date 0', () => new Date(0)],
  ['Date 1', () => new Date(1)],
  ['invalid Date', () => new Date(NaN)],
  ['ISO text', () => new Date(0).toISOString()],
  ['/a/', () => /a/],
  ['/a/g', () => /a/g],
  ['/a/g at 1', () => regexAt],
  ["'/a/'", () => '/a/'],
  ['URL', () => new URL('https://x.y/')],
  ['URL text', () => 'https://x.y/'],
  ['URLSearchParams', () => new URLSearchParams('a=1')],
  ['Map', () => new Map()],
  ['Map of 1 to 2', () => new Map([[1, 2]])],
  ['Map in order', () => new Map([[1, 2], [3, 4]])], // prettier-ignore
  ['Map in the other order', () => new Map([[3, 4], [1, 2]])], // prettier-ignore
  ['Set', () => new Set()],
  ['Set of 1, 2', () => new Set([1, 2])],
  ['Set of 2, 1', () => new Set([2, 1])],
  ['Map in Map', () => new Map([[1, new Map()]])],
  ['Uint8Array', () => new Uint8Array([97])],
  ['Uint8ClampedArray', () => new Uint8ClampedArray([97])],
  ['Int8Array', () => new Int8Array([97])],
  ['Float64Array 0', () => new Float64Array([0])],
  ['Float64Array -0', () => new Float64Array([-0])],
  ['BigInt64Array', () => new BigInt64Array([1n])],
  ['Buffer', () => Buffer.from('a')],
  ['DataView', () => new DataView(new Uint8Array([97]).buffer)],
  ['DataView further in', () => new DataView(new Uint8Array([0, 97]).buffer, 1)],
  ['a Uint8Array further in', () => new Uint8Array([0, 97]).subarray(1)],
  ['a resizable ArrayBuffer', () => new ArrayBuffer(1, { maxByteLength: 2 })],
  [
    'two views of one buffer',
    () => {
      const a = new Uint8Array([97])
      return [a, new Uint8Array(a.buffer)]
    },
  ],
  ['two views of two buffers', () => [new Uint8Array([97]), new Uint8Array([97])]],
  ['ArrayBuffer', () => new Uint8Array([97]).buffer],
  ['SharedArrayBuffer', () => new SharedArrayBuffer(1)],
  ['empty Uint8Array', () => new Uint8Array()],
  ['large bytes', () => new Uint8Array(5000)],
  ['large bytes with one other', () => new Uint8Array(5000).fill(1, 4999)],
  ['two large bytes', () => [new Uint8Array(2000), new Uint8Array(3000)]],
  ['two large bytes, cut elsewhere', () => [new Uint8Array(3000), new Uint8Array(2000)]],
  ['Uint8Array with a property', () => Object.assign(new Uint8Array([97]), { x: 1 })],
  ['large bytes with a property', () => Object.assign(new Uint8Array(5000), { x: 1 })],
  ['Buffer with a property', () => Object.assign(Buffer.from('a'), { x: 1 })],
  ["boxed '1' with a property", () => Object.assign(Object('1') as object, { x: 1 })],
  ["boxed '1' with a further index", () => Object.assign(Object('1') as object, { 1: 1 })],
  ['boxed 1', () => Object(1) as unknown],
  ["boxed '1'", () => Object('1') as unknown],
  ['boxed true', () => Object(true) as unknown],
  ['boxed 1n', () => Object(1n) as unknown],
  ['Error', () => new Error('m')],
  ['Error with a cause', () => new Error('m', { cause: 1 })],
  ['TypeError', () => new TypeError('m')],
  ['Error with a code', () => Object.assign(new Error('m'), { code: 'E' })],
  ['an error class of its own', () => new Failure('m')],
  ['an error class, other message', () => new Failure('n')],
  ['Point', () => new Point(1, 2)],
  ['a plain point', () => ({ x: 1, y: 2 })],
  ['Point3', () => new Point3(1, 2)],
  ['twice the same', () => [shared, shared]],
  ['equal copies', () => [{ s: 1 }, { s: 1 }]],
  ['an array with a property in a Set', () => new Set([Object.assign([1], { a: 1 })])],
  ['an array and an object in a Set', () => new Set([[1], { a: 1 }])],
  ['a Date with a property in an array', () => [Object.assign(new Date(0), { a: 1 })]],
  ['a Date and an object in an array', () => [new Date(0), { a: 1 }]],
  ['a cycle', () => cycle],
  ['a longer cycle', () => longCycle],
]

test('every two kinds of values have different keys', () => {
  const seen = new Map<string, string>()
  for (const [name, make] of kinds) {
    const key = keyOf(make())
    expect(`${name} = ${seen.get(key) ?? 'nothing else'}`).toBe(`${name} = nothing else`)
    seen.set(key, name)
  }
})

test('the same value has the same key each time', () => {
  for (const [name, make] of kinds) expect(`${name} ${keyOf(make())}`).toBe(`${name} ${keyOf(make())}`)
})

test('the order of properties counts, at any depth and in instances too', () => {
  expect(keyOf({ a: 1, b: 2 })).not.toBe(keyOf({ b: 2, a: 1 }))
  expect(keyOf([{ a: { b: 1, c: 2 } }])).not.toBe(keyOf([{ a: { c: 2, b: 1 } }]))
  expect(keyOf(Object.assign(new Point(1, 2), { a: 1, b: 2 }))).not.toBe(keyOf(Object.assign(new Point(1, 2), { b: 2, a: 1 })))
  expect(keyOf(Object.assign([1], { a: 1, b: 2 }))).not.toBe(keyOf(Object.assign([1], { b: 2, a: 1 })))
  // An engine lists indices first, whatever came first.
  expect(keyOf({ 10: 1, 9: 2, a: 1 })).toBe(keyOf({ a: 1, 9: 2, 10: 1 }))
})

test('what an error is counts, where it was made does not', () => {
  const one = new Error('m')
  const other = new Error('m')
  other.stack = 'elsewhere'
  expect(keyOf(one)).toBe(keyOf(other))
})

test('a view counts with the buffer around it, a Buffer by its bytes alone', () => {
  const part = (first: number) => new Uint8Array([first, 2, 3]).subarray(1)
  expect(keyOf(part(1))).toBe(keyOf(part(1)))
  expect(keyOf(part(1))).not.toBe(keyOf(part(9)))
  expect(keyOf(part(1))).not.toBe(keyOf(new Uint8Array([2, 3])))
  expect(keyOf(Buffer.from([1, 2, 3]).subarray(1))).toBe(keyOf(Buffer.from([2, 3])))
  expect(why(() => keyOf(new Uint8Array(2_000_000).subarray(1, 3)))).toMatch(/view into a far larger buffer/)
})

test('id, version and parameters are part of the key', () => {
  const keys = [keyOf(1), keyOf(1, { id: 'p/g.ts#f' }), keyOf(1, { version: 'v2' })]
  expect(new Set(keys).size).toBe(3)
  expect(new Set(keys.map((key) => key.split('/')[0])).size).toBe(3)
})

test('an entry key is a prefix of 16 and a digest of 43 characters', () => {
  expect(keyOf({ a: 1 })).toMatch(/^[\w-]{16}\/[\w-]{43}$/)
})

describe('depth and size', () => {
  const nest = (depth: number, leaf: unknown): unknown => {
    let value = leaf
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { v: value }
    return value
  }

  test('100,000 levels need no deep stack, and the deepest value counts', () => {
    expect(keyOf(nest(100_000, 1))).toBe(keyOf(nest(100_000, 1)))
    expect(keyOf(nest(100_000, 1))).not.toBe(keyOf(nest(100_000, 2)))
    expect(keyOf(nest(100_000, 1))).not.toBe(keyOf(nest(100_001, 1)))
  })

  test('the reason says that a part is deep below', () => {
    expect(why(() => keyOf(nest(150, { token: Symbol('t') })))).toMatch(
      /^argument `x` \(100 levels down or more\).*\.token is a symbol$/,
    )
  })

  test('siblings below the depth limit keep their places', () => {
    const deep = (a: unknown, b: unknown) => nest(150, [nest(50, a), nest(50, b)])
    expect(keyOf(deep(1, 2))).not.toBe(keyOf(deep(2, 1)))
    expect(keyOf(deep(shared, shared))).not.toBe(keyOf(deep({ s: 1 }, { s: 1 })))
  })

  test('references count the same with few and with many objects', () => {
    const many = (last: object) => [...Array.from({ length: 50 }, (_, i) => ({ i })), shared, last]
    expect(keyOf(many(shared))).not.toBe(keyOf(many({ s: 1 })))
    expect(keyOf(many(shared))).toBe(keyOf(many(shared)))
  })
})

describe('long arrays', () => {
  const long = (): unknown[] => Array.from({ length: 100 }, (_, i) => i)

  test('further properties, holes and undefined count as in short ones', () => {
    const hole = long()
    delete hole[50]
    const extra = Object.assign(long(), { note: 1 })
    const hidden = Object.defineProperty(long(), 'note', { value: 1 })
    const undefinedInside = long().with(50, undefined)
    const keys = [long(), hole, extra, hidden, undefinedInside].map((value) => keyOf(value))
    expect(new Set(keys).size).toBe(5)
    expect(keyOf(long())).toBe(keys[0])
  })

  test('an accessor or a symbol key is refused', () => {
    const getter = Object.defineProperty(long(), 50, { get: () => 1 })
    expect(why(() => keyOf(getter))).toBe('argument `x`[50] is an accessor')
    expect(why(() => keyOf(Object.assign(long(), { [Symbol('s')]: 1 })))).toMatch(/symbol key/)
    expect(why(() => keyOf(long().with(70, () => free)))).toMatch(/^argument `x`\[70\] is the function/)
  })
})

describe('what stays out', () => {
  const { signal } = new AbortController()

  test('an AbortSignal in any position', () => {
    expect(keyOf(signal)).toBe(keyOf(undefined))
    expect(keyOf({ a: 1, signal })).toBe(keyOf({ a: 1 }))
    expect(keyOf({ o: { signal } })).toBe(keyOf({ o: {} }))
    expect(keyOf([signal])).toBe(keyOf([undefined]))
  })

  test('but not one that is aborted: the code may return less', () => {
    const aborted = AbortSignal.abort('late')
    for (const value of [aborted, { a: 1, signal: aborted }, [aborted], new Map([[1, aborted]])])
      expect(() => keyOf(value)).toThrow('its signal is aborted')
  })

  test('an ignored parameter', () => {
    const site = new Site({ ...base, options: () => ({ ignore: ['y'] }) })
    site.tag()
    const key = (x: unknown, y: unknown) => deriveKey(site, [x, y], undefined, undefined, -1)
    expect(key(1, () => free)).toBe(key(1, 2))
    expect(key(1, 1)).not.toBe(key(2, 1))
  })
})

describe('what cannot be keyed, and the path to it', () => {
  const Twins = known(class Twins {}, 'twins')
  const twins = Object.assign(new Twins(), { [Symbol('s')]: 1, [Symbol('s')]: 2 })
  const cases: [value: unknown, reason: RegExp][] = [
    [() => free, /^argument `x` is the function \(without a name\), which uses `free` from around it$/],
    [{ stream: { on: () => free } }, /^argument `x`\.stream\.on is the function on, which uses `free` from around it$/],
    [[].map.bind([]), /^argument `x` is the function bound map, which is native or bound$/],
    [[1, { 'a b': Symbol('s') }], /^argument `x`\[1\]\[…\] is a symbol$/],
    [{ [Symbol('s')]: 1 }, /^argument `x` has a symbol key$/],
    [new Proxy({}, {}), /^argument `x` is a proxy$/],
    [{ p: new Proxy([], {}) }, /^argument `x`\.p is a proxy$/],
    [{ get a() { return 1 } }, /^argument `x`\.a is an accessor$/], // prettier-ignore
    [Object.defineProperty([1], 0, { get: () => 1 }), /^argument `x`\[0\] is an accessor$/],
    [{ get [Symbol.for('a')]() { return 1 } }, /^argument `x` \(at a symbol\) is an accessor$/], // prettier-ignore
    [twins, /^argument `x` has two symbol keys of one description$/],
    [Promise.resolve(1), /an instance of Promise/],
    [new WeakMap(), /an instance of WeakMap/],
    [new (class Later extends Promise<void> {})(() => {}), /Later, which extends Promise, whose state no key can see/],
    [new (class Mine { #secret = 1; read() { return this.#secret } })(), /Mine, which has #private fields$/], // prettier-ignore
    [Object.create({ constructor: 1 }), /has a prototype that belongs to no class/],
    [Object.create(Date.prototype), /only looks like/],
    [new Map([['k', () => free]]), /^argument `x` \(a value of the Map\) is the function/],
    [new Set([() => free]), /a member of the Set\) is the function/],
  ]
  test.each(cases)('%#', (value, reason) => {
    expect(why(() => keyOf(value))).toMatch(reason)
  })
})

test('no trap of a proxy runs', () => {
  const trap = () => { throw new Error('trap') } // prettier-ignore
  const proxy = () => new Proxy({}, { getPrototypeOf: trap, getOwnPropertyDescriptor: trap, get: trap, has: trap, ownKeys: trap })
  const { proxy: revoked, revoke } = Proxy.revocable({}, {})
  revoke()
  const values = [proxy(), { p: proxy() }, [proxy()], { a: { p: proxy() } }, new Map([[1, { p: proxy() }]]), { p: revoked }]
  for (const value of values) expect(why(() => keyOf(value))).toMatch(/is a proxy$/)
  expect(why(() => keyOf({ p: Object.create(proxy()) }))).toMatch(/a prototype that is a proxy$/)
})

test('no code of the user runs', () => {
  let touched = 0
  const touch = () => ++touched
  const value = {
    toJSON: 1,
    plain: Object.assign([1, 2], { join: 1 }),
    date: Object.defineProperties(new Date(1), { getTime: { value: 'not it' }, valueOf: { value: 'not it' } }),
  }
  const patched = [Array.prototype, Map.prototype, String.prototype] as unknown as Record<PropertyKey, unknown>[]
  const before = patched.map((prototype) => Object.getOwnPropertyDescriptors(prototype))
  for (const prototype of patched) {
    for (const name of ['push', 'forEach', 'map', 'join', 'sort', 'includes', 'concat', 'toString', 'entries'] as const) {
      if (name in prototype) Object.defineProperty(prototype, name, { value: touch, configurable: true, writable: true })
    }
  }
  try {
    keyOf(value)
    keyOf(new Map([[{ a: 1 }, 'b']]))
  } finally {
    for (let i = 0; i < patched.length; i++) Object.defineProperties(patched[i] as object, before[i] as PropertyDescriptorMap)
  }
  expect(touched).toBe(0)
})
