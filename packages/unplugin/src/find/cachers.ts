import type { Definition } from '../source/scopes.js'
import type { Identifier, Node, NodeOf, SourceModule } from '../source/source-module.js'
import { isNamed, specifiedName, unwrap } from '../source/walk.js'

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
  return isNamed(expression, 'cache') && !module.scopes.referenceOf(expression)?.resolved
}

/** The first name of an expression that is imported from elsewhere than the runtime; only the project knows what it refers to. */
export function isImportedName(module: SourceModule, expression: Node): boolean {
  let node = unwrap(expression)
  while (node.type === 'MemberExpression' || node.type === 'CallExpression')
    node = unwrap(node.type === 'MemberExpression' ? node.object : node.callee)
  if (node.type !== 'Identifier') return false
  return definitionOf(module, node)?.type === 'ImportBinding'
}

function definitionOf(module: SourceModule, identifier: Identifier): Definition | undefined {
  return module.scopes.referenceOf(identifier)?.resolved?.defs[0]
}

function meaningOf(module: SourceModule, expression: Node, seen: Set<Node>): Meaning {
  const node = unwrap(expression)
  if (seen.has(node)) return undefined
  seen.add(node)
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression': {
      if (isRequire(node)) return 'runtime'
      return meaningOf(module, node.callee, seen) === 'factory' ? 'cacher' : undefined
    }
    case 'MemberExpression': {
      if (node.computed || meaningOf(module, node.object, seen) !== 'runtime') return undefined
      return exportMeaning(node.property.name)
    }
    case 'TSExternalModuleReference':
      return node.expression.value === RUNTIME ? 'runtime' : undefined
    case 'TSQualifiedName':
      return meaningOf(module, node.left, seen) === 'runtime' ? exportMeaning(node.right.name) : undefined
    case 'Identifier':
      return meaningOfName(module, node, seen)
    default:
      return undefined
  }
}

function meaningOfName(module: SourceModule, identifier: Identifier, seen: Set<Node>): Meaning {
  const definition = definitionOf(module, identifier)
  if (definition?.type === 'ImportBinding') {
    const { node, parent } = definition
    // `import runtime = require('@cachecache/runtime')`, `import cache = runtime.cache`
    if (parent.type === 'TSImportEqualsDeclaration') return meaningOf(module, parent.moduleReference, seen)
    if (parent.source.value !== RUNTIME) return undefined
    if (node.type === 'ImportNamespaceSpecifier') return 'runtime'
    return node.type === 'ImportSpecifier' ? exportMeaning(specifiedName(node.imported)) : undefined
  }
  if (definition?.type !== 'Variable' || !definition.node.init) return undefined
  const { id, init } = definition.node
  if (id.type === 'Identifier') return meaningOf(module, init, seen)
  if (id.type !== 'ObjectPattern' || meaningOf(module, init, seen) !== 'runtime') return undefined
  const property = id.properties.find((item) => item.type === 'Property' && isNamed(item.value, identifier.name))
  return property?.type === 'Property' && property.key.type === 'Identifier' ? exportMeaning(property.key.name) : undefined
}

function exportMeaning(name: string): Meaning {
  if (name === 'cache') return 'cache'
  return name === 'Cacher' || name === 'distributedCacher' ? 'factory' : undefined
}

function isRequire({ callee, arguments: [argument] }: NodeOf<'CallExpression' | 'NewExpression'>): boolean {
  return isNamed(callee, 'require') && argument?.type === 'Literal' && argument.value === RUNTIME
}
