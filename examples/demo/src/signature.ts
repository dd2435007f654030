import { scan } from './scanner.js'
import { isReserved } from './words.js'

const permutations = 128
const shingle = 5

/** A MinHash over runs of five tokens, names and literals made equal. */
export function signatureOf(body: string): Uint32Array {
  const tokens: number[] = []
  scan(body, (kind, start, end) => {
    if (kind === 'comment') return
    const token = body.slice(start, end)
    tokens.push(hash(kind === 'mark' || isReserved(token) ? token : kind))
  })

  const lowest = new Uint32Array(permutations).fill(0xffff_ffff)
  for (let i = 0; i + shingle <= tokens.length; i++) {
    let run = 0
    for (let k = 0; k < shingle; k++) run = Math.imul(run ^ tokens[i + k]!, 0x9e37_79b1)
    for (let p = 0; p < permutations; p++) {
      const value = mix(run + Math.imul(p, 0x85eb_ca6b))
      if (value < lowest[p]!) lowest[p] = value
    }
  }
  return lowest
}

/** The share of equal minima, an estimate of the Jaccard index of the two bodies. */
export function resemblance(a: Uint32Array, b: Uint32Array): number {
  let equal = 0
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++
  return equal / a.length
}

function hash(token: string): number {
  let value = 0x811c_9dc5
  for (let i = 0; i < token.length; i++) value = Math.imul(value ^ token.charCodeAt(i), 0x0100_0193)
  return value >>> 0
}

function mix(value: number): number {
  let x = value >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb_352d)
  x = Math.imul(x ^ (x >>> 15), 0x846c_a68b)
  return (x ^ (x >>> 16)) >>> 0
}
