/** Text that an overlay inserts; the original text is never removed or moved. */
export interface Insertion {
  /** Offset in the original text. */
  at: number
  text: string
}

export interface OriginalPosition {
  offset: number
  /** Whether the position is in inserted text; `offset` is then the position of the insertion. */
  inserted: boolean
}

/** A source text with insertions, and the mapping between the offsets of both. */
export interface OverlayText {
  readonly original: string
  readonly text: string
  readonly insertions: readonly Insertion[]
  /** The original position of the character at `offset` of the overlaid text. */
  toOriginal(offset: number): OriginalPosition
  /** The overlaid position of the character at `offset` of the original. */
  toOverlaid(offset: number): number
  /** Maps a range of the overlaid text to the original; `undefined` if all of it was inserted. */
  rangeToOriginal(start: number, end: number): { start: number; end: number } | undefined
}

/**
 * @example
 * before: function f(a) {}
 * after:  function f(a, options?: CacheOptions) {}
 */
export function overlayText(original: string, unsorted: readonly Insertion[]): OverlayText {
  // The sort is stable: insertions at the same offset keep their order.
  const insertions = unsorted.toSorted((a, b) => a.at - b.at)
  let text = ''
  let copied = 0
  for (const { at, text: added } of insertions) {
    text += original.slice(copied, at) + added
    copied = at
  }
  text += original.slice(copied)

  const toOriginal = (offset: number): OriginalPosition => {
    let shift = 0
    for (const { at, text: added } of insertions) {
      const start = at + shift
      if (offset < start) break
      if (offset < start + added.length) return { offset: at, inserted: true }
      shift += added.length
    }
    return { offset: offset - shift, inserted: false }
  }

  return {
    original,
    text,
    insertions,
    toOriginal,
    toOverlaid(offset) {
      let shift = 0
      for (const { at, text: added } of insertions) {
        if (at > offset) break
        shift += added.length
      }
      return offset + shift
    },
    rangeToOriginal(start, end) {
      const from = toOriginal(start)
      // The end is exclusive: the last character in the range decides.
      const last = end > start ? toOriginal(end - 1) : from
      if (from.inserted && last.inserted && from.offset === last.offset) return undefined
      return { start: from.offset, end: Math.max(from.offset, last.inserted || end === start ? last.offset : last.offset + 1) }
    },
  }
}

/**
 * Carries a text's insertions over to a later state that doesn't parse, for example while a user is typing. Insertions outside
 * the changed part are kept.
 */
export function carryInsertions(previous: OverlayText, text: string): Insertion[] {
  const before = previous.original
  const most = Math.min(before.length, text.length)
  let prefix = 0
  while (prefix < most && before[prefix] === text[prefix]) prefix++
  let suffix = 0
  while (suffix < most - prefix && before.at(-1 - suffix) === text.at(-1 - suffix)) suffix++
  return previous.insertions.flatMap((insertion) => {
    if (insertion.at <= prefix) return [insertion]
    if (insertion.at >= before.length - suffix) return [{ ...insertion, at: insertion.at + text.length - before.length }]
    return []
  })
}
