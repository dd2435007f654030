/** Milliseconds before the first retry; doubled after each further failure. */
const FIRST = 100

/**
 * After a failure, no attempt is made for a while, and the pause grows with each failure, so that not every call waits for a failing store.
 */
export class Backoff {
  #pause = 0
  #until = 0
  #error: unknown

  /** The last failure. */
  get error(): unknown {
    return this.#error
  }

  /** @param longest the maximum pause in milliseconds */
  constructor(readonly longest: number) {}

  /** @throws the last failure if it is too early for another attempt */
  check(): void {
    if (this.#pause > 0 && Date.now() < this.#until) throw this.#error
  }

  /** @param waited milliseconds until the failure; the pause is at least twice as long, to limit the share of time spent waiting */
  failed(error: unknown, waited = 0): void {
    this.#pause = Math.max(waited * 2, Math.min(this.longest, this.#pause === 0 ? FIRST : this.#pause * 2))
    this.#until = Date.now() + this.#pause
    this.#error = error
  }

  worked(): void {
    this.#pause = 0
  }
}
