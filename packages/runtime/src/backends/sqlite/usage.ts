import { isBusy } from './connection.js'
import type { Database } from './database.js'
import { transact } from './ledger.js'
import { touchRow } from './statements.js'

/** Milliseconds between two flushes. */
const FLUSH_INTERVAL = 1_000
/** Entries in one transaction. They lie all over the file, and each puts two or three pages into the log. */
const PORTION = 64

/** Remembers which entries were used, and writes that down in batches: a hit must not cost a write. */
export class UsageLog {
  readonly #touched = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(
    readonly database: Database,
    /** Called after each portion: what a flush writes into the log must not pile up. @returns whether to go on */
    readonly settle: () => boolean,
  ) {}

  touch(key: string): void {
    this.#touched.set(key, Date.now())
    this.#timer ??= setTimeout(() => this.flushQuietly(), FLUSH_INTERVAL).unref()
  }

  /** @throws where it cannot be written now; what was not is kept */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#touched.size === 0) return
    if (this.database.run((connection) => connection.isReadOnly)) return this.#touched.clear()
    const touched = [...this.#touched]
    this.#touched.clear()
    for (let from = 0; from < touched.length; from += PORTION) {
      try {
        this.database.run((connection) => {
          transact(connection, () => {
            for (const [key, used] of touched.slice(from, from + PORTION)) touchRow(connection, key, used)
          })
        })
      } catch (error) {
        // Another one is writing.
        if (isBusy(error)) this.#keep(touched.slice(from))
        throw error
      }
      if (!this.settle()) return this.#keep(touched.slice(from + PORTION))
    }
  }

  /** For the next flush; what was used again meanwhile is younger. */
  #keep(touched: readonly [key: string, used: number][]): void {
    for (const [key, used] of touched) if (!this.#touched.has(key)) this.#touched.set(key, used)
  }

  /** When a result was last used is worth no error: the entry itself was read. */
  flushQuietly(): void {
    try {
      this.flush()
    } catch {}
  }
}
