import { encodeApart } from '../../codec.js'
import type Keyv from 'keyv'
import { CacheError, CachePathError, readOnlyPlace, Unstorable } from '../../reporting/errors.js'
import { isOver } from '../age.js'
import { Backoff } from '../backoff.js'
import type {
  Backend,
  EntryData,
  EntryFilter,
  FunctionUsage,
  Lease,
  LeaseRequest,
  NewEntry,
  Removed,
  StoreStats,
  SyncAccess,
} from '../backend.js'
import { isBusy } from './connection.js'
import { Database, type SetAside } from './database.js'
import { SqliteFileDigests } from './file-digests.js'
import { EntryRows } from './entry-rows.js'
import { FunctionNames } from './function-names.js'
import { openKeyv, type EntryRow } from './keyv-driver.js'
import { durationOf, Leases } from './leases.js'
import { countEntries, listUsage, readStats, removeEntries } from './space/ledger.js'
import { Payloads } from './space/payloads.js'
import { SizeLimit } from './space/size-limit.js'
import { isPrepared, LONG_TIMEOUT } from './schema.js'
import { hashOf } from './key-hash.js'
import { DELETE, HAS, READ } from './statements.js'
import { retryWhileBusy } from './space/turns.js'
import { UsageLog } from './space/usage.js'

/** How long an asynchronous function tries to store. Milliseconds. */
const LONGEST_BUSY = 3_000
/** The minimum time that a synchronous function waits to store a result. Milliseconds. */
const SHORT_TIMEOUT = 250
const NOTHING = new Uint8Array()
/** The maximum number of milliseconds before a full disk or a read-only folder is tried again. */
const LONGEST_PAUSE = 2_000

export interface SqliteOptions {
  file: string
  /** A folder owned by cachecache: created on demand, with `.gitignore` and `CACHEDIR.TAG`. */
  folder?: string
  /** Bytes. @default the limit last set for this file, otherwise 10e9 */
  maxSize?: number
  /** Called after a damaged file was moved away. */
  onSetAside?: SetAside
  /** Uses only an existing file: nothing is created, and a damaged file is not moved. @default false */
  existing?: boolean
}

/** Entries in one SQLite file, on one connection. Synchronous calls access it directly, others through Keyv. */
export class SqliteBackend implements Backend {
  readonly name = 'sqlite'
  readonly findsByLease = true
  readonly encode = encodeApart
  readonly location: string
  readonly sync: SyncAccess
  readonly fileDigests: SqliteFileDigests
  readonly #database: Database
  readonly #usage: UsageLog
  readonly #limit: SizeLimit
  readonly #leases: Leases
  readonly #payloads: Payloads
  /** Reading may work when writing doesn't. */
  readonly #writing = new Backoff(LONGEST_PAUSE)
  readonly #names: FunctionNames
  readonly #rows: EntryRows
  #keyv: Keyv<EntryData> | undefined

  constructor(options: SqliteOptions) {
    this.location = options.folder ?? options.file
    this.#database = new Database(options.file, options.folder, options.existing ? undefined : (options.onSetAside ?? (() => {})))
    this.fileDigests = new SqliteFileDigests(this.#database)
    this.#database.beforeRest = () => this.#rest()
    this.#names = new FunctionNames(this.#database)
    this.#usage = new UsageLog(this.#database, () => this.#limit.log.staysBounded())
    this.#payloads = new Payloads(this.#database)
    this.#limit = new SizeLimit(this.#database, this.#usage, this.#payloads, options.maxSize)
    this.#leases = new Leases(this.#database, (key, ttl) => this.#readNow(key, ttl))
    this.#rows = new EntryRows(this.#database, this.#limit, this.#payloads, this.#leases, this.#names)
    this.sync = {
      read: (key, ttl) => this.#readNow(key, ttl),
      write: (entry) => this.#writeNow(entry),
      acquire: (request) =>
        this.#try(() => (this.#mayLease() ? this.#leases.acquireNow(this.#namedIn(request)) : this.#leases.observe())),
      observe: () => this.#leases.observe(),
    }
  }

  /** The limit set last applies: one file has one limit. */
  set maxSize(bytes: number) {
    this.#limit.maxSize = bytes
  }

  async read(key: string, ttl?: number): Promise<EntryData | undefined> {
    // The adapter checks the lifetime set at the write; the function's current one is checked here.
    if (this.hasExpired(key, ttl)) return undefined
    return this.#keyv === undefined ? this.#openKeyv().then((keyv) => keyv.get(key)) : this.#keyv.get(key)
  }

  acquire(request: LeaseRequest): EntryData | Lease | Promise<EntryData | Lease> {
    return this.#try(() => {
      if (!this.#mayLease()) return this.#leases.observe()
      const acquired = this.#leases.acquire(this.#namedIn(request))
      return acquired instanceof Promise ? acquired.catch((error: unknown) => Promise.reject(this.#noted(error))) : acquired
    })
  }

  write(entry: NewEntry): void | Promise<void> {
    this.#writing.check()
    const started = performance.now()
    try {
      this.#writeOnce(entry)
    } catch (error) {
      // The bytes of a large entry are valid only in this tick.
      if (!isBusy(error) || entry.payload !== undefined) throw this.#noted(error, performance.now() - started)
      return this.#writeLater(entry, started)
    }
  }

  async #writeLater(entry: NewEntry, started: number): Promise<void> {
    try {
      await retryWhileBusy(() => this.#writeOnce(entry), LONGEST_BUSY)
    } catch (error) {
      throw this.#noted(error, performance.now() - started)
    }
  }

  #writeOnce(entry: NewEntry): void {
    this.#requireWritable()
    this.#rows.write(entry)
    this.#writing.worked()
  }

  async has(key: string, ttl?: number): Promise<boolean> {
    return this.#isOver(key, ttl) === false
  }

  hasExpired(key: string, ttl?: number): boolean {
    return this.#isOver(key, ttl) === true
  }

  async delete(key: string): Promise<boolean> {
    this.#requireWritable()
    const held = await this.has(key)
    // Deletes the lease too, so that a running computation doesn't store the entry again.
    await retryWhileBusy(() => {
      this.#database.run((connection) => connection.run(DELETE, hashOf(key), key))
      this.#payloads.collect()
    })
    return held
  }

  async list(): Promise<FunctionUsage[]> {
    this.#usage.flushQuietly()
    return this.#database.run(listUsage)
  }

  async stats(): Promise<StoreStats> {
    this.#usage.flushQuietly()
    const stats = this.#database.run(readStats)
    return { path: this.location, backend: this.name, ...stats, maxSize: this.#limit.agree() }
  }

  async remove(filter: EntryFilter, options: { dryRun?: boolean } = {}): Promise<Removed> {
    if (options.dryRun) {
      this.#usage.flushQuietly()
      return this.#database.run((connection) => countEntries(connection, filter))
    }
    this.#requireWritable()
    await retryWhileBusy(() => {
      this.#usage.flush()
      this.#limit.log.staysBounded()
    })
    const removed = await this.#limit.log.whileGrown(() =>
      removeEntries(this.#database, filter, {
        mostRows: this.#limit.mostRows(),
        afterPortion: () => this.#limit.log.staysBounded(),
      }),
    )
    await this.#limit.giveBack()
    return removed
  }

  async prune(maxSize: number, options: { dryRun?: boolean } = {}): Promise<Removed> {
    if (options.dryRun) return this.#limit.wouldRemove(maxSize)
    this.#requireWritable()
    return this.#limit.shrinkTo(maxSize)
  }

  #isReadOnly(): boolean {
    return this.#database.run((connection) => connection.isReadOnly)
  }

  #requireWritable(): void {
    if (this.#isReadOnly()) throw readOnlyPlace(this.location)
  }

  #mayLease(): boolean {
    return !this.#isReadOnly() && this.#limit.log.mayLease()
  }

  /** Whether the file is a cachecache database. */
  holdsCache(): boolean {
    return this.#database.run(isPrepared)
  }

  async close(): Promise<void> {
    this.closeNow()
  }

  closeNow(): void {
    if (this.#database.isOpen) this.#database.rest()
  }

  /** A process may use thousands of folders in turn, so little is kept in memory for one that isn't open. */
  #rest(): void {
    this.#keyv = undefined
    this.#leases.rest()
    this.#usage.flush()
    this.fileDigests.flush()
  }

  /** @returns undefined if there is no entry */
  #isOver(key: string, ttl: number | undefined): boolean | undefined {
    const row = this.#database.run((connection) => connection.get<Pick<EntryRow, 'made' | 'expires'>>(HAS, hashOf(key), key))
    return row && isOver(row, ttl)
  }

  #readNow(key: string, ttl: number | undefined): EntryData | undefined {
    const row = this.#database.run((connection) => connection.look<EntryRow>(READ, key))
    if (row === undefined || isOver(row, ttl)) return undefined
    this.#usage.touch(key)
    return this.#dataOf(row)
  }

  #dataOf({ value, file, bytes }: EntryRow): EntryData {
    // SQLite stores values of any type in any column. Anything but bytes is read as empty, which is an unreadable entry.
    if (!(value instanceof Uint8Array)) return NOTHING
    return file === null ? value : this.#payloads.find(value, bytes, file)
  }

  #writeNow(entry: NewEntry): void {
    // Waiting longer than the computation took has no benefit.
    const longest = Math.min(LONG_TIMEOUT, Math.max(SHORT_TIMEOUT, durationOf(entry.lease)))
    this.#try(() => {
      try {
        this.#writeOnce(entry)
      } catch (error) {
        if (!isBusy(error)) throw error
        this.#database.waiting(longest, () => this.#writeOnce(entry))
      }
    })
  }

  #try<T>(work: () => T): T {
    this.#writing.check()
    const started = performance.now()
    try {
      return work()
    } catch (error) {
      throw this.#noted(error, performance.now() - started)
    }
  }

  /** An error caused by the entry or the path says nothing about the next write. */
  #noted(error: unknown, waited = 0): unknown {
    const ofEntry = error instanceof Unstorable || (error instanceof CacheError && error.code === 'not-a-values-folder')
    if (!ofEntry && !(error instanceof CachePathError)) this.#writing.failed(error, isBusy(error) ? waited : 0)
    return error
  }

  #namedIn(request: LeaseRequest): LeaseRequest {
    try {
      this.#names.add(request.function)
    } catch (error) {
      // The claim fails the same way, and handles it by waiting.
      if (!isBusy(error)) throw error
    }
    return request
  }

  async #openKeyv(): Promise<Keyv<EntryData>> {
    const opened = await openKeyv(this.#database, {
      usage: this.#usage,
      dataOf: (row) => this.#dataOf(row),
    })
    return (this.#keyv ??= opened)
  }
}
