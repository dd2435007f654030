import { countFiles } from '../codec/entry-trace.js'
import { valueTooLarge } from '../reporting/errors.js'
import { isOver, isUnusedSince } from './age.js'
import type {
  Backend,
  EntryFilter,
  FunctionReference,
  FunctionUsage,
  Lease,
  LeaseRequest,
  NewEntry,
  Removed,
  StoreStats,
  SyncAccess,
} from './backend.js'
import { matchesFunction } from './filter.js'
import { RecentEntries } from './recent-entries.js'

interface Stored {
  data: Uint8Array
  /** Includes `OVERHEAD`. */
  size: number
  function: FunctionReference
  made: number
  used: number
  expires?: number
}

interface MemoryLease extends Lease {
  key: string
  of: FunctionReference
}

/** The lease of a call that may never end, such as a generator's. */
interface SharedLease extends Lease {
  cleared: number
}

/** Memory for the key and bookkeeping of one entry. Bytes. */
const OVERHEAD = 200

/** Entries in the memory of this process. */
export class MemoryBackend implements Backend {
  readonly name = 'memory'
  readonly inProcess = true
  readonly sync: SyncAccess
  readonly #entries: RecentEntries<Stored>
  readonly #leases = new Set<MemoryLease>()
  /** The number of removals of entries. */
  #cleared = 0

  constructor(
    readonly location: string,
    maxSize: number,
  ) {
    this.#entries = new RecentEntries(maxSize)
    this.sync = {
      read: (key, ttl) => this.#read(key, ttl),
      write: (entry) => this.#write(entry),
      acquire: (request) => this.#acquire(request),
      observe: () => ({ cleared: this.#cleared, release: () => {} }) as SharedLease,
    }
  }

  get maxSize(): number {
    return this.#entries.maxSize
  }

  /** The limit set last applies. */
  set maxSize(bytes: number) {
    this.#entries.maxSize = bytes
  }

  async read(key: string, ttl?: number): Promise<Uint8Array | undefined> {
    return this.#read(key, ttl)
  }

  write(entry: NewEntry): void {
    this.#write(entry)
  }

  acquire(request: LeaseRequest): Lease {
    return this.#acquire(request)
  }

  async has(key: string, ttl?: number): Promise<boolean> {
    const entry = this.#entries.peek(key)
    return entry !== undefined && !isOver(entry, ttl)
  }

  hasExpired(key: string, ttl?: number): boolean {
    const entry = this.#entries.peek(key)
    return entry !== undefined && isOver(entry, ttl)
  }

  async delete(key: string): Promise<boolean> {
    this.#revoke((lease) => lease.key === key)
    return this.#entries.delete(key)
  }

  async list(): Promise<FunctionUsage[]> {
    const usages = new Map<string, FunctionUsage>()
    for (const {
      data,
      used,
      function: { prefix, id, version },
    } of this.#live()) {
      const usage = usages.get(prefix) ?? { function: id, version, entries: 0, bytes: 0, lastUsed: 0 }
      usages.set(prefix, usage)
      usage.entries++
      usage.bytes += data.byteLength
      const files = countFiles(data)
      if (files > 0) usage.files = (usage.files ?? 0) + files
      usage.lastUsed = Math.max(usage.lastUsed, used)
    }
    return [...usages.values()].sort((a, b) =>
      a.function < b.function ? -1 : a.function > b.function ? 1 : b.lastUsed - a.lastUsed,
    )
  }

  async stats(): Promise<StoreStats> {
    const usages = await this.list()
    const used = this.#live().map((entry) => entry.used)
    return {
      path: this.location,
      backend: this.name,
      entries: used.length,
      functions: usages.length,
      bytes: usages.reduce((sum, usage) => sum + usage.bytes, 0),
      maxSize: this.maxSize,
      ...(used.length > 0 && { oldest: Math.min(...used), lastUsed: Math.max(...used) }),
    }
  }

  async remove(filter: EntryFilter, options: { dryRun?: boolean } = {}): Promise<Removed> {
    const removed: Removed = { removed: 0, bytes: 0 }
    const until = filter.unusedSince ?? Number.POSITIVE_INFINITY
    if (!options.dryRun && filter.unusedSince === undefined) {
      this.#cleared++
      this.#revoke(({ of }) => matchesFunction({ function: of.id, version: of.version }, filter))
    }
    for (const [key, entry] of this.#entries.all()) {
      if (isOver(entry, undefined) || !isUnusedSince(entry.used, until)) continue
      if (!matchesFunction({ function: entry.function.id, version: entry.function.version }, filter)) continue
      removed.removed++
      removed.bytes += entry.data.byteLength
      if (!options.dryRun) this.#entries.delete(key)
    }
    return removed
  }

  async prune(maxSize: number, options: { dryRun?: boolean } = {}): Promise<Removed> {
    const removed: Removed = { removed: 0, bytes: 0 }
    let excess = this.#entries.size - maxSize
    for (const [key, entry] of this.#entries.all().reverse()) {
      if (excess <= 0) break
      excess -= entry.size
      removed.removed++
      removed.bytes += entry.data.byteLength
      if (!options.dryRun) this.#entries.delete(key)
    }
    return removed
  }

  /** There is nothing to close: the entries remain until the process ends. */
  async close(): Promise<void> {}

  #read(key: string, ttl: number | undefined): Uint8Array | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (isOver(entry, ttl)) {
      if (isOver(entry, undefined)) this.#entries.delete(key)
      return undefined
    }
    entry.used = Date.now()
    return entry.data
  }

  /** There is no other process to wait for. The lease only tracks whether entries were removed meanwhile. */
  #acquire({ key, function: of }: LeaseRequest): Lease {
    const lease: MemoryLease = { key, of, release: () => void this.#leases.delete(lease) }
    this.#leases.add(lease)
    return lease
  }

  #revoke(isMeant: (lease: MemoryLease) => boolean): void {
    for (const lease of this.#leases) if (isMeant(lease)) this.#leases.delete(lease)
  }

  #write({ key, data, function: of, expires, lease }: NewEntry): void {
    if (lease !== undefined && !this.#holds(lease as MemoryLease | SharedLease)) return
    const size = data.byteLength + OVERHEAD
    if (size > this.maxSize) throw valueTooLarge(data.byteLength, this.maxSize)
    const now = Date.now()
    this.#entries.set(key, {
      data: ownBytes(data),
      size,
      function: of,
      made: now,
      used: now,
      ...(expires !== undefined && { expires }),
    })
  }

  /** Also ends the lease. */
  #holds(lease: MemoryLease | SharedLease): boolean {
    return 'cleared' in lease ? lease.cleared === this.#cleared : this.#leases.delete(lease)
  }

  #live(): Stored[] {
    return this.#entries.all().flatMap(([, entry]) => (isOver(entry, undefined) ? [] : [entry]))
  }
}

/** The codec's buffer is shared with other entries and would be retained as a whole; a large entry has its own. */
function ownBytes(data: Uint8Array): Uint8Array {
  if (data.buffer.byteLength <= data.byteLength * 2) return data
  // A Buffer's own `slice` doesn't copy.
  return Uint8Array.prototype.slice.call(data)
}
