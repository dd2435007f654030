import { type Backend, defaultStorePath, namePlace, openExistingStore } from '@cachecache/runtime/stores'
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
  const place = namePlace(path ?? defaultStorePath())
  try {
    const store = await openExistingStore(path)
    if (!store) {
      io.error(`${place} holds no cache.\n`)
      return otherwise
    }
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    throw isOfDatabase(error) ? unreadable(place, error) : error
  }
}

/** SQLite's own words say neither which file nor what to do. */
function isOfDatabase(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^(?:ERR_)?SQLITE_/.test(String(error.code))
}

function unreadable(place: string, cause: Error): Error {
  const advice = /busy|locked/i.test(cause.message)
    ? 'Another program is at work on it: try again.'
    : 'Correct the path, or remove the file if it was a cache: a program that uses it makes a new one.'
  return new Error(`${place} cannot be read: ${cause.message}. ${advice}`, { cause })
}
