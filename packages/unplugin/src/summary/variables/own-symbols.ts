import type { ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { plainKey } from '../render-code.js'
import { globalName } from '../values/values-of-names.js'

/**
 * Where a value that code writes down holds symbols that it creates: `[[]]` for `Symbol('a')`, `[['A']]` for `{ A: Symbol('a') } as const`.
 * Not `Symbol.for(…)`, which every process has.
 */
export function ownSymbols(wrapped: Node, scopes: ModuleScopes): string[][] {
  const node = unwrap(wrapped)
  if (node.type === 'CallExpression') {
    const callee = globalName(unwrap(node.callee), scopes)
    if (callee === 'Symbol') return [[]]
    const [frozen] = node.arguments
    return callee === 'Object.freeze' && frozen ? ownSymbols(frozen, scopes) : []
  }
  if (node.type !== 'ObjectExpression') return []
  return node.properties.flatMap((property) => {
    const name = property.type === 'Property' && property.kind === 'init' ? plainKey(property) : undefined
    return name === undefined || property.type !== 'Property'
      ? []
      : ownSymbols(property.value, scopes).map((path) => [name, ...path])
  })
}
