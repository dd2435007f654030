import { platform } from '#platform'
import { digestText } from '../key/digest.js'

/** Where a function is wrapped. Part of the identity of a function that the build hasn't processed. */
export interface Caller {
  /** `<package>/<path>`, empty if unknown at run time. */
  place: string
  /** Distinguishes two projects whose packages have the same name, without exposing folder names. */
  project: string
}

/** Compiled TypeScript calls decorators from these helpers. */
const decoratorHelpers = /[\\/]node_modules[\\/](?:tslib|@babel[\\/]runtime|@swc[\\/]helpers)[\\/]/

/** Returns the file that calls a function, or the project that the process runs in. */
export function findCaller(below: Function): Caller {
  const found = platform.packageOf(callingFile(below))
  return found === undefined
    ? { place: '', project: '' }
    : { place: `${found.name}/${found.path}`, project: digestText(found.root) }
}

interface CallSite {
  getFileName(): string | null | undefined
}

function callingFile(below: Function): string | undefined {
  if (typeof Error.captureStackTrace !== 'function') return undefined
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: unknown } = {}
  try {
    Error.stackTraceLimit = 20
    Error.prepareStackTrace = (_error, sites) => sites
    Error.captureStackTrace(holder, below)
    const sites = holder.stack as CallSite[]
    return sites.map((site) => site.getFileName()).find((file) => typeof file === 'string' && isOfProgram(file)) ?? undefined
  } catch {
    // `Error` is frozen, so the caller is unknown.
    return undefined
  } finally {
    restore(prepareStackTrace, stackTraceLimit)
  }
}

function isOfProgram(file: string): boolean {
  return !file.startsWith('node:') && !decoratorHelpers.test(file)
}

function restore(prepareStackTrace: typeof Error.prepareStackTrace, stackTraceLimit: number): void {
  try {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  } catch {
    // `Error` is frozen, so nothing was changed.
  }
}
