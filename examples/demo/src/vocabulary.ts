import { scan } from './scanner.js'
import { isReserved, wordsOf } from './words.js'

export interface Vocabulary {
  identifiers: number
  distinct: number
  /** The most frequent identifiers with their counts. */
  frequent: [string, number][]
  /** The most frequent words inside of identifiers: `getSourceFile` holds get, source and file. */
  words: Map<string, number>
}

/** @cache */
export function vocabulary(text: string, top = 8): Vocabulary {
  const counts = new Map<string, number>()
  let identifiers = 0
  scan(text, (kind, start, end) => {
    if (kind !== 'word') return
    const name = text.slice(start, end)
    if (isReserved(name)) return
    identifiers++
    counts.set(name, (counts.get(name) ?? 0) + 1)
  })

  const words = new Map<string, number>()
  for (const [name, count] of counts) for (const word of wordsOf(name)) words.set(word, (words.get(word) ?? 0) + count)
  return { identifiers, distinct: counts.size, frequent: highest(counts, top), words: new Map(highest(words, top)) }
}

function highest(counts: Map<string, number>, top: number): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, top)
}
