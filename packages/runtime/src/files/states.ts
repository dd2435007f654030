import type { Backend, EntryData } from '../backends/backend.js'

/** How many states of its files one call keeps results of. The oldest one makes room. */
export const MAX_STATES = 8

/** Where the result of one state of the files lies: the first has the call's own key. */
export function stateKey(key: string, state: number): string {
  return state === 0 ? key : `${key}~${state}`
}

/** Everywhere that results of one call may lie. */
export function stateKeys(key: string): string[] {
  return Array.from({ length: MAX_STATES }, (_, state) => stateKey(key, state))
}

/** Where the last hit of a call was, if not in the first place. */
const lastPlaces = new WeakMap<Backend, Map<string, number>>()
const REMEMBERED = 10_000

/** What is known of the entry in one place. */
export type Verdict<Found> = { found: Found } | { stale: string; time: number } | 'missing' | 'unreadable'

/**
 * Looks for the entry whose files are as they are now. Places are filled one after the other, so the first empty one ends
 * the search, and is where a new result goes.
 */
export class StateSearch<Found> {
  /** Where the result lies, or is to go. */
  place = 0
  /** What has changed since the newest result was made. */
  reason: string | undefined
  why: 'missing' | 'unreadable' = 'unreadable'
  found: Found | undefined
  private readonly hint: number
  private next = 0
  private oldest = Number.POSITIVE_INFINITY
  private newest = Number.NEGATIVE_INFINITY
  private hasRoom = false

  constructor(
    private readonly backend: Backend,
    private readonly key: string,
  ) {
    this.hint = lastPlaces.get(backend)?.get(key) ?? 0
  }

  get placeKey(): string {
    return stateKey(this.key, this.place)
  }

  /** The key to read next, or nothing at the end. */
  nextKey(): string | undefined {
    return this.found !== undefined || this.next >= MAX_STATES ? undefined : stateKey(this.key, this.stateAt(this.next))
  }

  take(verdict: Verdict<Found>): void {
    const state = this.stateAt(this.next++)
    if (typeof verdict === 'string') {
      if (!this.hasRoom) {
        this.hasRoom = true
        this.place = state
        this.why = verdict
      }
      if (verdict === 'missing' && this.isInOrder(state)) this.next = MAX_STATES
    } else if ('found' in verdict) {
      this.found = verdict.found
      this.place = state
      this.rememberPlace(state)
    } else {
      if (verdict.time > this.newest) {
        this.newest = verdict.time
        this.reason = verdict.stale
      }
      if (!this.hasRoom && verdict.time < this.oldest) {
        this.oldest = verdict.time
        this.place = state
      }
    }
  }

  /** The place of the last hit comes first, the others in order. */
  private stateAt(index: number): number {
    if (index === 0) return this.hint
    return index <= this.hint ? index - 1 : index
  }

  /** The place that was looked at first because of the last hit tells nothing of those before it. */
  private isInOrder(state: number): boolean {
    return this.next - 1 === state
  }

  private rememberPlace(state: number): void {
    if (state === this.hint) return
    let places = lastPlaces.get(this.backend)
    if (places === undefined) lastPlaces.set(this.backend, (places = new Map()))
    if (state === 0) places.delete(this.key)
    else {
      if (places.size >= REMEMBERED) places.clear()
      places.set(this.key, state)
    }
  }
}

/** Asks the store within this tick. */
export function searchNow<Found>(
  search: StateSearch<Found>,
  read: (key: string) => EntryData | undefined,
  judge: (data: EntryData | undefined, key: string) => Verdict<Found>,
): StateSearch<Found> {
  for (let key = search.nextKey(); key !== undefined; key = search.nextKey()) search.take(judge(read(key), key))
  return search
}

/** The same without blocking. */
export async function searchLater<Found>(
  states: StateSearch<Found>,
  read: (key: string) => Promise<EntryData | undefined>,
  judge: (data: EntryData | undefined, key: string) => Verdict<Found>,
): Promise<StateSearch<Found>> {
  for (let key = states.nextKey(); key !== undefined; key = states.nextKey()) states.take(judge(await read(key), key))
  return states
}
