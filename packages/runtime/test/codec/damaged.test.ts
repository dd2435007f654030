import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../src/codec.js'
import { values } from './values.js'

/** A fixed sequence of numbers below 2^32, so that a failure can be seen again. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
}

const small = values
  .map(([, value]) => value)
  .map((value) => Buffer.from(encode(value, 'value')))
  .filter((bytes) => bytes.length < 5000)

const broken: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['empty', new Uint8Array(0)],
  ['one byte', new Uint8Array([1])],
  ['a header only', new Uint8Array([1, 0, 0, 0, 0, 0])],
  ['zeros', new Uint8Array(64)],
  ['ones', new Uint8Array(64).fill(255)],
  ['text', Buffer.from('SQLite format 3\0')],
  ['JSON', Buffer.from('{"value":1}')],
]

describe('reads as a miss', () => {
  for (const [name, bytes] of broken) test(name, () => expect(decode(bytes)).toBeUndefined())

  test('an entry of another codec', () => {
    const bytes = Buffer.from(encode({ a: 1 }, 'value'))
    for (let codec = 0; codec < 256; codec++) {
      if (codec === 1) continue
      bytes[0] = codec
      expect(decode(bytes)).toBeUndefined()
    }
  })

  test('an entry of another kind', () => {
    const bytes = Buffer.from(encode({ a: 1 }, 'value'))
    for (let kind = 1; kind < 256; kind++) {
      bytes[1] = kind
      expect(decode(bytes)).toBeUndefined()
    }
  })

  test('every entry cut off anywhere', () => {
    for (const bytes of small) for (let end = 0; end < bytes.length; end++) expect(decode(bytes.subarray(0, end))).toBeUndefined()
  })

  test('every entry with one bit turned', () => {
    const random = createRandom(1)
    for (const bytes of small) {
      for (let i = 0; i < 50; i++) {
        const damaged = Buffer.from(bytes)
        const at = random() % damaged.length
        damaged[at] = damaged[at]! ^ (1 << (random() % 8))
        expect(decode(damaged)).toBeUndefined()
      }
    }
  })

  test('noise', () => {
    const random = createRandom(2)
    for (let i = 0; i < 2000; i++) {
      const noise = Uint8Array.from({ length: random() % 200 }, () => random() & 255)
      noise[0] = (i % 3) + 1
      noise[1] = 0
      expect(decode(noise)).toBeUndefined()
    }
  })
})

test('no entry reaches a prototype', () => {
  decode(encode(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'), 'value'))
  decode(encode([JSON.parse('{"__proto__":{"polluted":1}}'), new URL('a:b')], 'value'))
  expect('polluted' in {}).toBe(false)
})
