import type { Keyv } from 'keyv'
import { CacheError, storeFailed, storeTimedOut } from '../../errors.js'
import { Backoff } from '../backoff.js'
import { namePlace, withoutSecrets } from '../place-name.js'
import type { OpenStore, StoreOpener } from './adapters.js'
import type { ServerLeases } from './server.js'

/** Keys of one server are shared with others: name and format number come before each. */
const NAMESPACE = 'cachecache:1'
/** A server that does not answer costs this much, once, in milliseconds. */
const TIMEOUT = 5_000
/** Milliseconds after which a server that was away is asked again at the latest. */
const LONGEST_PAUSE = 5_000
/** A connection that is not used for so long is closed, in milliseconds; sooner where it would keep a finished program alive. */
const IDLE = { held: 1_000, free: 10_000 }

interface Open extends OpenStore {
  keyv: Keyv<string>
  reported: Reported
}

/** Keyv reports errors and answers with nothing. */
class Reported {
  count = 0
  /** The last of them. */
  readonly #recent: unknown[] = []

  add(error: unknown): void {
    this.count++
    if (this.#recent.push(error) > 8) this.#recent.shift()
  }

  /** The first since there were so many: it names the cause, and what follows is often only that there was an error. */
  firstSince(count: number): unknown {
    return this.#recent.at(-Math.min(this.count - count, this.#recent.length))
  }
}

type Operation<T> = (keyv: Keyv<string>, open: OpenStore) => Promise<T>

/** One Keyv over one URL: opened when first used, closed when idle, with errors thrown instead of reported. */
export class KeyvConnection {
  readonly location: string
  readonly #away = new Backoff(LONGEST_PAUSE)
  #isAway = false
  #asking = false
  #opening: Promise<Open> | undefined
  #running = 0
  #idle: NodeJS.Timeout | undefined

  /** @param ownsStore not for stores that the user made: they may hold their data in memory, and are the user's to close */
  constructor(
    readonly url: string,
    readonly openStore: StoreOpener,
    readonly ownsStore: boolean,
  ) {
    this.location = namePlace(url)
  }

  /**
   * While the server is away this fails at once, and asks in the background whether it is back.
   *
   * @param succeeded whether a result is an answer even though the store reported an error meanwhile
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
      // It may have been this entry, which the server does not take; or the server is gone.
      if (error instanceof CacheError && error.code === 'store-timed-out') this.#lost(error)
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
    void this.#attempt(
      (keyv) => keyv.has('probe'),
      () => false,
    )
      .catch((error: unknown) => this.#lost(error))
      .finally(() => (this.#asking = false))
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

  /** A store of the user's is only asked: its errors need not mean that it is gone. */
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
    const given = made as { store?: object; getRaw?: unknown }
    // A Keyv instance serves as well as its store.
    const store = typeof given.getRaw === 'function' && given.store ? given.store : given
    const keyv = new KeyvClass<string>({ store, namespace: NAMESPACE })
    const reported = new Reported()
    keyv.on('error', (error: unknown) => reported.add(error))
    return { keyv, store, reported, ...rest }
  }

  async #withTimeout<T>(operation: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(storeTimedOut(this.location, TIMEOUT)), TIMEOUT)
    })
    // What fails after its time is up was told already.
    operation.catch(() => {})
    try {
      return await Promise.race([operation, timeout])
    } finally {
      clearTimeout(timer)
    }
  }
}

async function disconnect({ keyv, server }: Open): Promise<void> {
  if (server?.close) await server.close()
  else await keyv.disconnect()
}

/** Some drivers gather the errors of several addresses and say nothing themselves. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined
  return error.message || (inner === undefined ? error.name : textOf(inner))
}
