import type { ArrowFunctionExpression, Function as FunctionOfParser, FunctionBody, Node, ParamPattern } from 'oxc-parser'

export type { Node } from 'oxc-parser'

/**
 * The nodes of a type, as a comparison of `type` narrows to them: `NodeOf<'CallExpression'>`. Some interfaces of the parser
 * are of several types: `NodeOf<'MethodDefinition'>` is also what `TSAbstractMethodDefinition` narrows to.
 */
export type NodeOf<T extends Node['type'], N extends Node = Node> = N extends Node ? (T extends N['type'] ? N : never) : never

export type Identifier = NodeOf<'Identifier'>

/** `f()` or `new F()`. */
export type CallNode = NodeOf<'CallExpression' | 'NewExpression'>

/** FunctionDeclaration, FunctionExpression (also the `value` of a method) or ArrowFunctionExpression with a body. */
export type FunctionNode =
  | (FunctionOfParser & { type: 'FunctionDeclaration' | 'FunctionExpression'; body: FunctionBody })
  | ArrowFunctionExpression

/** A function with or without a body: also an overload or an abstract method. */
export type FunctionLike = FunctionOfParser | ArrowFunctionExpression

export type Parameter = ParamPattern

export function isFunctionLike(node: Node): node is FunctionLike {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'TSDeclareFunction':
    case 'TSEmptyBodyFunctionExpression':
      return true
    default:
      return false
  }
}

/** The direct child nodes, in key order. */
export function childrenOf(node: Node): Node[] {
  // Returns an array: a generator per node costs more than the walk itself.
  const children: Node[] = []
  if (isLeaf(node)) return children
  for (const key in node) {
    const value = fieldOf(node, key)
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) children.push(item)
    } else if (isNode(value)) children.push(value)
  }
  return children
}

/** Nearly half of all nodes are names and literals. */
export const isLeaf = (node: Node): boolean =>
  node.type === 'Literal' || (node.type === 'Identifier' && !node.typeAnnotation && !node.decorators?.length)

/** A field of a node by name, for walks over all fields. Code that knows the node's type reads the field itself. */
export function fieldOf(node: Node, key: string): unknown {
  return (node as unknown as Record<string, unknown>)[key]
}

/** `declare …`: it has no value at run time. The decorators of `@column() declare id` run all the same. */
export function isAmbient(node: Node): boolean {
  return fieldOf(node, 'declare') === true && !(fieldOf(node, 'decorators') as unknown[] | undefined)?.length
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}
