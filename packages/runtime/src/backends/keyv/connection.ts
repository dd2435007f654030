import type { Keyv } from 'keyv'
import { CacheError, storeFailed, storeTimedOut } from '../../reporting/errors.js'
import { Backoff } from '../backoff.js'
import { namePlace, withoutSecrets } from '../place-name.js'
import type { OpenStore, StoreOpener } from './adapters.js'
import type { ServerLeases } from './server.js'

/** A server may be shared with other programs, so this name and format number precede each key. */
const NAMESPACE = 'cachecache:2'
/** Milliseconds before an operation is abandoned. Only the first call to a server that doesn't respond waits this long. */
const TIMEOUT = 5_000
/** The time-out is counted in so many parts. While the event loop is blocked, responses can't arrive, and only one part passes. */
const PARTS = 20
/** How often the server is asked whether it responds. Errors of other operations at the same time look like those of the question. */
const QUESTIONS = 3
/** The maximum number of milliseconds between two attempts to reach a server that is unavailable. */
const LONGEST_PAUSE = 5_000
/** An unused connection is closed after this many milliseconds: `held` if it keeps a finished program alive, `free` if it doesn't. */
const IDLE = { held: 1_000, free: 10_000 }

interface Open extends OpenStore {
  keyv: Keyv<string>
  reported: Reported
}

/** Keyv reports errors through an event, and returns undefined. */
class Reported {
  count = 0
  /** The most recent errors. */
  readonly #recent: unknown[] = []

  add(error: unknown): void {
    this.count++
    if (this.#recent.push(error) > 8) this.#recent.shift()
  }

  /** Returns the first error since the count was `count`. It names the cause; later errors are often unspecific. */
  firstSince(count: number): unknown {
    return this.#recent.at(-Math.min(this.count - count, this.#recent.length))
  }
}

type Operation<T> = (keyv: Keyv<string>, open: OpenStore) => Promise<T>

/** One Keyv instance for one URL: opened on first use, closed when idle. Errors are thrown instead of reported. */
export class KeyvConnection {
  readonly location: string
  readonly #away = new Backoff(LONGEST_PAUSE)
  #isAway = false
  #asking = false
  #opening: Promise<Open> | undefined
  #running = 0
  #idle: NodeJS.Timeout | undefined

  /** @param ownsStore false for a store created by the user: it may hold its data in memory, and the user closes it */
  constructor(
    readonly url: string,
    readonly openStore: StoreOpener,
    readonly ownsStore: boolean,
  ) {
    this.location = namePlace(url)
  }

  /**
   * While the server is unavailable, this fails immediately, and checks in the background whether the server is back.
   *
   * @param succeeded whether a result is valid although the store reported an error meanwhile
   */
  async run<T>(operate: Operation<T>, succeeded: (result: T) => boolean): Promise<T> {
    if (this.#isAway) {
      this.#away.check()
      this.#askAgain()
      throw this.#away.error
    }
    try {
      return await this.#attempt(operate, succeeded)
    } catch (error) {
      // Either the server rejected this entry, or the server is unavailable.
      if (isTimeout(error)) this.#lost(error)
      else this.#askAgain()
      throw error
    }
  }

  async lease<T>(operate: (leases: ServerLeases) => Promise<T>): Promise<T> {
    return this.run(
      async (_, { server }) => operate(server!.leases!),
      () => true,
    )
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const opening = this.#opening
    this.#opening = undefined
    if (opening && this.ownsStore) await disconnect(await opening)
  }

  #askAgain(): void {
    if (this.#asking || !this.ownsStore) return
    this.#asking = true
    void this.#ask(QUESTIONS)
      .catch((error: unknown) => this.#lost(error))
      .finally(() => (this.#asking = false))
  }

  async #ask(times: number): Promise<void> {
    try {
      await this.#attempt(
        (keyv) => keyv.has('probe'),
        () => false,
      )
    } catch (error) {
      if (times === 1 || isTimeout(error)) throw error
      await this.#ask(times - 1)
    }
  }

  async #attempt<T>(operate: Operation<T>, succeeded: (result: T) => boolean): Promise<T> {
    this.#running++
    clearTimeout(this.#idle)
    try {
      const result = await this.#withTimeout(this.#operate(operate, succeeded))
      this.#away.worked()
      this.#isAway = false
      return result
    } finally {
      this.#running--
      if (this.#running === 0) void this.#rest()
    }
  }

  /** A store created by the user is never disconnected: its errors don't necessarily mean that it is unavailable. */
  #lost(error: unknown): void {
    if (!this.ownsStore) return
    this.#isAway = true
    this.#away.failed(error)
    const opening = this.#opening
    this.#opening = undefined
    void opening?.then(disconnect).catch(() => {})
  }

  async #rest(): Promise<void> {
    if (!this.ownsStore || !this.#opening) return
    const { server } = await this.#opening.catch(() => ({ server: undefined }))
    if (this.#running > 0) return
    server?.hold?.(false)
    clearTimeout(this.#idle)
    const pause = server?.hold ? IDLE.free : IDLE.held
    this.#idle = setTimeout(() => void this.close().catch(() => {}), pause)
    if (server?.hold) this.#idle.unref()
  }

  async #operate<T>(operate: Operation<T>, succeeded: (result: T) => boolean): Promise<T> {
    let reported: Reported | undefined
    let before = 0
    try {
      const open = await this.#opened()
      open.server?.hold?.(true)
      reported = open.reported
      before = reported.count
      const result = await operate(open.keyv, open)
      if (reported.count > before && !succeeded(result)) throw reported.firstSince(before)
      return result
    } catch (error) {
      const cause = reported !== undefined && reported.count > before ? reported.firstSince(before) : error
      throw storeFailed(this.location, withoutSecrets(textOf(cause), this.url))
    }
  }

  async #opened(): Promise<Open> {
    const opening = (this.#opening ??= this.#open())
    try {
      return await opening
    } catch (error) {
      // The next call tries again.
      if (this.#opening === opening) this.#opening = undefined
      throw error
    }
  }

  async #open(): Promise<Open> {
    const { Keyv: KeyvClass } = await import('../keyv-packages.js')
    const { store: made, ...rest } = await this.openStore(this.url)
    const adapter = made as { store?: object; getRaw?: unknown }
    // A Keyv instance is accepted as well as its store.
    const store = typeof adapter.getRaw === 'function' && adapter.store ? adapter.store : adapter
    const keyv = new KeyvClass<string>({ store, namespace: NAMESPACE })
    const reported = new Reported()
    keyv.on('error', (error: unknown) => reported.add(error))
    return { keyv, store, reported, ...rest }
  }

  async #withTimeout<T>(operation: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      const wait = (left: number): void => {
        if (left === 0) reject(storeTimedOut(this.location, TIMEOUT))
        else timer = setTimeout(() => wait(left - 1), TIMEOUT / PARTS)
      }
      wait(PARTS)
    })
    // A failure after the timeout has already been reported.
    operation.catch(() => {})
    try {
      return await Promise.race([operation, timeout])
    } finally {
      clearTimeout(timer)
    }
  }
}

const isTimeout = (error: unknown): boolean => error instanceof CacheError && error.code === 'store-timed-out'

async function disconnect({ keyv, server }: Open): Promise<void> {
  if (server?.close) await server.close()
  else await keyv.disconnect()
}

/** Some drivers collect the errors of several addresses and have no message of their own. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined
  return error.message || (inner === undefined ? error.name : textOf(inner))
}
