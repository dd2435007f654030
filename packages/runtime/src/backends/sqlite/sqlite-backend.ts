import type Keyv from 'keyv'
import { CacheError, CachePathError, readOnlyPlace, Unstorable } from '../../errors.js'
import { isOver } from '../age.js'
import { Backoff } from '../backoff.js'
import type {
  Backend,
  EntryData,
  EntryFilter,
  FunctionReference,
  FunctionUsage,
  Lease,
  LeaseRequest,
  NewEntry,
  Removed,
  StoreStats,
  SyncAccess,
} from '../backend.js'
import { Database, type SetAside } from './database.js'
import { SqliteFileDigests } from './file-digests.js'
import { openKeyv, type EntryRow, type PendingRow } from './keyv-driver.js'
import { Leases } from './leases.js'
import { removeEntries, listUsage, readStats } from './ledger.js'
import { bytesOf, Payloads } from './payloads.js'
import { SizeLimit } from './size-limit.js'
import { isPrepared } from './schema.js'
import { hashOf } from './key-hash.js'
import { DELETE, HAS, NAME_FUNCTION, READ } from './statements.js'
import { UsageLog } from './usage.js'

const NOTHING = new Uint8Array()
/** A full disk or a folder that cannot be written is tried again after so many milliseconds at the latest. */
const LONGEST_PAUSE = 2_000

export interface SqliteOptions {
  file: string
  /** Ours: made when needed, with `.gitignore` and `CACHEDIR.TAG`. */
  folder?: string
  /** Bytes. @default what was asked for last on this file, else 10e9 */
  maxSize?: number
  /** Told when a damaged file was moved away. */
  onSetAside?: SetAside
  /** Only what is there: nothing is made, and a damaged file stays where it is. @default false */
  existing?: boolean
}

/** Entries in one SQLite file, on one connection: at once where a call asks within its tick, else through Keyv. */
export class SqliteBackend implements Backend {
  readonly name = 'sqlite'
  readonly findsByLease = true
  readonly keepsApart = true
  readonly location: string
  readonly sync: SyncAccess
  readonly fileDigests: SqliteFileDigests
  readonly #database: Database
  readonly #usage: UsageLog
  readonly #limit: SizeLimit
  readonly #leases: Leases
  readonly #payloads: Payloads
  readonly #pending = new WeakMap<Uint8Array, PendingRow>()
  /** Reading may work where writing does not. */
  readonly #writing = new Backoff(LONGEST_PAUSE)
  readonly #named = new Set<string>()
  #generation = -1
  #keyv: Keyv<EntryData> | undefined

  constructor(options: SqliteOptions) {
    this.location = options.folder ?? options.file
    this.#database = new Database(options.file, options.folder, options.existing ? undefined : (options.onSetAside ?? (() => {})))
    this.fileDigests = new SqliteFileDigests(this.#database)
    this.#usage = new UsageLog(this.#database, () => this.#limit.log.settles())
    this.#payloads = new Payloads(this.#database)
    this.#limit = new SizeLimit(this.#database, this.#usage, this.#payloads, options.maxSize)
    this.#leases = new Leases(this.#database, (key, ttl) => this.#readNow(key, ttl))
    this.sync = {
      read: (key, ttl) => this.#readNow(key, ttl),
      write: (entry) => this.#writeNow(entry),
      acquire: (request) =>
        this.#try(() => (this.#mayLease() ? this.#leases.acquireNow(this.#namedIn(request)) : this.#leases.observe())),
      observe: () => this.#leases.observe(),
    }
  }

  /** The limit that was asked for last holds: one file, one limit. */
  set maxSize(bytes: number) {
    this.#limit.maxSize = bytes
  }

  async read(key: string, ttl?: number): Promise<EntryData | undefined> {
    // The adapter knows what an entry was given; the rest is asked here.
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

  async write(entry: NewEntry): Promise<void> {
    this.#writing.check()
    let row: PendingRow | undefined
    try {
      this.#requireWritable()
      const lifetime = entry.expires === undefined ? undefined : entry.expires - Date.now()
      // Keyv takes a lifetime of nothing for an endless one.
      row = lifetime !== undefined && lifetime <= 0 ? undefined : this.#prepareRow(entry)
      if (row === undefined) return entry.lease?.release()
      this.#pending.set(entry.data, row)
      const set = await (this.#keyv ?? (await this.#openKeyv())).set(entry.key, entry.data, lifetime)
      if (!set) throw new CacheError('not-stored', `The entry couldn't be stored in ${this.location}.`)
      this.#limit.wrote(entry.data.length, row.bytes - entry.data.length)
      this.#writing.worked()
    } catch (error) {
      throw this.#noted(error)
    } finally {
      this.#settleFile(row)
    }
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
    // The lease too: what is being computed must not come back.
    this.#database.run((connection) => connection.run(DELETE, hashOf(key), key))
    this.#payloads.collect()
    return held
  }

  async list(): Promise<FunctionUsage[]> {
    this.#usage.flush()
    return this.#database.run(listUsage)
  }

  async stats(): Promise<StoreStats> {
    this.#usage.flush()
    const stats = this.#database.run(readStats)
    return { path: this.location, backend: this.name, ...stats, maxSize: this.#limit.agree() }
  }

  async remove(filter: EntryFilter, options: { dryRun?: boolean } = {}): Promise<Removed> {
    this.#usage.flush()
    if (!options.dryRun) {
      this.#requireWritable()
      this.#limit.log.settles()
    }
    const removed = this.#database.run((connection) =>
      removeEntries(connection, filter, options.dryRun === true, () => {
        this.#payloads.collect()
        this.#limit.log.settles()
      }),
    )
    if (!options.dryRun) this.#limit.giveBack()
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

  /** Whether the file is a database of ours. */
  holdsCache(): boolean {
    return this.#database.run(isPrepared)
  }

  async close(): Promise<void> {
    this.closeNow()
  }

  closeNow(): void {
    try {
      if (this.#database.isOpen) {
        this.#usage.flush()
        this.fileDigests.flush()
      }
    } finally {
      this.#database.close()
    }
  }

  /** @returns nothing where there is no entry */
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
    // SQLite keeps values of any kind in any column; no bytes at all are an entry that cannot be read.
    if (!(value instanceof Uint8Array)) return NOTHING
    return file === null ? value : this.#payloads.find(value, bytes, file)
  }

  #writeNow(entry: NewEntry): void {
    this.#try(() => {
      this.#requireWritable()
      const row = this.#prepareRow(entry)
      if (row === undefined) return entry.lease?.release()
      try {
        row.stored = this.#database.run((connection) => this.#leases.write(connection, row))
      } finally {
        this.#settleFile(row)
      }
      this.#limit.wrote(entry.data.length, row.bytes - entry.data.length)
      this.#writing.worked()
    })
  }

  /** Makes room, and writes the payload of a large entry. @returns nothing where there is no room */
  #prepareRow({ key, data, payload, expires, lease, function: of }: NewEntry): PendingRow | undefined {
    const apart = payload === undefined ? 0 : bytesOf(payload)
    const file = payload && this.#payloads.reserve(apart)
    let prepared = false
    try {
      if (!this.#limit.makeRoom(data.length, apart)) return undefined
      this.#nameFunction(of)
      if (file !== undefined) this.#payloads.write(file, payload!)
      prepared = true
    } finally {
      if (!prepared && file !== undefined) this.#payloads.discard(file)
    }
    return { key, data, bytes: data.length + apart, file, expires, lease, stored: false }
  }

  /** After a large write: an entry that it took the place of may have been large too. */
  #settleFile(row: PendingRow | undefined): void {
    if (row?.file === undefined) return
    try {
      if (row.stored) this.#payloads.collect()
      else this.#payloads.discard(row.file)
    } catch {
      // What is on the list of orphans is removed by whoever comes next.
    }
  }

  #try<T>(work: () => T): T {
    this.#writing.check()
    try {
      return work()
    } catch (error) {
      throw this.#noted(error)
    }
  }

  /** What lies in the entry or in the path says nothing about the next write. */
  #noted(error: unknown): unknown {
    const ofEntry = error instanceof Unstorable || (error instanceof CacheError && error.code === 'not-a-values-folder')
    if (!ofEntry && !(error instanceof CachePathError)) this.#writing.failed(error)
    return error
  }

  #namedIn(request: LeaseRequest): LeaseRequest {
    this.#nameFunction(request.function)
    return request
  }

  /** Written down before the first lease: `clear` finds by name what is under computation. */
  #nameFunction({ prefix, id, version }: FunctionReference): void {
    this.#database.run((connection) => {
      if (this.#generation !== this.#database.generation) this.#named.clear()
      this.#generation = this.#database.generation
      if (this.#named.has(prefix)) return
      connection.run(NAME_FUNCTION, prefix, id, version)
      this.#named.add(prefix)
    })
  }

  async #openKeyv(): Promise<Keyv<EntryData>> {
    const opened = await openKeyv(this.#database, {
      leases: this.#leases,
      pending: this.#pending,
      usage: this.#usage,
      dataOf: (row) => this.#dataOf(row),
    })
    return (this.#keyv ??= opened)
  }
}
