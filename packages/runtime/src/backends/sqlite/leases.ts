import type { EntryData, Lease, LeaseRequest } from '../backend.js'
import { Patience } from '../patience.js'
import { isBusy, type Connection } from './connection.js'
import { Circles } from './circles.js'
import type { Database } from './database.js'
import { lifeOf, ownHolder } from './holder.js'
import { transact } from './ledger.js'
import { hashOf } from './key-hash.js'
import {
  BEAT,
  CLAIM,
  CLEARED,
  DELETE,
  DELETE_ENTRY,
  DROP_LEASE,
  DROP_OLD_WAITS,
  DROP_SILENT,
  FIND_LEASE,
  STORE,
  TAKE_ORPHAN,
  TAKE_OVER,
  touchRow,
  UPSERT,
} from './statements.js'

/** Milliseconds between two signs of life. */
const HEARTBEAT = 1_000
/** Milliseconds after which nobody can still hold a lease without a sign of life, nor wait for its holder. */
export const FORGOTTEN = 7 * 86_400_000

let tokens: string | undefined
let count = 0

interface FoundRow {
  key: string
  lease: string | null
  holder: string
  bytes: number
  /** Of its holder; none before the first second is over. */
  beat: number | null
}

type Outcome = { lease: Lease } | { data: EntryData }
type Turn = Outcome | { pause: number }

/** What a row takes. */
export interface NewRow {
  key: string
  /** The whole entry, or the head of one whose payload lies in `file`. */
  data: Uint8Array
  /** Bytes of all. */
  bytes: number
  file?: string | undefined
  /** Milliseconds since the epoch. */
  expires?: number | undefined
  lease?: Lease | undefined
}

/** Who computes what: marks in the rows of the keys under computation, seen by every process and thread on the file. */
export class Leases {
  /** Tokens of this thread's leases; those of leases that could not be given back. */
  readonly #held = new Map<string, string>()
  readonly #stuck = new Map<string, string>()
  readonly #circles: Circles
  #heartbeat: NodeJS.Timeout | undefined
  #beaten = 0
  /** Until then nobody waits to ask: another one was writing for too long. */
  #busyUntil = 0

  constructor(
    readonly database: Database,
    readonly read: (key: string, ttl: number | undefined) => EntryData | undefined,
  ) {
    this.#circles = new Circles(database)
  }

  acquireNow(request: LeaseRequest): EntryData | Lease {
    const patience = new Patience('sync')
    for (;;) {
      const turn = this.#attempt(request, patience)
      if (!('pause' in turn)) return this.#ended(patience, turn)
      sleep(turn.pause)
      // The event loop stands still: others must not take this thread for dead.
      if (this.#held.size > 0 && performance.now() - this.#beaten > HEARTBEAT) this.#beat()
    }
  }

  /** At once where nobody has to be waited for. */
  acquire(request: LeaseRequest): EntryData | Lease | Promise<EntryData | Lease> {
    const patience = new Patience('async')
    const turn = this.#attempt(request, patience)
    return 'pause' in turn ? this.#wait(request, patience, turn.pause) : outcomeOf(turn)
  }

  async #wait(request: LeaseRequest, patience: Patience, pause: number): Promise<EntryData | Lease> {
    for (let next = pause; ;) {
      await new Promise((resolve) => setTimeout(resolve, next))
      const turn = this.#attempt(request, patience)
      if (!('pause' in turn)) return this.#ended(patience, turn)
      next = turn.pause
    }
  }

  #ended(patience: Patience, turn: Outcome): EntryData | Lease {
    this.#circles.leave(patience)
    return outcomeOf(turn)
  }

  /** Excludes nobody; what it guards is stored unless entries were cleared meanwhile. */
  observe(): Lease {
    return new SharedLease(this.database.run(clearedCount), Date.now())
  }

  /** Stores an entry; one with a lease only where that was not lost, and ends it. @returns whether it is stored */
  write(connection: Connection, row: NewRow): boolean {
    const { key, file, lease } = row
    if (file === undefined && !(lease instanceof SharedLease)) return this.#store(connection, row)
    let stored = false
    transact(connection, () => {
      if (lease instanceof SharedLease && lease.cleared !== clearedCount(connection)) return
      stored = this.#store(connection, row)
      if (!stored || file === undefined || connection.run(TAKE_ORPHAN, file) > 0) return
      // Somebody took the file for forgotten, and has removed it.
      connection.run(DELETE, hashOf(key), key)
      stored = false
    })
    return stored
  }

  #store(connection: Connection, { key, data, bytes, file, expires, lease }: NewRow): boolean {
    const [hash, fn, now] = [hashOf(key), functionOf(key), Date.now()]
    if (!(lease instanceof OwnLease))
      return connection.run(UPSERT, hash, key, fn, expires ?? null, bytes, now, now, file ?? null, data) > 0
    const stored = connection.run(STORE, expires ?? null, bytes, now, file ?? null, data, hash, key, lease.token) > 0
    if (now - lease.since > HEARTBEAT) touchRow(connection, key, now)
    this.#held.delete(lease.token)
    return stored
  }

  release({ key, token }: OwnLease): void {
    if (!this.#held.delete(token)) return
    try {
      this.database.run((connection) => drop(connection, key, token))
    } catch {
      // A full disk, for example. Until it is gone, others wait in vain for it.
      this.#stuck.set(token, key)
    }
  }

  #attempt({ key, why, ttl }: LeaseRequest, patience: Patience): Turn {
    tokens ??= process.getBuiltinModule('node:crypto').randomBytes(9).toString('base64url')
    const token = `${tokens}${(count++).toString(36)}`
    const [hash, now] = [hashOf(key), Date.now()]
    const oldest = ttl === undefined ? -1 : now - ttl
    if (performance.now() < this.#busyUntil) return { lease: this.observe() }
    const claimed = this.#unlessBusy((connection) =>
      connection.run(
        CLAIM[why],
        hash,
        key,
        functionOf(key),
        now,
        token,
        ownHolder(this.database.inode),
        ...(why === 'missing' ? [oldest] : []),
      ),
    )
    if (claimed === undefined) {
      const waited = patience.isBusyFor()
      if (waited === undefined) return { pause: patience.nextPause() }
      // Whatever holds the lock holds it for long: the next calls do not wait for it.
      this.#busyUntil = performance.now() + waited * 2
      return { lease: this.observe() }
    }
    patience.asked()
    if (claimed > 0) return this.#hold(key, token)
    const found = this.database.run((connection) => connection.get<FoundRow>(FIND_LEASE, hash))
    if (found !== undefined && found.key !== key) {
      this.database.run((connection) => connection.run(DELETE, hash, found.key))
      return { pause: 0 }
    }
    if (found === undefined || found.lease === null || (why === 'missing' && found.bytes > 0)) {
      const data = this.read(key, ttl)
      if (data !== undefined) return { data }
      if (found?.lease == null) {
        // Neither to be had nor to be read: an expiry that is no time, for example.
        if (found !== undefined) this.database.run((connection) => connection.run(DELETE_ENTRY, hash, key))
        return { pause: 0 }
      }
    }
    // A lease of this thread belongs to a computation that this call is part of: waiting for it would never end.
    const own = ownHolder(this.database.inode)
    if (found.holder === own) return { lease: this.observe() }
    if (this.#held.size > 0 && this.#circles.includes(patience, own, found.holder)) return { lease: this.observe() }
    const life = lifeOf(found.holder, this.database.inode)
    if (life !== 'dead' && !patience.isSilent(`${found.lease} ${found.beat} ${life}`)) return { pause: patience.nextPause() }
    const taken = this.database.run((connection) => connection.run(TAKE_OVER, token, own, hash, key, found.lease))
    return taken > 0 ? this.#hold(key, token) : { pause: 0 }
  }

  /** @returns nothing where another one is writing */
  #unlessBusy(write: (connection: Connection) => number): number | undefined {
    try {
      return this.database.run(write)
    } catch (error) {
      if (isBusy(error)) return undefined
      throw error
    }
  }

  #hold(key: string, token: string): Turn {
    this.#held.set(token, key)
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT).unref()
    return { lease: new OwnLease(this, key, token, Date.now()) }
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
          const now = Date.now()
          connection.run(BEAT, ownHolder(this.database.inode), now)
          connection.run(DROP_SILENT, now - FORGOTTEN)
          connection.run(DROP_OLD_WAITS, now - FORGOTTEN)
          for (const [token, key] of this.#stuck) drop(connection, key, token)
        })
      })
      this.#stuck.clear()
    } catch {
      // A sign of life is missed; the next one may come in time.
    }
  }
}

const outcomeOf = (turn: Outcome): EntryData | Lease => ('lease' in turn ? turn.lease : turn.data)

/** Keys begin with the name of their function. */
const functionOf = (key: string): string => key.slice(0, key.indexOf('/'))

/** The row goes where it holds no entry. */
function drop(connection: Connection, key: string, token: string): void {
  for (const sql of DROP_LEASE) if (connection.run(sql, hashOf(key), key, token) > 0) return
}

class OwnLease implements Lease {
  constructor(
    readonly leases: Leases,
    readonly key: string,
    readonly token: string,
    /** Milliseconds since the epoch. */
    readonly since: number,
  ) {}

  release(): void {
    this.leases.release(this)
  }
}

/** How long a computation under it has taken, or nothing where that is not known. Milliseconds. */
export function durationOf(lease: Lease | undefined): number {
  return lease instanceof OwnLease || lease instanceof SharedLease ? Date.now() - lease.since : 0
}

class SharedLease implements Lease {
  constructor(
    /** How often entries had been removed when it was made. */
    readonly cleared: number,
    /** Milliseconds since the epoch. */
    readonly since: number,
  ) {}

  release(): void {}
}

const clearedCount = (connection: Connection): number => connection.get<{ number: number }>(CLEARED)!.number

const still = new Int32Array(new SharedArrayBuffer(4))

function sleep(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(still, 0, 0, milliseconds)
}
