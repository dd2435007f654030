import { CachePathError, OptionError, StrictWarning } from './errors.js'
import { readMode } from './mode.js'
import { emitOnce } from './once.js'

/** Says once for each function and code what keeps a call from being cached. */
export function warnOfFunction(id: string, code: string, message: string): void {
  emitOnce(`${code} ${id}`, code, message, readMode().strict)
}

/** Says once for each place and code what is wrong with a store. */
export function warnOfStore(location: string, code: string, message: string): void {
  emitOnce(`${code} ${location}`, code, message, readMode().strict)
}

/** Mistakes that the author must mend and warnings under `CACHECACHE=strict`: these reach the caller, all else does not. */
export function mustReachCaller(error: unknown): boolean {
  return error instanceof OptionError || error instanceof CachePathError || error instanceof StrictWarning
}

/** The message of whatever was thrown, without running code of the user where it is no error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === 'string' ? error : `a thrown ${typeof error}`
}
