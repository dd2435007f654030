import { Unkeyable } from '../reporting/errors.js'
import { Renderer } from './renderer.js'

// Settings of the machine. Asking `Intl` takes 20 µs, so the time zone is read once per value of `TZ` and the locale once.

let zoneOf: { variable: string | undefined; name: string } | undefined
let localeName: string | undefined

/** Returns the time zone of local dates. A program may set `process.env.TZ` between two calls. */
export function zone(): string {
  const variable = typeof process === 'undefined' ? undefined : process.env.TZ
  if (zoneOf === undefined || zoneOf.variable !== variable)
    zoneOf = { variable, name: new Intl.DateTimeFormat().resolvedOptions().timeZone }
  return zoneOf.name
}

/** Returns the default language for formatting numbers and dates. */
export function locale(): string {
  return (localeName ??= new Intl.NumberFormat().resolvedOptions().locale)
}

/** Reads a global that code uses without checking that it exists. @throws ReferenceError if it doesn't, so that the call runs uncached */
export function need(get: () => unknown): unknown {
  try {
    return get()
  } catch (error) {
    throw error instanceof TypeError ? new ReferenceError(error.message) : error
  }
}

/** Replaces an object that a package created and that isn't plain data: a pool, a client, a logger. */
const OUTSIDE = 'outside'
const known = new WeakSet()

/** Values created by a package: plain data is part of the key; anything else counts as external and is not. */
export function outside(value: unknown): unknown {
  if (typeof value === 'function') return OUTSIDE
  if (typeof value !== 'object' || value === null) return value
  if (known.has(value)) return OUTSIDE
  try {
    new Renderer().input('a module value', value)
    return value
  } catch (error) {
    if (!(error instanceof Unkeyable)) throw error
    known.add(value)
    return OUTSIDE
  }
}
