import { nameOfSymbol } from './symbols.js'

/**
 * Returns the rendered key of a property, which precedes its value.
 * @param mayBeOwn the code is known, and so are its symbols
 * @returns undefined for a symbol that exists only in this process
 */
export function textOfKey(key: string | symbol, property: PropertyDescriptor, mayBeOwn: boolean): string | undefined {
  const attributes = attributesOf(property)
  if (typeof key === 'string') return `${attributes}${key.length}:${key}`
  const name = nameOfSymbol(key) ?? (mayBeOwn ? `own ${String(key)}` : undefined)
  return name === undefined ? undefined : `${attributes}@${name.length}:${name}`
}

/** Returns the empty text for a property with the attributes of a plain assignment. */
export function attributesOf({ enumerable, writable, configurable }: PropertyDescriptor): string {
  return `${enumerable === true ? '' : '!'}${writable === false ? '-' : ''}${configurable === true ? '' : '='}`
}
