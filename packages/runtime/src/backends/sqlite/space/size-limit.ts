import { statfsSync } from '../../../platform/own-fs.js'
import { dirname } from 'node:path'
import { diskAlmostFull, valueTooLarge } from '../../../reporting/errors.js'
import { DEFAULT_MAX_SIZE } from '../../../size.js'
import type { Removed } from '../../backend.js'
import type { Connection } from '../connection.js'
import type { Database } from '../database.js'
import { evictBatch, findCutoff, oldestEntries, ROW_OVERHEAD } from './eviction.js'
import { removeEntries, transact } from './ledger.js'
import { LogBound, truncateLog } from './log-bound.js'
import { heldBytes, liveBytes, pragma, rewrite } from './pages.js'
import type { Payloads } from './payloads.js'
import { DELETE_EXPIRED, LIMIT, SET_LIMIT } from '../statements.js'
import { inPortions, retryWhileBusy } from './turns.js'
import type { UsageLog } from './usage.js'

/** Disk space that the store always leaves free. Bytes. */
const DISK_RESERVE = 1e9
/** The maximum that SQLite can store in one row, minus room for the other columns. */
const MAX_BLOB = 1e9 - 4096
/** How long a measured size is reused, in milliseconds. Other processes write too. */
const BELIEVE = 250
/** How long a measured free space is reused, in milliseconds and bytes written. */
const BELIEVE_DISK = 5_000
const BELIEVE_DISK_BYTES = 16e6
/** Evicts a little more than necessary, so that not every write evicts: a fraction of the limit, up to a maximum in bytes. */
const SLACK = 0.05
const MAX_SLACK = 1e6
const BATCH = 64
const VACUUM_PAGES = 64
/** The maximum number of rows that one transaction removes, and of pages that it gives back. */
const MOST_ROWS = 20_000
/** Pages of table and indices that the removal of one row adds to the log. Bytes. */
const LOGGED_PER_ROW = 4096
/** More than this is evicted in the order of the table. Bytes. */
const MUCH = 4e6
/** The maximum time per step for removing files. Milliseconds. */
const COLLECT = 20
const SINGLE = { least: 1, most: 1 }

/** Keeps the disk usage, including the write-ahead log, under a limit. */
export class SizeLimit {
  readonly log: LogBound
  #followed = DEFAULT_MAX_SIZE
  /** Bytes that may still be written before the size is measured again. */
  #headroom = 0
  #measured = 0
  /** Size of the files without an entry: being written, or not removable yet. Bytes. */
  #orphans = 0
  #disk = { free: Number.POSITIVE_INFINITY, measured: 0, written: Number.POSITIVE_INFINITY }

  constructor(
    readonly database: Database,
    readonly usage: UsageLog,
    readonly payloads: Payloads,
    /** Bytes. If undefined, the limit most recently set by any process applies. */
    private asked: number | undefined,
  ) {
    this.log = new LogBound(database, () => this.agree())
  }

  get maxSize(): number {
    return this.asked ?? this.#followed
  }

  set maxSize(bytes: number) {
    if (bytes === this.asked) return
    this.asked = bytes
    this.log.forget()
    this.#headroom = 0
  }

  /**
   * Called before a write of `bytes` bytes.
   *
   * @param apart the bytes in a separate file, which is already counted as an orphan
   * @returns whether there is room; false if the log uses it and readers prevent its truncation
   */
  makeRoom(bytes: number, apart: number): boolean {
    this.log.tell()
    if (bytes > MAX_BLOB) throw valueTooLarge(bytes, MAX_BLOB)
    if (bytes + apart > this.maxSize) throw valueTooLarge(bytes + apart, this.maxSize)
    const needed = bytes + ROW_OVERHEAD
    const now = Date.now()
    if (apart === 0 && needed <= this.#headroom && !this.log.isCrowded && now - this.#measured < BELIEVE) {
      this.#headroom -= needed
      return true
    }
    // A large value is briefly in both the log and the file. Space for both is reserved unless the value takes half of the limit.
    const passing = bytes * 2 < this.maxSize ? Math.max(0, bytes + ROW_OVERHEAD - this.log.bytes) : 0
    const size = this.#measure(now)
    const limit = Math.min(this.maxSize, this.#diskLimit(size - apart, now)) - passing
    // Evicting the whole cache wouldn't free enough space.
    if (limit < this.maxSize - passing && limit < needed + apart + this.log.bytes)
      throw diskAlmostFull(this.database.folder ?? this.database.file)
    const total = size + needed + (this.log.isBeyond ? this.log.reserved : 0)
    if (total > limit && this.log.isCrowded) return false
    const slack = Math.min(limit * SLACK, MAX_SLACK)
    if (size + needed > limit) this.#evict(Math.max(0, limit - this.log.reserved - this.#orphans - needed - slack))
    const left = limit - (size + needed > limit ? this.#measure(now) : size) - needed
    // Measured again well before the limit is reached, since several processes may write and the limit must hold within a few percent.
    this.#headroom = Math.min(left, limit / 32)
    // A separate file can't reuse free pages.
    if (apart > 0) this.database.run((connection) => this.#giveBackSurplus(connection, needed + apart))
    return true
  }

  /** Called after a write. @param apart the bytes in a separate file */
  wrote(bytes: number, apart: number): void {
    this.#disk.written += bytes + apart
    this.log.wrote(bytes)
  }

  /** Evicts least recently used entries until their size is at most `target`. */
  async shrinkTo(target: number): Promise<Removed> {
    await retryWhileBusy(() => this.usage.flush())
    const removed = await this.log.whileGrown(() => this.#removeMost(target))
    await inPortions(this.database, { least: BATCH, most: this.mostRows() }, (connection, size) => {
      const excess = liveBytes(connection) - target
      if (excess <= 0) return false
      if (connection.run(DELETE_EXPIRED, Date.now()) > 0) return true
      const isAny = this.#evictBatch(connection, excess, size, removed)
      this.log.truncateIfLarge()
      return isAny
    })
    await this.giveBack()
    return removed
  }

  /** Evicts nearly as much as necessary, if that is much, in the order of the table. */
  async #removeMost(target: number): Promise<Removed> {
    const removed: Removed = { removed: 0, bytes: 0 }
    for (;;) {
      const live = this.database.run(liveBytes)
      const cutoff = live - target > MUCH ? await findCutoff(this.database, live - target, live) : undefined
      if (cutoff === undefined) return removed
      const { unusedSince, left } = cutoff
      const round = await removeEntries(
        this.database,
        { unusedSince },
        {
          mostRows: this.mostRows(),
          afterPortion: () => this.log.staysBounded(),
          left,
        },
      )
      removed.removed += round.removed
      removed.bytes += round.bytes
      if (round.removed === 0) return removed
    }
  }

  /** Returns how many rows one transaction may remove, so that the log stays within its bound. */
  mostRows(): number {
    this.log.tell()
    return Math.max(BATCH, Math.min(MOST_ROWS, Math.floor(this.log.most / LOGGED_PER_ROW)))
  }

  /** Free pages are reused by the next entries. Only those above the limit are given back, because the cost grows with their number. */
  #evict(target: number): void {
    this.usage.flush()
    this.database.run((connection) => {
      let excess = liveBytes(connection) - target
      while (excess > 0 && connection.run(DELETE_EXPIRED, Date.now()) > 0) excess = liveBytes(connection) - target
      for (; excess > 0; excess = liveBytes(connection) - target) {
        if (!this.#evictBatch(connection, excess, this.log.portion)) break
        this.payloads.collect()
        this.log.truncateIfLarge()
        // The freed pages would go into the log. Until it can be truncated, nothing is stored either.
        if (this.log.isCrowded) return
      }
      this.#giveBackSurplus(connection, 0)
    })
  }

  /** @returns whether an entry was evicted */
  #evictBatch(connection: Connection, excess: number, size: number, removed?: Removed): boolean {
    const batch = evictBatch(connection, excess, size)
    if (removed) {
      removed.removed += batch.removed.removed
      removed.bytes += batch.removed.bytes
    }
    return batch.ids.length > 0
  }

  /** Returns the limit that applies to this file, also for a connection that only reads. Bytes. */
  agree(): number {
    this.database.run((connection) => {
      const kept = connection.get<{ bytes: number }>(LIMIT)?.bytes
      if (this.asked === undefined) this.#follow(Number.isSafeInteger(kept) && kept! > 0 ? kept! : DEFAULT_MAX_SIZE)
      else if (kept !== this.asked && !connection.isReadOnly) record(connection, this.asked)
    })
    return this.maxSize
  }

  #follow(bytes: number): void {
    if (bytes === this.#followed) return
    this.#followed = bytes
    this.log.forget()
    this.#headroom = 0
  }

  /** Returns what `shrinkTo` would evict, estimated from the sizes of the entries. */
  wouldRemove(target: number): Removed {
    this.usage.flushQuietly()
    return this.database.run(
      (connection) => oldestEntries(connection, liveBytes(connection) - target, Number.MAX_SAFE_INTEGER).removed,
    )
  }

  /** Gives free pages, files and the write-ahead log back to the file system. */
  async giveBack(): Promise<void> {
    this.#headroom = 0
    await inPortions(this.database, SINGLE, () => !this.payloads.collect(COLLECT))
    this.payloads.sweep()
    await inPortions(this.database, { least: VACUUM_PAGES, most: MOST_ROWS }, (connection, size) => {
      const free = pragma(connection, 'freelist_count')
      if (free === 0 || rewrite(connection, free)) return false
      connection.exec(`PRAGMA incremental_vacuum(${size})`)
      this.log.truncateIfLarge()
      return pragma(connection, 'freelist_count') < free
    })
    this.database.run(truncateLog)
  }

  /** Gives back free pages if the file plus `needed` bytes would exceed the limit. */
  #giveBackSurplus(connection: Connection, needed: number): void {
    const surplus = heldBytes(connection) + needed + this.log.reserved - this.maxSize
    const pages = Math.min(Math.ceil(surplus / pragma(connection, 'page_size')), pragma(connection, 'freelist_count'))
    this.#vacuum(connection, pages)
    // The database file only shrinks when the log is written back.
    if (pages > 0 && needed > 0) truncateLog(connection)
  }

  /** In portions, because each page that is moved goes through the log. */
  #vacuum(connection: Connection, pages: number): void {
    for (let left = pages; left > 0; left -= this.log.portion) {
      connection.exec(`PRAGMA incremental_vacuum(${Math.min(left, this.log.portion)})`)
      this.log.truncateIfLarge()
    }
  }

  /** Free pages are not counted, because the next entries reuse them. */
  #measure(now: number): number {
    this.#measured = now
    if (this.asked === undefined) this.agree()
    const log = Math.max(this.log.reserved, this.log.truncateIfLarge())
    this.#orphans = this.payloads.bytesOfOrphans()
    return this.database.run((connection) => liveBytes(connection)) + log + this.#orphans
  }

  /** Returns how large the store may become without using the reserve of the disk. */
  #diskLimit(size: number, now: number): number {
    if (this.#disk.written > BELIEVE_DISK_BYTES || now - this.#disk.measured > BELIEVE_DISK) {
      const { bavail, bsize } = statfsSync(dirname(this.database.file))
      this.#disk = { free: bavail * bsize, measured: now, written: 0 }
    }
    return size + this.#disk.free - this.#disk.written - DISK_RESERVE
  }
}

function record(connection: Connection, limit: number): void {
  transact(connection, () => {
    connection.run(SET_LIMIT[0])
    connection.run(SET_LIMIT[1], limit)
  })
}
