import { isBusy } from '../connection.js'
import type { Database } from '../database.js'
import { transact } from './ledger.js'
import { touchRow } from '../statements.js'

/** Milliseconds between two flushes. */
const FLUSH_INTERVAL = 1_000
/** Entries per transaction. They are scattered over the file, and each adds two or three pages to the log. */
const PORTION = 64

/** Collects which entries were used and writes that in batches, so that a hit doesn't cost a write. */
export class UsageLog {
  readonly #touched = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(
    readonly database: Database,
    /** Called after each portion, to keep the log within its bound. @returns whether to continue */
    readonly mayContinue: () => boolean,
  ) {}

  touch(key: string): void {
    this.#touched.set(key, Date.now())
    this.#timer ??= setTimeout(() => this.flushQuietly(), FLUSH_INTERVAL).unref()
  }

  /** @throws if it can't be written now; the rest is kept for later */
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
        // Another connection is writing.
        if (isBusy(error)) this.#keep(touched.slice(from))
        throw error
      }
      if (!this.mayContinue()) return this.#keep(touched.slice(from + PORTION))
    }
  }

  /** Keeps them for the next flush, unless they were used again meanwhile. */
  #keep(touched: readonly [key: string, used: number][]): void {
    for (const [key, used] of touched) if (!this.#touched.has(key)) this.#touched.set(key, used)
  }

  /** A failure to record the last use is ignored: the entry itself was read. */
  flushQuietly(): void {
    try {
      this.flush()
    } catch {}
  }
}
