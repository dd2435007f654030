import { platform } from '#platform'
import { digestText } from './digest.js'
import {
  arrayPrototype,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  isArray,
  isExtensible,
  keys,
  mapForEach,
  objectPrototype,
  setForEach,
} from './intrinsics.js'

// A large JSON file takes longer to render than most functions take to run. So it is walked once, and from then on only compared: a list of
// all its objects with their keys and values shows whether anything has changed.

interface Part {
  object: object
  prototype: object
  names: readonly string[]
  values: readonly unknown[]
}

interface Snapshot {
  parts: readonly Part[]
  digest: string
}

type Properties = Record<string, unknown>

const snapshots = new WeakMap<object, Snapshot>()

/** Returns a digest of large plain data, and any other value as it is. */
export function largeData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = snapshots.get(value)
  if (known?.parts.every(isSame)) return known.digest
  const taken = snapshotOf(value)
  if (taken === undefined) return value
  snapshots.set(value, taken)
  return taken.digest
}

function isSame({ object, prototype, names, values }: Part): boolean {
  if (!isPlain(object, prototype)) return false
  const now = getOwnPropertyNames(object)
  if (now.length !== names.length) return false
  // The length of a list can't be enumerated.
  if (keys(object).length !== now.length - (prototype === arrayPrototype ? 1 : 0)) return false
  if (isCollection(prototype)) return areSame(values, elementsOf(object))
  // A property that has become an accessor since runs its code here, which takes too long to rule out.
  for (let index = 0; index < now.length; index++) {
    const name = now[index]!
    if (name !== names[index] || !Object.is((object as Properties)[name], values[index])) return false
  }
  return true
}

const isPlain = (object: object, prototype: object): boolean =>
  isExtensible(object) && getPrototypeOf(object) === prototype && getOwnPropertySymbols(object).length === 0

const isCollection = (prototype: object): boolean => prototype === Map.prototype || prototype === Set.prototype

function elementsOf(object: object): unknown[] {
  const elements: unknown[] = []
  if (object instanceof Map) mapForEach(object, (value, key) => elements.push(key, value))
  else setForEach(object, (value) => elements.push(value))
  return elements
}

function areSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  if (before.length !== now.length) return false
  for (let index = 0; index < before.length; index++) if (!Object.is(before[index], now[index])) return false
  return true
}

/** None if there is anything but plain objects, lists, Maps and Sets of what JSON can write. */
function snapshotOf(root: object): Snapshot | undefined {
  const numbers = new Map<object, number>([[root, 0]])
  const parts: Part[] = []
  const written: unknown[] = []
  for (const object of numbers.keys()) {
    const part = platform.isProxy(object) ? undefined : partOf(object)
    if (part === undefined) return undefined
    const values: unknown[] = []
    for (const value of part.values) {
      if (typeof value === 'object' && value !== null) {
        if (!numbers.has(value)) numbers.set(value, numbers.size)
        values.push([numbers.get(value)])
      } else if (isWritten(value)) values.push(value)
      else return undefined
    }
    // Rows have the same names.
    const last = parts.at(-1)
    const isLike = last !== undefined && last.prototype === part.prototype && areSame(last.names, part.names)
    if (isLike) part.names = last.names
    parts.push(part)
    written.push(isLike ? 0 : [kindOf(part.prototype), part.names], values)
  }
  return { parts, digest: digestText(JSON.stringify(written)) }
}

function partOf(object: object): Part | undefined {
  const prototype = isArray(object) ? arrayPrototype : (getPrototypeOf(object) as object | null)
  if (prototype === null || kindOf(prototype) < 0 || !isPlain(object, prototype)) return undefined
  const names = getOwnPropertyNames(object)
  if (isCollection(prototype)) return names.length > 0 ? undefined : { object, prototype, names, values: elementsOf(object) }
  const values: unknown[] = []
  for (const name of names) {
    const { value, enumerable, writable, configurable } = getOwnPropertyDescriptor(object, name)!
    // The length of a list is the only property of its kind.
    const isLength = prototype === arrayPrototype && name === 'length'
    if (!writable || enumerable === isLength || configurable === isLength) return undefined
    values.push(value)
  }
  return { object, prototype, names, values }
}

const kindOf = (prototype: object): number => [objectPrototype, arrayPrototype, Map.prototype, Set.prototype].indexOf(prototype)

const isWritten = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  value === null ||
  (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0))
