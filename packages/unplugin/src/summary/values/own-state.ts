import type { ModuleScopes, NodeOf } from '../../source/source-module.js'
import { isClass, unwrap, userOf } from '../../source/walk.js'
import { classTraits, hasStaticSide } from '../variables/class-traits.js'

type Expression = NodeOf<'FunctionExpression' | 'ClassExpression'>

/**
 * Whether a function or class expression may have state in members of its own: static data, or what its code puts on itself. It is read
 * with the object that holds the expression.
 */
export const hasOwnState = (node: Expression, scopes: ModuleScopes): boolean =>
  (isClass(node) && hasStaticSide(classTraits(node))) || usesItself(node, scopes)

/** Whether its code uses its name, and not only to call it or to test for it. */
function usesItself(node: Expression, scopes: ModuleScopes): boolean {
  const { id } = node
  if (!id) return false
  const scope = scopes.scopeOf(node)
  // The name of a function expression has a scope of its own.
  const variable = (isClass(node) ? scope : scope?.upper)?.set.get(id.name)
  return (variable?.references ?? []).some(({ identifier }) => {
    const { parent, child } = userOf(identifier, scopes) ?? {}
    const isCalled = (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && unwrap(parent.callee) === child
    return !isCalled && parent?.type !== 'BinaryExpression'
  })
}
