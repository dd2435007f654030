import { Unkeyable } from '../reporting/errors.js'
import { getOwnPropertySymbols, getOwnPropertyNames, getPrototypeOf, mapForEach } from './intrinsics.js'
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

/** Replaces a table of results, which shows in nothing. A table that isn't initialized yet does show. */
const MEMO = 'memo'
const mapPrototype = Map.prototype
const isPrimitive = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')

/**
 * A Map in which code keeps results by key. As long as keys and values are primitive, it holds what a new process would put in, so it
 * isn't rendered. 0 and -0 are one key.
 */
export function memo(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || getPrototypeOf(value) !== mapPrototype) return value
  if (getOwnPropertyNames(value).length + getOwnPropertySymbols(value).length > 0) return value
  let isPlain = true
  try {
    mapForEach(value, (result, key) => {
      if (!isPrimitive(result) || !isPrimitive(key) || key === 0) isPlain = false
    })
  } catch {
    // An object that only inherits from Map's prototype.
    return value
  }
  return isPlain ? MEMO : value
}
