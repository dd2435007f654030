import { logBytes, type Connection } from '../connection.js'
import type { Database } from '../database.js'
import { LogFlush } from './log-flush.js'

/** Pages of table and indices that a lease and its result, or its release, add to the log. Bytes. */
const LOGGED_PER_LEASE = 6 * 4096
/** A log this many times larger than its bound should be truncated. */
const CROWDED = 1.25
/** If it is this many times larger, nothing is stored in a store that is nearly full. */
const BEYOND = 1.5
/** The size that a task which changes many rows may give to the log of a large store. Bytes. */
const MOST_LOGGED = 80e6
/** Milliseconds between two attempts to truncate the log. */
const PAUSE = 250
/**
 * Writing the log back waits for the disk and takes half of the time of a small write, so it isn't done for every other write, even in a
 * small store.
 */
const [MIN_LOG_PAGES, MAX_LOG_PAGES] = [64, 4_000]
/** The number of rows or pages that one transaction changes, and what one may add to the log. Bytes. */
const [LEAST, MOST, LOGGED_PER_CHANGE] = [8, 64, 8 * 4_096]
/** The size of the index of a log within its bound. Bytes. */
const INDEX = 32_768

/**
 * Keeps the write-ahead log within a fraction of `maxSize`. SQLite writes the log back and restarts it, but only while there are no
 * readers. With several busy processes, there is rarely such a moment, and the log would grow without bound.
 */
export class LogBound {
  /** The size at which the log is written back. Bytes. */
  bytes = 0
  /** The size that the log may reach for a short time. Bytes. */
  most = 0
  /** The log is far above its bound and couldn't be truncated. */
  isCrowded = false
  /** It would soon take more than what is reserved for it. */
  isBeyond = false
  /** The generation of the connection that was configured. */
  #told = -1
  /** The time of the last attempt to truncate the log. */
  #tried = 0
  /** What this process has added to the log since its size was last checked. Bytes. */
  #logged = 0
  /** Tasks that change many rows. */
  #tasks = 0
  readonly #flush: LogFlush

  /** @param maxSize called for each new connection, and after `forget` */
  constructor(
    readonly database: Database,
    readonly maxSize: () => number,
  ) {
    this.#flush = new LogFlush(database)
  }

  /** What the log and its index take while several processes write. Bytes. */
  get reserved(): number {
    return this.bytes * 2 + INDEX
  }

  /** Returns how many rows or pages one transaction may change beside other writers: a small part of the bound. */
  get portion(): number {
    return Math.max(LEAST, Math.min(MOST, Math.floor(this.bytes / LOGGED_PER_CHANGE)))
  }

  /** Where the log is written back. Bytes. */
  get #bound(): number {
    return this.#tasks > 0 ? this.most : this.bytes
  }

  /** Runs a task that changes many rows. The log may grow to `most` meanwhile, so that a page is written back less often. */
  async whileGrown<T>(task: () => Promise<T>): Promise<T> {
    this.#tasks++
    this.forget()
    try {
      return await task()
    } finally {
      this.#tasks--
      this.forget()
    }
  }

  /** Called when the limit has changed. */
  forget(): void {
    this.#told = -1
  }

  /**
   * Configures the connection if necessary. In a small store, the log must be written back earlier than after SQLite's default of 1,000
   * pages.
   */
  tell(): void {
    // Two separate operations: in a nested one, the outer operation could be left with the connection of a file that was replaced.
    if (this.database.run(() => this.#told === this.database.generation)) return
    const limit = this.maxSize()
    this.database.run((connection) => {
      const pageSize = connection.get<{ page_size: number }>('PRAGMA page_size')!.page_size
      const pages = Math.max(MIN_LOG_PAGES, Math.min(MAX_LOG_PAGES, Math.floor(limit / 32 / pageSize)))
      this.bytes = pages * pageSize
      this.most = Math.max(this.bytes, Math.min(limit / 32, MOST_LOGGED))
      const writtenBack = Math.floor(this.#bound / pageSize)
      connection.exec(`PRAGMA wal_autocheckpoint = ${writtenBack}; PRAGMA journal_size_limit = ${this.bytes}`)
      connection.shareBelow(this.most * CROWDED)
      this.#told = this.database.generation
    })
  }

  /** Truncates the log if it is far above its bound. @returns its size in bytes */
  truncateIfLarge(): number {
    this.tell()
    this.#logged = 0
    const bytes = logBytes(this.database.file)
    const bound = this.#bound * CROWDED
    const now = performance.now()
    let left = bytes
    // If truncating has just failed, another attempt isn't worth the wait.
    if (bytes > bound && (!this.isCrowded || now - this.#tried > PAUSE)) {
      this.#tried = now
      this.database.run(truncateLog)
      left = logBytes(this.database.file)
    }
    this.isCrowded = left > this.most * CROWDED
    this.isBeyond = this.isCrowded && left > this.bytes * BEYOND
    return left
  }

  /** Called before a series of writes and between its portions. @returns whether the log is within its bound */
  staysBounded(): boolean {
    this.truncateIfLarge()
    return !this.isCrowded
  }

  /** Called after this many bytes were written into rows. */
  wrote(bytes: number): void {
    this.#logged += bytes
    this.#flush.wrote(bytes)
    if (this.#logged > this.bytes / 4) this.truncateIfLarge()
  }

  /** Called before a lease, which adds pages to the log even if nothing is stored under it. @returns whether a lease may be claimed */
  mayLease(): boolean {
    this.wrote(LOGGED_PER_LEASE)
    if (this.isCrowded && performance.now() - this.#tried > PAUSE) this.truncateIfLarge()
    return !this.isCrowded
  }
}

/**
 * Writes the log back without a lock, then truncates it. Truncating alone would keep others from writing while it waits for the disk. Some
 * readers may be active for long. The rest of the log is truncated the next time.
 */
export function truncateLog(connection: Connection): void {
  connection.all('PRAGMA wal_checkpoint(PASSIVE)')
  connection.all('PRAGMA wal_checkpoint(TRUNCATE)')
}
