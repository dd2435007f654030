import { logBytes, type Connection } from './connection.js'
import type { Database } from './database.js'

/** Pages of table and indices that a lease and what is stored under it, or its end, put into the log. Bytes. */
const LOGGED_PER_LEASE = 6 * 4096
/** A log so many times its bound should be cut off. */
const CROWDED = 1.25
/** What could not be cut off is not tried again for so long. Milliseconds. */
const PAUSE = 250
/** Writing the log back waits for the disk, and is half of what a small write costs: not at every other write, however small the store. */
const [MIN_LOG_PAGES, MAX_LOG_PAGES] = [64, 4_000]

/**
 * Keeps the write-ahead log within a part of `maxSize`. SQLite writes it back by itself and then begins it anew, but only in a
 * moment without readers. Where several processes are busy there is none for long, and it would grow without end.
 */
export class LogBound {
  /** What the log may grow to before it is written back. Bytes. */
  bytes = 0
  /** The log is far above its bound and could not be cut off. */
  isCrowded = false
  /** The connection, by its number, that has been told. */
  #told = -1
  /** When cutting it off was tried last. */
  #tried = 0
  /** What this process has put into the log since it last looked. Bytes. */
  #logged = 0

  /** @param maxSize asked anew for each connection, and after `forget` */
  constructor(
    readonly database: Database,
    readonly maxSize: () => number,
  ) {}

  /** The limit is another one now. */
  forget(): void {
    this.#told = -1
  }

  /** Tells the connection, where it has not been told: on a small store the log must be written back sooner than after SQLite's 1,000 pages. */
  tell(): void {
    // One after the other: an operation within another would leave that one with the connection of a file that was replaced.
    if (this.database.run(() => this.#told === this.database.generation)) return
    const limit = this.maxSize()
    this.database.run((connection) => {
      const pageSize = connection.get<{ page_size: number }>('PRAGMA page_size')!.page_size
      const pages = Math.max(MIN_LOG_PAGES, Math.min(MAX_LOG_PAGES, Math.floor(limit / 32 / pageSize)))
      this.bytes = pages * pageSize
      connection.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${this.bytes}`)
      connection.shareBelow(this.bytes * CROWDED)
      this.#told = this.database.generation
    })
  }

  /** Cuts the log off where it is far above its bound. @returns its size in bytes */
  settle(): number {
    this.tell()
    this.#logged = 0
    const bytes = logBytes(this.database.file)
    const bound = this.bytes * CROWDED
    const now = performance.now()
    let left = bytes
    // What could not be cut off a moment ago is not worth another wait.
    if (bytes > bound && (!this.isCrowded || now - this.#tried > PAUSE)) {
      this.#tried = now
      this.database.run(truncateLog)
      left = logBytes(this.database.file)
    }
    this.isCrowded = left > bound
    return left
  }

  /** Called before many writes and between their portions. @returns whether the log is within its bound */
  settles(): boolean {
    this.settle()
    return !this.isCrowded
  }

  /** Called after so many bytes were written into rows. */
  wrote(bytes: number): void {
    this.#logged += bytes
    if (this.#logged > this.bytes / 4) this.settle()
  }

  /** Called before a lease, which costs the log its pages whether or not anything is stored under it. @returns whether it may be had */
  mayLease(): boolean {
    this.wrote(LOGGED_PER_LEASE)
    if (this.isCrowded && performance.now() - this.#tried > PAUSE) this.settle()
    return !this.isCrowded
  }
}

/** Others may be reading for long; what is left then is cut off the next time. */
export function truncateLog(connection: Connection): void {
  connection.all('PRAGMA wal_checkpoint(TRUNCATE)')
}
