import { platform } from '#platform'
import type { Backend, SyncAccess } from './backends/backend.js'
import { decode, encode, type EntryKind } from './codec.js'
import { Unstorable } from './errors.js'
import { isDebugging, isWatched, publish, refreshDebug, type CallStatus } from './events.js'
import { deriveKey } from './key.js'
import { findMissReason } from './miss-reason.js'
import type { Site } from './site.js'
import { messageOf, mustReachCaller, warnOfFunction, warnOfStore } from './warnings.js'

/** One call on its way: what *options* and *key* found out, and what *read*, *compute* and *write* do with it. */
export class Call {
  /** The frame of emitted code: whether the stored result is the answer. */
  hit = false
  value: unknown = undefined
  /** Milliseconds, where anybody watches. */
  readonly started: number
  private finished = false
  private failed = false

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
    private readonly ttl: number | undefined,
  ) {
    this.started = isWatched() ? platform.now() : 0
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
    if (this.failed || !this.finished) this.report('error', 0)
    else this.storeSync(this.value, 'value')
  }

  /** Asks the store within this tick. */
  readSync(sync: SyncAccess, onlyValue: boolean): { kind: EntryKind; value: unknown } | undefined {
    let bytes: Uint8Array | undefined
    try {
      bytes = sync.read(this.key)
    } catch (error) {
      this.storeTrouble(error)
      return undefined
    }
    if (bytes === undefined) return undefined
    const entry = decode(bytes)
    if (entry === undefined || (onlyValue && entry.kind !== 'value')) return undefined
    this.report('hit', bytes.length)
    return entry
  }

  /** Stores within this tick. @returns the entry's bytes, or nothing where it cannot be stored */
  storeSync(value: unknown, kind: EntryKind, superseded = false): Uint8Array | undefined {
    const data = this.entryOf(value, kind)
    if (data !== undefined && !this.readonly && !superseded) {
      try {
        this.backend.sync?.write(this.newEntry(data))
      } catch (error) {
        this.storeTrouble(error)
      }
    }
    this.report(this.again ? 'again' : 'miss', data?.length ?? 0)
    return data
  }

  /** The same without blocking. */
  async store(value: unknown, kind: EntryKind, superseded: () => boolean): Promise<Uint8Array | undefined> {
    const data = this.entryOf(value, kind)
    if (data !== undefined && !this.readonly && !superseded()) {
      try {
        await this.backend.write(this.newEntry(data))
      } catch (error) {
        this.storeTrouble(error)
      }
    }
    this.report(this.again ? 'again' : 'miss', data?.length ?? 0)
    return data
  }

  /** Says how the call went, to whoever listens. */
  report(status: CallStatus, bytes: number, why?: string): void {
    if (!isWatched()) {
      if (status !== 'hit') refreshDebug()
      return
    }
    const { id, version } = this.site
    const event = { id, version, status, backend: this.backend.name, bytes, durationMs: platform.now() - this.started }
    publish(event, status === 'miss' && isDebugging() ? findMissReason(this.backend, this.site) : why)
  }

  /** A store that fails makes calls uncached, and is named once. */
  storeTrouble(error: unknown): void {
    if (mustReachCaller(error)) throw error
    const code =
      typeof (error as { code?: unknown } | undefined)?.code === 'string' ? (error as { code: string }).code : 'store-failed'
    warnOfStore(
      this.backend.location,
      code,
      `The cache at ${this.backend.location} failed: ${messageOf(error)}. Calls run uncached until it works again.`,
    )
  }

  /** The entry's bytes, unless the value cannot be stored or the inputs changed under way; both are said once. */
  private entryOf(value: unknown, kind: EntryKind): Uint8Array | undefined {
    const { id } = this.site
    if (!this.inputsHeld()) return undefined
    try {
      return encode(value, kind)
    } catch (error) {
      if (mustReachCaller(error)) throw error
      const reason = error instanceof Unstorable ? error.reason : messageOf(error)
      warnOfFunction(id, 'unstorable-value', `${id}: its result is not stored: ${reason}. Return plain data, or drop the tag.`)
      return undefined
    }
  }

  /** Takes the key again: a body that changed its inputs gave a result that belongs to no key. */
  private inputsHeld(): boolean {
    const { id } = this.site
    let key: string | undefined
    try {
      key = deriveKey(this.site, this.values, this.self, this.captured, this.omit)
    } catch {
      key = undefined
    }
    if (key === this.key) return true
    warnOfFunction(
      id,
      'inputs-changed',
      `${id}: its arguments or other inputs changed while it ran, so the result is not stored. Work on a copy, or drop the tag.`,
    )
    return false
  }

  private newEntry(data: Uint8Array) {
    const entry = { key: this.key, data, function: this.site.reference }
    return this.ttl === undefined ? entry : { ...entry, expires: Date.now() + this.ttl }
  }
}
