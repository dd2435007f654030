import { crc32 } from 'node:zlib'
import type { StoredLarge } from '../../src/backends/backend.js'
import { encode, encodeApart } from '../../src/codec.js'
import { native } from '../../src/native/node.js'
import { values } from '../codec/values.js'

type Random = (bound: number) => number

const HEADER = 6
const KEY = 'AAAAAAAAAAAAAAAA/forged'
const packr = native.createPackr({ structuredClone: true, moreTypes: true, useRecords: true })
const small = values.map(([, value]) => encode(value, 'value', KEY)).filter((bytes) => bytes.length < 600)
const large = [
  { kind: 'views', of: { a: new Float64Array(200_000), b: [new Uint8Array(300_000)] } },
  { kind: 'text', of: 'x'.repeat(1_200_000) },
].map(({ of }) => encodeApart(of, 'value', KEY) as Exclude<ReturnType<typeof encodeApart>, Uint8Array>)

/** An entry that somebody made on purpose: its checksum is right. */
export function forgeEntry(random: Random): { key: string; data: Uint8Array | StoredLarge } {
  const kinds = [mutated, messagePack, graph, v8, mutated, graph]
  if (random(50) === 0) return { key: KEY, data: apart(random) }
  return { key: KEY, data: sealed(kinds[random(kinds.length)]!(random)) }
}

function sealed(bytes: Uint8Array): Uint8Array {
  const forged = Buffer.from(bytes)
  const sum = crc32(forged.subarray(HEADER), crc32(KEY, (forged[0]! << 8) | forged[1]!))
  forged.writeUInt32BE(sum, 2)
  return forged
}

const withHeader = (codec: number, payload: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from([codec, 0, 0, 0, 0, 0]), payload])

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!

function mutated(random: Random): Uint8Array {
  const bytes = Buffer.from(pick(random, small))
  for (let times = 0; times <= random(4); times++) bytes[HEADER + random(bytes.length - HEADER)] = random(256)
  return bytes
}

const LENGTHS = [0, 1, 2, 15, 255, 65_535, 1 << 20, 32_000_000, 2 ** 31, 2 ** 32 - 1]
/** bin, ext, fixext, strings, arrays and maps with a length of their own. */
const SIZED = [0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf]
const EXTENSIONS = [0x42, 0x62, 0x65, 0x69, 0x70, 0x72, 0x73, 0x74, 0x78, 0xff, 0x00, 0x01]

function messagePack(random: Random): Uint8Array {
  const parts: number[] = []
  for (let count = 1 + random(60); count > 0; count--) {
    const kind = random(4)
    if (kind === 0) parts.push(pick(random, SIZED), ...lengthBytes(random), pick(random, EXTENSIONS))
    else if (kind === 1) parts.push(0x80 + random(0x60))
    else if (kind === 2) parts.push(pick(random, [0xd4, 0xd6]), pick(random, EXTENSIONS), random(128))
    else parts.push(random(256))
  }
  return withHeader(1 + 2 * random(2), Uint8Array.from(parts))
}

function lengthBytes(random: Random): number[] {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(pick(random, LENGTHS))
  return [...bytes.subarray(random(4))]
}

const NAMES = ['__proto__', 'constructor', 'prototype', 'length', 'stack', 'then', 'toJSON', 'a', '0', '4294967294', '']

/** What a field of a node or of an index may hold. */
function field(random: Random, depth = 0): unknown {
  const made: (() => unknown)[] = [
    () => pick(random, LENGTHS),
    () => pick(random, NAMES),
    () => pick(random, [null, undefined, true, -1, 0.5, Number.NaN, 2 ** 53, 10n ** 30n]),
    () => ({ length: pick(random, LENGTHS), [pick(random, NAMES)]: pick(random, LENGTHS) }),
    () => Buffer.alloc(random(20), random(256)),
    () => [pick(random, LENGTHS)],
    () => pick(random, ['Float64Array', 'DataView', 'Error', 'AggregateError', 'Function', 'Buffer', 'g', '(a+)+$']),
    () => random(30),
    () => Array.from({ length: random(6) }, () => (depth > 3 ? random(9) : field(random, depth + 1))),
    () => new Map([[pick(random, NAMES), random(9)]]),
    () => new Uint8Array(random(20)).buffer,
  ]
  return pick(random, made)()
}

const TAGS = ['-', 'w', 'o', 'a', 'm', 's', 'd', 'r', 'u', 'p', 'e', 'b', 'n', 'v', 'i', '?']

function graph(random: Random): Uint8Array {
  const node = (): unknown => {
    if (random(20) === 0) return field(random)
    const tag = pick(random, TAGS)
    // Half of them nearly right, or nothing behind the first check would be met.
    if (random(2) === 0) return [tag, ...Array.from({ length: random(5) }, () => field(random))]
    if (tag === 'a') return [tag, pick(random, LENGTHS), null, []]
    if (tag === 'v') return [tag, 'Float64Array', pick(random, [[pick(random, LENGTHS)], random(12)]), 0, pick(random, LENGTHS)]
    if (tag === 'o') return [tag, false, [pick(random, NAMES), pick(random, NAMES)], [random(12), [field(random)]]]
    if (tag === 'e') return [tag, 'Error', [pick(random, NAMES)], [true], [[field(random)]]]
    if (tag === 'r') return [tag, ['(a+)+$'], 'g', [pick(random, LENGTHS)]]
    return [tag, [random(12), random(12)]]
  }
  const nodes = random(20) === 0 ? field(random) : Array.from({ length: random(300) }, node)
  return withHeader(3, packr.pack([random(4) === 0 ? [field(random)] : 0, nodes]))
}

const V8_TAGS = '\xff\0-_0TFIUNZ"cS^o{Aa$@D;:\',BVtu~R\\yxnzsrwW'

function v8(random: Random): Uint8Array {
  const parts = [0xff, 0x0f]
  for (let count = 1 + random(80); count > 0; count--) {
    parts.push(
      V8_TAGS.charCodeAt(random(4) === 0 ? random(V8_TAGS.length) : V8_TAGS.indexOf(pick(random, ['A', 'a', 'o', 'I', '"']))),
    )
    let length = random(3) === 0 ? pick(random, LENGTHS) : random(12)
    for (; length > 127; length = Math.floor(length / 128)) parts.push((length & 127) | 128)
    parts.push(length)
  }
  return withHeader(2, Uint8Array.from(parts))
}

function apart(random: Random): StoredLarge {
  const { head, payload } = pick(random, large)
  const index = packr.unpack(Buffer.from(head.subarray(HEADER))) as Record<string, unknown>
  const path = () => Array.from({ length: 1 + random(4) }, () => pick(random, [...NAMES, 'b', 1]))
  const kind = random(6)
  if (kind === 0) index['lengths'] = [pick(random, LENGTHS), pick(random, LENGTHS), field(random)]
  if (kind === 1) index[pick(random, ['codec', 'lengths', 'sum', 'cuts'])] = field(random)
  if (kind >= 2) index['cuts'] = (index['cuts'] as object[]).map((cut) => ({ ...cut, path: path() }))
  const forged = Buffer.concat([head.subarray(0, HEADER), packr.pack(index)])
  const bytes = Buffer.concat(payload)
  const open = () => {
    let at = 0
    return {
      size: bytes.length,
      fill: (into: Uint8Array) => {
        if (at + into.length > bytes.length) return false
        into.set(bytes.subarray(at, (at += into.length)))
        return true
      },
      close: () => {},
    }
  }
  return { head: sealed(forged), length: forged.length + bytes.length, open }
}
