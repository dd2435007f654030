import type { BindingProperty, BindingRestElement, ParamPattern } from 'oxc-parser'
import { plainKey } from '../summary/render-code.js'
import type { NumberedFunction } from './context.js'

/** A TypeScript `this` parameter. */
export const isThis = (parameter: ParamPattern): boolean => parameter.type === 'Identifier' && parameter.name === 'this'

/**
 * The arguments of a call as its body sees them, built from the values of its key, a list called `values`:
 * `({ a, b: [c] }, d = 1)` gives `[{["a"]:v[0],["b"]:[v[1]]},v[2]]`. `undefined` if both are the same.
 */
export function writeArguments(text: string, fn: NumberedFunction, values: string): string | undefined {
  const { node, options, usesArguments } = fn
  const parameters = node.params.filter(
    (parameter) => !isThis(parameter) && !(options.from === 'declared' && options.parameter === parameter),
  )
  let index = 0
  const write = (pattern: ParamPattern): string => {
    switch (pattern.type) {
      case 'AssignmentPattern':
        return write(pattern.left)
      case 'RestElement':
        return `...${write(pattern.argument)}`
      case 'ArrayPattern':
        return `[${pattern.elements.map((element) => (element ? write(element) : 'void 0')).join(',')}]`
      case 'ObjectPattern':
        return `{${pattern.properties.map(writeProperty).filter(Boolean).join(',')}}`
      default:
        return `${values}[${index++}]`
    }
  }
  const writeProperty = (property: BindingProperty | BindingRestElement): string => {
    if (property.type === 'RestElement') return write(property)
    const { key } = property
    const value = write(property.value)
    if (!property.computed) return `[${JSON.stringify(plainKey(property))}]:${value}`
    // The variables in another kind of computed name may not be visible at the end of the module.
    return key.type === 'Literal' ? `[${text.slice(key.start, key.end)}]:${value}` : ''
  }
  const written = parameters.map(write)
  if (usesArguments && parameters.at(-1)?.type !== 'RestElement')
    return `[${[...written, `...${values}[${index}].slice(${written.length})`].join(',')}]`
  const isPlain = parameters.every(
    (parameter) => (parameter.type === 'AssignmentPattern' ? parameter.left : parameter).type === 'Identifier',
  )
  return isPlain ? undefined : `[${written.join(',')}]`
}
