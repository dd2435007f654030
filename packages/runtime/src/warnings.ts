import { CachePathError, OptionError, StrictWarning } from './errors.js'
import { readMode } from './mode.js'
import { emitOnce } from './once.js'

/** Warns once for each function and code. */
export function warnOfFunction(id: string, code: string, message: string): void {
  emitOnce(`${code} ${id}`, code, message, readMode().strict)
}

/** Warns once for each store and code. */
export function warnOfStore(location: string, code: string, message: string): void {
  emitOnce(`${code} ${location}`, code, message, readMode().strict)
}

/** User errors, and warnings under `CACHECACHE=strict`. Nothing else reaches the caller. */
export function mustReachCaller(error: unknown): boolean {
  return error instanceof OptionError || error instanceof CachePathError || error instanceof StrictWarning
}

/** The message of any thrown value, without running user code if it isn't an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === 'string' ? error : `a thrown ${typeof error}`
}
