import { childrenOf } from '../source/node.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import { isFunction, isNamed, unwrap } from '../source/walk.js'
import { plainKey, staticName } from './render-code.js'
import { evaluate } from './values/evaluate.js'
import { join, UNKNOWN, type Shape } from './values/shapes.js'
import { selvesOf } from './values/value-syntax.js'

/**
 * `exports.k = …`, `module.exports = …`, `module.exports = { k }` at the top level of a CommonJS module; `*` stands for the
 * whole exports object. What other code of the module assigns may be anything.
 */
export function assignedExports(module: SourceModule): Map<string, Shape['kind']> {
  const found = new Map<string, Shape>()
  const known = new Set<Node>()
  const put = (name: string, value: Node): void => {
    const shape = codeOrInstance(evaluate(value, module.scopes).shape)
    found.set(name, found.has(name) ? join(found.get(name)!, shape) : shape)
  }
  for (const statement of module.ast.body) {
    let node = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : undefined
    // `exports.a = exports.b = …`
    for (; node?.type === 'AssignmentExpression'; node = unwrap(node.right)) {
      const value = lastValue(node)
      const name = exportedBy(node.left)
      if (name === undefined) continue
      known.add(node)
      if (isWhole(unwrap(node.left))) putWhole(value, put)
      else put(name, value)
    }
  }
  for (const node of writesIn(module.ast)) {
    const name = known.has(node) ? undefined : exportedBy(node.type === 'AssignmentExpression' ? node.left : node.argument)
    if (name !== undefined) found.set(name, UNKNOWN)
  }
  return new Map([...found].map(([name, shape]) => [name, shape.kind]))
}

/** A function that uses `this` may read any member of the exports, like a method of an instance. */
function codeOrInstance(shape: Shape): Shape {
  const { node } = shape
  const isMethod = isFunction(node) && node.type !== 'ArrowFunctionExpression' && !!node.body
  return isMethod && selvesOf(node.body).length > 0 ? { kind: 'instance', fresh: false } : shape
}

/** `k` of `exports.k`, `*` of `module.exports` and `exports[name]`. */
function exportedBy(target: Node): string | undefined {
  const left = unwrap(target)
  if (left.type !== 'MemberExpression') return undefined
  if (isWhole(left)) return '*'
  const object = unwrap(left.object)
  return isNamed(object, 'exports') || isWhole(object) ? (staticName(left) ?? '*') : undefined
}

function* writesIn(root: Node): Iterable<NodeOf<'AssignmentExpression' | 'UpdateExpression'>> {
  const work = [root]
  for (const node of work) {
    if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') yield node
    work.push(...childrenOf(node))
  }
}

function lastValue(assignment: NodeOf<'AssignmentExpression'>): Node {
  let value = unwrap(assignment.right)
  while (value.type === 'AssignmentExpression') value = unwrap(value.right)
  return value
}

const isWhole = (node: Node): boolean =>
  node.type === 'MemberExpression' && isNamed(node.object, 'module') && staticName(node) === 'exports'

function putWhole(value: Node, put: (name: string, value: Node) => void): void {
  put('*', value)
  if (value.type !== 'ObjectExpression') return
  for (const property of value.properties) {
    const name = property.type === 'Property' ? plainKey(property) : undefined
    if (property.type === 'Property' && name !== undefined) put(name, property.value)
  }
}
