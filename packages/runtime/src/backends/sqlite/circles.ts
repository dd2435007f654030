import type { Patience } from '../patience.js'
import type { Database } from './database.js'
import { transact } from './ledger.js'
import { ADD_WAIT, DROP_WAIT, IN_CIRCLE } from './statements.js'

/**
 * What is waited for longer is written down, in milliseconds. A thread that blocks finishes nothing meanwhile. One that does not may well
 * finish what others wait for, and is part of a circle at most.
 */
const NOTED_AFTER = { sync: 1_000, async: 20_000 }
/** Between two looks. A wait that was not confirmed for three times as long is over. Milliseconds. */
const LOOK = 500

interface Wait {
  holder: string
  awaited: string
  looked: number
}

/** Which thread waits for which, written down for all that share the database: in a circle, nobody would ever end. */
export class Circles {
  readonly #waits = new Map<Patience, Wait>()

  constructor(readonly database: Database) {}

  /** @returns whether the awaited thread waits for this one, directly or not */
  includes(patience: Patience, holder: string, awaited: string): boolean {
    const known = this.#waits.get(patience)
    const now = performance.now()
    if (patience.waited < NOTED_AFTER[patience.mode] || (known !== undefined && now - known.looked < LOOK)) return false
    if (known !== undefined && known.awaited !== awaited) this.leave(patience)
    this.#waits.set(patience, { holder, awaited, looked: now })
    try {
      return this.database.run((connection) => {
        let found = false
        transact(connection, () => {
          const time = Date.now()
          connection.run(ADD_WAIT, holder, awaited, time)
          found = connection.get(IN_CIRCLE, awaited, time - 3 * LOOK, holder) !== undefined
        })
        return found
      })
    } catch {
      // Another one writes: it is looked for again soon.
      return false
    }
  }

  /** The wait is over. */
  leave(patience: Patience): void {
    const wait = this.#waits.get(patience)
    if (wait === undefined) return
    this.#waits.delete(patience)
    // Others of this thread may wait for the same one.
    for (const { awaited } of this.#waits.values()) if (awaited === wait.awaited) return
    try {
      this.database.run((connection) => connection.run(DROP_WAIT, wait.holder, wait.awaited))
    } catch {
      // It is not confirmed any more.
    }
  }
}
