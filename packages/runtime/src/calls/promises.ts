import { platform } from '#platform'

export type MaybePromise<T> = T | Promise<T>

const { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf } = Object
const promisePrototype = Promise.prototype
const { then } = promisePrototype
const { apply } = Reflect

/** Whether the value is a native promise without members of its own, like an overridden `then`, or a `cancel` that its caller may need. */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' &&
    platform.isPromise(value) &&
    getPrototypeOf(value) === promisePrototype &&
    getOwnPropertyNames(value).length === 0
  )
}

/** Whether `await` would call its `then`. An accessor counts as one and is not run. */
export function isThenable(value: unknown): boolean {
  if (Object(value) !== value || platform.isProxy(value as object)) return false
  for (let owner = value as object | null; owner !== null; owner = getPrototypeOf(owner) as object | null) {
    const property = getOwnPropertyDescriptor(owner, 'then')
    if (property !== undefined) return property.get !== undefined || typeof property.value === 'function'
  }
  return false
}

/** Returns a promise that settles like the given one after the callback has run. Only the returned promise can be reported as unhandled. */
export function settleLike(
  promise: Promise<unknown>,
  effects: { fulfilled(value: unknown): void; rejected(error: unknown): void },
): Promise<unknown> {
  const fulfilled = (value: unknown): unknown => {
    effects.fulfilled(value)
    return value
  }
  const rejected = (error: unknown): never => {
    effects.rejected(error)
    throw error
  }
  return apply(then, promise, [fulfilled, rejected]) as Promise<unknown>
}
