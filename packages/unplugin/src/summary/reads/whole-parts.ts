import type { Node } from '../../source/source-module.js'
import { userOf } from '../../source/walk.js'
import { isNodeModule, memberName, originOf, surroundingName, type FoundRead, type ReadContext } from './names.js'
import { surrounding } from './process-reads.js'

/** Whether a name means `process` or a module of Node that holds state, as an object. */
export const isPartOfNode = (name: string): boolean => name === 'process' || isNodeModule(name)

/**
 * `detect(process)`, `{ os }`, `process[name]`: what gets hold of the object may read any member of it. Those of a module are all read;
 * `process` has too many that differ in every run.
 */
export function wholePart(name: string, offset: number): FoundRead[] {
  if (name === 'process') return [{ kind: 'unfollowed', name: `${name}[…]`, code: 'unfollowed-global', offset }]
  const members = Object.keys((process.getBuiltinModule(`node:${name}`) as object | undefined) ?? {})
  const found = members.flatMap((member) => surrounding(`${name}.${member}`, offset))
  const counted = found.filter((read) => read.kind === 'unfollowed' || read.expression !== undefined)
  return [...new Map(counted.map((read) => [read.name, read])).values()]
}

/** Whether a use of the object only takes members of it, which are found by themselves, tests it, or gives it another name. */
export function isTakenApart(node: Node, ancestors: readonly Node[], context: ReadContext): boolean {
  const { scopes } = context
  const user = userOf(node, scopes)
  if (!user) return true
  const { parent, child } = user
  switch (parent.type) {
    case 'ChainExpression':
      return isTakenApart(parent, ancestors, context)
    case 'MemberExpression':
      return parent.object === child
    case 'IfStatement':
      return parent.test === child
    case 'ConditionalExpression':
      return parent.test === child || isSame(parent, node, ancestors, context)
    case 'LogicalExpression':
      return (parent.operator === '&&' && parent.left === child) || isSame(parent, node, ancestors, context)
    case 'VariableDeclarator':
      return parent.id.type !== 'Identifier' || parent === ancestors[0] || originOf(parent.id, scopes) !== undefined
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === child
    default:
      return /^(Unary|Binary)Expression$|^ExpressionStatement$|^Class|^Export|^Import|^TS/.test(parent.type)
  }
}

/** The expression around it has its name, so that members that are taken of the expression are found. */
const isSame = (around: Node, node: Node, ancestors: readonly Node[], context: ReadContext): boolean =>
  memberName(surroundingName(around, context), 'x') === memberName(surroundingName(node, context), 'x') &&
  isTakenApart(around, ancestors, context)
