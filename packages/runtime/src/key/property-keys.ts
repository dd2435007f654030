import { nameOfSymbol } from './symbols.js'

/**
 * The key of a property, before its value.
 * @param mayBeOwn the code is known, and with it which symbols there are
 * @returns nothing for a symbol that only this process has
 */
export function textOfKey(key: string | symbol, property: PropertyDescriptor, mayBeOwn: boolean): string | undefined {
  const attributes = attributesOf(property)
  if (typeof key === 'string') return `${attributes}${key.length}:${key}`
  const name = nameOfSymbol(key) ?? (mayBeOwn ? `own ${String(key)}` : undefined)
  return name === undefined ? undefined : `${attributes}@${name.length}:${name}`
}

/** Nothing for a property as an assignment makes it. */
export function attributesOf({ enumerable, writable, configurable }: PropertyDescriptor): string {
  return `${enumerable === true ? '' : '!'}${writable === false ? '-' : ''}${configurable === true ? '' : '='}`
}
