import { platform } from '#platform'

const { getOwnPropertyDescriptor, getPrototypeOf } = Object
const promisePrototype = Promise.prototype
const { then } = promisePrototype
const { apply } = Reflect

/** A promise of the language itself, whose `then` is nobody else's. */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    platform.isPromise(value) &&
    getPrototypeOf(value) === promisePrototype &&
    getOwnPropertyDescriptor(value, 'then') === undefined &&
    getOwnPropertyDescriptor(value, 'constructor') === undefined
  )
}

/** Whether `await` would call a `then` of it. Accessors count and are not run. */
export function isThenable(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || platform.isProxy(value)) return false
  for (let owner: object | null = value; owner !== null; owner = getPrototypeOf(owner) as object | null) {
    const property = getOwnPropertyDescriptor(owner, 'then')
    if (property !== undefined) return property.get !== undefined || typeof property.value === 'function'
  }
  return false
}

/** A promise that settles as the given one does, after what is to be done. Only it can be reported as unhandled. */
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
