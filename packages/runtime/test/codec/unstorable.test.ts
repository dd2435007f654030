import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../src/codec.js'
import { Unstorable } from '../../src/reporting/errors.js'

class Point {
  x = 1
}
class MyError extends Error {}
class MyMap extends Map {}

let ran = false
const run = (): never => {
  ran = true
  throw new Error('code of the user ran')
}
const traps = new Proxy({}, { get: () => run })

const refused: readonly (readonly [name: string, value: () => unknown, reason: RegExp])[] = [
  ['function', () => run, /^it is a function$/],
  ['function inside', () => ({ rows: [0, 1, 2, { parse: run }] }), /^\.rows\[3\]\.parse is a function$/],
  ['function in an odd place', () => ({ 'a b': new Map([['k', [run]]]) }), /^\[…\]\.get\(…\)\[0\] is a function$/],
  ['symbol', () => [Symbol('s')], /^\[0\] is a symbol$/],
  ['symbol as a name', () => ({ [Symbol('s')]: 1 }), /^it has a symbol as a property name$/],
  ['symbol on an array', () => Object.assign([1], { [Symbol('s')]: 1 }), /symbol/],
  ['class instance', () => ({ at: new Point() }), /^\.at is an instance of Point$/],
  ['own error class', () => new MyError('m'), /instance of MyError/],
  ['subclass of Map', () => new MyMap(), /instance of MyMap/],
  ['subclass of Array', () => new (class List extends Array {})(), /instance of List/],
  ['fake error', () => Object.create(Error.prototype), /instance of Error/],
  ['fake map', () => Object.create(Map.prototype), /instance of Map/],
  ['promise', () => [Promise.resolve(1)], /^\[0\] is a promise$/],
  ['stream', () => Readable.from([]), /instance of Readable/],
  ['WeakMap', () => new WeakMap(), /instance of WeakMap/],
  ['Blob', () => new Blob(['x']), /instance of Blob/],
  ['SharedArrayBuffer', () => new SharedArrayBuffer(1), /instance of SharedArrayBuffer/],
  ['view of shared memory', () => new Uint8Array(new SharedArrayBuffer(1)), /shared memory/],
  [
    'arguments',
    () =>
      (function () {
        return arguments
      })(),
    /./,
  ],
  ['proxy', () => new Proxy({}, traps), /^it is a proxy$/],
  ['proxy of an array', () => ({ list: new Proxy([], traps) }), /^\.list is a proxy$/],
  [
    'getter',
    () => ({
      get x() {
        return run()
      },
    }),
    /^\.x is a getter or setter$/,
  ],
  [
    'setter',
    () => ({
      set x(_: unknown) {
        run()
      },
    }),
    /^\.x is a getter or setter$/,
  ],
  [
    'getter on an array',
    () => Object.defineProperty([1, 2], 1, { get: run, enumerable: true, configurable: true }),
    /^\[1\] is a getter or setter$/,
  ],
  [
    'getter on a long array',
    () =>
      Object.defineProperty(
        Array.from({ length: 200_000 }, (_, i) => i),
        100_000,
        { get: run, enumerable: true },
      ),
    /^\[100000\] is a getter or setter$/,
  ],
  [
    'setter on a long array',
    () =>
      Object.defineProperty(
        Array.from({ length: 200_000 }, (_, i) => i),
        7,
        { set: run, enumerable: true },
      ),
    /^\[7\] is a getter or setter$/,
  ],
  [
    'property on a long array',
    () =>
      Object.assign(
        Array.from({ length: 2_000 }, () => ({})),
        { [Symbol('x')]: 1 },
      ),
    /symbol/,
  ],
  ['getter on an error', () => Object.defineProperty(new Error('e'), 'cause', { get: run }), /^\.cause is a getter or setter$/],
  ['property that is not enumerable', () => Object.defineProperty({}, 'x', { value: 1 }), /^\.x is not enumerable$/],
  ['read-only property', () => Object.defineProperty({ x: 1 }, 'x', { writable: false }), /^\.x is read-only$/],
  ['property that stays', () => Object.defineProperty({ x: 1 }, 'x', { configurable: false }), /^\.x cannot be deleted$/],
  [
    'sealed, with a read-only property',
    () => Object.seal(Object.defineProperty({ x: 1, y: 2 }, 'x', { writable: false })),
    /read-only/,
  ],
  ['view of a resizable buffer', () => new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })), /resizable ArrayBuffer/],
  ['property on a Map', () => Object.assign(new Map(), { x: 1 }), /property of its own \(x\)/],
  ['property on a Date', () => Object.assign(new Date(), { x: 1 }), /property of its own \(x\)/],
  ['property on a typed array', () => Object.assign(new Uint8Array(2), { x: 1 }), /properties of its own/],
  ['property on a long typed array', () => Object.assign(new Float32Array(5_000), { x: 1 }), /properties of its own/],
  ['property on a Buffer', () => Object.assign(Buffer.from('a'), { x: 1 }), /properties of its own/],
  ['module', async () => import('./values.js'), /./],
  ['toJSON', () => ({ toJSON: run }), /^\.toJSON is a function$/],
  ['globalThis', () => globalThis, /./],
]

describe('an unstorable value is refused without running its code', () => {
  for (const [name, make, reason] of refused) {
    test(name, async () => {
      const value = name === 'module' ? await make() : make()
      ran = false
      let refusal: unknown
      try {
        encode(value, 'value')
      } catch (error) {
        refusal = error
      }
      expect(refusal).toBeInstanceOf(Unstorable)
      expect((refusal as Unstorable).reason).toMatch(reason)
      expect(ran).toBe(false)
    })
  }
})

test('a refusal leaves the codec as it was', () => {
  expect(() => encode([{ a: 1 }, run], 'value')).toThrow(Unstorable)
  expect(decode(encode([{ a: 1 }], 'value'))?.value).toEqual([{ a: 1 }])
})

test('a refused value below 100,000 levels is named, not a RangeError', () => {
  let value: unknown = run
  for (let i = 0; i < 100_000; i++) value = [value]
  expect(() => encode(value, 'value')).toThrow(Unstorable)
})
