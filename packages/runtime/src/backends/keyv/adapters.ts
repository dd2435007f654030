import { missingAdapter } from '../../reporting/errors.js'
import { findPackage, type OutsidePackage } from '../outside-packages.js'
import { openPostgres } from './postgres-server.js'
import { redisServer, valkeyServer } from './redis-server.js'
import type { Server } from './server.js'

/** A store for Keyv, and what is known about the server behind it. */
export interface OpenStore {
  store: object
  server?: Server
}

export type StoreOpener = (url: string) => OpenStore | Promise<OpenStore>

type AdapterClass = new (connection: unknown, options?: object) => object

interface Adapter {
  package: OutsidePackage
  /** @param file a file of the package, to resolve its own dependencies */
  open: (KeyvAdapter: AdapterClass, url: string, file: string) => OpenStore | Promise<OpenStore>
}

/** Milliseconds before an attempt to connect is abandoned. */
const CONNECT = 4_000
/** The same where the time-out of the operation ends the attempt. The driver's also fires if the event loop was blocked meanwhile. */
const LONG = 60_000

const redis: Adapter = {
  package: '@keyv/redis',
  open: (KeyvRedis, url) => {
    // Reconnecting in the background would keep a finished program alive, so it is off: the next call connects.
    const store = new KeyvRedis({ url, socket: { connectTimeout: LONG, reconnectStrategy: false } })
    return { store, server: redisServer(store) }
  },
}
const valkey: Adapter = {
  package: '@keyv/valkey',
  open: (KeyvValkey, url) => {
    const uri = url.replace(/^valkey:/i, 'redis:')
    const store = new KeyvValkey({ uri, connectTimeout: LONG, retryStrategy: () => null, maxRetriesPerRequest: 0 })
    return { store, server: valkeyServer(store) }
  },
}
const postgres: Adapter = { package: '@keyv/postgres', open: openPostgres as Adapter['open'] }
const mysql: Adapter = {
  package: '@keyv/mysql',
  open: async (KeyvMysql, url) => {
    const store = new KeyvMysql({ uri: url, table: 'cachecache', connectTimeout: CONNECT }) as {
      query(sql: string): Promise<unknown>
    }
    // The adapter creates a column of 64 kB.
    await store.query('ALTER TABLE cachecache MODIFY value LONGTEXT')
    return { store }
  },
}
const mongodb: Adapter = { package: '@keyv/mongo', open: (KeyvMongo, url) => ({ store: new KeyvMongo(url) }) }
const memcached: Adapter = {
  package: '@keyv/memcache',
  open: (KeyvMemcache, url) => {
    const uri = url.replace(/^memcached:(\/\/)?/i, '')
    // By default, the client prints failures to the program's output.
    const store = new KeyvMemcache(uri, { logger: { log: () => {} } }) as { client: { close(): void } }
    return { store, server: { close: () => store.client.close() } }
  },
}

/** Schemes with a Keyv adapter; each is an optional peer dependency. */
const ADAPTERS: Record<string, Adapter> = {
  redis,
  rediss: redis,
  valkey,
  postgres,
  postgresql: postgres,
  mysql,
  mongodb,
  'mongodb+srv': mongodb,
  memcached,
}

export const adapterSchemes: readonly string[] = Object.keys(ADAPTERS)

export function hasAdapter(scheme: string): boolean {
  return Object.hasOwn(ADAPTERS, scheme)
}

/** Whether such a server supports leases across machines. */
export function hasLeases(scheme: string): boolean {
  return [redis, valkey, postgres].includes(ADAPTERS[scheme]!)
}

/**
 * Finds the adapter's package immediately, so that a missing one is reported when the store is opened. Loads it when called.
 *
 * @throws {CachePathError} if the package is not installed
 */
export function findAdapter(scheme: string): StoreOpener {
  const adapter = ADAPTERS[scheme]!
  const found = findPackage(adapter.package)
  if (found === undefined) throw missingAdapter(scheme, adapter.package)
  return async (url) => {
    const module = found.load() as AdapterClass & { default?: AdapterClass }
    return adapter.open(module.default ?? module, url, found.file)
  }
}
