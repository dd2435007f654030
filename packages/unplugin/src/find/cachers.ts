import type { Reference } from '../source/scopes.js'
import type { Node, SourceModule } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'

const RUNTIME = '@cachecache/runtime'
type Meaning = 'cache' | 'cacher' | 'factory' | 'runtime' | undefined

/**
 * Whether an expression is a cacher that this file alone identifies: `cache`, or the result of `Cacher` or `distributedCacher`.
 */
export function isCacherHere(module: SourceModule, expression: Node): boolean {
  const meaning = meaningOf(module, expression, new Set())
  return meaning === 'cache' || meaning === 'cacher'
}

/** The default cacher itself, which a site needn't mention. */
export function isDefaultCacher(module: SourceModule, expression: Node): boolean {
  return meaningOf(module, expression, new Set()) === 'cache' || isFreeCache(module, expression)
}

/** `@cache` without an import. The decorator is removed, so the missing import does no harm. */
export function isFreeCache(module: SourceModule, expression: Node): boolean {
  return expression.type === 'Identifier' && expression['name'] === 'cache' && !module.scopes.referenceOf(expression)?.resolved
}

/** The first name of an expression that is imported from elsewhere than the runtime; only the project knows what it refers to. */
export function isImportedName(module: SourceModule, expression: Node): boolean {
  let node = unwrap(expression)
  while (node.type === 'MemberExpression' || node.type === 'CallExpression')
    node = unwrap((node['object'] ?? node['callee']) as Node)
  if (node.type !== 'Identifier') return false
  const definition = definitionOf(module.scopes.referenceOf(node))
  return definition?.type === 'ImportBinding'
}

function definitionOf(reference: Reference | undefined): { type: string; node: Node; parent: Node | undefined } | undefined {
  const definition = reference?.resolved?.defs[0]
  if (!definition) return undefined
  return {
    type: definition.type,
    node: definition.node as unknown as Node,
    parent: (definition.parent ?? undefined) as unknown as Node | undefined,
  }
}

function meaningOf(module: SourceModule, expression: Node, seen: Set<Node>): Meaning {
  const node = unwrap(expression)
  if (seen.has(node)) return undefined
  seen.add(node)
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression': {
      const callee = node['callee'] as Node
      if (isRequire(node)) return 'runtime'
      return meaningOf(module, callee, seen) === 'factory' ? 'cacher' : undefined
    }
    case 'MemberExpression': {
      if (node['computed'] || meaningOf(module, node['object'] as Node, seen) !== 'runtime') return undefined
      return exportMeaning((node['property'] as Node)['name'] as string)
    }
    case 'Identifier':
      return meaningOfName(module, node, seen)
    default:
      return undefined
  }
}

function meaningOfName(module: SourceModule, identifier: Node, seen: Set<Node>): Meaning {
  const definition = definitionOf(module.scopes.referenceOf(identifier))
  if (!definition) return undefined
  const { node, parent } = definition
  if (definition.type === 'ImportBinding') {
    if ((parent?.['source'] as Node | undefined)?.['value'] !== RUNTIME) return undefined
    if (node.type === 'ImportNamespaceSpecifier') return 'runtime'
    const imported = node['imported'] as Node | undefined
    return imported ? exportMeaning((imported['name'] ?? imported['value']) as string) : undefined
  }
  if (definition.type !== 'Variable' || node.type !== 'VariableDeclarator' || !node['init']) return undefined
  const target = node['id'] as Node
  if (target.type === 'Identifier') return meaningOf(module, node['init'] as Node, seen)
  if (target.type !== 'ObjectPattern' || meaningOf(module, node['init'] as Node, seen) !== 'runtime') return undefined
  const property = (target['properties'] as Node[]).find(
    (item) => (item['value'] as Node | undefined)?.['name'] === identifier['name'],
  )
  return property && exportMeaning((property['key'] as Node)['name'] as string)
}

function exportMeaning(name: string): Meaning {
  if (name === 'cache') return 'cache'
  return name === 'Cacher' || name === 'distributedCacher' ? 'factory' : undefined
}

function isRequire(node: Node): boolean {
  const [argument] = node['arguments'] as Node[]
  return (node['callee'] as Node)['name'] === 'require' && argument?.['value'] === RUNTIME
}
