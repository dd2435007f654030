import type { CacheOptions } from '@cachecache/runtime'
import { outline } from './outline.js'
import { resemblance, signatureOf } from './signature.js'

export interface SimilarPair {
  first: string
  second: string
  lines: number
  /** Between 0 and 1: the estimated share of token sequences that both have. */
  alike: number
}

/**
 * Pairs of functions whose bodies nearly agree when names are left out: candidates for one function.
 *
 * @cache
 */
export async function similarFunctions(text: string, threshold = 0.9, _options?: CacheOptions): Promise<SimilarPair[]> {
  const places = outline(text).filter((place) => place.lines >= 8 && place.lines <= 200)
  const signatures: Uint32Array[] = []
  for (const [index, { start, end }] of places.entries()) {
    signatures.push(signatureOf(text.slice(start, end)))
    if (index % 250 === 0) await breath()
  }

  const pairs: SimilarPair[] = []
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      const alike = resemblance(signatures[i]!, signatures[j]!)
      // A function that holds another one is no copy of it.
      if (alike >= threshold && places[i]!.end <= places[j]!.start)
        pairs.push({ first: label(places[i]!), second: label(places[j]!), lines: places[i]!.lines, alike })
    }
    if (i % 250 === 0) await breath()
  }
  return pairs.sort((a, b) => b.alike * b.lines - a.alike * a.lines)
}

const label = (place: { name: string; line: number }): string => `${place.name}:${place.line}`

// Lets timers and sockets of the program have their turn.
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
