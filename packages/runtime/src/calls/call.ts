import { platform } from '#platform'
import type { Backend, EntryData, LargeEntry, NewEntry, SyncAccess } from '../backends/backend.js'
import { decode, type DecodedEntry, type EntryKind } from '../codec.js'
import { bodyHooks } from '../key/lazy-values.js'
import { isDebugging, isWatched, publish, refreshDebug, type CallStatus } from '../reporting/events.js'
import { encodeResult } from './encode-result.js'
import { KeyLease } from './key-lease.js'
import { findExpiry, findMissReason, type Expiry } from './miss-reason.js'
import type { MaybePromise } from './promises.js'
import { entryKeyOf, type Request } from './request.js'
import { reportStoreTrouble } from './store-trouble.js'
import { readInputsAgain, type TagInputs } from './tag-inputs.js'

/** An entry read from the store. */
export interface FoundEntry {
  entry: DecodedEntry
  data: EntryData
}

/** One call in progress: its request, its lease, and how it ends. */
export class Call {
  /** Created at the first claim, because a hit needs no lease. */
  private ownLease: KeyLease | undefined
  /** Milliseconds; 0 if there are no listeners. */
  private readonly started: number
  /** Determined before the lease is claimed, which replaces an expired entry. */
  private readonly expiry: Expiry | undefined

  constructor(readonly request: Request) {
    const { backend, key, ttl } = request
    bodyHooks.began?.()
    this.started = isWatched() ? platform.now() : 0
    this.expiry = ttl !== undefined && isDebugging() ? findExpiry(backend, key, ttl) : undefined
  }

  get lease(): KeyLease {
    return (this.ownLease ??= new KeyLease(this.request))
  }

  get hasLease(): boolean {
    return this.ownLease?.isHeld === true
  }

  /** Returns the entry decoded from these bytes, if the call can use it. */
  usable(data: EntryData | undefined, onlyValue = false): FoundEntry | undefined {
    if (data === undefined) return undefined
    const entry = decode(data, entryKeyOf(this.request), this.request.backend.inProcess)
    if (entry === undefined || (onlyValue && entry.kind !== 'value')) return undefined
    return { entry, data }
  }

  /** Stores synchronously. @returns what other calls can share, or undefined if the result can't be stored */
  storeSync(value: unknown, kind: EntryKind, superseded = false): EntryData | undefined {
    const { site, values, self, tagInputs, backend } = this.request
    const inputs = tagInputs && (readInputsAgain(site, values, self, false) as TagInputs | undefined)
    const encoded = encodeResult(this.request, value, kind, inputs)
    return this.write(backend.sync!, encoded, superseded, kind === 'promise') as EntryData | undefined
  }

  /** Stores without blocking. @returns a promise only if it has to wait for the files, for `inputs` or for the store */
  store(value: unknown, kind: EntryKind, superseded: () => boolean): MaybePromise<EntryData | undefined> {
    const { backend, tagInputs, files } = this.request
    if (files !== undefined || tagInputs !== undefined) return this.storeLater(value, kind, superseded)
    return this.write(backend, encodeResult(this.request, value, kind, undefined), superseded())
  }

  private async storeLater(value: unknown, kind: EntryKind, superseded: () => boolean): Promise<EntryData | undefined> {
    const { site, values, self, tagInputs, backend, files } = this.request
    if (files !== undefined) await files.prepare()
    const inputs = tagInputs && (await readInputsAgain(site, values, self, true))
    return this.write(backend, encodeResult(this.request, value, kind, inputs), superseded())
  }

  private write(
    store: SyncAccess | Backend,
    encoded: Uint8Array | LargeEntry | undefined,
    superseded: boolean,
    isShared = true,
  ): MaybePromise<EntryData | undefined> {
    const ended = (): EntryData | undefined => {
      this.reportComputed(encoded?.length ?? 0)
      return isShared ? this.shareable(encoded) : undefined
    }
    const failed = (error: unknown): void => reportStoreTrouble(this.request, error)
    if (encoded !== undefined && !this.request.readonly && !superseded) {
      try {
        const writing = store.write(this.newEntry(encoded))
        if (writing instanceof Promise) return writing.then(() => this.lease.end(), failed).then(ended)
        this.lease.end()
      } catch (error) {
        failed(error)
      }
    }
    return ended()
  }

  /** Reports that the call computed its result. @param bytes the size of its entry, 0 if there is none */
  reportComputed(bytes: number): void {
    this.report(this.request.again ? 'again' : 'miss', bytes)
  }

  /** Ends the call and reports its outcome to listeners. @param entry of a hit */
  report(status: CallStatus, bytes: number, entry?: DecodedEntry): void {
    const { site, backend, files, lazies } = this.request
    if (entry?.made !== undefined) bodyHooks.restore?.(lazies, entry.made)
    bodyHooks.ended?.()
    this.ownLease?.release()
    files?.abandon()
    site.missedLast = status === 'miss'
    if (!isWatched()) {
      if (status !== 'hit') refreshDebug()
      return
    }
    const { id, version } = site
    const event = { id, version, status, backend: backend.name, bytes, durationMs: platform.now() - this.started }
    publish(event, status === 'miss' && isDebugging() ? this.missReason() : undefined)
  }

  private missReason(): string | Promise<string> {
    const { backend, site, files } = this.request
    return files?.changed ?? findMissReason(backend, site, this.expiry)
  }

  /** A large entry refers to the bytes of the value itself, which the caller may change. Other calls read the stored entry instead. */
  private shareable(encoded: Uint8Array | LargeEntry | undefined): EntryData | undefined {
    if (encoded === undefined || encoded instanceof Uint8Array) return encoded
    try {
      return this.request.backend.sync?.read(entryKeyOf(this.request))
    } catch {
      return undefined
    }
  }

  private newEntry(encoded: Uint8Array | LargeEntry): NewEntry {
    const { site, ttl } = this.request
    const isLarge = !(encoded instanceof Uint8Array)
    return {
      key: entryKeyOf(this.request),
      data: isLarge ? encoded.head : encoded,
      payload: isLarge ? encoded.payload : undefined,
      function: site.reference,
      expires: ttl === undefined ? undefined : Date.now() + ttl,
      lease: this.ownLease?.get(),
    }
  }
}
