import { childrenOf } from '../../source/node.js'
import type { FunctionNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, isNamed } from '../../source/walk.js'
import { evaluate } from './evaluate.js'
import type { Shape } from './shapes.js'

export const keyOf = (shape: Shape): string =>
  `${shape.kind}${shape.fresh ? '!' : ''}${shape.members ? `{${[...shape.members].map(([name, member]) => name + keyOf(member)).join()}}` : ''}${shape.positions ? `[${shape.positions.map(keyOf).join()}]` : ''}`

export type Class = NodeOf<'ClassDeclaration' | 'ClassExpression'>

/** The decorators of a class, its members and their parameters, which run where the class stands. */
export const decoratorsOf = (node: Class): NodeOf<'Decorator'>[] =>
  [node, ...node.body.body].flatMap((part) => {
    if (part.type === 'StaticBlock' || part.type === 'TSIndexSignature') return []
    const params = part.type === 'MethodDefinition' ? part.value.params : []
    return [...part.decorators, ...params.flatMap(({ decorators }) => decorators ?? [])]
  })

/** `x ??= y` and `x += 1` also read. */
export function isReadToo(identifier: Node, scopes: ModuleScopes): boolean {
  const parent = scopes.parentOf(identifier)
  return parent?.type === 'AssignmentExpression' && /^(\?\?|\|\||&&)=$/.test(parent.operator) && parent.left === identifier
}

export function isTarget(parent: Node, child: Node, scopes: ModuleScopes): boolean {
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'AssignmentPattern':
      return parent.left === child
    case 'UpdateExpression':
    case 'RestElement':
      return true
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'ArrayPattern':
      return true
    case 'Property':
      return parent.value === child && scopes.parentOf(parent)?.type === 'ObjectPattern'
    default:
      return false
  }
}

export const declared = (left: Node): Node => (left.type === 'VariableDeclaration' ? left.declarations[0]!.id : left)

export function isCode(node: Node, scopes: ModuleScopes): boolean {
  return evaluate(node, scopes).shape.kind === 'code'
}

export function usesArguments(fn: FunctionNode): boolean {
  return fn.type !== 'ArrowFunctionExpression' && ownIdentifiers(fn.body, 'arguments')
}

function ownIdentifiers(node: Node, name: string): boolean {
  if (isNamed(node, name)) return true
  if (isFunction(node) && node.type !== 'ArrowFunctionExpression') return false
  return childrenOf(node).some((child) => ownIdentifiers(child, name))
}

/** `this` and `super` of a function, including those in its arrow functions. */
export function selvesOf(node: Node): Node[] {
  if (node.type === 'ThisExpression' || node.type === 'Super') return [node]
  if ((isFunction(node) && node.type !== 'ArrowFunctionExpression') || node.type === 'ClassBody') return []
  return childrenOf(node).flatMap(selvesOf)
}

export const statementsOf = (node: Node): Node[] => (node.type === 'BlockStatement' ? node.body : [node])

/** `undefined`, `null`, `void 0` */
export const isNothing = (node: Node): boolean =>
  isNamed(node, 'undefined') ||
  (node.type === 'Literal' && node.raw === 'null') ||
  (node.type === 'UnaryExpression' && node.operator === 'void')

/** `this`, `super`, `new.target` or `arguments`, which may show more than the key. */
export function usesSelf(node: Node): boolean {
  if (/^(ThisExpression|Super)$/.test(node.type)) return true
  if (node.type === 'MetaProperty') return !isNamed(node.meta, 'import')
  return isNamed(node, 'arguments') || childrenOf(node).some(usesSelf)
}

/** `typeof config.mode`, as against `import mode = config.mode`. */
export function isOfType(name: Node, scopes: ModuleScopes): boolean {
  const parent = scopes.parentOf(name)
  return parent?.type === 'TSQualifiedName' ? isOfType(parent, scopes) : parent?.type === 'TSTypeQuery'
}
