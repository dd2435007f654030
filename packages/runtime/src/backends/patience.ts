/** How long the holder of a lease may show no sign of life, in milliseconds. */
const SILENCE = 3_000
/**
 * How long a call that holds a lease waits for another server lease, in milliseconds. Without a limit, two holders could wait for each
 * other.
 */
const LONGEST_CROSSWISE = 20_000
/** How long a call waits to claim a lease while the store is locked, in milliseconds. A writer may hold the lock for long. */
const LONGEST_BUSY = { sync: 250, async: 1_000 }
/** Pauses between two polls, in milliseconds. */
const [FIRST_PAUSE, LAST_PAUSE] = [1, 25]
/** How often a call tries again at once, because the row had changed between two statements. */
const MOST_TRIES = 100

/** Decides, poll by poll, how much longer to wait for another computation. */
export class Patience {
  readonly #started = performance.now()
  #sign: string | undefined
  #seen = 0
  #pause = FIRST_PAUSE
  /** Since when other writers have blocked the claim. */
  #busy: number | undefined
  #tries = 0

  /** @param mode `sync`: the event loop is blocked meanwhile */
  constructor(readonly mode: 'sync' | 'async') {}

  /** Milliseconds. */
  get waited(): number {
    return performance.now() - this.#started
  }

  /**
   * A call waits as long as the holder is alive, which takes no longer than without a cache. The exception is a possible deadlock.
   * @param isHolding whether leases are held meanwhile; without one, no deadlock is possible
   */
  isOver(isHolding: boolean): boolean {
    return isHolding && this.waited > LONGEST_CROSSWISE
  }

  /** Called when the store was busy. @returns the total milliseconds waited, once they exceed the limit */
  isBusyFor(): number | undefined {
    const now = performance.now()
    const waited = now - (this.#busy ??= now)
    return waited > LONGEST_BUSY[this.mode] ? waited : undefined
  }

  asked(): void {
    this.#busy = undefined
  }

  /** Called when a try has to be repeated at once. @returns whether repeating it is in vain */
  isFruitless(): boolean {
    return ++this.#tries > MOST_TRIES
  }

  /** @returns whether the holder has been silent for too long; `sign` changes with each sign of life */
  isSilent(sign: string): boolean {
    const now = performance.now()
    if (sign !== this.#sign) {
      this.#sign = sign
      this.#seen = now
    }
    return now - this.#seen > SILENCE
  }

  /** Returns the milliseconds until the next poll. They grow, to keep the cost of many waiting calls low. */
  nextPause(): number {
    const pause = this.#pause
    this.#pause = Math.min(LAST_PAUSE, pause * 1.5)
    return pause
  }
}
