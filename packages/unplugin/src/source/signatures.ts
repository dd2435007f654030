import { isFunctionLike, type FunctionLike, type FunctionNode, type Node, type NodeOf } from './node.js'
import type { SourceModule } from './source-module.js'
import { isFunction } from './walk.js'

/** Any node with a parameter list that a caller sees: a function, an overload, a function type. */
export type Signature = FunctionLike | NodeOf<'TSFunctionType'>

export function isSignature(node: Node): node is Signature {
  return isFunctionLike(node) || node.type === 'TSFunctionType'
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
export function closestSignatures(module: SourceModule, node: Signature): FunctionLike[] {
  const own = statementOf(module, node)
  const list = siblings(module.scopes.parentOf(own))
  const found: FunctionLike[] = []
  for (let i = list.indexOf(own) - 1; i >= 0; i--) {
    const signature = overloadIn(list[i]!)
    if (!signature || nameIn(list[i]!) !== nameIn(own)) break
    found.unshift(signature)
  }
  return found
}

/** The function or method that an overload signature stands for. */
export function implementationOf(module: SourceModule, signature: FunctionLike): FunctionNode | undefined {
  const own = statementOf(module, signature)
  const list = siblings(module.scopes.parentOf(own))
  for (const item of list.slice(list.indexOf(own) + 1)) {
    if (nameIn(item) !== nameIn(own)) return undefined
    const inner = innerOf(item)
    if (isFunction(inner)) return inner
    if (!overloadIn(item)) return undefined
  }
  return undefined
}

function siblings(parent: Node | undefined): readonly Node[] {
  return parent && 'body' in parent && Array.isArray(parent.body) ? parent.body : []
}

function overloadIn(item: Node): FunctionLike | undefined {
  const inner = innerOf(item)
  return inner?.type === 'TSDeclareFunction' || inner?.type === 'TSEmptyBodyFunctionExpression' ? inner : undefined
}

/** The method or declaration in a member or statement. */
function innerOf(item: Node): Node | null {
  if (item.type === 'MethodDefinition') return item.value
  return item.type === 'ExportNamedDeclaration' || item.type === 'ExportDefaultDeclaration' ? item.declaration : item
}

function nameIn(item: Node): string {
  if (item.type === 'MethodDefinition') {
    const { key } = item
    const name = key.type === 'Literal' ? key.value : 'name' in key ? key.name : undefined
    return `${item.static ? 'static ' : ''}${item.computed ? 'computed ' : ''}${name}`
  }
  if (item.type === 'ExportDefaultDeclaration') return 'default'
  const declared = innerOf(item)
  return (declared && isFunctionLike(declared) && declared.id?.name) || ''
}
