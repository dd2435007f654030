// Options among the arguments are a mistake, which is told.
const options = Symbol.for('cachecache.options')
const known = new Map<symbol, string>()
for (const name of Object.getOwnPropertyNames(Symbol)) {
  const value = Object.getOwnPropertyDescriptor(Symbol, name)?.value as unknown
  if (typeof value === 'symbol') known.set(value, `Symbol.${name}`)
}
const { keyFor } = Symbol

/** A name for a symbol that every process has: one of the language, or one of the registry. Others have none. */
export function nameOfSymbol(value: symbol): string | undefined {
  if (value === options) return undefined
  const key = keyFor(value)
  return key === undefined ? known.get(value) : `for ${key}`
}
