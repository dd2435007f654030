import { existsSync } from './platform/own-fs.js'
import { resolveHere } from './backends/open-node.js'
import { openBackend, openExistingMemory } from './backends/open.js'
import { SqliteBackend } from './backends/sqlite/sqlite-backend.js'
import type { Backend } from './backends/backend.js'

export type { Backend, EntryFilter, FunctionUsage, Removed, StoreStats } from './backends/backend.js'
export { namePlace } from './backends/place-name.js'
export { CacheError, CachePathError } from './reporting/errors.js'
export { printable } from './reporting/printable.js'
export { DEFAULT_MAX_SIZE, formatSize, parseSize } from './size.js'

/** Returns the location used if none is specified: `CACHECACHE_PATH`, or else `~/.cachecache`. */
export function defaultStorePath(): string {
  return process.env['CACHECACHE_PATH'] || '~/.cachecache'
}

/**
 * Opens an existing store, to inspect or clear it. Never creates anything, and never moves a damaged file.
 *
 * @param path like `cachePath`; the default is `CACHECACHE_PATH` or `~/.cachecache`
 * @returns `undefined` if the path contains no cache
 * @throws {CachePathError} for an invalid path
 */
export async function openExistingStore(path: string = defaultStorePath()): Promise<Backend | undefined> {
  const place = resolveHere(path)
  if (place.kind === 'memory') return openExistingMemory(place.name)
  if (place.kind === 'url') return openBackend(path)
  if (!existsSync(place.file)) return undefined
  const store = new SqliteBackend({ ...place, existing: true })
  return store.holdsCache() ? store : undefined
}
