/** Characters of the function's name and of the digest of its inputs that count: 36 and 60 bits of what is random anyway. */
const [HEAD, TAIL] = [6, 10]

/**
 * 53 bits of a key, by which its row is found: two multiplicative hashes side by side, in the manner of FNV-1a.
 * Where two keys meet, one replaces the other.
 */
export function hashOf(key: string): number {
  let high = 0x811c9dc5
  let low = 0x9e3779b1
  const tail = Math.max(HEAD, key.length - TAIL)
  for (let at = 0; at < key.length; at = at === HEAD - 1 ? tail : at + 1) {
    const code = key.charCodeAt(at)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code, 0x85ebca6b)
  }
  // The low bits of a product know nothing of what lies above them.
  low ^= low >>> 15
  high ^= high >>> 13
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0)
}
