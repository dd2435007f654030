import { existsSync } from 'node:fs'
import { resolveHere } from './backends/open-node.js'
import { openBackend, openExistingMemory } from './backends/open.js'
import { SqliteBackend } from './backends/sqlite/sqlite-backend.js'
import type { Backend } from './backends/backend.js'

export type { Backend, EntryFilter, FunctionUsage, Removed, StoreStats } from './backends/backend.js'
export { namePlace } from './backends/place-name.js'
export { CacheError, CachePathError } from './errors.js'
export { printable } from './printable.js'
export { DEFAULT_MAX_SIZE, formatSize, parseSize } from './size.js'

/** Where results go when nobody says otherwise: `CACHECACHE_PATH`, else `~/.cachecache`. */
export function defaultStorePath(): string {
  return process.env['CACHECACHE_PATH'] || '~/.cachecache'
}

/**
 * Opens what is there, to look at or to clear; never creates anything, nor sets a damaged file aside.
 *
 * @param path as `cachePath` takes it; none means `CACHECACHE_PATH` or `~/.cachecache`
 * @returns `undefined` if the path holds no cache
 * @throws {CachePathError} for a path that cannot be one
 */
export async function openExistingStore(path: string = defaultStorePath()): Promise<Backend | undefined> {
  const place = resolveHere(path)
  if (place.kind === 'memory') return openExistingMemory(place.name)
  if (place.kind === 'url') return openBackend(path)
  if (!existsSync(place.file)) return undefined
  const store = new SqliteBackend({ ...place, existing: true })
  return store.holdsCache() ? store : undefined
}
