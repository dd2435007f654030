import type { Patience } from '../patience.js'
import type { Database } from './database.js'
import { transact } from './space/ledger.js'
import { ADD_WAIT, DROP_WAIT, IN_CIRCLE } from './statements.js'

/**
 * Waits that last longer than this are recorded, in milliseconds. A blocked thread can't finish anything meanwhile. A thread that isn't
 * blocked may finish what others wait for, so a cycle through it isn't necessarily a deadlock.
 */
const NOTED_AFTER = { sync: 1_000, async: 20_000 }
/** Milliseconds between two checks. A wait that isn't confirmed for three times as long has ended. */
const LOOK = 500

interface Wait {
  holder: string
  awaited: string
  looked: number
}

/** Records which thread waits for which, for all threads that share the database. A cycle is a deadlock. */
export class Circles {
  readonly #waits = new Map<Patience, Wait>()

  constructor(readonly database: Database) {}

  /** @returns whether the awaited thread waits for this one, directly or indirectly */
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
      // Another connection is writing. The next check comes soon.
      return false
    }
  }

  /** Called when the wait has ended. */
  leave(patience: Patience): void {
    const wait = this.#waits.get(patience)
    if (wait === undefined) return
    this.#waits.delete(patience)
    // Other calls of this thread may wait for the same thread.
    for (const { awaited } of this.#waits.values()) if (awaited === wait.awaited) return
    try {
      this.database.run((connection) => connection.run(DROP_WAIT, wait.holder, wait.awaited))
    } catch {
      // The record expires, since it is no longer confirmed.
    }
  }
}
