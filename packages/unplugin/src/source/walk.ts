import { fieldOf, isNode, type FunctionNode, type ModuleScopes, type Node } from './source-module.js'

/** Keys of children that hold only types, which never run. */
const TYPE_KEYS = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments', 'implements'])

/** Expression wrappers that TypeScript erases. */
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
])

export function isWrapper(node: Node): boolean {
  return WRAPPERS.has(node.type)
}

/** The expression inside `x as T`, `x!`, `<T>x` and `x satisfies T`. */
export function unwrap(node: Node): Node {
  let inner = node
  while (isWrapper(inner)) inner = inner['expression'] as Node
  return inner
}

/** What uses the value of a node: its parent, without erased wrappers, and the child of it that is or wraps the node. */
export function userOf(node: Node, scopes: Pick<ModuleScopes, 'parentOf'>): { parent: Node; child: Node } | undefined {
  let child = node
  let parent = scopes.parentOf(child)
  for (; parent && isWrapper(parent); parent = scopes.parentOf(child)) child = parent
  return parent && { parent, child }
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    !!node &&
    (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression')
  )
}

/** The child nodes that run, in text order. Names of properties and members count only if they are computed. */
export function runningChildren(node: Node): Node[] {
  const children: Node[] = []
  for (const key in node) {
    const value = node[key] as unknown
    if (typeof value !== 'object' || value === null || TYPE_KEYS.has(key)) continue
    if (!node['computed'] && (key === 'property' || (key === 'key' && !node['shorthand']))) continue
    // In `{ a }`, one identifier is both key and value.
    if (key === 'key' && node['shorthand']) continue
    if (key === 'label') continue
    if (isNode(value)) children.push(value)
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item)
  }
  return children.length > 1 ? children.sort((a, b) => a.start - b.start) : children
}

/**
 * The nodes that run in the activation of a function, from `root` down, in text order, parents first.
 * @param intoArrows include the nodes of arrow functions, which share `this`, `super` and `arguments`
 */
export function ownNodes(root: Node, intoArrows: boolean): Node[] {
  const nodes: Node[] = []
  if (isFunction(root) && !(root.type === 'ArrowFunctionExpression' && intoArrows)) return nodes
  // Iterative: a long chain of binary expressions would overflow the stack.
  const work: Node[] = [root]
  for (let node = work.pop(); node; node = work.pop()) {
    nodes.push(node)
    work.push(...ownChildren(node, intoArrows).reverse())
  }
  return nodes
}

function ownChildren(node: Node, intoArrows: boolean): Node[] {
  // A field's value runs later, with the instance as `this`; only computed names and decorators run here.
  if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty')
    return [...((node['decorators'] as Node[] | undefined) ?? []), ...(node['computed'] ? [node['key'] as Node] : [])]
  return runningChildren(node).filter((child) => {
    if (child.type.startsWith('TS') && !isWrapper(child)) return HOLDS_CODE.has(child.type)
    if (child.type === 'ArrowFunctionExpression') return intoArrows
    return !isFunction(child) && child.type !== 'StaticBlock'
  })
}

const HOLDS_CODE = new Set(['TSParameterProperty', 'TSEnumDeclaration', 'TSEnumBody', 'TSEnumMember', 'TSExportAssignment'])

/** Keys under which statements contain other statements. */
const STATEMENT_KEYS = ['body', 'consequent', 'alternate', 'block', 'handler', 'finalizer', 'cases']

/** The `return` statements of a function body, excluding nested functions. */
export function returnsOf(body: Node): Node[] {
  const found: Node[] = []
  const visit = (node: Node): void => {
    if (node.type === 'ReturnStatement') found.push(node)
    else if (!isFunction(node) && node.type !== 'ClassDeclaration') {
      for (const key of STATEMENT_KEYS) {
        const value = node[key] as unknown
        if (Array.isArray(value)) value.forEach(visit)
        else if (isNode(value)) visit(value)
      }
    }
  }
  visit(body)
  return found
}

/** The names that a binding pattern binds, in order. */
export function boundNames(pattern: Node | null): string[] {
  if (!pattern) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string]
    case 'AssignmentPattern':
      return boundNames(pattern['left'] as Node)
    case 'RestElement':
      return boundNames(pattern['argument'] as Node)
    case 'ArrayPattern':
      return (pattern['elements'] as (Node | null)[]).flatMap(boundNames)
    case 'ObjectPattern':
      return (pattern['properties'] as Node[]).flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property : (property['value'] as Node)),
      )
    case 'TSParameterProperty':
      return boundNames(pattern['parameter'] as Node)
    default:
      return []
  }
}

/** The first offset at or after `offset` that is neither whitespace nor part of a comment. */
export function skipTrivia(text: string, offset: number): number {
  let at = offset
  for (;;) {
    while (at < text.length && /\s/.test(text[at]!)) at++
    if (text.startsWith('//', at)) {
      const end = text.slice(at).search(/[\n\r\u2028\u2029]/)
      at = end < 0 ? text.length : at + end
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : end + 2
    } else return at
  }
}
