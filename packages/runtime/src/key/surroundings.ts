import { Unkeyable } from '../reporting/errors.js'
import { classesByPrototype, codeOf, isObject, isPackageDigest } from './functions/known-code.js'
import { getPrototypeOf, hasGetter, mapForEach, objectPrototype, ownKeys } from './intrinsics.js'
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
export const OUTSIDE = 'outside'
const known = new WeakSet()

/** Values created by a package: plain data is part of the key; anything else counts as external and is not. */
export function outside(value: unknown): unknown {
  if (!isObject(value) || isMadeByProject(value)) return value
  if (typeof value === 'function' || known.has(value)) return OUTSIDE
  try {
    new Renderer().input(OUTSIDE, value)
    return value
  } catch (error) {
    if (!(error instanceof Unkeyable)) throw error
    known.add(value)
    return OUTSIDE
  }
}

/** A container of a package gives instances of the project's classes. */
function isMadeByProject(value: object): boolean {
  const code = typeof value === 'function' ? codeOf(value) : classesByPrototype.get(getPrototypeOf(value) as object)?.code
  return code !== undefined && !isPackageDigest(code.digest)
}

/** Replaces a table of results, which shows in nothing. A table that isn't initialized yet does show. */
const MEMO = 'memo'
const mapPrototype = Map.prototype
const isPrimitive = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')

/**
 * A Map or an object in which code keeps results by key. As long as keys and values are primitive, it holds what a new process would put
 * in, so it isn't rendered.
 */
export function memo(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const prototype: unknown = getPrototypeOf(value)
  const isPlain = prototype === mapPrototype ? isPlainMap(value) : prototype === objectPrototype && isPlainObject(value)
  return isPlain ? MEMO : value
}

function isPlainMap(value: object): boolean {
  let isPlain = ownKeys(value).length === 0
  try {
    mapForEach(value, (result, key) => {
      // 0 and -0 are one key.
      if (!isPrimitive(result) || !isPrimitive(key) || key === 0) isPlain = false
    })
  } catch {
    // An object that only inherits from Map's prototype.
    return false
  }
  return isPlain
}

function isPlainObject(value: object): boolean {
  for (const key of ownKeys(value)) {
    if (typeof key === 'symbol' || hasGetter(value, key) || !isPrimitive((value as Record<string, unknown>)[key])) return false
  }
  return true
}
