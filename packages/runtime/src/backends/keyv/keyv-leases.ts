import type { Lease, LeaseRequest } from '../backend.js'
import { Patience } from '../patience.js'
import type { KeyvConnection } from './connection.js'

/** Milliseconds until others may take over a lease that isn't renewed, and between two renewals. */
const [LIFETIME, RENEWAL] = [4_000, 1_000]
/** Polling a server is more expensive than polling a file. Milliseconds. */
const SHORTEST_PAUSE = 20

/** Leases across machines, kept on the server. */
export class KeyvLeases {
  readonly #held = new Map<string, HeldLease>()
  #renewal: NodeJS.Timeout | undefined

  constructor(
    readonly connection: KeyvConnection,
    readonly read: (key: string, ttl: number | undefined) => Promise<Uint8Array | undefined>,
  ) {}

  /** @param name of the function, for `revoke` */
  async acquire({ key, why, ttl }: LeaseRequest, name: string): Promise<Uint8Array | Lease> {
    // This process holds the lease for a computation that contains this call, so waiting would deadlock.
    if (why !== 'again' && this.#held.has(key)) return free
    const token = `${process.getBuiltinModule('node:crypto').randomBytes(12).toString('base64url')} ${name}`
    const patience = new Patience('async')
    for (;;) {
      const taken = await this.connection.lease((leases) => leases.take(key, token, LIFETIME, why === 'again'))
      if (taken) return this.#hold(key, token, why, ttl)
      const data = why === 'missing' ? await this.read(key, ttl) : undefined
      if (data !== undefined) return data
      // A lease without a sign of life is taken over.
      if (patience.isOver(this.#held.size > 0)) return free
      await new Promise((resolve) => setTimeout(resolve, Math.max(SHORTEST_PAUSE, patience.nextPause() * 4)))
    }
  }

  /** Stores under a lease. Does nothing if the lease was lost. */
  async writeUnder(lease: Lease | undefined, write: () => Promise<void>): Promise<void> {
    if (!(lease instanceof HeldLease)) return write()
    const { key, token } = lease
    const held = await this.connection.lease((leases) => leases.renew(key, token, LIFETIME))
    if (held) await write()
    lease.release()
  }

  /** @param matches whether a function is meant, by its name */
  async revoke(matches: (name: string) => boolean): Promise<void> {
    await this.connection.lease((leases) => leases.revoke((token) => matches(token.slice(token.indexOf(' ') + 1))))
  }

  /** A running computation doesn't store its result. */
  async forget(key: string): Promise<void> {
    await this.connection.lease((leases) => leases.forget(key))
  }

  release(lease: HeldLease): void {
    if (this.#held.get(lease.key) !== lease) return
    this.#held.delete(lease.key)
    // If this fails, others take the lease over.
    void this.connection.lease((leases) => leases.drop(lease.key, lease.token)).catch(() => {})
  }

  async #hold(key: string, token: string, why: LeaseRequest['why'], ttl: number | undefined): Promise<Uint8Array | Lease> {
    const lease = new HeldLease(this, key, token)
    this.#held.set(key, lease)
    this.#renewal ??= setInterval(() => void this.#renew(), RENEWAL).unref()
    // Another process may have stored the entry between this call's read and its lease.
    const data = why === 'missing' ? await this.read(key, ttl).catch(() => undefined) : undefined
    if (data === undefined) return lease
    lease.release()
    return data
  }

  async #renew(): Promise<void> {
    if (this.#held.size === 0) {
      clearInterval(this.#renewal)
      this.#renewal = undefined
      return
    }
    for (const { key, token } of this.#held.values()) {
      await this.connection.lease((leases) => leases.renew(key, token, LIFETIME)).catch(() => {})
    }
  }
}

class HeldLease implements Lease {
  constructor(
    readonly leases: KeyvLeases,
    readonly key: string,
    readonly token: string,
  ) {}

  release(): void {
    this.leases.release(this)
  }
}

const free: Lease = { release: () => {} }
