import { countFiles, isTraced } from '../../codec/entry-trace.js'
import { notListable } from '../../reporting/errors.js'
import type {
  Backend,
  EntryFilter,
  FunctionReference,
  FunctionUsage,
  Lease,
  LeaseRequest,
  NewEntry,
  Removed,
  StoreStats,
} from '../backend.js'
import { isOver } from '../age.js'
import { matchesFunction } from '../filter.js'
import type { StoreOpener } from './adapters.js'
import { KeyvConnection } from './connection.js'
import { KeyvLeases } from './keyv-leases.js'

/** Key prefixes: for entries, and for the names of function prefixes. */
const ENTRY = 'entry:'
const FUNCTION = 'function:'
const DELETE_BATCH = 500

interface Listed {
  key: string
  function: string
  version: string
  bytes: number
  files: number
  used: number
}

/** Stores entries on a server, or in any other Keyv store, as text, which every adapter supports. */
export class KeyvBackend implements Backend {
  readonly name: string
  readonly location: string
  readonly #connection: KeyvConnection
  readonly #leases: KeyvLeases
  readonly #named = new Set<string>()
  /** Present if the server supports leases. */
  readonly acquire?: (request: LeaseRequest) => Promise<Uint8Array | Lease>

  constructor(name: string, url: string, openStore: StoreOpener, options: { ownsStore: boolean; leases: boolean }) {
    this.name = name
    this.#connection = new KeyvConnection(url, openStore, options.ownsStore)
    this.location = this.#connection.location
    this.#leases = new KeyvLeases(this.#connection, (key, ttl) => this.read(key, ttl))
    if (options.leases) this.acquire = (request) => this.#acquire(request)
  }

  async read(key: string, ttl?: number): Promise<Uint8Array | undefined> {
    const text = await this.#connection.run((keyv) => keyv.get<string>(ENTRY + key), isPresent)
    // The server itself expires the lifetime set at the write.
    if (typeof text !== 'string' || isOver({ made: madeOf(text) }, ttl)) return undefined
    return bytesOf(text)
  }

  async write({ key, data, function: of, expires, lease }: NewEntry): Promise<void> {
    const lifetime = expires === undefined ? undefined : expires - Date.now()
    // Keyv treats a lifetime of 0 as unlimited.
    if (lifetime !== undefined && lifetime <= 0) return lease?.release()
    await this.#nameFunction(of)
    const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
    await this.#leases.writeUnder(lease, () => this.#set(ENTRY + key, `${Date.now()} ${base64}`, lifetime))
  }

  async has(key: string, ttl?: number): Promise<boolean> {
    if (ttl !== undefined) return (await this.read(key, ttl)) !== undefined
    return this.#connection.run((keyv) => keyv.has(ENTRY + key), Boolean)
  }

  async delete(key: string): Promise<boolean> {
    return this.#delete([ENTRY + key])
  }

  async list(): Promise<FunctionUsage[]> {
    const usages = new Map<string, FunctionUsage>()
    for (const entry of (await this.#list()).entries) {
      const name = `${entry.function}\0${entry.version}`
      const usage = usages.get(name) ?? { function: entry.function, version: entry.version, entries: 0, bytes: 0, lastUsed: 0 }
      usages.set(name, usage)
      usage.entries++
      usage.bytes += entry.bytes
      if (entry.files > 0) usage.files = (usage.files ?? 0) + entry.files
      usage.lastUsed = Math.max(usage.lastUsed, entry.used)
    }
    return [...usages.values()].sort((a, b) =>
      a.function < b.function ? -1 : a.function > b.function ? 1 : b.lastUsed - a.lastUsed,
    )
  }

  async stats(): Promise<StoreStats> {
    const usages = await this.list()
    const used = usages.map((usage) => usage.lastUsed)
    return {
      path: this.location,
      backend: this.name,
      entries: usages.reduce((sum, usage) => sum + usage.entries, 0),
      functions: usages.length,
      bytes: usages.reduce((sum, usage) => sum + usage.bytes, 0),
      ...(used.length > 0 && { lastUsed: Math.max(...used) }),
    }
  }

  async remove(filter: EntryFilter, options: { dryRun?: boolean } = {}): Promise<Removed> {
    const until = filter.unusedSince ?? Number.POSITIVE_INFINITY
    const { entries: all, names } = await this.#list()
    if (!options.dryRun && this.acquire && filter.unusedSince === undefined) {
      const named = [...names].filter(([, [id, version]]) => matchesFunction({ function: id, version }, filter))
      await this.#leases.revoke(named.map(([prefix]) => prefix))
    }
    const entries = all.filter((entry) => entry.used < until && matchesFunction(entry, filter))
    return this.#remove(entries, options.dryRun === true)
  }

  async prune(maxSize: number, options: { dryRun?: boolean } = {}): Promise<Removed> {
    const entries = (await this.#list()).entries.sort((a, b) => a.used - b.used)
    let excess = entries.reduce((sum, entry) => sum + entry.bytes, 0) - maxSize
    const oldest = entries.filter((entry) => {
      const over = excess > 0
      excess -= entry.bytes
      return over
    })
    return this.#remove(oldest, options.dryRun === true)
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  async #acquire(request: LeaseRequest): Promise<Uint8Array | Lease> {
    await this.#nameFunction(request.function)
    return this.#leases.acquire(request)
  }

  /** Written before the first lease, because `clear` finds running computations by name. */
  async #nameFunction({ prefix, id, version }: FunctionReference): Promise<void> {
    if (this.#named.has(prefix)) return
    await this.#set(FUNCTION + prefix, JSON.stringify([id, version]))
    this.#named.add(prefix)
  }

  async #set(key: string, text: string, lifetime?: number): Promise<void> {
    const stored = await this.#connection.run((keyv) => keyv.set(key, text, lifetime), Boolean)
    if (!stored) throw new TypeError(`the store ${this.location} did not take the entry`)
  }

  async #delete(keys: string[]): Promise<boolean> {
    const deleted = await this.#connection.run(
      (keyv) => keyv.delete(keys),
      (results) => results.some(Boolean),
    )
    return deleted.some(Boolean)
  }

  async #remove(entries: Listed[], dryRun: boolean): Promise<Removed> {
    if (!dryRun) {
      for (let i = 0; i < entries.length; i += DELETE_BATCH) {
        await this.#delete(entries.slice(i, i + DELETE_BATCH).map((entry) => ENTRY + entry.key))
      }
    }
    return { removed: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0) }
  }

  async #list(): Promise<{ entries: Listed[]; names: ReadonlyMap<string, [id: string, version: string]> }> {
    const names = new Map<string, [id: string, version: string]>()
    const entries: Omit<Listed, 'function' | 'version'>[] = []
    const listable = await this.#connection.run(
      async (keyv, { store }) => {
        if (!('iterator' in store || 'entries' in store) || !keyv.iterator) return false
        for await (const [key, text] of keyv.iterator()) {
          if (typeof text !== 'string') continue
          if (key.startsWith(FUNCTION)) names.set(key.slice(FUNCTION.length), JSON.parse(text) as [string, string])
          else if (key.startsWith(ENTRY)) entries.push({ key: key.slice(ENTRY.length), ...measure(text) })
        }
        return true
      },
      () => false,
    )
    if (!listable) throw notListable(this.location)
    const listed = entries.map((entry) => {
      const prefix = entry.key.slice(0, entry.key.indexOf('/'))
      const [id, version] = names.get(prefix) ?? [prefix, '']
      return { ...entry, function: id, version }
    })
    return { entries: listed, names }
  }
}

/** Returns when an entry was written and its size in bytes. Servers don't report when a key was last read. */
function measure(text: string): Pick<Listed, 'bytes' | 'files' | 'used'> {
  const space = text.indexOf(' ')
  return {
    used: madeOf(text),
    // Four characters are three bytes, enough to see whether there is a trace.
    files: isTraced(bytesOf(text.slice(0, space + 5))) ? countFiles(bytesOf(text)) : 0,
    bytes: Math.floor(((text.length - space - 1) * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0),
  }
}

const bytesOf = (text: string): Buffer => Buffer.from(text.slice(text.indexOf(' ') + 1), 'base64')

const madeOf = (text: string): number => Number(text.slice(0, text.indexOf(' ')))

const isPresent = (text: unknown): boolean => text !== undefined
