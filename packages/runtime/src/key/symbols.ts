import { shared } from '../shared.js'
import type { Renderer } from './renderer.js'

// Options passed as an argument are a mistake, which is reported.
const options = Symbol.for('cachecache.options')
const known = new Map<symbol, string>()
for (const name of Object.getOwnPropertyNames(Symbol)) {
  const value = Object.getOwnPropertyDescriptor(Symbol, name)?.value as unknown
  if (typeof value === 'symbol') known.set(value, `Symbol.${name}`)
}
const { keyFor } = Symbol

/** The project's own symbols, by the place that creates them; none if a process has several of one place. */
const own: Map<symbol | string, string | symbol | undefined> = /* @__PURE__ */ shared('symbols.1', () => new Map())

/** @param name of the variable that holds the symbol, with its module */
export function knowSymbol(value: symbol, name: string): void {
  if (nameOfSymbol(value) !== undefined || own.has(value)) return
  own.set(value, name).set(name, own.has(name) ? undefined : value)
}

/** Returns a name for a symbol that every process has: a well-known, a registered, or an own one. Other symbols have no such name. */
export function nameOfSymbol(value: symbol): string | undefined {
  if (value === options) return undefined
  const key = keyFor(value)
  if (key !== undefined) return `for ${key}`
  const name = own.get(value)
  return name !== undefined && own.get(name) === value ? `${String(name)} ${String(value)}` : known.get(value)
}

export function renderSymbol(renderer: Renderer, value: symbol): void {
  const name = nameOfSymbol(value)
  if (name === undefined) renderer.fail('is a symbol')
  renderer.text += `y${name.length}:${name}`
}
