import type { Node } from '../source/source-module.js'
import type { NumberedFunction } from './context.js'

/**
 * The arguments of a call as its body sees them, built from the values of its key, a list called `values`:
 * `({ a, b: [c] }, d = 1)` gives `[{["a"]:v[0],["b"]:[v[1]]},v[2]]`. `undefined` if both are the same.
 */
export function writeArguments(text: string, fn: NumberedFunction, values: string): string | undefined {
  const { node, options, usesArguments } = fn
  const parameters = node.params.filter(
    (parameter) =>
      !(parameter.type === 'Identifier' && parameter['name'] === 'this') &&
      !(options.from === 'declared' && options.parameter === parameter),
  )
  let index = 0
  const write = (pattern: Node): string => {
    switch (pattern.type) {
      case 'AssignmentPattern':
        return write(pattern['left'] as Node)
      case 'RestElement':
        return `...${write(pattern['argument'] as Node)}`
      case 'ArrayPattern':
        return `[${(pattern['elements'] as (Node | null)[]).map((element) => (element ? write(element) : 'void 0')).join(',')}]`
      case 'ObjectPattern':
        return `{${(pattern['properties'] as Node[]).map(writeProperty).filter(Boolean).join(',')}}`
      default:
        return `${values}[${index++}]`
    }
  }
  const writeProperty = (property: Node): string => {
    if (property.type === 'RestElement') return write(property)
    const key = property['key'] as Node
    const value = write(property['value'] as Node)
    if (!property['computed']) return `[${JSON.stringify(String(key['name'] ?? key['value']))}]:${value}`
    // The variables in another kind of computed name may not be visible at the end of the module.
    return key.type === 'Literal' ? `[${text.slice(key.start, key.end)}]:${value}` : ''
  }
  const written = parameters.map(write)
  if (usesArguments && parameters.at(-1)?.type !== 'RestElement')
    return `[${[...written, `...${values}[${index}].slice(${written.length})`].join(',')}]`
  const isPlain = parameters.every(
    ({ type, left }) => (type === 'AssignmentPattern' ? (left as Node).type : type) === 'Identifier',
  )
  return isPlain ? undefined : `[${written.join(',')}]`
}
