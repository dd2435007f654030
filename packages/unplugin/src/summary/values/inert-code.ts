import { childrenOf } from '../../source/node.js'
import type { ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isCall, isFunction, unwrap } from '../../source/walk.js'
import { takesAny } from './builtins.js'
import { isPureCall, writesOutput } from './output-calls.js'
import { globalName } from './values-of-names.js'

/** What runs no code of the program by itself. */
const INERT =
  /^(?:Identifier|Literal|ThisExpression|Super|TemplateElement|Property|(?:Array|Chain|Conditional|Logical|Object|Sequence|Meta)(?:Expression|Property)|Parenthesized\w+)$/
/** What may run an accessor, an iterator or a conversion. */
const READS = /^(?:MemberExpression|BinaryExpression|TemplateLiteral|SpreadElement)$/

/**
 * Whether anyone can see if an expression is evaluated: it runs code of the program, writes or waits. What isn't known may do so.
 * @param readsMembers accessors, iterators and conversions count as code that nobody sees, as in what is printed
 */
export function showsIfEvaluated(wrapped: Node, scopes: ModuleScopes, readsMembers = false): boolean {
  const node = unwrap(wrapped)
  const shows = (child: Node) => showsIfEvaluated(child, scopes, readsMembers)
  if (isFunction(node)) return false
  if (node.type === 'CallExpression' && writesOutput(node, scopes))
    return node.arguments.some((argument) => showsIfEvaluated(argument, scopes, true))
  if (isCall(node)) {
    const name = globalName(node.callee, scopes)
    if (node.arguments.length === 0 && name !== undefined && takesAny(name)) return false
    const isKnown = node.type === 'CallExpression' ? isPureCall(node, scopes) : name === 'Date'
    if (!isKnown || !(readsMembers || name !== undefined)) return true
    return node.arguments.some(shows) || (name === undefined && shows(node.callee))
  }
  if (node.type === 'UnaryExpression')
    return node.operator === 'delete' || (!readsMembers && converts(node)) || shows(node.argument)
  const reads = READS.test(node.type) || ('computed' in node && node.computed)
  const isLiteral = node.type === 'TemplateLiteral' && node.expressions.length === 0
  if (!isLiteral && (reads ? !readsMembers : !INERT.test(node.type))) return true
  return childrenOf(node).some(shows)
}

const converts = ({ operator, argument }: NodeOf<'UnaryExpression'>): boolean =>
  !/^(?:!|void|typeof)$/.test(operator) && unwrap(argument).type !== 'Literal'

/** Whether it shows if `&&=`, `||=` or `??=` wrote. Such an update reads what it tests, also where nobody uses the value. */
export const showsIfWritten = ({ operator, right }: NodeOf<'AssignmentExpression'>, scopes: ModuleScopes): boolean =>
  /^(?:&&|\|\||\?\?)=$/.test(operator) && showsIfEvaluated(right, scopes)

/** Whether it shows if the rest of an optional chain was evaluated: `cache?.[next()]`, `log?.push(n++)`. */
export function showsIfContinued(wrapped: Node, scopes: ModuleScopes): boolean {
  let isOptional = false
  let isKeyed = false
  const parts: Node[] = []
  for (let node = unwrap(wrapped); ; node = unwrap(node)) {
    if (node.type === 'ChainExpression') node = node.expression
    else if (node.type === 'MemberExpression') {
      isOptional ||= node.optional
      // A key is converted, which runs code of an object.
      if (node.computed) isKeyed ||= unwrap(node.property).type !== 'Literal'
      node = node.object
    } else if (node.type === 'CallExpression') {
      isOptional ||= node.optional
      parts.push(...node.arguments)
      node = node.callee
    } else break
  }
  return isOptional && (isKeyed || parts.some((part) => showsIfEvaluated(part, scopes)))
}
