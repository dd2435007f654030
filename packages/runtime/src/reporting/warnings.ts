import { CachePathError, OptionError, StrictWarning } from './errors.js'
import { readMode } from '../mode.js'
import { emitOnce } from './once.js'

/** Warns once for each function and code. */
export function warnOfFunction(id: string, code: string, message: string): void {
  emitOnce(`${code} ${id}`, code, message, readMode().strict)
}

/** Warns once for each store and code. */
export function warnOfStore(location: string, code: string, message: string): void {
  emitOnce(`${code} ${location}`, code, message, readMode().strict)
}

/** Whether this is a user error, or a warning under `CACHECACHE=strict`. Other errors don't reach the caller. */
export function mustReachCaller(error: unknown): boolean {
  return error instanceof OptionError || error instanceof CachePathError || error instanceof StrictWarning
}

/** Returns the message of any thrown value. Runs no user code if it isn't an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === 'string' ? error : `a thrown ${typeof error}`
}
