import type { FunctionNode, Node, SourceModule } from './source-module.js'

/** Any node with a parameter list: a function, an overload, a function type. */
export type Signature = FunctionNode | Node

const SIGNATURES = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSFunctionType',
])

export function isSignature(node: Node): boolean {
  return SIGNATURES.has(node.type)
}

/** The node in the list of statements or members, including `export` or the method's name. */
export function statementOf(module: SourceModule, node: Node): Node {
  const parent = module.scopes.parentOf(node)
  if (!parent) return node
  const wraps =
    parent.type === 'ExportNamedDeclaration' || parent.type === 'ExportDefaultDeclaration' || parent.type === 'MethodDefinition'
  return wraps ? parent : node
}

/** The overload signatures of a function or method, in order, without the implementation. */
export function closestSignatures(module: SourceModule, node: FunctionNode): Node[] {
  const own = statementOf(module, node)
  const list = siblings(module.scopes.parentOf(own))
  const found: Node[] = []
  for (let i = list.indexOf(own) - 1; i >= 0; i--) {
    const signature = overloadIn(list[i]!)
    if (!signature || nameIn(list[i]!) !== nameIn(own)) break
    found.unshift(signature)
  }
  return found
}

function siblings(parent: Node | undefined): Node[] {
  const body: unknown = parent?.['body']
  return Array.isArray(body) ? (body as Node[]) : []
}

function overloadIn(item: Node): Node | undefined {
  const inner: Node | undefined = item['declaration'] ?? (item.type === 'MethodDefinition' ? item['value'] : item)
  return inner?.type === 'TSDeclareFunction' || inner?.type === 'TSEmptyBodyFunctionExpression' ? inner : undefined
}

function nameIn(item: Node): string {
  if (item.type === 'MethodDefinition') {
    const key: Node = item['key']
    return `${item['static'] ? 'static ' : ''}${item['computed'] ? 'computed ' : ''}${key['name'] ?? key['value']}`
  }
  if (item.type === 'ExportDefaultDeclaration') return 'default'
  return (item['declaration'] ?? item)['id']?.name ?? ''
}
