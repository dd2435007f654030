import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashOf } from '../../../src/backends/sqlite/key-hash.js'

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

test('keys of one function, and the same inputs of several functions, spread over 53 bits', () => {
  const keys = Array.from({ length: 20_000 }, (_, n) =>
    n % 2 ? `AAAAAAAAAAAAAAAA/${digest(`${n}`)}` : `${digest(`${n}`).slice(0, 16)}/${digest('one')}`,
  )
  const hashes = keys.map(hashOf)
  expect(new Set(hashes).size).toBe(keys.length)
  for (const hash of hashes) expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true)
  // Each of the 53 bits is set about as often as not.
  for (let bit = 0; bit < 53; bit++) {
    const set = hashes.filter((hash) => Math.floor(hash / 2 ** bit) % 2 === 1).length
    expect(Math.abs(set / keys.length - 0.5)).toBeLessThan(0.03)
  }
})

test.each(['', 'a', 'abcdef', 'abcdefg', 'AAAAAAAAAAAAAAAA/x'])('a short key has one too: %o', (key) => {
  expect(hashOf(key)).toBe(hashOf(key))
  expect(hashOf(key)).not.toBe(hashOf(`${key}!`))
})
