import type { Backend } from '../backends/backend.js'
import type { Site } from '../sites/site.js'

/** The state of an entry with a lifetime; `unknown` if the store can't tell an expired entry from a missing one. */
export type Expiry = 'expired' | 'missing' | 'unknown'

/** Called before the read. A failing store reports its failure at the read. */
export function findExpiry(backend: Backend, key: string, ttl: number): Expiry {
  if (backend.hasExpired === undefined) return 'unknown'
  try {
    return backend.hasExpired(key, ttl) ? 'expired' : 'missing'
  } catch {
    return 'unknown'
  }
}

const asked = new WeakMap<Backend, Set<string>>()

/** Returns why there was no entry, for the debug line. The store is queried once for each function. */
export function findMissReason(backend: Backend, site: Site, expiry: Expiry | undefined): string | Promise<string> {
  if (expiry === 'expired') return 'the entry has expired'
  const hint = expiry === 'unknown' ? ', or it has expired' : ''
  let prefixes = asked.get(backend)
  if (prefixes === undefined) asked.set(backend, (prefixes = new Set()))
  if (prefixes.has(site.prefix)) return `no entry for these inputs${hint}`
  prefixes.add(site.prefix)
  return askStore(backend, site, hint)
}

async function askStore(backend: Backend, { id, version }: Site, hint: string): Promise<string> {
  const usages = (await backend.list()).filter((usage) => usage.function === id)
  const others = usages.filter((usage) => usage.version !== version).length
  // The calling call has stored its own entry by now.
  const known = usages.some((usage) => usage.version === version && usage.entries > 1)
  if (others > 0 && !known)
    return `version ${version} is new, ${others === 1 ? '1 other version is' : `${others} other versions are`} stored`
  return `${known ? 'no entry for these inputs' : 'no entry of this function'}${hint}`
}
