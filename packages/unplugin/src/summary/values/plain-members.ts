import type { ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { plainKey } from '../render-code.js'
import { globalName } from './values-of-names.js'

/**
 * The members of `{ … }`, `{ … } as const` and `Object.freeze({ … })`, by name. None unless each of them is a value under a name of its own: no
 * accessor, no spread, no computed key, no `__proto__`.
 */
export function plainMembers(wrapped: Node, scopes: ModuleScopes): ReadonlyMap<string, Node> | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'CallExpression') {
    const [frozen] = node.arguments
    return frozen && globalName(node.callee, scopes) === 'Object.freeze' ? plainMembers(frozen, scopes) : undefined
  }
  if (node.type !== 'ObjectExpression') return undefined
  const members = new Map<string, Node>()
  for (const property of node.properties) {
    const name = property.type === 'Property' && property.kind === 'init' ? plainKey(property) : undefined
    if (property.type !== 'Property' || name === undefined || name === '__proto__' || members.has(name)) return undefined
    members.set(name, property.value)
  }
  return members
}
