import type { Variable } from '../../source/scopes.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { isFunction, isNamed, unwrap, userOf } from '../../source/walk.js'
import { testsAbsence } from './classify-use.js'

/**
 * The reads of a variable made on first use that may see it unset: those in front of which the same function doesn't make it. A test whether
 * it is unset in order to make it is none.
 */
export function readsUnset({ name, references }: Variable, scopes: ModuleScopes): Node[] {
  return references
    .filter((reference) => !reference.isWrite() && reference.isValueReference)
    .map(({ identifier }) => identifier)
    .filter((identifier) => !isTestOfMaking(identifier, name, scopes) && !isMadeBefore(identifier, name, scopes))
}

/** `if (!m) m = …`, `m || (m = …)`, `m = m ?? …` */
function isTestOfMaking(identifier: Node, name: string, scopes: ModuleScopes): boolean {
  for (let at = userOf(identifier, scopes); at && !isFunction(at.parent); at = userOf(at.parent, scopes)) {
    const { parent, child } = at
    if (parent.type === 'IfStatement') return parent.test === child && makes(parent.consequent, name)
    if (parent.type === 'LogicalExpression' && parent.left === child) {
      if (makes(parent.right, name)) return true
      const around = userOf(parent, scopes)?.parent
      if (around?.type === 'AssignmentExpression' && isNamed(unwrap(around.left), name)) return true
    }
    if (!/^(?:UnaryExpression|BinaryExpression|LogicalExpression)$/.test(parent.type)) return false
  }
  return false
}

/** Whether a statement in front of the place, which always runs before it, makes the variable. */
function isMadeBefore(place: Node, name: string, scopes: ModuleScopes): boolean {
  let child = place
  for (let at = scopes.parentOf(child); at && !isFunction(at); child = at, at = scopes.parentOf(at)) {
    if (at.type === 'SequenceExpression' && at.expressions.some((part) => part.end <= child.start && makes(part, name)))
      return true
    if (at.type !== 'BlockStatement') continue
    if (at.body.some((statement) => statement.end <= child.start && makes(statement, name))) return true
  }
  return false
}

/** Whether the variable is made once this has run. */
function makes(wrapped: Node, name: string): boolean {
  const node = unwrap(wrapped)
  switch (node.type) {
    case 'ExpressionStatement':
      return makes(node.expression, name)
    case 'BlockStatement':
      return node.body.some((statement) => makes(statement, name))
    case 'IfStatement':
      return testsAbsence(node.test, name) && makes(node.consequent, name)
    case 'LogicalExpression':
      return (isNamed(unwrap(node.left), name) || testsAbsence(node.left, name)) && makes(node.right, name)
    case 'AssignmentExpression':
      return isNamed(unwrap(node.left), name)
    case 'VariableDeclaration':
      return node.declarations.some(({ init }) => init !== null && makes(init, name))
    case 'AwaitExpression':
      return makes(node.argument, name)
    default:
      return false
  }
}
