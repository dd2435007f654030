import { expect, it } from 'vitest'
import { encodeGraph } from '../../src/codec/graph.js'
import { decodeGraph } from '../../src/codec/graph-decode.js'
import { createJsonPacker } from '../../src/native/json-packer.js'
import { findDifference } from './same.js'
import { values } from './values.js'

const RESERVE = 2048 + 6

// What a page stores, on Node.
it.each(values)('gives back %s', (_, value) => {
  const packer = createJsonPacker()
  const bytes = packer.pack(encodeGraph(value), RESERVE).subarray(6)
  expect(findDifference(value, decodeGraph(packer.unpack(bytes), bytes.length))).toBeUndefined()
})
