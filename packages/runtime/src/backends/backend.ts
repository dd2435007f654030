/** The function that an entry belongs to. */
export interface FunctionReference {
  id: string
  version: string
  /** First part of the entry key, derived from id and version. */
  prefix: string
}

/** A large entry: only its head has the form of entries, its payload lies apart, part behind part. */
export interface LargeEntry {
  readonly head: Uint8Array
  readonly payload: readonly Uint8Array[]
  /** Bytes of all. */
  readonly length: number
}

/** A large entry as it lies in a store. */
export interface StoredLarge {
  readonly head: Uint8Array
  /** Bytes in all. */
  readonly length: number
  /** @throws where the payload is gone */
  open(): PayloadReader
}

/** Reads a payload from its beginning to its end. */
export interface PayloadReader {
  /** Bytes in all. */
  readonly size: number
  /** Fills these bytes. @returns whether there were so many left */
  fill(bytes: Uint8Array): boolean
  close(): void
}

/** Codec byte, kind byte, payload; see docs/internals/formats.md. */
export type EntryData = Uint8Array | StoredLarge

/** An entry on its way into a store. */
export interface NewEntry {
  /** `<function prefix>/<argument digest>` */
  key: string
  /** Codec byte, kind byte, payload; see docs/internals/formats.md. */
  data: Uint8Array
  /** Of a large entry, where the store `keepsApart`. Its bytes may be the caller's own, and hold for this tick only. */
  payload?: readonly Uint8Array[] | undefined
  function: FunctionReference
  /** Milliseconds since the epoch, or none. */
  expires?: number | undefined
  /** Got before the computation; where it was lost since then (cleared, superseded), nothing is stored. */
  lease?: Lease | undefined
}

/** The right to compute one key and to store the result, known to all that share the store. */
export interface Lease {
  /** Given up without a result. Never fails; a lease whose entry was written needs none. */
  release(): void
}

export interface LeaseRequest {
  key: string
  function: FunctionReference
  /** `missing`: there was no entry; `unreadable`: there is one to replace; `again`: whoever computes now is superseded. */
  why: 'missing' | 'unreadable' | 'again'
  /** Of the function as it is now, milliseconds: an entry that is older is none. */
  ttl?: number | undefined
}

/** What `ls` shows for one version of one function. */
export interface FunctionUsage {
  function: string
  version: string
  entries: number
  bytes: number
  /** Milliseconds since the epoch of the last hit or write. */
  lastUsed: number
}

export interface StoreStats {
  /** As given, without credentials. */
  path: string
  backend: string
  entries: number
  functions: number
  bytes: number
  /** Bytes; absent where the store has no limit of ours. */
  maxSize?: number
  /** Milliseconds since the epoch. */
  oldest?: number
  lastUsed?: number
}

/** Which entries to remove; all conditions must hold, none removes everything. */
export interface EntryFilter {
  /** A function's id, or its part after `#`, or a pattern with `*`. */
  function?: string
  /** Exact version; with `function` or alone. */
  version?: string
  /** Not used since then: milliseconds since the epoch. */
  unusedSince?: number
  /** Keep only these versions of each listed function id (for `--stale`). */
  keepVersions?: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Removed {
  removed: number
  bytes: number
}

/** What a store can do within one tick. Errors are thrown; the caller turns them into an uncached call. */
export interface SyncAccess {
  /** @param ttl of the function as it is now, milliseconds: an entry that is older is none */
  read(key: string, ttl?: number): EntryData | undefined
  write(entry: NewEntry): void
  /** Blocks, for a bounded time, while another process or thread computes the key; gives its entry then. */
  acquire?(request: LeaseRequest): EntryData | Lease
  /** A lease that never waits and excludes nobody: it only notices that entries are removed meanwhile. */
  observe?(request: LeaseRequest): Lease
}

/** Digests of files that this machine has looked at, so that each is read once for each state. Never fails: what is lost is taken again. */
export interface FileDigests {
  /** @returns the digest, and what the file looked like when it was taken */
  find(path: string): { state: string; digest: string } | undefined
  keep(path: string, state: string, digest: string): void
}

/**
 * A store of entries. The flow of a call knows nothing else of where results lie.
 * Every method may fail; the caller decides what a failure means.
 */
export interface Backend {
  /** `sqlite`, `memory`, `redis`, …: the `backend` of events. */
  readonly name: string
  /** Where it lies, for messages; never with credentials. */
  readonly location: string
  /** Entries never leave this process: what was written is what is read. */
  readonly inProcess?: true
  /** Asking for a lease also finds an entry that is there: where a miss is likely, that is asked first, and reading is spared. */
  readonly findsByLease?: true
  /** Takes large entries whose payload lies apart, and reads it before the first `await` of a write. */
  readonly keepsApart?: true
  /** Present where synchronous functions can be answered. */
  readonly sync?: SyncAccess
  /** Present where the store lies on this machine. */
  readonly fileDigests?: FileDigests
  /**
   * An expired entry is none. Counts as a use.
   * @param ttl of the function as it is now, milliseconds: an entry that is older is none
   */
  read(key: string, ttl?: number): Promise<EntryData | undefined>
  write(entry: NewEntry): Promise<void>
  /** Waits, for a bounded time, while another process or thread computes the key; gives its entry then. */
  acquire?(request: LeaseRequest): EntryData | Lease | Promise<EntryData | Lease>
  has(key: string, ttl?: number): Promise<boolean>
  /** Whether an entry lies there whose lifetime is over; only told to who debugs. */
  hasExpired?(key: string, ttl?: number): boolean
  /** @returns whether there was one */
  delete(key: string): Promise<boolean>
  list(): Promise<FunctionUsage[]>
  stats(): Promise<StoreStats>
  /** Removes what the filter names and gives the space back. With `dryRun` only counts. */
  remove(filter: EntryFilter, options?: { dryRun?: boolean }): Promise<Removed>
  /** Evicts least recently used entries until at most `maxSize` bytes are taken. With `dryRun` only counts. */
  prune(maxSize: number, options?: { dryRun?: boolean }): Promise<Removed>
  /** Writes what is pending and lets go of files and sockets. */
  close(): Promise<void>
}
