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

const ENTRY = 'entry:'
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
  /** Present if the server supports leases. */
  readonly acquire?: (request: LeaseRequest) => Promise<Uint8Array | Lease>

  constructor(name: string, url: string, openStore: StoreOpener, options: { ownsStore: boolean; leases: boolean }) {
    this.name = name
    this.#connection = new KeyvConnection(url, openStore, options.ownsStore)
    this.location = this.#connection.location
    this.#leases = new KeyvLeases(this.#connection, (key, ttl) => this.read(key, ttl))
    if (options.leases) this.acquire = (request) => this.#leases.acquire(request, nameOf(request.function))
  }

  async read(key: string, ttl?: number): Promise<Uint8Array | undefined> {
    const text = await this.#connection.run((keyv) => keyv.get<string>(ENTRY + key), isPresent)
    // The server itself expires the lifetime set at the write.
    if (typeof text !== 'string' || isOver({ made: madeOf(text) }, ttl)) return undefined
    return bytesOf(text)
  }

  async write({ key, data, function: written, expires, lease }: NewEntry): Promise<void> {
    const lifetime = expires === undefined ? undefined : expires - Date.now()
    // Keyv treats a lifetime of 0 as unlimited.
    if (lifetime !== undefined && lifetime <= 0) return lease?.release()
    const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
    await this.#leases.writeUnder(lease, () => this.#set(ENTRY + key, `${Date.now()} ${nameOf(written)} ${base64}`, lifetime))
  }

  async has(key: string, ttl?: number): Promise<boolean> {
    if (ttl !== undefined) return (await this.read(key, ttl)) !== undefined
    return this.#connection.run((keyv) => keyv.has(ENTRY + key), Boolean)
  }

  async delete(key: string): Promise<boolean> {
    if (this.acquire) await this.#leases.forget(key)
    return this.#delete([ENTRY + key])
  }

  async list(): Promise<FunctionUsage[]> {
    const usages = new Map<string, FunctionUsage>()
    for (const entry of await this.#list()) {
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
    if (!options.dryRun && this.acquire && filter.unusedSince === undefined)
      await this.#leases.revoke((name) => matchesFunction(parseName(name), filter))
    const entries = (await this.#list()).filter((entry) => entry.used < until && matchesFunction(entry, filter))
    return this.#remove(entries, options.dryRun === true)
  }

  async prune(maxSize: number, options: { dryRun?: boolean } = {}): Promise<Removed> {
    const entries = (await this.#list()).sort((a, b) => a.used - b.used)
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

  async #list(): Promise<Listed[]> {
    const entries: Listed[] = []
    const listable = await this.#connection.run(
      async (keyv, { store }) => {
        if (!('iterator' in store || 'entries' in store) || !keyv.iterator) return false
        for await (const [key, text] of keyv.iterator())
          if (typeof text === 'string' && key.startsWith(ENTRY)) entries.push({ key: key.slice(ENTRY.length), ...describe(text) })
        return true
      },
      () => false,
    )
    if (!listable) throw notListable(this.location)
    return entries
  }
}

// The text of an entry: milliseconds of the write, ID and version of the function, base64. The names are in each entry and each lease,
// because a server that is full may remove any other key.

/** Its two parts contain no space. Unlike `decodeURIComponent`, decoding can't fail. */
const nameOf = ({ id, version }: FunctionReference): string =>
  [id, version].map((part) => part.replaceAll('%', '%25').replaceAll(' ', '%20')).join(' ')

function parseName(name: string): { function: string; version: string } {
  const [id = '', version = ''] = name.split(' ').map((part) => part.replaceAll('%20', ' ').replaceAll('%25', '%'))
  return { function: id, version }
}

/** Servers don't report when a key was last read. */
function describe(text: string): Omit<Listed, 'key'> {
  const [made, name, base64] = [madeOf(text), text.slice(text.indexOf(' ') + 1, text.lastIndexOf(' ')), base64Of(text)]
  return {
    used: made,
    ...parseName(name),
    // Four characters are three bytes, enough to see whether there is a trace.
    files: isTraced(Buffer.from(base64.slice(0, 4), 'base64')) ? countFiles(bytesOf(text)) : 0,
    bytes: Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0),
  }
}

const base64Of = (text: string): string => text.slice(text.lastIndexOf(' ') + 1)

const bytesOf = (text: string): Buffer => Buffer.from(base64Of(text), 'base64')

const madeOf = (text: string): number => Number(text.slice(0, text.indexOf(' ')))

const isPresent = (text: unknown): boolean => text !== undefined
