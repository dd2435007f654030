import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { missingAdapter } from '../../errors.js'

interface Adapter {
  package: string
  /** What the adapter's constructor takes for a URL. */
  connection: (url: string) => unknown
}

const asIs = (url: string): string => url
const redis: Adapter = { package: '@keyv/redis', connection: asIs }
const postgres: Adapter = { package: '@keyv/postgres', connection: asIs }
const mongodb: Adapter = { package: '@keyv/mongo', connection: asIs }

/** Schemes of which Keyv has an adapter; each is an optional peer dependency. */
const ADAPTERS: Record<string, Adapter> = {
  redis,
  rediss: redis,
  valkey: { package: '@keyv/valkey', connection: (url) => url.replace(/^valkey:/i, 'redis:') },
  postgres,
  postgresql: postgres,
  mysql: { package: '@keyv/mysql', connection: asIs },
  mongodb,
  'mongodb+srv': mongodb,
  memcached: { package: '@keyv/memcache', connection: (url) => url.replace(/^memcached:(\/\/)?/i, '') },
}

export const adapterSchemes: readonly string[] = Object.keys(ADAPTERS)

export function hasAdapter(scheme: string): boolean {
  return Object.hasOwn(ADAPTERS, scheme)
}

/**
 * Finds the adapter's package now, so that a missing one is told where the store is opened; loads it when called.
 *
 * @throws {CachePathError} if the package is not installed
 */
export function findAdapter(scheme: string): (url: string) => Promise<object> {
  const adapter = ADAPTERS[scheme]!
  const file = resolvePackage(adapter.package)
  if (file === undefined) throw missingAdapter(scheme, adapter.package)
  return async (url) => {
    const module = (await import(pathToFileURL(file).href)) as { default: AdapterClass & { default?: AdapterClass } }
    // A CommonJS build seen through import has its default export one level down.
    const KeyvAdapter = module.default.default ?? module.default
    return new KeyvAdapter(adapter.connection(url))
  }
}

type AdapterClass = new (connection: unknown) => object

/** Beside this package, as a peer dependency; or where the program was started, for package managers that link strictly. */
function resolvePackage(name: string): string | undefined {
  for (const from of [import.meta.url, `${process.cwd()}/`]) {
    try {
      return createRequire(from).resolve(name)
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined
}
