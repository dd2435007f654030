import { type Backend, defaultStorePath, namePlace, openExistingStore } from '@cachecache/runtime/stores'
import type { Io } from './io.js'

export const PATH_ARGUMENT = [
  '[path]',
  'the cache: a folder, a .sqlite file, or a URL (default: CACHECACHE_PATH or ~/.cachecache)',
] as const

/**
 * Opens the store at a path, calls `use` with it and closes it.
 *
 * @param otherwise the result for a path without a cache, which is not an error
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
      io.error(`No cache in ${place}.\n`)
      return otherwise
    }
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    throw isOfDatabase(error) ? unusable(place, error) : error
  }
}

/** SQLite's messages name neither the file nor what to do. */
function isOfDatabase(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^(?:ERR_)?SQLITE_/.test(String(error.code))
}

function unusable(place: string, cause: Error): Error {
  const advice = /busy|locked/i.test(cause.message)
    ? 'Another program is using it. Try again.'
    : /is full|I\/O/i.test(cause.message)
      ? 'If the disk is full or its quota is used up, free some space, since removing needs some too, or remove the folder.'
      : /unable to open|readonly/i.test(cause.message)
        ? 'Check the permissions of the file and its folder.'
        : 'Correct the path, or remove the file if it was a cache; it will be created again when needed.'
  return new Error(`${place} can't be used: ${cause.message}. ${advice}`, { cause })
}
