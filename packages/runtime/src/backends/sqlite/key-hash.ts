/** The number of characters of the function prefix and of the digest that are hashed: 36 and 60 bits, which are already random. */
const [HEAD, TAIL] = [6, 10]

/**
 * Returns a 53-bit hash of a key, by which its row is found: two multiplicative hashes side by side, similar to FNV-1a. If the hashes of
 * two keys collide, one entry replaces the other.
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
  // The low bits of a product don't depend on the higher bits of its factors.
  low ^= low >>> 15
  high ^= high >>> 13
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0)
}
