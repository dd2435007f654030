import type { Node, SourceModule } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'
import { plainKey, staticName } from './render-code.js'
import { evaluate, join, type Shape } from './shapes.js'

/**
 * `exports.k = …`, `module.exports = …`, `module.exports = { k }` at the top level of a CommonJS module; `*` stands for the
 * whole exports object.
 */
export function assignedExports(module: SourceModule): Map<string, Shape['kind']> {
  const found = new Map<string, Shape>()
  const put = (name: string, value: Node): void => {
    const { shape } = evaluate(value, module.scopes)
    found.set(name, found.has(name) ? join(found.get(name)!, shape) : shape)
  }
  for (const statement of module.ast['body'] as Node[]) {
    let node = statement.type === 'ExpressionStatement' ? unwrap(statement['expression']) : undefined
    // `exports.a = exports.b = …`
    for (; node?.type === 'AssignmentExpression'; node = unwrap(node['right'])) {
      const value = lastValue(node)
      const left = unwrap(node['left'])
      if (left.type !== 'MemberExpression') continue
      const object = unwrap(left['object'])
      if (isWhole(left)) putWhole(value, put)
      else if (object['name'] === 'exports' || isWhole(object)) put(staticName(left) ?? '*', value)
    }
  }
  return new Map([...found].map(([name, shape]) => [name, shape.kind]))
}

function lastValue(assignment: Node): Node {
  let value = unwrap(assignment['right'])
  while (value.type === 'AssignmentExpression') value = unwrap(value['right'])
  return value
}

const isWhole = (node: Node): boolean =>
  node.type === 'MemberExpression' && node['object']['name'] === 'module' && staticName(node) === 'exports'

function putWhole(value: Node, put: (name: string, value: Node) => void): void {
  put('*', value)
  if (value.type !== 'ObjectExpression') return
  for (const property of value['properties'] as Node[]) {
    const name = property.type === 'Property' ? plainKey(property) : undefined
    if (name !== undefined) put(name, property['value'])
  }
}
