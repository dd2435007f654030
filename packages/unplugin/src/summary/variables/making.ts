import type { Reference, Variable as ScopeVariable } from '../../source/scopes.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { isFunction, isNamed, unwrap } from '../../source/walk.js'
import type { Making } from '../file-summary.js'

/** The writes that make a variable on first use: all but those of its declaration. */
export const writesOf = (variable: ScopeVariable | undefined): Reference[] =>
  variable?.references.filter((reference) => reference.isWrite() && !reference.init) ?? []

/** By which values of a variable code decides to make it: `??=` none, `||=` a falsy one, `=` only `undefined` for certain. */
export function operatorOf(variable: ScopeVariable, scopes: ModuleScopes): Making['operator'] {
  const operators = new Set(writesOf(variable).map(({ identifier }) => operatorAt(identifier, variable.name, scopes)))
  return operators.size === 1 ? [...operators][0]! : '='
}

function operatorAt(identifier: Node, name: string, scopes: ModuleScopes): Making['operator'] {
  let child = scopes.parentOf(identifier)!
  if (child.type === 'AssignmentExpression' && (child.operator === '??=' || child.operator === '||=')) return child.operator
  for (let at = scopes.parentOf(child); at && !isFunction(at); child = at, at = scopes.parentOf(at)) {
    if (at.type === 'IfStatement' && at.consequent === child && isNegated(at.test, name)) return '||='
    if (at.type !== 'LogicalExpression' || at.right !== child) continue
    const left = unwrap(at.left)
    if (at.operator === '||' ? isNamed(left, name) : isNegated(left, name)) return '||='
  }
  return '='
}

function isNegated(wrapped: Node, name: string): boolean {
  const node = unwrap(wrapped)
  return node.type === 'UnaryExpression' && node.operator === '!' && isNamed(unwrap(node.argument), name)
}
