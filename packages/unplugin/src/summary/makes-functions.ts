import type { Node } from '../source/source-module.js'
import { isFunction, returnsOf, unwrap } from '../source/walk.js'

/** Whether a function plainly returns functions, or an object that holds some: what it makes can be part of no key. */
export function makesFunctions(fn: Node): boolean {
  const body = fn['body'] as Node | null | undefined
  if (!body || fn['generator']) return false
  if (body.type !== 'BlockStatement') return isMadeOfFunctions(body, [])
  const statements = body['body'] as Node[]
  return returnsOf(body).some((node) => node['argument'] && isMadeOfFunctions(node['argument'] as Node, statements))
}

function isMadeOfFunctions(wrapped: Node, statements: readonly Node[]): boolean {
  const node = unwrap(wrapped)
  switch (node.type) {
    case 'Identifier':
      return statements.some((statement) => bindsFunctions(statement, node['name']))
    case 'ObjectExpression':
      return (node['properties'] as Node[]).some(
        (property) => property['value'] && isMadeOfFunctions(property['value'] as Node, statements),
      )
    case 'ArrayExpression':
      return (node['elements'] as (Node | null)[]).some((element) => element && isMadeOfFunctions(element, statements))
    case 'ConditionalExpression':
      return isMadeOfFunctions(node['consequent'], statements) || isMadeOfFunctions(node['alternate'], statements)
    case 'CallExpression':
      // `Object.freeze({ … })`, `Object.assign(fn, { … })`
      return (
        unwrap(node['callee'])['object']?.['name'] === 'Object' &&
        (node['arguments'] as Node[]).some((argument) => isMadeOfFunctions(argument, statements))
      )
    default:
      return isFunction(node)
  }
}

function bindsFunctions(statement: Node, name: string): boolean {
  if (statement.type === 'FunctionDeclaration') return statement['id']?.['name'] === name
  if (statement.type !== 'VariableDeclaration') return false
  return (statement['declarations'] as Node[]).some(
    ({ id, init }) =>
      id['name'] === name && !!init && unwrap(init as Node).type !== 'Identifier' && isMadeOfFunctions(init as Node, []),
  )
}
