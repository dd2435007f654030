import type { Backend, EntryData, Lease, LeaseRequest, SyncAccess } from '../backends/backend.js'
import { entryKeyOf, type Request } from './request.js'
import { reportStoreTrouble } from './store-trouble.js'

/** The right to compute one key, exclusive among all processes that share the store. */
export class KeyLease {
  private lease: Lease | undefined

  constructor(private readonly request: Request) {}

  get isHeld(): boolean {
    return this.lease !== undefined
  }

  /**
   * Requests the right to compute. While another process holds it, a synchronous store blocks, and an asynchronous one returns a promise.
   * @returns the entry's bytes if another process has stored it meanwhile
   */
  claim(store: SyncAccess, why: LeaseRequest['why']): EntryData | undefined
  claim(store: SyncAccess | Backend, why: LeaseRequest['why']): EntryData | undefined | Promise<EntryData | undefined>
  claim(store: SyncAccess | Backend, why: LeaseRequest['why']): EntryData | undefined | Promise<EntryData | undefined> {
    if (this.request.readonly || store.acquire === undefined) return undefined
    try {
      const acquired = store.acquire(this.leaseRequest(why))
      if (!(acquired instanceof Promise)) return this.take(acquired)
      return acquired.then(
        (outcome) => this.take(outcome),
        (error: unknown) => this.fail(error),
      )
    } catch (error) {
      return this.fail(error)
    }
  }

  /** Computes even if other processes do, and stores the result unless the entries are cleared meanwhile. */
  observe(): void {
    const { backend, readonly } = this.request
    if (readonly) return
    try {
      this.lease = backend.sync?.observe?.(this.leaseRequest('missing'))
    } catch (error) {
      reportStoreTrouble(this.request, error)
    }
  }

  /** Returns the lease for the write that ends it. */
  get(): Lease | undefined {
    return this.lease
  }

  /** The write has ended the lease. */
  end(): void {
    this.lease = undefined
  }

  /** Nothing was stored, so the next waiting process may compute. */
  release(): void {
    this.lease?.release()
    this.lease = undefined
  }

  private leaseRequest(why: LeaseRequest['why']): LeaseRequest {
    const { site, ttl } = this.request
    return { key: entryKeyOf(this.request), function: site.reference, why, ttl }
  }

  private take(acquired: EntryData | Lease): EntryData | undefined {
    if (!('release' in acquired)) return acquired
    this.lease = acquired
    return undefined
  }

  private fail(error: unknown): undefined {
    reportStoreTrouble(this.request, error)
  }
}
