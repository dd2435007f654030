import { createRequire } from 'node:module'

/** The known name that differs from `name` only by a typo. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  // Loaded on the first typo.
  const { closest, distance } = createRequire(import.meta.url)('fastest-levenshtein') as typeof import('fastest-levenshtein')
  const best = closest(
    name.toLowerCase(),
    known.map((item) => item.toLowerCase()),
  )
  const match = known.find((item) => item.toLowerCase() === best)!
  return distance(name.toLowerCase(), best) <= Math.max(2, Math.floor(name.length / 3)) ? match : undefined
}
