import type { Lease, LeaseRequest, NewEntry } from '../backend.js'
import { Patience } from '../patience.js'
import type { Connection } from './connection.js'
import type { Database } from './database.js'
import { lifeOf, ownHolder } from './holder.js'
import { transact } from './ledger.js'
import { BEAT, CLAIM, CLEARED, DROP_FORGOTTEN, DROP_LEASE, FIND_LEASE, TAKE_OVER } from './statements.js'

/** Milliseconds between two signs of life. */
const HEARTBEAT = 1_000
/** Rows of killed processes whose keys nobody has asked for since. Milliseconds. */
const FORGOTTEN = 7 * 86_400_000

let tokens: string | undefined
let count = 0

type Wait = { lease: Lease } | { data: Uint8Array } | { pause: number }

/** Who computes what: a row for each key under computation, seen by every process and thread on the file. */
export class Leases {
  /** Tokens of this thread's leases; those of leases that could not be given back. */
  readonly #held = new Map<string, string>()
  readonly #stuck = new Map<string, string>()
  #heartbeat: NodeJS.Timeout | undefined
  #beaten = 0

  constructor(
    readonly database: Database,
    readonly read: (key: string) => Uint8Array | undefined,
  ) {}

  acquireNow(request: LeaseRequest): Uint8Array | Lease {
    const patience = new Patience()
    for (;;) {
      const turn = this.#attempt(request, patience)
      if ('lease' in turn) return turn.lease
      if ('data' in turn) return turn.data
      sleep(turn.pause)
      // The event loop stands still: others must not take this thread for dead.
      if (this.#held.size > 0 && performance.now() - this.#beaten > HEARTBEAT) this.#beat()
    }
  }

  async acquire(request: LeaseRequest): Promise<Uint8Array | Lease> {
    const patience = new Patience()
    for (;;) {
      const turn = this.#attempt(request, patience)
      if ('lease' in turn) return turn.lease
      if ('data' in turn) return turn.data
      await new Promise((resolve) => setTimeout(resolve, turn.pause))
    }
  }

  /** Excludes nobody; what it guards is stored unless entries were cleared meanwhile. */
  observe(): Lease {
    return new SharedLease(this.database.run(clearedCount))
  }

  /** Runs a write in one transaction with the end of its lease, unless that was lost. */
  writeUnder(connection: Connection, { key, lease }: Pick<NewEntry, 'key' | 'lease'>, write: () => void): void {
    if (lease === undefined) return write()
    transact(connection, () => {
      if (lease instanceof SharedLease) {
        if (lease.cleared === clearedCount(connection)) write()
      } else if (connection.run(DROP_LEASE, key, (lease as OwnLease).token) > 0) write()
    })
    if (lease instanceof OwnLease) this.#held.delete(lease.token)
  }

  release({ key, token }: OwnLease): void {
    if (!this.#held.delete(token)) return
    try {
      this.database.run((connection) => connection.run(DROP_LEASE, key, token))
    } catch {
      // A full disk, for example. Until it is gone, others wait in vain for it.
      this.#stuck.set(token, key)
    }
  }

  #attempt(request: LeaseRequest, patience: Patience): Wait {
    tokens ??= process.getBuiltinModule('node:crypto').randomBytes(9).toString('base64url')
    const token = `${tokens}${(count++).toString(36)}`
    const now = Date.now()
    const claimed = this.database.run((connection) =>
      connection.run(
        CLAIM[request.why],
        request.key,
        token,
        ownHolder(),
        now,
        ...(request.why === 'missing' ? [request.key, now] : []),
      ),
    )
    if (claimed > 0) return this.#hold(request.key, token)
    const other = this.database.run((connection) =>
      connection.get<{ token: string; holder: string; beat: number }>(FIND_LEASE, request.key),
    )
    if (other === undefined) {
      const data = this.read(request.key)
      if (data !== undefined) return { data }
      return patience.isOver ? { lease: this.observe() } : { pause: 0 }
    }
    // A lease of this thread belongs to a computation that this call is part of: waiting for it would never end.
    if (other.holder === ownHolder() || patience.isOver) return { lease: this.observe() }
    const life = lifeOf(other.holder)
    if (life !== 'dead' && !patience.isSilent(`${other.token} ${other.beat} ${life}`)) return { pause: patience.nextPause() }
    const taken = this.database.run((connection) => connection.run(TAKE_OVER, token, ownHolder(), now, request.key, other.token))
    return taken > 0 ? this.#hold(request.key, token) : { pause: 0 }
  }

  #hold(key: string, token: string): Wait {
    this.#held.set(token, key)
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT).unref()
    return { lease: new OwnLease(this, key, token) }
  }

  #beat(): void {
    this.#beaten = performance.now()
    if (this.#held.size === 0 && this.#stuck.size === 0) {
      clearInterval(this.#heartbeat)
      this.#heartbeat = undefined
      return
    }
    try {
      this.database.run((connection) => {
        transact(connection, () => {
          for (const [token, key] of this.#held) connection.run(BEAT, Date.now(), key, token)
          for (const [token, key] of this.#stuck) connection.run(DROP_LEASE, key, token)
          connection.run(DROP_FORGOTTEN, Date.now() - FORGOTTEN)
        })
      })
      this.#stuck.clear()
    } catch {
      // A sign of life is missed; the next one may come in time.
    }
  }
}

class OwnLease implements Lease {
  constructor(
    readonly leases: Leases,
    readonly key: string,
    readonly token: string,
  ) {}

  release(): void {
    this.leases.release(this)
  }
}

class SharedLease implements Lease {
  /** @param cleared how often entries had been removed when it was made */
  constructor(readonly cleared: number) {}

  release(): void {}
}

const clearedCount = (connection: Connection): number => connection.get<{ number: number }>(CLEARED)!.number

const still = new Int32Array(new SharedArrayBuffer(4))

function sleep(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(still, 0, 0, milliseconds)
}
