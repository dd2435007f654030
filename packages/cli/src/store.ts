import { type Backend, defaultStorePath, openExistingStore } from '@cachecache/runtime/stores'
import type { Io } from './io.js'

export const PATH_ARGUMENT = [
  '[path]',
  'the cache: a folder, a .sqlite file, or a URL (default: CACHECACHE_PATH or ~/.cachecache)',
] as const

/**
 * Runs with the store of a path, and lets go of it.
 *
 * @param otherwise what is printed for a path that holds no cache, which is fine
 */
export async function withStore<T>(
  path: string | undefined,
  io: Io,
  otherwise: T,
  use: (store: Backend) => Promise<T>,
): Promise<T> {
  const store = await openExistingStore(path)
  if (!store) {
    io.error(`${path ?? defaultStorePath()} holds no cache.\n`)
    return otherwise
  }
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}
