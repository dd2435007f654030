import type { Variable } from '../../source/scopes.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { functionAround, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import type { Call, FlowContext } from './code-effect.js'
import { effectOfCode } from './flow.js'
import { functionNamed, methodOf } from '../values/builtins.js'
import { evaluate } from '../values/evaluate.js'
import { isTarget } from '../values/value-syntax.js'
import { globalName } from '../values/values-of-names.js'

/**
 * `const rule = rules[kind]; rule.lastIndex = at; rule.exec(text)`: a local name of a regular expression, whose function always sets the
 * position before it uses it. What an earlier call left in it is never seen.
 */
export function resetsFirst(variable: Variable, scopes: ModuleScopes): boolean {
  const [definition, ...others] = variable.defs
  if (!definition || others.length > 0 || !/^(Variable|Parameter)$/.test(definition.type)) return false
  const home = functionAround(definition.name, scopes)
  if (!home || home.async || home.generator || !home.body) return false
  const uses = variable.references.filter(({ init, isValueReference }) => !init && isValueReference)
  if (!uses.every((use) => !use.isWrite() && isPositionUse(use.identifier, scopes))) return false
  if (uses.some(({ identifier }) => functionAround(identifier, scopes) !== home)) return false
  const names = new Set<Node>(uses.map(({ identifier }) => identifier))
  const context: FlowContext = {
    all: 1n,
    isStrict: true,
    cellOf: (node) => (names.has(node) ? 1n : 0n),
    isScratch: (node) => names.has(node),
    mayRunCode: () => true,
    implicitEffects: () => [],
    effectsOf: (call) => (isHarmless(call, scopes) ? [] : undefined),
  }
  return effectOfCode([home.body], home.params, context).reads === 0n
}

function isPositionUse(identifier: Node, scopes: ModuleScopes): boolean {
  const member = userOf(identifier, scopes)
  if (member?.parent.type !== 'MemberExpression' || member.parent.object !== member.child) return false
  const name = staticName(member.parent)
  const around = userOf(member.parent, scopes)
  if (!around || member.parent.optional) return false
  const { parent, child } = around
  if (/^(exec|test)$/.test(name ?? '')) return parent.type === 'CallExpression' && parent.callee === child
  if (name !== 'lastIndex') return false
  if (parent.type === 'AssignmentExpression' && parent.left === child) return parent.operator === '='
  // A number, which may go anywhere; the position itself is moved by `=` alone.
  return !isTarget(parent, child, scopes)
}

/** Whether the use of a regular expression depends on the position that was left in it: `text.matchAll(rule)`, `rule.lastIndex`. */
export function readsPosition(use: Node): boolean {
  if (use.type === 'MemberExpression') return /^(lastIndex|undefined)$/.test(String(staticName(use)))
  if (use.type === 'VariableDeclarator') return use.id.type === 'ObjectPattern'
  const callee = use.type === 'CallExpression' ? unwrap(use.callee) : undefined
  return callee?.type === 'MemberExpression' && staticName(callee) === 'matchAll'
}

/** Calls of built-ins that run no code of others. */
function isHarmless(call: Call, scopes: ModuleScopes): boolean {
  if (call.type !== 'CallExpression') return false
  const callee = unwrap(call.callee)
  const name = globalName(callee, scopes)
  if (name !== undefined) return functionNamed(name) !== undefined && !functionNamed(name)!.passes && !name.startsWith('JSON.')
  if (callee.type !== 'MemberExpression') return false
  const record = methodOf(evaluate(callee.object, scopes).shape.kind, staticName(callee) ?? '')
  return record !== undefined && !record.passes
}
