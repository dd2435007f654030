/** The function that an entry belongs to. */
export interface FunctionReference {
  id: string
  version: string
  /** First part of the entry key, derived from id and version. */
  prefix: string
}

/** A large entry: only its head has the format of an entry. Its payload is stored separately, as a sequence of parts. */
export interface LargeEntry {
  readonly head: Uint8Array
  readonly payload: readonly Uint8Array[]
  /** The total size in bytes. */
  readonly length: number
}

/** A large entry in a store. */
export interface StoredLarge {
  readonly head: Uint8Array
  /** The total size in bytes. */
  readonly length: number
  /** @throws if the payload is missing */
  open(): PayloadReader
}

/** Reads a payload sequentially. */
export interface PayloadReader {
  /** The total size in bytes. */
  readonly size: number
  /** Fills the given array. @returns whether enough bytes were left */
  fill(bytes: Uint8Array): boolean
  close(): void
}

/** Codec byte, kind byte, payload; see docs/internals/formats.md. */
export type EntryData = Uint8Array | StoredLarge

/** Encodes a result. `kind`: see `EntryKind`; `trace`: the state of the files that the value was computed from; `flag`: see `encode`. */
export type EncodeEntry = (
  value: unknown,
  kind: 'value' | 'promise' | 'generator',
  key: string,
  trace?: Uint8Array,
  flag?: number,
) => Uint8Array | LargeEntry

/** An entry to be stored. */
export interface NewEntry {
  /** `<function prefix>/<argument digest>` */
  key: string
  /** Codec byte, kind byte, payload; see docs/internals/formats.md. */
  data: Uint8Array
  /** For a large entry, if the store keeps them apart. The bytes may belong to the caller and are valid only in this tick. */
  payload?: readonly Uint8Array[] | undefined
  function: FunctionReference
  /** Milliseconds since the epoch; undefined for no expiry. */
  expires?: number | undefined
  /** Acquired before the computation. If it was lost since then (cleared, superseded), nothing is stored. */
  lease?: Lease | undefined
}

/** The right to compute one key and store the result, exclusive among all that share the store. */
export interface Lease {
  /** Gives the lease up without a result. Never fails. Not needed after the entry was written. */
  release(): void
}

export interface LeaseRequest {
  key: string
  function: FunctionReference
  /** `missing`: there was no entry; `unreadable`: there is an entry to replace; `again`: a running computation is superseded. */
  why: 'missing' | 'unreadable' | 'again'
  /** The function's current lifetime in milliseconds: an older entry counts as missing. */
  ttl?: number | undefined
}

/** What `ls` shows for one version of one function. */
export interface FunctionUsage {
  function: string
  version: string
  entries: number
  bytes: number
  /** How many files the results were made of, added up over the entries. Absent if there are none. */
  files?: number
  /** Milliseconds since the epoch of the last hit or write. */
  lastUsed: number
}

export interface StoreStats {
  /** As specified, without credentials. */
  path: string
  backend: string
  entries: number
  functions: number
  bytes: number
  /** Bytes; undefined if cachecache sets no limit for the store. */
  maxSize?: number
  /** Milliseconds since the epoch. */
  oldest?: number
  lastUsed?: number
}

/** Selects entries to remove. All conditions must hold; an empty filter selects everything. */
export interface EntryFilter {
  /** A function's ID, the part of it after `#`, or a pattern with `*`. */
  function?: string
  /** Exact version; with `function` or alone. */
  version?: string
  /** Not used since this time, in milliseconds since the epoch. */
  unusedSince?: number
  /** Keep only these versions of each listed function ID (for `--stale`). */
  keepVersions?: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Removed {
  removed: number
  bytes: number
}

/** The synchronous operations of a store. Errors are thrown; the caller turns them into an uncached call. */
export interface SyncAccess {
  /** @param ttl the function's current lifetime in milliseconds: an older entry counts as missing */
  read(key: string, ttl?: number): EntryData | undefined
  write(entry: NewEntry): void
  /** Blocks for a bounded time while another process or thread computes the key, and then returns its entry. */
  acquire?(request: LeaseRequest): EntryData | Lease
  /** Returns a lease without waiting or excluding others. It only tracks whether entries are removed meanwhile. */
  observe?(request: LeaseRequest): Lease
}

/** Digests of files on this machine, so that each state of a file is read only once. Never fails: a lost digest is computed again. */
export interface FileDigests {
  /** @returns the digest, and the metadata of the file when it was computed */
  find(path: string): { state: string; digest: string } | undefined
  keep(path: string, state: string, digest: string): void
}

/**
 * A store of entries: the only interface through which a call accesses stored results. Any method may fail; the caller handles the failure.
 */
export interface Backend {
  /** `sqlite`, `memory`, `redis`, …: the `backend` of events. */
  readonly name: string
  /** The location for messages, always without credentials. */
  readonly location: string
  /** Entries never leave this process, so they are read back unchanged. */
  readonly inProcess?: true
  /** A claim also returns an existing entry. If a miss is likely, claiming first saves the read. */
  readonly findsByLease?: true
  /** Encodes with separate payloads for large entries, which it reads before the first `await` of a write. Default: in one piece. */
  readonly encode?: EncodeEntry
  /** Present if synchronous functions can use the store. */
  readonly sync?: SyncAccess
  /** Present if the store is on this machine. */
  readonly fileDigests?: FileDigests
  /**
   * Reads an entry. An expired entry counts as missing. A read counts as a use.
   * @param ttl the function's current lifetime in milliseconds: an older entry counts as missing
   */
  read(key: string, ttl?: number): Promise<EntryData | undefined>
  /** Returns a promise only if it has to wait. */
  write(entry: NewEntry): void | Promise<void>
  /** Waits for a bounded time while another process or thread computes the key, and then returns its entry. */
  acquire?(request: LeaseRequest): EntryData | Lease | Promise<EntryData | Lease>
  has(key: string, ttl?: number): Promise<boolean>
  /** Whether an expired entry is stored under the key. Used only for debugging output. */
  hasExpired?(key: string, ttl?: number): boolean
  /** @returns whether there was an entry */
  delete(key: string): Promise<boolean>
  list(): Promise<FunctionUsage[]>
  stats(): Promise<StoreStats>
  /** Removes the selected entries and frees their space. With `dryRun`, only counts. */
  remove(filter: EntryFilter, options?: { dryRun?: boolean }): Promise<Removed>
  /** Evicts least recently used entries until the store uses at most `maxSize` bytes. With `dryRun`, only counts. */
  prune(maxSize: number, options?: { dryRun?: boolean }): Promise<Removed>
  /** Writes pending data and closes files and sockets. */
  close(): Promise<void>
}
