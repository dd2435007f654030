import { platform } from '#platform'
import { builtInRendering } from '../key/built-ins.js'
import {
  arrayPrototype,
  getPrototypeOf,
  hasGetter,
  isExtensible,
  mapForEach,
  objectPrototype,
  ownKeys,
  setForEach,
} from '../key/intrinsics.js'
import type { MadeFields } from '../key/lazy-values.js'
import type { Renderer } from '../key/renderer.js'
import { wholeOf } from '../key/used-parts.js'
import type { Request } from './request.js'

/** The objects in a key, in the order in which they are met. */
export const objectsOf = ({ met: { met, index } }: Renderer): object[] =>
  (index === undefined ? met : [...index.keys()]).map(wholeOf)

/**
 * Returns the objects in the key that are parts of the values, if all are data and no part belongs to anything else: a hit would give a copy
 * of that.
 */
export function partsOf(fields: MadeFields['fields'], request: Request): MadeFields['parts'] | undefined {
  const { after, run } = request.lazies
  const inKey = new Map<unknown, number>(objectsOf(after!).map((object, number) => [object, number]))
  const others = new Set<unknown>([...(run!.shared ?? []), ...outsideOf(request)])
  for (const object of inKey.keys()) if (ArrayBuffer.isView(object)) others.add(object.buffer)
  const parts: MadeFields['parts'] = []
  const found = new Set<unknown>()
  for (const [, , value] of fields) addTo(found, value)
  for (const value of found) {
    if (others.has(value) || typeof value !== 'object' || !isData(value as object)) return undefined
    const number = inKey.get(value)
    if (number !== undefined) parts.push([number, value as object])
    // Bytes can be views of one memory.
    else if (ArrayBuffer.isView(value) && others.has(value.buffer)) return undefined
    if (!addContents(value as object, found)) return undefined
  }
  // In a frozen list, nothing can take the place of a copy.
  return parts.length > 0 && [...found].some((value) => !isExtensible(value as object)) ? undefined : parts
}

/** The arguments that aren't part of the key, with what they hold. */
function outsideOf({ site, values, omit }: Request): Set<unknown> {
  const found = new Set<unknown>()
  for (const [at, value] of values.entries()) if (at === omit || site.ignored?.[at] === true) addTo(found, value)
  for (const value of found)
    if (typeof value === 'object' && !platform.isProxy(value as object)) addContents(value as object, found)
  return found
}

function isData(value: object): boolean {
  if (platform.isProxy(value) || platform.isPromise(value)) return false
  const prototype = getPrototypeOf(value) as object | null
  if (prototype === null || prototype === objectPrototype || prototype === arrayPrototype) return true
  return builtInRendering(prototype) !== undefined
}

function addTo(found: Set<unknown>, value: unknown): void {
  if (value !== null && (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol')) found.add(value)
}

/** @returns false if it has accessors */
function addContents(value: object, found: Set<unknown>): boolean {
  if (ArrayBuffer.isView(value)) return true
  if (value instanceof Map) mapForEach(value, (each, name) => (addTo(found, name), addTo(found, each)))
  else if (value instanceof Set) setForEach(value, (each) => addTo(found, each))
  let isPlain = true
  for (const name of ownKeys(value)) {
    if (hasGetter(value, name)) isPlain = false
    else addTo(found, (value as Record<PropertyKey, unknown>)[name])
  }
  return isPlain
}

/** Puts objects of the key in place of their copies. */
export function putOriginals(root: unknown[], originals: ReadonlyMap<unknown, unknown>): void {
  if (originals.size === 0) return
  const real = new Set(originals.values())
  const original = (value: unknown) => originals.get(value) ?? value
  const found = new Set<unknown>([root])
  for (const value of found as Set<object>) {
    if (ArrayBuffer.isView(value)) continue
    if (value instanceof Map) {
      const entries = [...value]
      value.clear()
      for (const [name, each] of entries) value.set(original(name), original(each))
    } else if (value instanceof Set) {
      const elements = [...value]
      value.clear()
      for (const each of elements) value.add(original(each))
    }
    for (const name of ownKeys(value)) {
      const field = (value as Record<PropertyKey, unknown>)[name]
      if (originals.has(field)) Reflect.defineProperty(value, name, { value: original(field) })
    }
    const inside = new Set<unknown>()
    addContents(value, inside)
    for (const each of inside) if (!real.has(each)) found.add(each)
  }
}
