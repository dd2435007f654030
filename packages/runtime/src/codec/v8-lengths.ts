/**
 * Whether the output of `v8.serialize` contains only what this codec writes, and no array that declares more elements than there are bytes.
 * V8 allocates the declared number of elements before it reads any. Checks tokens one by one; V8 checks their structure.
 *
 * @see https://chromium.googlesource.com/v8/v8/+/refs/heads/main/src/objects/value-serializer.cc
 */
export function hasHonestLengths(bytes: Uint8Array): boolean {
  let at = 0
  let elements = bytes.length
  const readVarint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]
      // The longest varint has 32 bits.
      if (byte === undefined || factor > 2 ** 28) return Number.POSITIVE_INFINITY
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const token = TOKENS[bytes[at++]!]
    if (token === undefined) return false
    if (token.skip !== undefined) at += token.skip
    for (let i = 0; i < token.varints; i++) {
      const value = readVarint()
      if (token.isLength) at += token.isBigInt ? Math.floor(value / 2) : value
      else if (token.isArray) elements -= value
      else if (value === Number.POSITIVE_INFINITY) return false
    }
    if (elements < 0) return false
  }
  return at === bytes.length
}

interface Token {
  /** The number of bytes that follow. */
  skip?: number
  varints: number
  /** The varint is the number of bytes that follow. */
  isLength?: boolean
  isBigInt?: boolean
  /** The varint is the number of elements of an array. */
  isArray?: boolean
}

const TOKENS: (Token | undefined)[] = []

function allow(tags: string, token: Token): void {
  for (const tag of tags) TOKENS[tag.charCodeAt(0)] = token
}

// Padding, `undefined`, `null`, `true`, `false`; the start of an object, a Map, a Set.
allow("\0_0TFo;'", { varints: 0 })
// Integers, references, the version; the end of an object, a Map, a Set, with the number of its members.
allow('IU^\xff{:,', { varints: 1 })
allow('ND', { varints: 0, skip: 8 })
allow('Z', { varints: 1, isLength: true, isBigInt: true })
allow('"cS', { varints: 1, isLength: true })
// Dense and sparse arrays, and their ends.
allow('Aa', { varints: 1, isArray: true })
allow('$@', { varints: 2 })
