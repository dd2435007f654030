/** Milliseconds before the first new attempt; doubled with each further failure. */
const FIRST = 100

/** After a failure nothing is tried for a while, longer each time: trouble must not cost every call its wait. */
export class Backoff {
  #pause = 0
  #until = 0
  #error: unknown

  /** The last failure. */
  get error(): unknown {
    return this.#error
  }

  /** @param longest milliseconds after which another attempt is made in any case */
  constructor(readonly longest: number) {}

  /** @throws the last failure while it is too early for another attempt */
  check(): void {
    if (this.#pause > 0 && Date.now() < this.#until) throw this.#error
  }

  /** @param waited milliseconds that the failure took: the pause is longer, or all time would go into waiting */
  failed(error: unknown, waited = 0): void {
    this.#pause = Math.max(waited * 2, Math.min(this.longest, this.#pause === 0 ? FIRST : this.#pause * 2))
    this.#until = Date.now() + this.#pause
    this.#error = error
  }

  worked(): void {
    this.#pause = 0
  }
}
