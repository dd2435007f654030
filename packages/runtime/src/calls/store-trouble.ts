import { CacheError, Unstorable } from '../reporting/errors.js'
import { messageOf, mustReachCaller, warnOfFunction, warnOfStore } from '../reporting/warnings.js'
import type { Request } from './request.js'

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
  const { code } = (error ?? {}) as { code?: unknown }
  // Errors of a store already name it and say what to do.
  const message =
    error instanceof CacheError
      ? error.message
      : `The cache at ${location} failed: ${messageOf(error).replace(/\.$/, '')}. Calls run uncached until it works again.`
  warnOfStore(location, typeof code === 'string' ? code : 'store-failed', message)
}
