import { getOwnPropertyDescriptor, getPrototypeOf } from './intrinsics.js'

/**
 * A method under this symbol says what stands for an instance in a key. Return something plain that determines all
 * results: `[cacheKey]() { return [this.url, this.revision] }`.
 */
export const cacheKey: unique symbol = Symbol.for('cachecache.key') as never

/** The `[cacheKey]` method of an object or its prototypes; accessors are not run. */
export function findCacheKey(value: object): ((this: object) => unknown) | undefined {
  for (let owner: object | null = value; owner !== null; owner = getPrototypeOf(owner) as object | null) {
    const property = getOwnPropertyDescriptor(owner, cacheKey)
    if (property !== undefined) return typeof property.value === 'function' ? property.value : undefined
  }
  return undefined
}
