import { childrenOf } from '../../source/node.js'
import type { Node, NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { takesAny } from '../values/builtins.js'

/**
 * Whether code can see if `&&=`, `||=` or `??=` wrote: its right side runs code of the program, or writes. Such an update reads what it
 * tests, also where nobody uses the value.
 */
export const showsIfWritten = ({ operator, right }: NodeOf<'AssignmentExpression'>, isFree: (name: Node) => boolean): boolean =>
  /^(&&|\|\||\?\?)=$/.test(operator) && acts(right, isFree)

/** What runs no code of the program. A member may be an accessor; spreading, arithmetic and texts call methods of what they are given. */
const INERT =
  /^(Identifier|Literal|ThisExpression|TemplateElement|Property|(Array|Conditional|Logical|Object|Sequence)Expression)$/

function acts(wrapped: Node, isFree: (name: Node) => boolean): boolean {
  const node = unwrap(wrapped)
  if (isFunction(node)) return false
  if (node.type === 'CallExpression' || node.type === 'NewExpression')
    return node.arguments.length > 0 || !takesAny(globalNamed(node.callee, isFree) ?? '')
  if (node.type === 'TemplateLiteral') return node.expressions.length > 0
  const isInert =
    node.type === 'UnaryExpression'
      ? /^(!|void|typeof)$/.test(node.operator) || unwrap(node.argument).type === 'Literal'
      : INERT.test(node.type) && !('computed' in node && node.computed)
  return !isInert || childrenOf(node).some((child) => acts(child, isFree))
}

/** `Date.now`, `Map` */
function globalNamed(wrapped: Node, isFree: (name: Node) => boolean): string | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'Identifier') return isFree(node) ? node.name : undefined
  const name = node.type === 'MemberExpression' ? staticName(node) : undefined
  const object = name === undefined ? undefined : globalNamed((node as NodeOf<'MemberExpression'>).object, isFree)
  return object === undefined ? undefined : `${object}.${name}`
}
