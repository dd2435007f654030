import type { Database } from './database.js'
import { transact } from './ledger.js'
import { hashOf } from './key-hash.js'
import { TOUCH } from './statements.js'

/** Milliseconds between two flushes. */
const FLUSH_INTERVAL = 1_000

/** Remembers which entries were used, and writes that down in batches: a hit must not cost a write. */
export class UsageLog {
  readonly #touched = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(readonly database: Database) {}

  touch(key: string): void {
    this.#touched.set(key, Date.now())
    this.#timer ??= setTimeout(() => this.#flushQuietly(), FLUSH_INTERVAL).unref()
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#touched.size === 0) return
    const touched = [...this.#touched]
    this.#touched.clear()
    this.database.run((connection) => {
      transact(connection, () => {
        for (const [key, used] of touched) connection.run(TOUCH, used, hashOf(key), key, used)
      })
    })
  }

  // When a result was last used is worth no error: the entry itself was read.
  #flushQuietly(): void {
    try {
      this.flush()
    } catch {
      this.#touched.clear()
    }
  }
}
