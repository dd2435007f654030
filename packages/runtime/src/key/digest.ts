import { platform } from '#platform'
import { wellFormed } from './intrinsics.js'

/** Returns the base64url SHA-256 of a text. */
export function digestText(text: string): string {
  return wellFormed(text) ? platform.sha256(text) : digestParts([text])
}

/** Returns the base64url SHA-256 of texts and bytes, in order. Bytes are not copied. */
export function digestParts(parts: readonly (string | Uint8Array)[]): string {
  const hash = platform.startSha256()
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string | Uint8Array
    hash.update(typeof part === 'string' && !wellFormed(part) ? utf16(part) : part)
  }
  return hash.digest()
}

/** In UTF-8, all lone surrogates would be equal. The prefix 0xFF never occurs in UTF-8, so the two encodings can't collide. */
function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(1 + text.length * 2)
  bytes[0] = 0xff
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes[1 + i * 2] = unit & 0xff
    bytes[2 + i * 2] = unit >> 8
  }
  return bytes
}
