import { createRequire } from 'node:module'
import type { Keyv } from 'keyv'
import { storeFailed, storeTimedOut } from '../../errors.js'
import { redactMessage, redactUrl } from './redact.js'

/** Keys of one server are shared with others: name and format number come before each. */
const NAMESPACE = 'cachecache:1'
/** A server that does not answer costs this much, in milliseconds. */
const TIMEOUT = 5_000
/** A connection that is not used for so long is closed, in milliseconds: an open socket keeps a finished program alive. */
const IDLE = 1_000

const require = createRequire(import.meta.url)

interface Open {
  keyv: Keyv<string>
  /** As it was made, before Keyv wraps it. */
  store: object
  /** Keyv reports errors here and answers with nothing. */
  reported: { count: number; last: unknown }
}

/** One Keyv over one URL: opened when first used, closed when idle, with errors thrown instead of reported. */
export class KeyvConnection {
  readonly location: string
  #opening: Promise<Open> | undefined
  #running = 0
  #idle: NodeJS.Timeout | undefined

  /** @param closeWhenIdle not for stores that the user made: they may hold their data in memory */
  constructor(
    readonly url: string,
    readonly makeStore: (url: string) => object | Promise<object>,
    readonly closeWhenIdle: boolean,
  ) {
    this.location = redactUrl(url)
  }

  /** @param succeeded whether a result is an answer even though the store reported an error meanwhile */
  async run<T>(operate: (keyv: Keyv<string>, store: object) => Promise<T>, succeeded: (result: T) => boolean): Promise<T> {
    clearTimeout(this.#idle)
    this.#running++
    try {
      return await this.#withTimeout(this.#operate(operate, succeeded))
    } finally {
      this.#running--
      if (this.#running === 0 && this.closeWhenIdle) this.#idle = setTimeout(() => void this.close().catch(() => {}), IDLE)
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const opening = this.#opening
    this.#opening = undefined
    if (!opening || !this.closeWhenIdle) return
    const { keyv } = await opening
    await keyv.disconnect()
  }

  async #operate<T>(operate: (keyv: Keyv<string>, store: object) => Promise<T>, succeeded: (result: T) => boolean): Promise<T> {
    try {
      const { keyv, store, reported } = await this.#opened()
      const before = reported.count
      const result = await operate(keyv, store)
      if (reported.count > before && !succeeded(result)) throw reported.last
      return result
    } catch (error) {
      throw storeFailed(
        this.location,
        redactMessage(error instanceof Error ? error.message || error.name : String(error), this.url),
      )
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
    const { Keyv: KeyvClass } = require('keyv') as typeof import('keyv')
    const made = (await this.makeStore(this.url)) as { store?: object; getRaw?: unknown }
    // A Keyv instance serves as well as its store.
    const store = typeof made.getRaw === 'function' && made.store ? made.store : made
    const keyv = new KeyvClass<string>({ store, namespace: NAMESPACE })
    const reported: Open['reported'] = { count: 0, last: undefined }
    keyv.on('error', (error: unknown) => {
      reported.count++
      reported.last = error
    })
    return { keyv, store, reported }
  }

  async #withTimeout<T>(operation: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(storeTimedOut(this.location, TIMEOUT)), TIMEOUT)
    })
    try {
      return await Promise.race([operation, timeout])
    } finally {
      clearTimeout(timer)
    }
  }
}
