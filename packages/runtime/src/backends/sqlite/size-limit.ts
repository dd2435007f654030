import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { diskAlmostFull, valueTooLarge } from '../../errors.js'
import { DEFAULT_MAX_SIZE } from '../../size.js'
import type { Removed } from '../backend.js'
import { logBytes, type Connection } from './connection.js'
import type { Database } from './database.js'
import { FORGOTTEN } from './leases.js'
import { transact } from './ledger.js'
import { DELETE_EXPIRED, FILE_BYTES, LIMIT, SET_LIMIT } from './statements.js'
import { BUSY_TIMEOUT } from './schema.js'
import type { Payloads } from './payloads.js'
import type { UsageLog } from './usage.js'

/** Never the last of the disk. Bytes. */
const DISK_RESERVE = 1e9
/** What SQLite can hold in one row, with room for the other columns. */
const MAX_BLOB = 1e9 - 4096
/** Key, columns and index entries of one row. Bytes. */
const ROW_OVERHEAD = 400
/** Other processes write too: how long a measured size is believed, in milliseconds. */
const BELIEVE = 250
/** How long a measured free space is believed, in milliseconds and bytes written. */
const BELIEVE_DISK = 5_000
const BELIEVE_DISK_BYTES = 16e6
/** Evicting goes a little further than it must, so that not every write evicts: this part of the limit, but no more bytes than that. */
const SLACK = 0.05
const MAX_SLACK = 1e6
/** Pages of table and indices that a lease and what is stored under it, or its end, put into the log. Bytes. */
const LOGGED_PER_LEASE = 6 * 4096
const BATCH = 64
/** A log so many times its bound should be cut off. */
const CROWDED = 1.25
const VACUUM_PAGES = 64
/** How long cutting off the log waits for others that read. Milliseconds. */
const TRUNCATE_WAIT = 100
/** Writing the log back waits for the disk, and is half of what a small write costs: not at every other write, however small the store. */
const [MIN_LOG_PAGES, MAX_LOG_PAGES] = [64, 4_000]

/** Keeps what lies on disk, write-ahead log and all, under a limit. */
export class SizeLimit {
  #followed = DEFAULT_MAX_SIZE
  /** Bytes that may still be written before the size is measured again. */
  #headroom = 0
  #measured = 0
  /** Of files without an entry: being written, or not removable yet. Bytes. */
  #orphans = 0
  /** The connection, by its number, whose log is bounded by `maxSize`. */
  #bounded = -1
  /** What the write-ahead log may grow to before it is written back. Bytes. */
  #log = 0
  /** The log is far above its bound and could not be cut off. */
  #crowded = false
  /** When it was tried last. */
  #cut = 0
  /** What this process has put into the log since it last looked. Bytes. */
  #logged = 0
  #disk = { free: Number.POSITIVE_INFINITY, measured: 0, written: Number.POSITIVE_INFINITY }

  constructor(
    readonly database: Database,
    readonly usage: UsageLog,
    readonly payloads: Payloads,
    /** Bytes; without it the limit that was asked for last holds, by whichever process. */
    private asked: number | undefined,
  ) {}

  get maxSize(): number {
    return this.asked ?? this.#followed
  }

  set maxSize(bytes: number) {
    if (bytes === this.asked) return
    this.asked = bytes
    this.#bounded = -1
    this.#headroom = 0
  }

  /**
   * Called before a write of so many bytes.
   *
   * @param apart in a file of its own, bytes
   * @returns whether there is room: not where the log takes it, and others keep it from being cut off
   */
  makeRoom(bytes: number, apart: number): boolean {
    this.#boundLog()
    if (bytes > MAX_BLOB) throw valueTooLarge(bytes, MAX_BLOB)
    if (bytes + apart > this.maxSize) throw valueTooLarge(bytes + apart, this.maxSize)
    const needed = bytes + apart + ROW_OVERHEAD
    const now = Date.now()
    if (needed <= this.#headroom && now - this.#measured < BELIEVE) {
      this.#headroom -= needed
      return true
    }
    // A large value lies in the log and in the file for a moment. Where it takes half of the limit, that cannot be had.
    const passing = bytes * 2 < this.maxSize ? Math.max(0, bytes + ROW_OVERHEAD - this.#log) : 0
    const size = this.#measure(now)
    const limit = Math.min(this.maxSize, this.#diskLimit(size, now)) - passing
    // Giving up the whole cache would not help either.
    if (limit < this.maxSize - passing && limit < needed + this.#log)
      throw diskAlmostFull(this.database.folder ?? this.database.file)
    if (size + needed > limit && this.#crowded) return false
    const slack = Math.min(limit * SLACK, MAX_SLACK)
    if (size + needed > limit) this.#evict(Math.max(0, limit - this.#log * 2 - this.#orphans - needed - slack), false)
    const left = limit - (size + needed > limit ? this.#measure(now) : size) - needed
    // Measured again well before the limit: it must hold to within some percent though several processes write.
    this.#headroom = Math.min(left, limit / 32)
    return true
  }

  /** Called after a write. @param apart in a file of its own, bytes */
  wrote(bytes: number, apart: number): void {
    this.#disk.written += bytes + apart
    this.#logged += bytes
    if (this.#logged > this.#log / 4) this.#boundLogSize()
  }

  /** Called before a lease, which costs the log its pages whether or not anything is stored under it. @returns whether it may be had */
  mayLog(): boolean {
    this.#logged += LOGGED_PER_LEASE
    if (this.#logged > this.#log / 4 || (this.#crowded && performance.now() - this.#cut > BELIEVE)) this.#boundLogSize()
    return !this.#crowded
  }

  /**
   * SQLite writes the log back by itself and then begins it anew, but only in a moment without readers. Where several
   * processes are busy there is none for long, and it would grow without end.
   */
  #boundLogSize(): number {
    this.#boundLog()
    this.#logged = 0
    const bytes = logBytes(this.database.file)
    const bound = this.#log * CROWDED
    const now = performance.now()
    let left = bytes
    // What could not be cut off a moment ago is not worth another wait.
    if (bytes > bound && (!this.#crowded || now - this.#cut > BELIEVE)) {
      this.#cut = now
      this.database.run((connection) => truncateLog(connection))
      left = logBytes(this.database.file)
    }
    this.#crowded = left > bound
    if (this.#crowded) this.#headroom = 0
    return left
  }

  /** Evicts least recently used entries until the file is no larger. */
  shrinkTo(target: number): Removed {
    const removed = this.#evict(target, true)
    this.giveBack()
    return removed
  }

  /** Pages that fall free are taken by the next entries; only what lies above the limit is given back, or the cost would grow with it. */
  #evict(target: number, atAnyRate: boolean): Removed {
    this.usage.flush()
    const removed: Removed = { removed: 0, bytes: 0 }
    this.database.run((connection) => {
      let excess = liveBytes(connection) - target
      while (excess > 0 && connection.run(DELETE_EXPIRED, Date.now()) > 0) excess = liveBytes(connection) - target
      for (; excess > 0; excess = liveBytes(connection) - target) {
        const batch = evictBatch(connection, excess)
        if (batch.ids.length === 0) break
        removed.removed += batch.removed.removed
        removed.bytes += batch.removed.bytes
        this.payloads.collect()
        this.#boundLogSize()
        // What is freed would lie in the log; until that can be cut off, nothing is stored either.
        if (this.#crowded && !atAnyRate) return
      }
      const surplus = Math.ceil((heldBytes(connection) + this.#log * 2 - this.maxSize) / pragma(connection, 'page_size'))
      this.#vacuum(connection, surplus)
    })
    return removed
  }

  /** What holds for this file, also for who only looks at it. Bytes. */
  agree(): number {
    this.database.run((connection) => {
      const kept = connection.get<{ bytes: number }>(LIMIT)?.bytes
      if (this.asked === undefined) this.#follow(Number.isSafeInteger(kept) ? kept! : DEFAULT_MAX_SIZE)
      else if (kept !== this.asked) record(connection, this.asked)
    })
    return this.maxSize
  }

  #follow(bytes: number): void {
    if (bytes === this.#followed) return
    this.#followed = bytes
    this.#bounded = -1
    this.#headroom = 0
  }

  /** Called before many writes and between their portions. @returns whether the log is within its bound */
  settle(): boolean {
    this.#boundLogSize()
    return !this.#crowded
  }

  /** What `shrinkTo` would evict, as far as that can be told from the entries' sizes. */
  wouldRemove(target: number): Removed {
    this.usage.flush()
    return this.database.run(
      (connection) => oldestEntries(connection, liveBytes(connection) - target, Number.MAX_SAFE_INTEGER).removed,
    )
  }

  /** Returns free pages, files and the write-ahead log to the file system. */
  giveBack(): void {
    this.#headroom = 0
    this.payloads.collect()
    this.database.run((connection) => {
      this.#vacuum(connection, pragma(connection, 'freelist_count'))
      truncateLog(connection)
    })
  }

  /** In portions: each page that moves to a free one goes through the log. */
  #vacuum(connection: Connection, pages: number): void {
    for (let left = pages; left > 0; left -= VACUUM_PAGES) {
      connection.exec(`PRAGMA incremental_vacuum(${Math.min(left, VACUUM_PAGES)})`)
      this.#boundLogSize()
    }
  }

  /** The write-ahead log counts too: on a small store it must be written back sooner than after SQLite's 1,000 pages. */
  #boundLog(): void {
    // One after the other: an operation within another would leave that one with the connection of a file that was replaced.
    if (this.database.run(() => this.#bounded === this.database.generation)) return
    this.agree()
    this.database.run((connection) => {
      const pageSize = pragma(connection, 'page_size')
      const pages = Math.max(MIN_LOG_PAGES, Math.min(MAX_LOG_PAGES, Math.floor(this.maxSize / 32 / pageSize)))
      this.#log = pages * pageSize
      connection.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${this.#log}`)
      connection.shareBelow(this.#log * CROWDED)
      this.#bounded = this.database.generation
    })
  }

  /** Free pages do not count: the next entries take them. */
  #measure(now: number): number {
    this.#measured = now
    if (this.asked === undefined) this.agree()
    const log = Math.max(this.#log * 2, this.#boundLogSize())
    this.#orphans = this.payloads.bytesOfOrphans()
    return this.database.run((connection) => liveBytes(connection)) + log + this.#orphans
  }

  /** How large the store may be so that the reserve of the disk stays free. */
  #diskLimit(size: number, now: number): number {
    if (this.#disk.written > BELIEVE_DISK_BYTES || now - this.#disk.measured > BELIEVE_DISK) {
      const { bavail, bsize } = statfsSync(dirname(this.database.file))
      this.#disk = { free: bavail * bsize, measured: now, written: 0 }
    }
    return size + this.#disk.free - this.#disk.written - DISK_RESERVE
  }
}

function pragma(connection: Connection, name: 'page_count' | 'page_size' | 'freelist_count'): number {
  return connection.get<Record<string, number>>(`PRAGMA ${name}`)![name]!
}

/** What entries take, those in files included. */
const liveBytes = (connection: Connection): number =>
  (pragma(connection, 'page_count') - pragma(connection, 'freelist_count')) * pragma(connection, 'page_size') +
  connection.get<{ bytes: number }>(FILE_BYTES)!.bytes
/** The same with free pages. */
const heldBytes = (connection: Connection): number =>
  liveBytes(connection) + pragma(connection, 'freelist_count') * pragma(connection, 'page_size')

function record(connection: Connection, limit: number): void {
  transact(connection, () => {
    connection.run(SET_LIMIT[0])
    connection.run(SET_LIMIT[1], limit)
  })
}

/** Others may be reading for long; what is left then is cut off the next time. */
function truncateLog(connection: Connection): void {
  connection.exec(`PRAGMA busy_timeout = ${TRUNCATE_WAIT}`)
  try {
    connection.all('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
  }
}

interface Batch {
  ids: number[]
  /** The entries among them. */
  removed: Removed
}

function evictBatch(connection: Connection, excess: number): Batch {
  let oldest: Batch = { ids: [], removed: { removed: 0, bytes: 0 } }
  transact(connection, () => {
    oldest = oldestEntries(connection, excess, BATCH)
    for (const id of oldest.ids) connection.run('DELETE FROM keyv WHERE rowid = ?', id)
  })
  return oldest
}

/** Least recently used entries that together make up for the excess, and leases that nobody can still hold. */
function oldestEntries(connection: Connection, excess: number, limit: number): Batch {
  const ids: number[] = []
  const removed: Removed = { removed: 0, bytes: 0 }
  let left = excess
  for (const { id, bytes } of connection.all<{ id: number; bytes: number }>(
    'SELECT rowid AS id, bytes FROM keyv WHERE lease IS NULL OR used < ? ORDER BY used LIMIT ?',
    Date.now() - FORGOTTEN,
    limit,
  )) {
    if (left <= 0) break
    left -= bytes + ROW_OVERHEAD
    ids.push(id)
    if (bytes === 0) continue
    removed.removed++
    removed.bytes += bytes
  }
  return { ids, removed }
}
