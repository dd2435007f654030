// State shared by all copies of the runtime in one program. Each module that shares state keeps it in its own slot.

const slots: Record<string, unknown> = /* @__PURE__ */ openSlots()

/**
 * Returns the value that all copies of the runtime share under `name`.
 * @param name ends in a number, which is incremented when the value's shape changes, so that incompatible copies don't share it
 * @param make creates the value for the first copy
 */
export function shared<T>(name: string, make: () => T): T {
  return (slots[name] ??= make()) as T
}

function openSlots(): Record<string, unknown> {
  const name = Symbol.for('cachecache.shared')
  const known = Reflect.get(globalThis, name) as Record<string, unknown> | undefined
  if (known !== undefined) return known
  const made: Record<string, unknown> = Object.create(null)
  // The global object is frozen, so this copy shares nothing.
  Reflect.defineProperty(globalThis, name, { value: made })
  return made
}
