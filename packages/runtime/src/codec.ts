import { native } from '#native'
import type { EntryData, LargeEntry, PayloadReader, StoredLarge } from './backends/backend.js'
import { cutViews, restoreViews, type Cut } from './codec/cut.js'
import { encodeGraph } from './codec/graph.js'
import { arrayOf } from './codec/expect.js'
import { decodeGraph } from './codec/graph-decode.js'
import { scan, type Form } from './codec/scan.js'
import { hasHonestLengths } from './codec/v8-lengths.js'
import { Unstorable } from './errors.js'
import type { Packer } from './native/native.js'

/** What a call gave: a value, a promise of it, or what a generator yielded. */
export type EntryKind = 'value' | 'promise' | 'generator'

const KINDS: readonly EntryKind[] = ['value', 'promise', 'generator']
const CODEC: Record<Form, number> = { msgpackr: 1, v8: 2, graph: 3 }
/** The codec byte of a head whose payload lies apart. */
const APART = 4
/** What an entry takes at least to have its payload apart. Bytes. */
const LARGE = 1 << 20
/** Read and summed up at a time: what was read is still in the processor's cache. Bytes. */
const CHUNK = 1 << 18
/** Codec, kind, CRC-32 of the key and of the rest. */
const HEADER = 6
/** In the kind byte: a trace and its length, four bytes, follow the payload. */
const TRACED = 0x10
/** `RESERVE_START_SPACE` of msgpackr, whose types leave it out. */
const RESERVE = 2048 + HEADER
/** Above this the packer's buffer is replaced after use: it would be kept for good. Bytes. */
const KEEP_BUFFER = 1 << 20
const NEW_BUFFER = 1 << 13

// Entries are self-contained: records are declared inside of each one, none is shared between them. What is shared within a value is left to
// v8, so references are neither written nor read.
const createPackr = () => native.createPackr({ structuredClone: false, moreTypes: true, useRecords: true, copyBuffers: true })
let packr: Packer | undefined

function pack(value: unknown): Uint8Array {
  packr ??= createPackr()
  try {
    const bytes = packr.pack(value, RESERVE)
    // One buffer for all packers of the process: another packer would go on with the large one.
    if (bytes.length > KEEP_BUFFER) packr.useBuffer?.(Buffer.allocUnsafeSlow(NEW_BUFFER))
    return bytes
  } catch (error) {
    // A packer that was interrupted half-way is not trusted again.
    packr = undefined
    throw error
  }
}

function unpack(payload: Uint8Array): unknown {
  packr ??= createPackr()
  return packr.unpack(payload)
}

function encodeAs(form: Form, value: unknown): Uint8Array {
  const bytes = form === 'msgpackr' ? pack(value) : form === 'v8' ? native.v8!.serialize(value, HEADER) : pack(encodeGraph(value))
  bytes[0] = CODEC[form]
  return bytes
}

/**
 * Bytes that `decode` turns into an equal value with the same kind. One thing is not kept: a view of a part of a buffer
 * comes back as a view of a buffer of its own, because the rest may be large, and somebody else's (Node's pool).
 *
 * @param key the entry's, which `decode` must be given too
 * @param trace what the files were that the value was made of
 * @throws {Unstorable} with the place and the reason, if the value would come back different
 */
export function encode(value: unknown, kind: EntryKind, key = '', trace?: Uint8Array): Uint8Array {
  return sealed(encodeScanned(value, scan(value).form), kind, key, trace)
}

/**
 * The same for a store that keeps large payloads apart. Of these, large views are the value's own bytes, not copies: they must
 * be written before anybody can change them.
 */
export function encodeApart(value: unknown, kind: EntryKind, key: string, trace?: Uint8Array): Uint8Array | LargeEntry {
  const { form, hasLargeViews } = scan(value)
  const { tree, cuts, views } = hasLargeViews && form === 'msgpackr' ? cutViews(value) : { tree: value, cuts: [], views: [] }
  const bytes = encodeScanned(tree, form)
  const length = views.reduce((sum, view) => sum + view.length, bytes.length)
  const sum = length < LARGE ? undefined : native.createSum()
  if (sum === undefined) return sealed(cuts.length === 0 ? bytes : encodeScanned(value, form), kind, key, trace)
  const payload = [bytes.subarray(HEADER), ...views]
  for (const part of payload) for (const chunk of chunksOf(part)) sum.update(chunk)
  const index: Index = { codec: bytes[0]!, lengths: payload.map((part) => part.length), sum: sum.digest(), cuts }
  const head = pack(index)
  head[0] = APART
  const sealedHead = sealed(head, kind, key, trace)
  return { head: sealedHead, payload, length: length + sealedHead.length }
}

/** What the head of a large entry says of its payload. */
interface Index {
  /** Of the first part; the others are the bytes of views. */
  codec: number
  lengths: number[]
  /** Over all parts. */
  sum: string
  cuts: Cut[]
}

function encodeScanned(value: unknown, scanned: Form): Uint8Array {
  const form = native.v8 ? scanned : 'graph'
  try {
    try {
      return encodeAs(form, value)
    } catch (error) {
      // msgpackr and v8 recurse; the graph does not.
      if (form === 'graph' || !(error instanceof RangeError)) throw error
      return encodeAs('graph', value)
    }
  } catch (error) {
    if (error instanceof Unstorable) throw error
    throw new Unstorable(`it can't be encoded: ${error instanceof Error ? error.message : 'unknown reason'}`, { cause: error })
  }
}

function sealed(plain: Uint8Array, kind: EntryKind, key: string, trace: Uint8Array | undefined): Uint8Array {
  const bytes = trace === undefined ? plain : withTrace(plain, trace)
  bytes[1] = KINDS.indexOf(kind) | (trace === undefined ? 0 : TRACED)
  const sum = checksum(bytes, bytes.subarray(HEADER), key)
  bytes[2] = sum >>> 24
  bytes[3] = sum >>> 16
  bytes[4] = sum >>> 8
  bytes[5] = sum
  return bytes
}

/** Behind the payload, so that this stays where it was packed. */
function withTrace(entry: Uint8Array, trace: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(entry.length + trace.length + 4)
  bytes.set(entry)
  bytes.set(trace, entry.length)
  new DataView(bytes.buffer).setUint32(entry.length + trace.length, trace.length)
  return bytes
}

/** By what was read, so that one trace is taken apart once where a store gives the same bytes again. */
const traces = new WeakMap<Uint8Array, Uint8Array>()

/** The trace of an entry, which may be damaged: it is to be decoded first. */
function traceOf(bytes: Uint8Array): Uint8Array {
  let trace = traces.get(bytes)
  if (trace === undefined) {
    const end = bytes.length - 4
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end)
    trace = bytes.subarray(Math.max(HEADER, end - length), end)
    traces.set(bytes, trace)
  }
  return trace
}

/**
 * @param intact the bytes have not left this process, so that nothing can have happened to them
 * @param holds asked before the value is made: whether this is the entry that is looked for
 * @returns `undefined` for bytes that are not an entry of this format and key, or are damaged
 */
export function decode(
  data: EntryData,
  key = '',
  intact = false,
  holds?: (trace: Uint8Array | undefined) => boolean,
): { kind: EntryKind; value: unknown } | undefined {
  const stored = data instanceof Uint8Array ? undefined : data
  const bytes = data instanceof Uint8Array ? data : data.head
  if (bytes.length <= HEADER) return undefined
  const codec = bytes[0]!
  const isTraced = (bytes[1]! & TRACED) !== 0
  const kind = KINDS[bytes[1]! & ~TRACED]
  if (codec < 1 || codec > APART || !kind || (codec === APART) !== (stored !== undefined)) return undefined
  const rest = payloadOf(bytes)
  if (!intact) {
    const sum = ((bytes[2]! << 24) | (bytes[3]! << 16) | (bytes[4]! << 8) | bytes[5]!) >>> 0
    if (sum !== checksum(bytes, rest, key)) return undefined
  }
  const trace = isTraced ? traceOf(bytes) : undefined
  if (holds?.(trace) === false) return undefined
  const payload = trace === undefined ? rest : rest.subarray(0, rest.length - trace.length - 4)
  try {
    return { kind, value: stored ? readApart(stored, unpack(payload)) : decodePayload(codec, payload) }
  } catch {
    return undefined
  }
}

/** @throws where the payload is gone or damaged */
function readApart(stored: StoredLarge, index: unknown): unknown {
  const { codec, lengths, sum, cuts } = index as Index
  const actual = native.createSum()!
  const reader = stored.open()
  let parts: Buffer[]
  try {
    if (!areLengthsOf(lengths, reader.size)) throw new RangeError('The payload has another length.')
    parts = lengths.map((length) => readPart(reader, length, (chunk) => actual.update(chunk)))
  } finally {
    reader.close()
  }
  if (actual.digest() !== sum) throw new RangeError('The payload is damaged.')
  const [tree, ...views] = parts as [Buffer, ...Buffer[]]
  return restoreViews(decodePayload(codec, tree), arrayOf(cuts), views)
}

/** Memory is only taken for bytes that are there. */
function areLengthsOf(lengths: unknown, size: number): lengths is number[] {
  const isLength = (length: unknown): length is number => Number.isSafeInteger(length) && (length as number) >= 0
  return Array.isArray(lengths) && lengths.every(isLength) && lengths.reduce((sum, length) => sum + length, 0) === size
}

/** In a buffer of its own, which the value may keep. */
function readPart(reader: PayloadReader, length: number, seen: (chunk: Uint8Array) => void): Buffer {
  const part = Buffer.allocUnsafeSlow(length)
  for (const chunk of chunksOf(part)) {
    if (!reader.fill(chunk)) throw new RangeError('The payload is too short.')
    seen(chunk)
  }
  return part
}

function* chunksOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK) yield bytes.subarray(from, from + CHUNK)
}

function decodePayload(codec: number, payload: Uint8Array): unknown {
  if (codec === CODEC.msgpackr) return unpack(payload)
  if (codec === CODEC.graph) return decodeGraph(unpack(payload), payload.length)
  if (codec !== CODEC.v8 || !hasHonestLengths(payload)) throw new RangeError('The payload is none of ours.')
  return native.v8!.deserialize(payload)
}

/** As a Buffer where there are Buffers: msgpackr gives binary back in the class of its source. */
function payloadOf(bytes: Uint8Array): Uint8Array {
  const length = bytes.length - HEADER
  const offset = bytes.byteOffset + HEADER
  return typeof Buffer === 'undefined' ? bytes.subarray(HEADER) : Buffer.from(bytes.buffer, offset, length)
}

// Codec, kind and key seed the sum, so that damage to them, or an index that leads to another entry, shows as well.
function checksum(header: Uint8Array, payload: Uint8Array, key: string): number {
  const seed = (header[0]! << 8) | header[1]!
  return native.checksum(payload, key === '' ? seed : native.checksum(key, seed))
}
