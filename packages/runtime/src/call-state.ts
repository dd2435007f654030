import { platform } from '#platform'
import type { Backend, EntryData, LargeEntry, Lease, LeaseRequest, NewEntry, SyncAccess } from './backends/backend.js'
import { decode, encode, encodeApart, type EntryKind } from './codec.js'
import { CacheError, Unstorable } from './errors.js'
import { isDebugging, isWatched, publish, refreshDebug, type CallStatus } from './events.js'
import { deriveKey, hasFixedInputs } from './key.js'
import type { CallFiles } from './files/call-files.js'
import { findStateNow } from './files/find-state.js'
import { findExpiry, findMissReason, type Expiry } from './miss-reason.js'
import type { Site } from './site.js'
import { readInputsAgain, type TagInputs } from './tag-inputs.js'
import { messageOf, mustReachCaller, warnOfFunction, warnOfStore } from './warnings.js'

interface Entry {
  kind: EntryKind
  value: unknown
}

interface FoundEntry {
  entry: Entry
  data: EntryData
}

/** One call on its way: what *options* and *key* found out, and what *read*, *compute* and *write* do with it. */
export class Call {
  /** The frame of emitted code: whether the stored result is the answer. */
  hit = false
  value: unknown = undefined
  /** Milliseconds, where anybody watches. */
  readonly started: number
  /** Known before the lease is asked for, which takes an expired entry's place. */
  private readonly expiry: Expiry | undefined
  /** What the option `inputs` of the tag gave. */
  tagInputs: TagInputs | undefined
  private finished = false
  private failed = false
  /** The right to compute this key, among all processes that share the store. */
  private lease: Lease | undefined

  constructor(
    readonly site: Site,
    private readonly values: readonly unknown[],
    private readonly self: unknown,
    private readonly captured: (() => unknown[]) | undefined,
    private readonly omit: number,
    readonly key: string,
    readonly backend: Backend,
    /** Compute though there may be an entry. */
    readonly again: boolean,
    private readonly readonly: boolean,
    readonly ttl: number | undefined,
    /** Where the files that the body reads count, or are not to be noticed. */
    readonly files: CallFiles | undefined,
  ) {
    this.started = isWatched() ? platform.now() : 0
    this.expiry = ttl !== undefined && isDebugging() ? findExpiry(backend, key, ttl) : undefined
  }

  // The four names that emitted code of an inline function calls.

  /** The body gives its result. */
  done(value?: unknown): unknown {
    this.finished = true
    this.value = value
    return value
  }

  /** The body threw. */
  fail(error: unknown): unknown {
    this.failed = true
    return error
  }

  /** The body is over, whichever way. */
  end(): void {
    this.files?.leave()
    if (this.failed || !this.finished) this.report('error', 0)
    else this.storeSync(this.value, 'value')
  }

  /** Asks the store within this tick, and on a miss for the right to compute: while another process does, this one waits. */
  readSync(sync: SyncAccess, onlyValue: boolean): Entry | undefined {
    let found: FoundEntry | undefined
    try {
      if (this.files?.isMuted === false) return this.hitOf(findStateNow(this, this.files, sync, onlyValue))
      const early = this.claimsFirst ? this.claimSync(sync, 'missing') : undefined
      if (this.isClaimed) return undefined
      const bytes = early ?? sync.read(this.key, this.ttl)
      found = this.usable(bytes, onlyValue)
      if (found === undefined)
        found = this.usable(this.claimSync(sync, bytes === undefined ? 'missing' : 'unreadable'), onlyValue)
    } catch (error) {
      this.storeTrouble(error)
    }
    return this.hitOf(found)
  }

  private hitOf(found: FoundEntry | undefined): Entry | undefined {
    if (found !== undefined) this.report('hit', found.data.length)
    return found?.entry
  }

  /** Whether this call probably misses, and its store can tell by the claim alone. */
  get claimsFirst(): boolean {
    return this.site.missedLast && this.backend.findsByLease === true
  }

  get isClaimed(): boolean {
    return this.lease !== undefined
  }

  /** Asks for the right to compute. @returns the entry's bytes where another process has made it meanwhile */
  claimSync(sync: SyncAccess, why: LeaseRequest['why']): EntryData | undefined {
    if (this.readonly || sync.acquire === undefined) return undefined
    try {
      return this.take(sync.acquire({ key: this.entryKey, function: this.site.reference, why, ttl: this.ttl }))
    } catch (error) {
      this.storeTrouble(error)
      return undefined
    }
  }

  /** The same without blocking; no promise where nobody has to be waited for. */
  claim(why: LeaseRequest['why']): EntryData | undefined | Promise<EntryData | undefined> {
    if (this.readonly || this.backend.acquire === undefined) return undefined
    try {
      const acquired = this.backend.acquire({ key: this.entryKey, function: this.site.reference, why, ttl: this.ttl })
      if (!(acquired instanceof Promise)) return this.take(acquired)
      return acquired.then(
        (outcome) => this.take(outcome),
        (error: unknown) => {
          this.storeTrouble(error)
          return undefined
        },
      )
    } catch (error) {
      this.storeTrouble(error)
      return undefined
    }
  }

  /** Computes whoever else does, and stores unless the entries are cleared meanwhile. */
  observe(): void {
    if (this.readonly) return
    try {
      this.lease = this.backend.sync?.observe?.({ key: this.entryKey, function: this.site.reference, why: 'missing' })
    } catch (error) {
      this.storeTrouble(error)
    }
  }

  /** Stores within this tick. @returns what others can share, or nothing where it cannot be stored */
  storeSync(value: unknown, kind: EntryKind, superseded = false): EntryData | undefined {
    const given = this.tagInputs && readInputsAgain(this.site, this.values, this.self, false)
    const entry = this.entryOf(value, kind, given as TagInputs | undefined)
    if (entry !== undefined && !this.readonly && !superseded) {
      try {
        this.backend.sync?.write(this.newEntry(entry))
        this.lease = undefined
      } catch (error) {
        this.storeTrouble(error)
      }
    }
    this.report(this.again ? 'again' : 'miss', entry?.length ?? 0)
    return kind === 'promise' ? this.shareable(entry) : undefined
  }

  /** The same without blocking. */
  async store(value: unknown, kind: EntryKind, superseded: () => boolean): Promise<EntryData | undefined> {
    if (this.files !== undefined) await this.files.prepare()
    const given = this.tagInputs && (await readInputsAgain(this.site, this.values, this.self, true))
    const entry = this.entryOf(value, kind, given)
    if (entry !== undefined && !this.readonly && !superseded()) {
      try {
        await this.backend.write(this.newEntry(entry))
        this.lease = undefined
      } catch (error) {
        this.storeTrouble(error)
      }
    }
    this.report(this.again ? 'again' : 'miss', entry?.length ?? 0)
    return this.shareable(entry)
  }

  /** The bytes of a large entry are the value's own, which its caller may change: others read what was stored. */
  private shareable(entry: Uint8Array | LargeEntry | undefined): EntryData | undefined {
    if (entry === undefined || entry instanceof Uint8Array) return entry
    try {
      return this.backend.sync?.read(this.entryKey)
    } catch {
      return undefined
    }
  }

  /** Says how the call went, to whoever listens. */
  report(status: CallStatus, bytes: number, why?: string): void {
    this.giveUpLease()
    this.files?.abandon()
    this.site.missedLast = status === 'miss'
    if (!isWatched()) {
      if (status !== 'hit') refreshDebug()
      return
    }
    const { id, version } = this.site
    const event = { id, version, status, backend: this.backend.name, bytes, durationMs: platform.now() - this.started }
    publish(event, status === 'miss' && isDebugging() ? this.missReason() : why)
  }

  private missReason(): string | Promise<string> {
    return this.files?.changed ?? findMissReason(this.backend, this.site, this.expiry)
  }

  /** A store that fails makes calls uncached, and is named once. */
  storeTrouble(error: unknown): void {
    if (mustReachCaller(error)) throw error
    if (error instanceof Unstorable) return this.warnUnstorable(error.reason)
    const { location } = this.backend
    const { code } = (error ?? {}) as { code?: unknown }
    // What a store says of itself names it, and says what to do.
    const message =
      error instanceof CacheError
        ? error.message
        : `The cache at ${location} failed: ${messageOf(error).replace(/\.$/, '')}. Calls run uncached until it works again.`
    warnOfStore(location, typeof code === 'string' ? code : 'store-failed', message)
  }

  private warnUnstorable(reason: string): void {
    const { id } = this.site
    warnOfFunction(id, 'unstorable-value', `${id}: the result is not stored: ${reason}. Return plain data or remove the tag.`)
  }

  /** The entry's bytes, unless the value cannot be stored or the inputs changed under way; both are said once. */
  private entryOf(value: unknown, kind: EntryKind, given: TagInputs | undefined): Uint8Array | LargeEntry | undefined {
    const isFixed = this.tagInputs === undefined && hasFixedInputs(this.site, this.values, this.captured)
    if (!isFixed && !this.inputsHeld(given)) return undefined
    const isTraced = this.files?.isMuted === false
    const trace = isTraced ? this.files.finish(this.site.id) : undefined
    if (isTraced && trace === undefined) return undefined
    try {
      // What is not stored is shared from memory, as it is now.
      return this.backend.keepsApart && !this.readonly
        ? encodeApart(value, kind, this.entryKey, trace)
        : encode(value, kind, this.entryKey, trace)
    } catch (error) {
      if (mustReachCaller(error)) throw error
      this.storeTrouble(error)
      return undefined
    }
  }

  /** Takes the key again: a body that changed its inputs gave a result that belongs to no key. */
  private inputsHeld(given: TagInputs | undefined): boolean {
    const { id } = this.site
    let key: string | undefined
    try {
      key = deriveKey(this.site, this.values, this.self, this.captured, this.omit, given)
    } catch {
      key = undefined
    }
    if (key === this.key) return true
    warnOfFunction(
      id,
      'inputs-changed',
      `${id}: its arguments or other inputs changed while it ran, so the result is not stored. Work on a copy or remove the tag.`,
    )
    return false
  }

  private take(acquired: EntryData | Lease): EntryData | undefined {
    if (!('release' in acquired)) return acquired
    this.lease = acquired
    return undefined
  }

  /** Nothing was stored: the next one that waits may compute. */
  private giveUpLease(): void {
    this.lease?.release()
    this.lease = undefined
  }

  /** The entry in bytes that were read. */
  usable(data: EntryData | undefined, onlyValue = false): FoundEntry | undefined {
    const entry = data === undefined ? undefined : decode(data, this.entryKey, this.backend.inProcess)
    if (entry === undefined || data === undefined || (onlyValue && entry.kind !== 'value')) return undefined
    return { entry, data }
  }

  /** Where the entry lies: one call may have several, for several states of its files. */
  get entryKey(): string {
    return this.files?.entryKey ?? this.key
  }

  private newEntry(encoded: Uint8Array | LargeEntry): NewEntry {
    const isLarge = !(encoded instanceof Uint8Array)
    return {
      key: this.entryKey,
      data: isLarge ? encoded.head : encoded,
      payload: isLarge ? encoded.payload : undefined,
      function: this.site.reference,
      expires: this.ttl === undefined ? undefined : Date.now() + this.ttl,
      lease: this.lease,
    }
  }
}
