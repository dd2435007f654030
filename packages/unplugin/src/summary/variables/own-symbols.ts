import type { ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { plainMembers } from '../values/plain-members.js'
import { globalName } from '../values/values-of-names.js'

/**
 * Where a value that code writes down holds symbols that it creates: `[[]]` for `Symbol('a')`, `[['A']]` for `{ A: Symbol('a') } as const`.
 * Not `Symbol.for(…)`, which every process has.
 */
export function ownSymbols(wrapped: Node, scopes: ModuleScopes): string[][] {
  const node = unwrap(wrapped)
  if (node.type === 'CallExpression' && globalName(node.callee, scopes) === 'Symbol') return [[]]
  const members = [...(plainMembers(node, scopes) ?? [])]
  return members.flatMap(([name, value]) => ownSymbols(value, scopes).map((path) => [name, ...path]))
}
