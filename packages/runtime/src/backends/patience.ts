/** How long somebody who computes may give no sign of life, in milliseconds. */
const SILENCE = 3_000
/** How long anybody is waited for in all, in milliseconds: a lease may be held crosswise, or by what never ends. */
const LONGEST = 20_000
/** Pauses between two looks, in milliseconds. */
const [FIRST_PAUSE, LAST_PAUSE] = [1, 25]

/** Judges, look by look, how much longer to wait for somebody else's computation. */
export class Patience {
  readonly #started = performance.now()
  #sign: string | undefined
  #seen = 0
  #pause = FIRST_PAUSE

  /** Whether all that can be waited has been. */
  get isOver(): boolean {
    return performance.now() - this.#started > LONGEST
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
