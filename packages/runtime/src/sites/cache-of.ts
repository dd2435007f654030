import type { EntryFilter } from '../backends/backend.js'
import { effectiveOptions } from '../calls/begin.js'
import type { Call } from '../calls/call.js'
import { decode } from '../codec.js'
import { peekState } from '../calls/look-up.js'
import { isTraced, type Request } from '../calls/request.js'
import { stateKeys } from '../files/states.js'
import { CacheError } from '../reporting/errors.js'
import { openPlace } from '../cachers/open-place.js'
import { defaultLocation, locate } from '../cachers/place.js'
import { optionsAround, placeOptions, taggedSite } from '../options/with-options.js'

/** The stored results of a tagged function. */
export interface FunctionCache<Args extends unknown[], Result> {
  /** `<package>/<path>#<qualified name>` */
  readonly id: string
  /** Digest of the code, or the pinned version. */
  readonly version: string
  /** Whether a call with these arguments would be answered from the cache. */
  has(args: Args): Promise<boolean>
  /** The stored result of these arguments, or `undefined`; nothing is computed. Of a generator: `{ yielded, returned }`. */
  peek(args: Args): Promise<Awaited<Result> | undefined>
  /** Removes the stored result of these arguments. @returns whether there was one */
  forget(args: Args): Promise<boolean>
  /**
   * Removes all results of this version of the function. With a `distributedCacher`, those in the global place and those
   * beside the data that this process has used.
   * @returns how many there were
   */
  clear(): Promise<number>
}

/**
 * Inspects and removes the stored results of a tagged function. `args` are the arguments of a call, options included:
 * `await cacheOf(report).has([2024])`. For a method that uses `this`, pass the object: `cacheOf(repo.find, repo)`.
 *
 * @param self `this` of the call, for methods that use it
 * @throws OptionError for a function that is not tagged
 */
export function cacheOf<F extends (...args: any[]) => any>(fn: F, self?: unknown): FunctionCache<Parameters<F>, ReturnType<F>> {
  const site = taggedSite(fn, 'cacheOf')
  const probe = async (args: unknown[]): Promise<Request | undefined> => {
    const asked: { call?: object; ready?: Promise<unknown> } = {}
    const answer: unknown = Reflect.apply(fn, self, placeOptions([...args], site, { probe: asked }))
    start(answer)
    await asked.ready
    return (asked.call as Call | undefined)?.request
  }
  return {
    id: site.id,
    version: site.version,
    has: async (args) => {
      const call = await probe(args)
      if (call === undefined) return false
      return isTraced(call) ? (await peekState(call)) !== undefined : call.backend.has(call.key, call.ttl)
    },
    peek: async (args) => {
      const call = await probe(args)
      if (call !== undefined && isTraced(call)) return (await peekState(call))?.entry.value as Awaited<ReturnType<F>> | undefined
      const data = await call?.backend.read(call.key, call.ttl)
      return data === undefined || call === undefined
        ? undefined
        : (decode(data, call.key)?.value as Awaited<ReturnType<F>> | undefined)
    },
    forget: async (args) => {
      const call = await probe(args)
      if (call === undefined) return false
      if (!isTraced(call)) return call.backend.delete(call.key)
      return (await Promise.all(stateKeys(call.key).map((key) => call.backend.delete(key)))).includes(true)
    },
    clear: async () => {
      const { cachePath, cacher } = effectiveOptions(site.tag(), optionsAround(fn))
      const place = cacher?.[locate](site.record.params, [])
      const filter = { function: site.id, version: site.version }
      const store = openPlace(cachePath ?? place?.location ?? defaultLocation(), place?.maxSize, true)
      let total = (await store.remove(filter)).removed
      if (cachePath !== undefined || cacher === undefined) return total
      for (const folder of site.besideData(cacher)) total += await removeBeside(folder, filter)
      return total
    },
  }
}

async function removeBeside(folder: string, filter: EntryFilter): Promise<number> {
  try {
    return (await openPlace(folder, undefined, true).remove(filter)).removed
  } catch (error) {
    // Nothing is left to remove where the data itself was removed.
    if (error instanceof CacheError && error.code === 'no-parent-folder') return 0
    throw error
  }
}

/** A generator's prologue runs at its first `next`; an async function's promise is of no interest here. */
function start(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return
  const { next, then } = answer as { next?: () => unknown; then?: (done: () => void, failed: () => void) => void }
  if (typeof next === 'function') start(Reflect.apply(next, answer, []))
  else if (typeof then === 'function') Reflect.apply(then, answer, [() => {}, () => {}])
}
