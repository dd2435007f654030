import { close, fdatasync, openSync } from '../../../platform/own-fs.js'
import type { Database } from '../database.js'

/** What this process adds to the log before it is written to the disk, and before it is written back. Bytes. */
const [FLUSHED, WRITTEN_BACK] = [1e6, 6e6]

/**
 * Writes the log to the disk in the background. Otherwise the commit that writes the log back would first wait until the disk has all of
 * it, and the event loop with it: 16 MB take 50 to 200 ms.
 */
export class LogFlush {
  #unflushed = 0
  #unwritten = 0
  #isRunning = false

  constructor(readonly database: Database) {}

  /** Called after this process has added so many bytes to the log. */
  wrote(bytes: number): void {
    this.#unflushed += bytes
    if (this.#isRunning || this.#unflushed < FLUSHED) return
    this.#unwritten += this.#unflushed
    this.#unflushed = 0
    let log: number
    try {
      log = openSync(`${this.database.file}-wal`, 'r+')
    } catch {
      // There is no log, or no descriptor left. Writing back flushes it too.
      return
    }
    this.#isRunning = true
    fdatasync(log, (error) => {
      close(log, () => {
        this.#isRunning = false
      })
      if (error === null && this.#unwritten >= WRITTEN_BACK) this.#writeBack()
    })
  }

  /** Little at a time: where entries lie all over a large file, the disk needs as long for them as for the log. */
  #writeBack(): void {
    this.#unwritten = 0
    if (!this.database.isOpen) return
    try {
      this.database.run((connection) => connection.all('PRAGMA wal_checkpoint(PASSIVE)'))
    } catch {
      // SQLite does it with a later commit.
    }
  }
}
