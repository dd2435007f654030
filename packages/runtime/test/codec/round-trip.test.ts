import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../src/codec.js'
import { findDifference } from './same.js'
import { values } from './values.js'

const codecByte = { msgpackr: 1, v8: 2, graph: 3 }

describe('a value round-trips unchanged', () => {
  for (const [name, value, form] of values) {
    test(name, () => {
      const bytes = encode(value, 'value')
      const decoded = decode(bytes)
      expect(decoded?.kind).toBe('value')
      expect(findDifference(value, decoded?.value)).toBeUndefined()
      if (form) expect(bytes[0]).toBe(codecByte[form])
    })
  }
})

test('beside other values in one list', () => {
  const all = values.filter(([name]) => !/long|levels/.test(name)).map(([, value]) => value)
  expect(findDifference(all, decode(encode(all, 'value'))?.value)).toBeUndefined()
})

test('each kind of entry', () => {
  for (const kind of ['value', 'promise', 'generator'] as const) expect(decode(encode(1, kind))?.kind).toBe(kind)
})

const makeRows = () => [{ a: 1, b: 'x' }, { a: 2, b: 'y' }, { c: new Map([[1, { a: 3, b: 'z' }]]) }]

test('encoding does not depend on what was encoded before', () => {
  const first = Buffer.from(encode(makeRows(), 'value'))
  for (const [, value] of values) encode(value, 'value')
  expect(Buffer.from(encode(makeRows(), 'value')).equals(first)).toBe(true)
})

test('a large value leaves no large buffer behind', () => {
  encode(new Uint8Array(4_000_000), 'value')
  expect(encode([1, 2], 'value').buffer.byteLength).toBeLessThan(1_000_000)
})

test('a decoded value shares no memory with its entry', () => {
  const bytes = Buffer.from(encode([Buffer.from('abc'), new Uint8Array([1, 2]), -0], 'value'))
  const plain = Buffer.from(encode({ a: Buffer.from('abc'), b: new Uint8Array([1, 2]) }, 'value'))
  const [graph, direct] = [decode(bytes)!.value as [Buffer, Uint8Array], decode(plain)!.value as { a: Buffer; b: Uint8Array }]
  bytes.fill(0)
  plain.fill(0)
  expect([graph[0].toString(), [...graph[1]], direct.a.toString(), [...direct.b]]).toEqual(['abc', [1, 2], 'abc', [1, 2]])
})

test('a view of a buffer becomes a view of its own bytes', () => {
  const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
  const back = decode(encode(part, 'value'))!.value as Uint8Array
  expect([[...back], back.byteOffset, back.buffer.byteLength]).toEqual([[2, 3], 0, 2])
})

test('an AggregateError keeps the order of its properties', () => {
  const error = new AggregateError([1], 'all', { cause: 2 })
  const back = decode(encode(error, 'value'))!.value as Error
  expect(Object.getOwnPropertyNames(back)).toEqual(Object.getOwnPropertyNames(error))
})

test('an error keeps its stack and stays a native error', () => {
  const error = new TypeError('where')
  const back = decode(encode(error, 'value'))!.value as Error
  expect(back.stack).toBe(error.stack)
  expect(back).toBeInstanceOf(TypeError)
  expect(Object.keys(back)).toEqual([])
})
