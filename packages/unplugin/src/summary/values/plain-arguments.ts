import type { Variable } from '../../source/scopes.js'
import type { Identifier, ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap, userOf } from '../../source/walk.js'
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
  if (definition?.type === 'Parameter') return false
  return evaluate(node, scopes).shape.kind === 'primitive' || isCounter(scopes.variableOf(node), scopes)
}

/** `i` of a loop: it starts with a plain value, and operators change it. */
function isCounter(variable: Variable | undefined, scopes: ModuleScopes): boolean {
  const [definition, ...others] = variable?.defs ?? []
  const init = definition?.type === 'Variable' && definition.node.id.type === 'Identifier' ? definition.node.init : undefined
  if (!init || others.length > 0 || evaluate(init, scopes).shape.kind !== 'primitive') return false
  return variable!.references.every((reference) => {
    if (reference.init || !reference.isWrite()) return true
    const parent = userOf(reference.identifier, scopes)?.parent
    return parent?.type === 'UpdateExpression' || (parent?.type === 'AssignmentExpression' && /^[-+*/%]=$/.test(parent.operator))
  })
}
