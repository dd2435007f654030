import type { Scope } from '../source/scopes.js'
import type { FunctionNode, Identifier, SourceModule } from '../source/source-module.js'

/**
 * The first name in an expression that refers to a local variable at the function. Sites are evaluated in module scope, where
 * that variable isn't visible. Names in the scopes of the function and of enclosing classes don't count if the module declares the same
 * name: `@reports save(reports: Report[])`, `{ cacher: Repo.store }` in `class Repo`.
 */
export function findLocalName(module: SourceModule, names: readonly Identifier[], fn: FunctionNode): Identifier | undefined {
  const { scopes } = module
  const { top } = scopes
  const own = scopes.scopeOf(fn)
  const isLocal = (name: string): boolean => {
    for (let scope: Scope | null | undefined = own; scope && scope !== top && scope.type !== 'global'; scope = scope.upper)
      if (scope.set.has(name) && !((scope === own || scope.type === 'class') && top.set.has(name))) return true
    return false
  }
  return names.find((node) => isLocal(node.name))
}
