/** How long somebody who computes may give no sign of life, in milliseconds. */
const SILENCE = 3_000
/** How long a server's lease is waited for by somebody who holds one, in milliseconds: the one that is waited for may be waiting for that. */
const LONGEST_CROSSWISE = 20_000
/** How long the right to ask is waited for, in milliseconds: another one may be writing for long. */
const LONGEST_BUSY = { sync: 250, async: 1_000 }
/** Pauses between two looks, in milliseconds. */
const [FIRST_PAUSE, LAST_PAUSE] = [1, 25]

/** Judges, look by look, how much longer to wait for somebody else's computation. */
export class Patience {
  readonly #started = performance.now()
  #sign: string | undefined
  #seen = 0
  #pause = FIRST_PAUSE
  /** Since when others have kept this one from asking. */
  #busy: number | undefined

  /** @param mode `sync`: the event loop stands still meanwhile */
  constructor(readonly mode: 'sync' | 'async') {}

  /** Milliseconds. */
  get waited(): number {
    return performance.now() - this.#started
  }

  /**
   * Who computes is waited for as long as it lives, which is no longer than without a cache. The exception is a circle.
   * @param isHolding whether leases are held meanwhile: without one nobody can be part of a circle
   */
  isOver(isHolding: boolean): boolean {
    return isHolding && this.waited > LONGEST_CROSSWISE
  }

  /** Called where the store was busy. @returns milliseconds waited for that in all, once they are enough */
  isBusyFor(): number | undefined {
    const now = performance.now()
    const waited = now - (this.#busy ??= now)
    return waited > LONGEST_BUSY[this.mode] ? waited : undefined
  }

  asked(): void {
    this.#busy = undefined
  }

  /** @returns whether the one who computes has been silent for too long; `sign` changes with each sign of life */
  isSilent(sign: string): boolean {
    const now = performance.now()
    if (sign !== this.#sign) {
      this.#sign = sign
      this.#seen = now
    }
    return now - this.#seen > SILENCE
  }

  /** Milliseconds until the next look; longer each time, so that many who wait cost little. */
  nextPause(): number {
    const pause = this.#pause
    this.#pause = Math.min(LAST_PAUSE, pause * 1.5)
    return pause
  }
}
