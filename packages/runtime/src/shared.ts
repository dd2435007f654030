// What all copies of the runtime in one program have in common. Each module that shares something keeps it in a slot of its own.

const slots: Record<string, unknown> = /* @__PURE__ */ openSlots()

/**
 * The value that all copies of the runtime hold under `name`.
 * @param name ends in a number, which moves when the value changes its shape: copies that don't fit must not meet
 * @param make makes the value for the first copy
 */
export function shared<T>(name: string, make: () => T): T {
  return (slots[name] ??= make()) as T
}

function openSlots(): Record<string, unknown> {
  const name = Symbol.for('cachecache.shared')
  const known = Reflect.get(globalThis, name) as Record<string, unknown> | undefined
  if (known !== undefined) return known
  const made: Record<string, unknown> = Object.create(null)
  // A frozen global object: this copy is on its own.
  Reflect.defineProperty(globalThis, name, { value: made })
  return made
}
