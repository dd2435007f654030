import {
  fieldOf,
  isLeaf,
  isNode,
  type CallNode,
  type FunctionNode,
  type Identifier,
  type Node,
  type NodeOf,
  type Parameter,
} from './node.js'
import type { ModuleScopes } from './source-module.js'

/** Keys of children that hold only types, which never run. */
const TYPE_KEYS = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments', 'implements'])

/** An expression wrapper that TypeScript erases. */
export type Wrapper = NodeOf<
  'TSAsExpression' | 'TSSatisfiesExpression' | 'TSNonNullExpression' | 'TSTypeAssertion' | 'TSInstantiationExpression'
>

const WRAPPERS: ReadonlySet<Node['type']> = new Set<Wrapper['type']>([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
])

export function isWrapper(node: Node): node is Wrapper {
  return WRAPPERS.has(node.type)
}

/** The expression inside `x as T`, `x!`, `<T>x` and `x satisfies T`. */
export function unwrap(node: Node): Node {
  let inner = node
  while (isWrapper(inner)) inner = inner.expression
  return inner
}

/** What uses the value of a node: its parent, without erased wrappers, and the child of it that is or wraps the node. */
export function userOf(node: Node, scopes: Pick<ModuleScopes, 'parentOf'>): { parent: Node; child: Node } | undefined {
  let child = node
  let parent = scopes.parentOf(child)
  for (; parent && isWrapper(parent); parent = scopes.parentOf(child)) child = parent
  return parent && { parent, child }
}

/** The innermost function that contains a node. */
export function functionAround(node: Node, scopes: Pick<ModuleScopes, 'parentOf'>): FunctionNode | undefined {
  let at = scopes.parentOf(node)
  while (at && !isFunction(at)) at = scopes.parentOf(at)
  return at
}

/** The decorators of a class, member or parameter. */
export function decoratorsOf(node: Node): readonly NodeOf<'Decorator'>[] {
  return ('decorators' in node && node.decorators) || []
}

/** Whether a node is the identifier `name`. */
export function isNamed(node: Node | null | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name
}

/** The name that an import or export specifier refers to: `a`, or `'a'`. */
export function specifiedName(name: NodeOf<'ImportSpecifier'>['imported']): string {
  return name.type === 'Literal' ? name.value : name.name
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    !!node &&
    (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression')
  )
}

export function isCall(node: Node): node is CallNode {
  return node.type === 'CallExpression' || node.type === 'NewExpression'
}

export function isClass(node: Node): node is NodeOf<'ClassDeclaration' | 'ClassExpression'> {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression'
}

/** The name that a declaration, a declarator or an expression has of its own. */
export function ownName(node: Node): string | undefined {
  return 'id' in node && node.id?.type === 'Identifier' ? node.id.name : undefined
}

/** The child nodes that run, in text order. Names of properties and members count only if they are computed. */
export function runningChildren(node: Node): Node[] {
  const children: Node[] = []
  if (isLeaf(node)) return children
  for (const key in node) {
    const value = fieldOf(node, key)
    if (typeof value !== 'object' || value === null || TYPE_KEYS.has(key)) continue
    if (key === 'property' && !fieldOf(node, 'computed')) continue
    // In `{ a }`, one identifier is both key and value.
    if (key === 'key' && (fieldOf(node, 'shorthand') || !fieldOf(node, 'computed'))) continue
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
    return [...(node.decorators ?? []), ...(node.computed ? [node.key] : [])]
  return runningChildren(node).filter((child) => {
    if (child.type.startsWith('TS') && !isWrapper(child)) return HOLDS_CODE.has(child.type)
    if (child.type === 'ArrowFunctionExpression') return intoArrows
    return !isFunction(child) && child.type !== 'StaticBlock'
  })
}

const HOLDS_CODE: ReadonlySet<Node['type']> = new Set([
  'TSParameterProperty',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSExportAssignment',
])

/** Keys under which statements contain other statements. */
const STATEMENT_KEYS = ['body', 'consequent', 'alternate', 'block', 'handler', 'finalizer', 'cases']

/** The `return` statements of a function body, excluding nested functions. */
export function returnsOf(body: Node): NodeOf<'ReturnStatement'>[] {
  const found: NodeOf<'ReturnStatement'>[] = []
  const visit = (node: Node): void => {
    if (node.type === 'ReturnStatement') found.push(node)
    else if (!isFunction(node) && node.type !== 'ClassDeclaration') {
      for (const key of STATEMENT_KEYS) {
        const value = fieldOf(node, key)
        if (Array.isArray(value)) value.forEach(visit)
        else if (isNode(value)) visit(value)
      }
    }
  }
  visit(body)
  return found
}

/** The type annotation of a parameter, also with a default value or in a parameter property. */
export function annotationOf(parameter: Parameter): NodeOf<'TSTypeAnnotation'> | undefined {
  if (parameter.type === 'TSParameterProperty') return annotationOf(parameter.parameter)
  return (parameter.type === 'AssignmentPattern' ? annotationOf(parameter.left) : parameter.typeAnnotation) ?? undefined
}

/** `a` and `b` of `namespace a.b {}`; none for `declare module 'a'`. */
export function namesOfNamespace(id: Node): Identifier[] {
  if (id.type === 'TSQualifiedName') return [...namesOfNamespace(id.left), id.right]
  return id.type === 'Identifier' ? [id] : []
}

/** The names that a binding pattern binds, in order. */
export function boundNames(pattern: Node | null): string[] {
  if (!pattern) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'RestElement':
      return boundNames(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames)
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundNames(property.type === 'RestElement' ? property : property.value))
    case 'TSParameterProperty':
      return boundNames(pattern.parameter)
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
