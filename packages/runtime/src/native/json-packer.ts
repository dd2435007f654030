import { platform } from '#platform'
import type { Packer } from './native.js'

/** msgpackr's `reserve` argument is a flag plus the number of bytes. */
const FLAG = 2048

/**
 * Packs the nodes of the graph form, which are lists, primitives and bytes, as JSON, because msgpackr would be a third of the runtime's
 * size in a browser. A value that JSON can't represent is an object with one key.
 */
export function createJsonPacker(): Packer {
  return {
    pack(value, reserve = FLAG) {
      const text = new TextEncoder().encode(write(value))
      const bytes = new Uint8Array((reserve % FLAG) + text.length)
      bytes.set(text, reserve % FLAG)
      return bytes
    },
    unpack: (bytes) => read(JSON.parse(new TextDecoder().decode(bytes))),
  }
}

// Not a JSON replacer, because the page may have added `toJSON` to any prototype.
function write(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : `{"n":"${value}"}`
    case 'bigint':
      return `{"i":"${value}"}`
    case 'undefined':
      return '{"u":0}'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
      return `{"b":"${btoa(platform.latin1(value as Uint8Array))}"}`
    default:
      return String(value)
  }
}

function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = read(value[i])
    return value
  }
  const { n, i, b } = value as Record<string, string | undefined>
  if (n !== undefined) return Number(n)
  if (i !== undefined) return BigInt(i)
  return b === undefined ? undefined : Uint8Array.from(atob(b), (char) => char.charCodeAt(0))
}
