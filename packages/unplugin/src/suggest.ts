import { closest, distance } from 'fastest-levenshtein'

/** The known name that is a slip of the pen away. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const best = closest(
    name.toLowerCase(),
    known.map((item) => item.toLowerCase()),
  )
  const match = known.find((item) => item.toLowerCase() === best)!
  return distance(name.toLowerCase(), best) <= Math.max(2, Math.floor(name.length / 3)) ? match : undefined
}
