import type { Renderer } from './renderer.js'

// Options passed as an argument are a mistake, which is reported.
const options = Symbol.for('cachecache.options')
const known = new Map<symbol, string>()
for (const name of Object.getOwnPropertyNames(Symbol)) {
  const value = Object.getOwnPropertyDescriptor(Symbol, name)?.value as unknown
  if (typeof value === 'symbol') known.set(value, `Symbol.${name}`)
}
const { keyFor } = Symbol

/** Returns a name for a symbol that every process has: a well-known or a registered one. Other symbols have no such name. */
export function nameOfSymbol(value: symbol): string | undefined {
  if (value === options) return undefined
  const key = keyFor(value)
  return key === undefined ? known.get(value) : `for ${key}`
}

export function renderSymbol(renderer: Renderer, value: symbol): void {
  const name = nameOfSymbol(value)
  if (name === undefined) renderer.fail('is a symbol')
  renderer.text += `y${name.length}:${name}`
}
