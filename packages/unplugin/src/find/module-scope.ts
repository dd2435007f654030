import type { Scope } from '../source/scopes.js'
import type { FunctionNode, Node, SourceModule } from '../source/source-module.js'
import { ownNodes } from '../source/walk.js'

/** The first name in an expression that means a local variable at a function, though sites are evaluated in module scope. */
export function findLocalName(module: SourceModule, expression: Node, fn: FunctionNode): Node | undefined {
  const { scopeOf, top } = module.scopes
  const scopes: Scope[] = []
  for (let scope: Scope | null | undefined = scopeOf(fn); scope && scope !== top && scope.type !== 'global'; scope = scope.upper)
    scopes.push(scope)
  for (const node of ownNodes(expression, true)) {
    if (node.type === 'Identifier' && scopes.some((scope) => scope.set.has(node['name'] as string))) return node
  }
  return undefined
}
