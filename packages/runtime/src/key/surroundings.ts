import { Unkeyable } from '../errors.js'
import { Renderer } from './renderer.js'

// What the machine decides: asking `Intl` costs 20 µs, so each is asked once for each value of `TZ`.

let zoneOf: { variable: string | undefined; name: string } | undefined
let localeName: string | undefined

/** The time zone by which local dates are read. A program may set `process.env.TZ` between two calls. */
export function zone(): string {
  const variable = typeof process === 'undefined' ? undefined : process.env.TZ
  if (zoneOf === undefined || zoneOf.variable !== variable)
    zoneOf = { variable, name: new Intl.DateTimeFormat().resolvedOptions().timeZone }
  return zoneOf.name
}

/** The language in which numbers and dates are written where code names none. */
export function locale(): string {
  return (localeName ??= new Intl.NumberFormat().resolvedOptions().locale)
}

/** A global that code reads without asking if it is there. @throws ReferenceError where it is not, so that the call runs uncached */
export function need(get: () => unknown): unknown {
  try {
    return get()
  } catch (error) {
    throw error instanceof TypeError ? new ReferenceError(error.message) : error
  }
}

/** Stands for what a package made and is no plain data: a pool, a client, a logger. */
const OUTSIDE = 'outside'
const known = new WeakSet()

/** What a package made: plain data counts as it is; anything else is the world outside, and stays out of the key. */
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
