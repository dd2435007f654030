import type { Identifier, ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { evaluate } from './evaluate.js'

/** A call whose arguments are plain values, or new objects of such values: `log.info('read', { rows: 3 })`. */
export function takesPlainValues(identifier: Node, ancestors: readonly Node[], scopes: ModuleScopes): boolean {
  const call = ancestors.findLast((node) => node.type === 'CallExpression' && unwrap(node.callee).start === identifier.start)
  return call?.type === 'CallExpression' && call.arguments.every((argument) => isPlain(argument, scopes, 0))
}

function isPlain(wrapped: Node, scopes: ModuleScopes, depth: number): boolean {
  const node = unwrap(wrapped)
  const all = (nodes: (Node | null)[]) => nodes.every((child) => child === null || isPlain(child, scopes, depth + 1))
  if (depth > 5) return false
  switch (node.type) {
    case 'ArrayExpression':
      return all(node.elements)
    case 'ObjectExpression':
      return node.properties.every(
        (property) => property.type === 'Property' && property.kind === 'init' && isPlain(property.value, scopes, depth + 1),
      )
    case 'MemberExpression':
      return staticName(node) === 'length' || staticName(node) === 'size' || staticName(node) === 'message'
    case 'ConditionalExpression':
      return all([node.consequent, node.alternate])
    case 'Identifier':
      return isPlainName(node, scopes)
    default:
      return evaluate(node, scopes).shape.kind === 'primitive'
  }
}

function isPlainName(node: Identifier, scopes: ModuleScopes): boolean {
  const definition = scopes.variableOf(node)?.defs[0]
  const annotation = definition?.name.type === 'Identifier' ? definition.name.typeAnnotation?.typeAnnotation : undefined
  if (annotation && /^TS(String|Number|Boolean|BigInt)Keyword$/.test(annotation.type)) return true
  return definition?.type !== 'Parameter' && evaluate(node, scopes).shape.kind === 'primitive'
}
