import { scan } from './scanner.js'

export interface RepeatedString {
  literal: string
  times: number
  /** Characters that naming it once would save. */
  wasted: number
}

/**
 * String literals that stand in the text more than once, the most wasteful first.
 *
 * @cache
 */
export function* repeatedStrings(text: string, shortest = 12): Generator<RepeatedString, number> {
  const times = new Map<string, number>()
  scan(text, (kind, start, end) => {
    if (kind !== 'string' || end - start - 2 < shortest) return
    const literal = text.slice(start + 1, end - 1)
    times.set(literal, (times.get(literal) ?? 0) + 1)
  })

  let wasted = 0
  const repeated = [...times]
    .filter(([, n]) => n > 1)
    .map(([literal, n]) => ({ literal, times: n, wasted: (n - 1) * literal.length }))
  for (const one of repeated.sort((a, b) => b.wasted - a.wasted)) {
    wasted += one.wasted
    yield one
  }
  return wasted
}
