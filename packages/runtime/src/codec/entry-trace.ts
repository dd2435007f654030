// Where an entry holds the trace of the files that its value was made of: after the payload, so that the payload isn't moved.

/** Codec, kind, and CRC-32 of the key and of the rest. Bytes. */
export const HEADER = 6
/** A flag in the kind byte: the payload is followed by a trace and its length in four bytes. */
export const TRACED = 0x10
/** The same: the payload is a list of the value and of what the body gave to fields of its inputs. */
export const MAKES = 0x20

export const isTraced = (entry: Uint8Array): boolean => (entry[1]! & TRACED) !== 0

export function withTrace(entry: Uint8Array, trace: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(entry.length + trace.length + 4)
  bytes.set(entry)
  bytes.set(trace, entry.length)
  new DataView(bytes.buffer).setUint32(entry.length + trace.length, trace.length)
  return bytes
}

/** Keyed by the bytes that were read, so that each trace is extracted only once if a store returns the same object again. */
const traces = new WeakMap<Uint8Array, Uint8Array>()

/** Returns the trace of an entry that has one. It may be damaged. */
export function traceOf(bytes: Uint8Array): Uint8Array {
  let trace = traces.get(bytes)
  if (trace === undefined) {
    const end = bytes.length - 4
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end)
    trace = bytes.subarray(Math.max(HEADER, end - length), end)
    traces.set(bytes, trace)
  }
  return trace
}

/** Returns how many files and folders the trace of an entry names. For `ls`. */
export function countFiles(entry: Uint8Array): number {
  if (entry.length <= HEADER + 4 || !isTraced(entry)) return 0
  try {
    const { asks } = JSON.parse(new TextDecoder().decode(traceOf(entry))) as {
      asks: [kind: number, root: string, path: string][]
    }
    return new Set(asks.map(([, root, path]) => `${root} ${path}`)).size
  } catch {
    return 0
  }
}
