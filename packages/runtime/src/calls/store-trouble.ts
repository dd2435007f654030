import { CacheError, Unstorable } from '../reporting/errors.js'
import { messageOf, mustReachCaller, warnOfFunction, warnOfStore } from '../reporting/warnings.js'
import type { Request } from './request.js'

/** EDQUOT of Linux and macOS, which Node reports as `UNKNOWN: unknown error`. */
const QUOTA_USED_UP: ReadonlySet<unknown> = new Set([-122, -69])

/**
 * Warns once about a store that fails, or about a result that it can't store. The call continues uncached.
 * @throws user errors, and warnings under `CACHECACHE=strict`
 */
export function reportStoreTrouble({ site: { id }, backend: { location } }: Request, error: unknown): void {
  if (mustReachCaller(error)) throw error
  if (error instanceof Unstorable) {
    return warnOfFunction(
      id,
      'unstorable-value',
      `${id}: the result is not stored: ${error.reason}. Return plain data or remove the tag.`,
    )
  }
  const { code: given, errno } = (error ?? {}) as { code?: unknown; errno?: unknown }
  const isQuota = given === 'UNKNOWN' && QUOTA_USED_UP.has(errno)
  const code = isQuota ? 'EDQUOT' : given
  const why = isQuota ? 'the disk quota is used up' : messageOf(error).replace(/\.$/, '')
  // Errors of a store already name it and say what to do.
  const message =
    error instanceof CacheError
      ? error.message
      : `The cache at ${location} failed: ${why}. Calls run uncached. Fix that or use another path.`
  warnOfStore(location, typeof code === 'string' ? code : 'store-failed', message)
}
