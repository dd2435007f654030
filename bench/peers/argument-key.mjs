import { createHash, hash as hashOnce } from 'node:crypto'

/** For peers that take a ready key: the same JSON and SHA-256 as the floor makes. */
export function argumentKey(...args) {
  const text = JSON.stringify(args)
  return hashOnce ? hashOnce('sha256', text, 'hex') : createHash('sha256').update(text).digest('hex')
}
