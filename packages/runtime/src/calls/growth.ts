import { arrayPrototype, getOwnPropertyNames, getPrototypeOf, isArray, isExtensible, objectPrototype } from '../key/intrinsics.js'

// Collections to which a body only adds: lists, Maps, Sets, and objects used as tables.

/** The name under which additions to a collection are noted; names of fields are longer, or don't begin with it. */
export const GROWTH = '#'

/** Whether it has no methods of its own, which code of the program would run. */
export function isCollection(value: object): boolean {
  const prototype: unknown = getPrototypeOf(value)
  return prototype === null || [objectPrototype, arrayPrototype, Map.prototype, Set.prototype].includes(prototype as object)
}

/** How many elements a collection has. */
export function sizeOf(collection: object): number {
  if (isArray(collection)) return collection.length
  if (collection instanceof Map || collection instanceof Set) return collection.size
  return getOwnPropertyNames(collection).length
}

/** What has been added since a collection had a size. */
export function growthOf(collection: object, size: number): unknown[] {
  if (isArray(collection)) return collection.slice(size)
  if (collection instanceof Map || collection instanceof Set) return [...collection].slice(size)
  const table = collection as Record<string, unknown>
  return getOwnPropertyNames(table)
    .slice(size)
    .map((name) => [name, table[name]])
}

/** Takes out what has been added since. @returns whether that is possible, and adding it again gives the same */
export function shrink(collection: object, size: number): boolean {
  if (!isExtensible(collection)) return false
  if (isArray(collection)) {
    if (getOwnPropertyNames(collection).length !== collection.length + 1) return false
    collection.length = size
    return true
  }
  if (collection instanceof Map || collection instanceof Set) {
    const names = [...collection.keys()].slice(size)
    for (const name of names) collection.delete(name)
    return true
  }
  const names = getOwnPropertyNames(collection).slice(size)
  return names.every((name) => isPlain(collection, name)) && names.every((name) => Reflect.deleteProperty(collection, name))
}

function isPlain(table: object, name: string): boolean {
  const field = Object.getOwnPropertyDescriptor(table, name)!
  return field.writable === true && field.enumerable === true && field.configurable === true
}

export function grow(collection: object, added: readonly unknown[]): true {
  if (isArray(collection)) for (const each of added) collection.push(each)
  else if (collection instanceof Set) for (const each of added) collection.add(each)
  else {
    for (const [name, value] of added as [string, unknown][]) {
      if (collection instanceof Map) collection.set(name, value)
      else Object.defineProperty(collection, name, { value, writable: true, enumerable: true, configurable: true })
    }
  }
  return true
}
