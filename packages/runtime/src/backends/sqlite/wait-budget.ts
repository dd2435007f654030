/** How long the statements of one turn of the event loop wait for other connections' writes, all together. Milliseconds. */
const PER_TURN = 20
/** The first pause of SQLite before it tries again. A shorter statement has not waited. Milliseconds. */
const FIRST_PAUSE = 1
// Kept, because a test may replace the timers of the program.
const onTurnEnd = setImmediate

/**
 * Limits how long the event loop stands still for locks. The calls of one turn share a budget. When it is spent, a statement that finds a
 * lock fails at once, and its caller tries again by a timer.
 */
export class WaitBudget {
  #asked = 0
  #spent = 0
  #told = -1

  /** @param tell sets the busy timeout of the connection */
  constructor(readonly tell: (milliseconds: number) => void) {}

  /** Sets how long one statement waits. More than the budget is a wait that the caller has decided on, and is not limited. */
  ask(milliseconds: number): void {
    this.#asked = milliseconds
    this.#apply()
  }

  /** Called after a statement that may have waited. */
  took(milliseconds: number): void {
    if (milliseconds < FIRST_PAUSE) return
    if (this.#spent === 0) onTurnEnd(() => this.#restore()).unref()
    this.#spent += milliseconds
    this.#apply()
  }

  #restore(): void {
    this.#spent = 0
    this.#apply()
  }

  #apply(): void {
    const left = Math.max(0, Math.round(PER_TURN - this.#spent))
    const wait = this.#asked > PER_TURN ? this.#asked : Math.min(this.#asked, left)
    if (wait === this.#told) return
    this.#told = wait
    this.tell(wait)
  }
}
