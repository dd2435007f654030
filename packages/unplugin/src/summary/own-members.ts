import type { Definition, DefinitionOf } from '../source/scopes.js'
import type { ModuleScopes, Node } from '../source/source-module.js'
import { isClass, isFunction } from '../source/walk.js'
import { classTraits } from './variables/class-traits.js'
import type { ScannedCode } from './scanned-code.js'
import { runsOnTheSpot } from './variables/late.js'

/** Built-in members of functions, which count as the function's code. */
export const OF_FUNCTIONS = /^(call|apply|bind|name|length|toString|prototype|constructor|hasOwnProperty)$/

/** Whether a member of a function or class may be data that any code can put there. */
export function isOwnData(code: Node, member: string): boolean {
  if (OF_FUNCTIONS.test(member)) return false
  return !isClass(code) || !classTraits(code).staticCode.includes(member)
}

/** The name that a function or class expression has inside of itself. */
export const isNamedExpression = (
  definition: Definition | undefined,
): definition is DefinitionOf<'FunctionName'> | DefinitionOf<'ClassName'> =>
  (definition?.type === 'FunctionName' || definition?.type === 'ClassName') && definition.node.type.endsWith('Expression')

/** `wrap(function count() { count.calls })`: a member that code reads of an expression that only the expression itself can name. */
export function unreachableMember({ own }: ScannedCode, scopes: ModuleScopes): string | undefined {
  const found = own.find(({ node, member }) => isMadeAtLoad(node, scopes) && isOwnData(node, member))
  return found && `${found.name}.${found.member}`
}

/** A function that another function creates has its own members at each call. */
function isMadeAtLoad(node: Node, scopes: ModuleScopes): boolean {
  for (let at = scopes.parentOf(node); at; at = scopes.parentOf(at))
    if (isFunction(at) && !runsOnTheSpot(at, scopes.parentOf(at))) return false
  return true
}
