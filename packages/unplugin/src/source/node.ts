/** An ESTree/TS-ESTree node as produced by oxc, with offsets in UTF-16 code units. */
export interface Node {
  type: string
  start: number
  end: number
  // The walkers access children by key; a typed union of 200 node types would need a cast at every step.
  // oxlint-disable-next-line typescript/no-explicit-any
  [key: string]: any
}

/** FunctionDeclaration, FunctionExpression (also the `value` of a method) or ArrowFunctionExpression with a body. */
export type FunctionNode = Node & {
  type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'
  params: Node[]
  body: Node
  async: boolean
  generator: boolean
}

/** The direct child nodes, in key order. */
export function childrenOf(node: Node): Node[] {
  // Returns an array: a generator per node costs more than the walk itself.
  const children: Node[] = []
  for (const key in node) {
    const value = node[key] as unknown
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) children.push(item)
    } else if (isNode(value)) children.push(value)
  }
  return children
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}
