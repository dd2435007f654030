import type { Scope } from '../source/scopes.js'
import type { FunctionNode, Node, SourceModule } from '../source/source-module.js'

/**
 * The first of the names in an expression that means a local variable at a function, though sites are evaluated in module scope.
 * The function's own names, and those of classes around it, stand back behind a name of the module:
 * `@reports save(reports: Report[])`, `{ cacher: Repo.store }` in `class Repo`.
 */
export function findLocalName(module: SourceModule, names: Node[], fn: FunctionNode): Node | undefined {
  const { scopeOf, top } = module.scopes
  const own = scopeOf(fn)
  const isLocal = (name: string): boolean => {
    for (let scope: Scope | null | undefined = own; scope && scope !== top && scope.type !== 'global'; scope = scope.upper)
      if (scope.set.has(name) && !((scope === own || scope.type === 'class') && top.set.has(name))) return true
    return false
  }
  return names.find((node) => isLocal(node['name'] as string))
}
