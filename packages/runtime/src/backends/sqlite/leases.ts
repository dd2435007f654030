import type { EntryData, Lease, LeaseRequest } from '../backend.js'
import { Patience } from '../patience.js'
import { isBusy, type Connection } from './connection.js'
import { Circles } from './circles.js'
import type { Database } from './database.js'
import { lifeOf, ownHolder } from './holder.js'
import { transact } from './space/ledger.js'
import { hashOf } from './key-hash.js'
import {
  BEAT,
  CLAIM,
  CLEARED,
  DELETE,
  DELETE_ENTRY,
  DELETE_OTHER,
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
/** Milliseconds after which a lease without a sign of life, or a wait for it, is considered forgotten. */
export const FORGOTTEN = 7 * 86_400_000

let tokens: string | undefined
let count = 0

interface FoundRow {
  key: string
  lease: string | null
  holder: string
  bytes: number
  /** The holder's last sign of life; null during the first second. */
  beat: number | null
}

type Outcome = { lease: Lease } | { data: EntryData }
type Turn = Outcome | { pause: number }

/** The content of a row. */
export interface NewRow {
  key: string
  /** The whole entry, or the head of one whose payload is in `file`. */
  data: Uint8Array
  /** The total size in bytes. */
  bytes: number
  /** How many files the value was made of. */
  files: number
  file?: string | undefined
  /** Milliseconds since the epoch. */
  expires?: number | undefined
  lease?: Lease | undefined
}

/** Leases on keys: marks in their rows, visible to every process and thread that uses the file. */
export class Leases {
  /** Tokens of the leases that this thread holds, and of those that couldn't be released. */
  readonly #held = new Map<string, string>()
  readonly #stuck = new Map<string, string>()
  readonly #circles: Circles
  #heartbeat: NodeJS.Timeout | undefined
  #beaten = 0
  /** Until this time, calls don't wait to claim a lease, because another connection was writing for too long. */
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
      // The event loop is blocked, so the heartbeat is sent here. Otherwise others would consider this thread dead.
      if (this.#held.size > 0 && performance.now() - this.#beaten > HEARTBEAT) this.#beat()
    }
  }

  /** Returns immediately unless the call has to wait for another computation. */
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

  /** Doesn't exclude others. The result is stored unless entries were cleared meanwhile. */
  observe(): Lease {
    return new SharedLease(this.database.run(clearedCount), Date.now())
  }

  /** Stores an entry. With a lease, stores only if the lease wasn't lost, and ends it. @returns whether the entry is stored */
  write(connection: Connection, row: NewRow): boolean {
    const { key, file, lease } = row
    if (file === undefined && !(lease instanceof SharedLease)) return this.#store(connection, row)
    let stored = false
    transact(connection, () => {
      if (lease instanceof SharedLease && lease.cleared !== clearedCount(connection)) return
      stored = this.#store(connection, row)
      if (!stored || file === undefined || connection.run(TAKE_ORPHAN, file) > 0) return
      // The file was considered forgotten and has been removed.
      connection.run(DELETE, hashOf(key), key)
      stored = false
    })
    return stored
  }

  #store(connection: Connection, { key, data, bytes, files, file, expires, lease }: NewRow): boolean {
    const [hash, fn, now] = [hashOf(key), functionOf(key), Date.now()]
    if (!(lease instanceof OwnLease))
      return connection.run(UPSERT, hash, key, fn, expires ?? null, bytes, files, now, now, file ?? null, data) > 0
    const stored = connection.run(STORE, expires ?? null, bytes, files, now, file ?? null, data, hash, key, lease.token) > 0
    if (now - lease.since > HEARTBEAT) touchRow(connection, key, now)
    this.#held.delete(lease.token)
    return stored
  }

  release({ key, token }: OwnLease): void {
    if (!this.#held.delete(token)) return
    try {
      this.database.run((connection) => drop(connection, key, token))
    } catch {
      // For example, because the disk is full. Until the lease is released, others wait for it in vain.
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
      // The lock has been held for long, so the next calls don't wait for it.
      this.#busyUntil = performance.now() + waited * 2
      return { lease: this.observe() }
    }
    patience.asked()
    if (claimed > 0) return this.#hold(key, token)
    const found = this.database.run((connection) => connection.get<FoundRow>(FIND_LEASE, hash))
    if (found !== undefined && found.key !== key) {
      this.database.run((connection) => connection.run(DELETE_OTHER, hash, key))
      return this.#again(patience)
    }
    if (found === undefined || found.lease === null || (why === 'missing' && found.bytes > 0)) {
      const data = this.read(key, ttl)
      if (data !== undefined) return { data }
      if (found?.lease == null) {
        // It can neither be claimed nor read, for example because `expires` isn't a number.
        if (found !== undefined) this.database.run((connection) => connection.run(DELETE_ENTRY, hash, key))
        return this.#again(patience)
      }
    }
    // This thread holds the lease for a computation that contains this call, so waiting would deadlock.
    const own = ownHolder(this.database.inode)
    if (found.holder === own) return { lease: this.observe() }
    if (this.#held.size > 0 && this.#circles.includes(patience, own, found.holder)) return { lease: this.observe() }
    const life = lifeOf(found.holder, this.database.inode)
    if (life !== 'dead' && !patience.isSilent(`${found.lease} ${found.beat} ${life}`)) return { pause: patience.nextPause() }
    const taken = this.database.run((connection) => connection.run(TAKE_OVER, token, own, hash, key, found.lease))
    return taken > 0 ? this.#hold(key, token) : this.#again(patience)
  }

  /** The row changed meanwhile. In a damaged database, a row may also be one that no statement can change, however often it is tried. */
  #again(patience: Patience): Turn {
    return patience.isFruitless() ? { lease: this.observe() } : { pause: 0 }
  }

  /** @returns undefined if another connection is writing */
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

  /** Stops the heartbeat if no lease needs it. @returns whether it is stopped */
  rest(): boolean {
    if (this.#held.size > 0 || this.#stuck.size > 0) return false
    clearInterval(this.#heartbeat)
    this.#heartbeat = undefined
    return true
  }

  #beat(): void {
    this.#beaten = performance.now()
    if (this.rest()) return
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
      // One sign of life is missed; the next one may be in time.
    }
  }
}

const outcomeOf = (turn: Outcome): EntryData | Lease => ('lease' in turn ? turn.lease : turn.data)

/** Keys begin with the function prefix. */
const functionOf = (key: string): string => key.slice(0, key.indexOf('/'))

/** The row is deleted if it contains no entry. */
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

/** Returns how long the computation under a lease has taken, or 0 if unknown. Milliseconds. */
export function durationOf(lease: Lease | undefined): number {
  return lease instanceof OwnLease || lease instanceof SharedLease ? Date.now() - lease.since : 0
}

class SharedLease implements Lease {
  constructor(
    /** The number of removals of entries at the time of its creation. */
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
