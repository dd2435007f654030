import { expect, test } from 'vitest'
import { decode, encode } from '../../src/codec.js'
import { findDifference } from './same.js'

/* oxlint-disable no-sparse-arrays -- holes are among the values */

// The format on disk: a change here makes every stored entry a miss and needs a new codec number. See docs/internals/formats.md.
const golden: readonly (readonly [value: unknown, hex: string])[] = [
  [undefined, '01016d181f88d40000'],
  [
    { year: 2024, region: 'north', rows: [1, 2.5, null] },
    '0101402533aed4724093a479656172a6726567696f6ea4726f7773cd07e8a56e6f7274689301cb4004000000000000c0',
  ],
  [[{ a: 1 }, { a: 2 }], '01013aaa1bc692d4724091a161014002'],
  [new Map([['k', new Set([new Date(1_700_000_000_123)])]]), '0101e2a6a8ad81a16bd4730091d7ff1d5353006553f100'],
  [[-0, 'x'], '0201a51ae1b4ff0f41024e0000000000000080220178240002'],
  [[-0, , 'x'], '0301b8b9efa892009294a1610392a130a132920191a17891a12d'],
  [new URL('https://example.org/a?b#c'), '0301439a365a92009192a175b968747470733a2f2f6578616d706c652e6f72672f613f622363'],
  [
    Object.assign(Object.create(null), { '\ud800': Object(1n) }),
    '030159be124092009294a16fc391c7037401d800910192a17091d30000000000000001',
  ],
]

test.each(golden)('%o', (value, hex) => {
  // v8 numbers its own format by engine; what an older engine wrote must be read all the same.
  if (!hex.startsWith('02')) expect(Buffer.from(encode(value, 'promise')).toString('hex')).toBe(hex)
  const decoded = decode(Buffer.from(hex, 'hex'))
  expect(decoded?.kind).toBe('promise')
  expect(findDifference(value, decoded?.value)).toBeUndefined()
})
