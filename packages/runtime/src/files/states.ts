import type { Backend, EntryData } from '../backends/backend.js'

/** The maximum number of file states for which one call keeps results. The oldest one is replaced. */
export const MAX_STATES = 8

/** Returns the key of the result for one state of the files. The first state uses the call's own key. */
export function stateKey(key: string, state: number): string {
  return state === 0 ? key : `${key}~${state}`
}

/** Returns all keys under which the results of one call may be stored. */
export function stateKeys(key: string): string[] {
  return Array.from({ length: MAX_STATES }, (_, state) => stateKey(key, state))
}

/** The place of each call's last hit, if not the first one. */
const lastPlaces = new WeakMap<Backend, Map<string, number>>()
const REMEMBERED = 10_000

/** The state of the entry in one place. */
export type Verdict<Found> = { found: Found } | { stale: string; time: number } | 'missing' | 'unreadable'

/**
 * Finds the entry that matches the current files. Places are filled in order, so the first empty one ends the search and receives the new
 * result.
 */
export class StateSearch<Found> {
  /** The place that holds the result, or that will receive it. */
  place = 0
  /** What has changed since the newest result was stored. */
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

  /** Returns the next key to read, or undefined at the end. */
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

  /** The place of the last hit is searched out of order, so it says nothing about the places before it. */
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

/** Searches a store synchronously. */
export function searchNow<Found>(
  search: StateSearch<Found>,
  read: (key: string) => EntryData | undefined,
  judge: (data: EntryData | undefined, key: string) => Verdict<Found>,
): StateSearch<Found> {
  for (let key = search.nextKey(); key !== undefined; key = search.nextKey()) search.take(judge(read(key), key))
  return search
}

/** Searches a store without blocking. */
export async function searchLater<Found>(
  states: StateSearch<Found>,
  read: (key: string) => Promise<EntryData | undefined>,
  judge: (data: EntryData | undefined, key: string) => Verdict<Found>,
): Promise<StateSearch<Found>> {
  for (let key = states.nextKey(); key !== undefined; key = states.nextKey()) states.take(judge(await read(key), key))
  return states
}
