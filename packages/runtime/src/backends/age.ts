/** Clocks of machines that share a store differ by so much. Milliseconds. */
export const SKEW = 60_000

/** When an entry was made and, where it was given a lifetime, when that ends. Milliseconds since the epoch. */
interface Stamps {
  made: number
  expires?: number | null | undefined
}

/**
 * Whether an entry's lifetime is over: the one that it was given, or the one that its function has now.
 * A stamp in the future is of a clock that ran ahead, and tells no age: what has a lifetime counts as old then.
 *
 * @param ttl of now, milliseconds
 */
export function isOver({ made, expires }: Stamps, ttl: number | undefined): boolean {
  const isGiven = expires !== undefined && expires !== null
  if (!isGiven && ttl === undefined) return false
  const now = Date.now()
  return (isGiven && !(expires > now)) || !(made <= now + SKEW) || (ttl !== undefined && made + ttl <= now)
}

/** The same for when an entry was used last: one from the future is as good as never, so that it goes first. */
export function isUnusedSince(used: number, since: number): boolean {
  return used < since || used > Date.now() + SKEW
}
