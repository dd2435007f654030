/** The assumed maximum difference between the clocks of machines that share a store. Milliseconds. */
export const SKEW = 60_000

/** When an entry was stored and, if it has a lifetime, when that ends. Milliseconds since the epoch. */
interface Stamps {
  made: number
  expires?: number | null | undefined
}

/**
 * Whether an entry has expired, by the lifetime set at the write or by the function's current one. A timestamp in the future comes from a
 * clock that ran ahead and doesn't show the age, so such an entry counts as expired if it has a lifetime.
 *
 * @param ttl the current lifetime, milliseconds
 */
export function isOver({ made, expires }: Stamps, ttl: number | undefined): boolean {
  const isGiven = expires !== undefined && expires !== null
  if (!isGiven && ttl === undefined) return false
  const now = Date.now()
  return (isGiven && !(expires > now)) || !(made <= now + SKEW) || (ttl !== undefined && made + ttl <= now)
}

/** Whether an entry was last used before `since`. A timestamp in the future counts as never used, so such entries are removed first. */
export function isUnusedSince(used: number, since: number): boolean {
  return used < since || used > Date.now() + SKEW
}
