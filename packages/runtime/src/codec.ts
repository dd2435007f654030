import { native } from '#native'
import type { EntryData, LargeEntry, PayloadReader, StoredLarge } from './backends/backend.js'
import { cutViews, restoreViews, type Cut } from './codec/cut.js'
import { HEADER, isTraced, MAKES, TRACED, traceOf, withTrace } from './codec/entry-trace.js'
import { encodeGraph } from './codec/graph.js'
import { arrayOf } from './codec/expect.js'
import { decodeGraph } from './codec/graph-decode.js'
import { scan, type Form } from './codec/scan.js'
import { hasHonestLengths } from './codec/v8-lengths.js'
import type { MadeFields } from './key/lazy-values.js'
import { Unstorable } from './reporting/errors.js'
import type { Packer } from './native/native.js'

/** The kind of a call's result: a value, a promise of it, or the values yielded by a generator. */
export type EntryKind = 'value' | 'promise' | 'generator'

export interface DecodedEntry {
  kind: EntryKind
  value: unknown
  /** What the body gave to fields of its inputs. */
  made?: MadeFields | undefined
}

const KINDS: readonly EntryKind[] = ['value', 'promise', 'generator']
const CODEC: Record<Form, number> = { msgpackr: 1, v8: 2, graph: 3 }
/** The codec byte of a head whose payload is stored separately. */
const APART = 4
/** The minimum size of an entry whose payload is stored separately. Bytes. */
const LARGE = 1 << 20
/** The size of the chunks that are read and summed, small enough to stay in the processor's cache. Bytes. */
const CHUNK = 1 << 18
/** `RESERVE_START_SPACE` of msgpackr, which is missing in its types. */
const RESERVE = 2048 + HEADER
/** If the packer's buffer grows above this size, it is replaced after use; otherwise it would never be freed. Bytes. */
const KEEP_BUFFER = 1 << 20
const NEW_BUFFER = 1 << 13

// Entries are self-contained: each declares its own records. Shared references within a value are left to v8, so msgpackr neither writes
// nor reads references.
const createPackr = () => native.createPackr({ structuredClone: false, moreTypes: true, useRecords: true, copyBuffers: true })
let packr: Packer | undefined

function pack(value: unknown): Uint8Array {
  packr ??= createPackr()
  try {
    const bytes = packr.pack(value, RESERVE)
    // All packers of the process share one buffer; a new packer would continue with the large one.
    if (bytes.length > KEEP_BUFFER) packr.useBuffer?.(Buffer.allocUnsafeSlow(NEW_BUFFER))
    return bytes
  } catch (error) {
    // A packer that failed in the middle is discarded.
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
 * Returns bytes that `decode` turns into an equal value of the same kind. There is one difference: a view of a part of a buffer is restored
 * with its own buffer, because the rest may be large, or belong to other code (Node's pool).
 *
 * @param key the key of the entry, which `decode` requires too
 * @param trace the state of the files that the value was computed from
 * @param flag `MAKES` if the value is a list of the result and of what the body gave to fields
 * @throws {Unstorable} with the path and the reason, if the value would not round-trip unchanged
 */
export function encode(value: unknown, kind: EntryKind, key = '', trace?: Uint8Array, flag?: number): Uint8Array {
  return sealed(encodeScanned(value, scan(value).form), kind, key, trace, flag)
}

/**
 * Encodes for a store that keeps large payloads separately. Large views in the payload are the value's own bytes, not copies, so they must
 * be written before other code can change them.
 */
export function encodeApart(
  value: unknown,
  kind: EntryKind,
  key: string,
  trace?: Uint8Array,
  flag?: number,
): Uint8Array | LargeEntry {
  const { form, hasLargeViews } = scan(value)
  const { tree, cuts, views } = hasLargeViews && form === 'msgpackr' ? cutViews(value) : { tree: value, cuts: [], views: [] }
  const bytes = encodeScanned(tree, form)
  const length = views.reduce((sum, view) => sum + view.length, bytes.length)
  const sum = length < LARGE ? undefined : native.createSum()
  if (sum === undefined) return sealed(cuts.length === 0 ? bytes : encodeScanned(value, form), kind, key, trace, flag)
  const payload = [bytes.subarray(HEADER), ...views]
  for (const part of payload) for (const chunk of chunksOf(part)) sum.update(chunk)
  const index: Index = { codec: bytes[0]!, lengths: payload.map((part) => part.length), sum: sum.digest(), cuts }
  const head = pack(index)
  head[0] = APART
  const sealedHead = sealed(head, kind, key, trace, flag)
  return { head: sealedHead, payload, length: length + sealedHead.length }
}

/** The description of a payload in the head of a large entry. */
interface Index {
  /** The codec of the first part; the other parts are the bytes of views. */
  codec: number
  lengths: number[]
  /** The checksum of all parts. */
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

function sealed(plain: Uint8Array, kind: EntryKind, key: string, trace: Uint8Array | undefined, flag = 0): Uint8Array {
  const bytes = trace === undefined ? plain : withTrace(plain, trace)
  bytes[1] = KINDS.indexOf(kind) | (trace === undefined ? 0 : TRACED) | flag
  const sum = checksum(bytes, bytes.subarray(HEADER), key)
  bytes[2] = sum >>> 24
  bytes[3] = sum >>> 16
  bytes[4] = sum >>> 8
  bytes[5] = sum
  return bytes
}

/**
 * @param intact the bytes have not left this process, so they can't be damaged
 * @param holds called before the value is decoded; returns whether this is the entry to use
 * @returns `undefined` for bytes that are not an entry of this format and key, or are damaged
 */
export function decode(
  data: EntryData,
  key = '',
  intact = false,
  holds?: (trace: Uint8Array | undefined) => boolean,
): DecodedEntry | undefined {
  const stored = data instanceof Uint8Array ? undefined : data
  const bytes = data instanceof Uint8Array ? data : data.head
  if (bytes.length <= HEADER) return undefined
  const codec = bytes[0]!
  const kind = KINDS[bytes[1]! & ~(TRACED | MAKES)]
  if (codec < 1 || codec > APART || !kind || (codec === APART) !== (stored !== undefined)) return undefined
  const rest = payloadOf(bytes)
  if (!intact) {
    const sum = ((bytes[2]! << 24) | (bytes[3]! << 16) | (bytes[4]! << 8) | bytes[5]!) >>> 0
    if (sum !== checksum(bytes, rest, key)) return undefined
  }
  const trace = isTraced(bytes) ? traceOf(bytes) : undefined
  if (holds?.(trace) === false) return undefined
  const payload = trace === undefined ? rest : rest.subarray(0, rest.length - trace.length - 4)
  try {
    const value = stored ? readApart(stored, unpack(payload)) : decodePayload(codec, payload)
    if ((bytes[1]! & MAKES) === 0) return { kind, value }
    const [result, made] = value as [unknown, MadeFields]
    return { kind, value: result, made }
  } catch {
    return undefined
  }
}

/** @throws if the payload is missing or damaged */
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

/** Checked first, so that memory is allocated only for existing bytes. */
function areLengthsOf(lengths: unknown, size: number): lengths is number[] {
  const isLength = (length: unknown): length is number => Number.isSafeInteger(length) && (length as number) >= 0
  return Array.isArray(lengths) && lengths.every(isLength) && lengths.reduce((sum, length) => sum + length, 0) === size
}

/** Reads into a new buffer, which the value may keep. */
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

/** Returns a Buffer if available: msgpackr restores binary data in the class of its source. */
function payloadOf(bytes: Uint8Array): Uint8Array {
  const length = bytes.length - HEADER
  const offset = bytes.byteOffset + HEADER
  return typeof Buffer === 'undefined' ? bytes.subarray(HEADER) : Buffer.from(bytes.buffer, offset, length)
}

// Codec, kind and key seed the sum, so that damage to them, or an index that leads to another entry, is detected too.
function checksum(header: Uint8Array, payload: Uint8Array, key: string): number {
  const seed = (header[0]! << 8) | header[1]!
  return native.checksum(payload, key === '' ? seed : native.checksum(key, seed))
}
