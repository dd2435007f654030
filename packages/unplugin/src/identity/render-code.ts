import { isNode, type Node } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'

/** What a walk over code reports besides the rendering. */
export interface CodeScan {
  /** `ancestors` from the outermost, without TypeScript's wrappers. */
  enter(node: Node, ancestors: readonly Node[]): void
  /** Takes a decorator out of the rendering. */
  takes(decorator: Node): boolean
  /** Stands for the whole node instead of its code; the node is still scanned. */
  replace?(node: Node): string | undefined
  /** After the children of a replaced node. */
  leave?(node: Node): void
}

const DROPPED = new Set([
  'TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'TSAbstractMethodDefinition', 'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty', 'TSEmptyBodyFunctionExpression', 'TSIndexSignature', 'TSTypeAnnotation', 'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation', 'TSClassImplements', 'TSNamespaceExportDeclaration', 'EmptyStatement',
]) // prettier-ignore

const SKIPPED_KEYS = new Set([
  'type', 'start', 'end', 'range', 'loc', 'parent', 'raw', 'typeAnnotation', 'returnType', 'typeParameters', 'typeArguments',
  'superTypeArguments', 'implements', 'accessibility', 'override', 'readonly', 'abstract', 'declare', 'definite', 'importKind',
  'exportKind', 'const', 'shorthand', 'hashbang',
]) // prettier-ignore

/**
 * The code of nodes without types, comments and formatting: a walk with sorted keys. A token stream would lose where
 * semicolons are inserted, and a printer would keep quotes and parentheses.
 */
export function renderCode(nodes: readonly Node[], scan: CodeScan): string {
  const out: string[] = []
  for (const node of nodes) {
    walk(node, [], scan, out)
    out.push('\n')
  }
  return out.join(' ')
}

function walk(wrapped: Node, ancestors: Node[], scan: CodeScan, out: string[]): void {
  let node = unwrap(wrapped)
  // A declaration reads the same whether it is exported or not.
  while ((node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') && node['declaration']) {
    node = unwrap(node['declaration'] as Node)
  }
  const replacement = scan.replace?.(node)
  const target = replacement === undefined ? out : []
  if (replacement !== undefined) out.push(replacement)
  scan.enter(node, ancestors)
  const leaf = renderLeaf(node)
  if (leaf !== undefined) target.push(leaf)
  else {
    ancestors.push(node)
    if (!renderMember(node, ancestors, scan, target)) renderFields(node, ancestors, scan, target)
    ancestors.pop()
  }
  if (replacement !== undefined) scan.leave?.(node)
}

function renderLeaf(node: Node): string | undefined {
  switch (node.type) {
    case 'Identifier':
    case 'JSXIdentifier':
      // A parameter with decorators has children.
      return node['decorators']?.length ? undefined : node['name']
    case 'Literal':
      return renderLiteral(node)
    case 'TemplateElement':
      return '`' + (node['value'].raw as string).replace(/\r\n?/g, '\n') + '`'
    case 'JSXText':
      return 'T' + JSON.stringify(foldJsxSpace(node['value']))
    default:
      return undefined
  }
}

function renderLiteral(node: Node): string {
  if (node['regex']) return `R/${node['regex'].pattern}/${node['regex'].flags}`
  if (node['bigint'] !== undefined && node['bigint'] !== null) return `${BigInt(node['bigint'])}n`
  const value = node['value'] as unknown
  if (typeof value === 'number') return `N${Object.is(value, -0) ? '-0' : value}`
  return JSON.stringify(value)
}

/** The name of a member that is written out: `a.b`, `a['b']`; none for `a[b]` and `a.#b`. */
export function staticName(node: Node): string | undefined {
  const property = node['property'] as Node
  if (!node['computed']) return property.type === 'PrivateIdentifier' ? undefined : (property['name'] as string)
  if (property.type === 'Literal' && typeof property['value'] === 'string') return property['value']
  return undefined
}

// `a['b']` is `a.b`.
function renderMember(node: Node, ancestors: Node[], scan: CodeScan, out: string[]): boolean {
  if (node.type !== 'MemberExpression') return false
  const name = staticName(node)
  if (name === undefined) return false
  out.push('M{')
  walk(node['object'], ancestors, scan, out)
  out.push(node['optional'] ? '?.' : '.', JSON.stringify(name), '}')
  return true
}

function renderFields(node: Node, ancestors: Node[], scan: CodeScan, out: string[]): void {
  out.push(node.type, '{')
  const key = plainKey(node)
  if (key !== undefined) out.push('key:', JSON.stringify(key))
  if (node.type === 'Property' && key === '__proto__' && node['shorthand']) out.push('own')
  for (const field of sortedKeys(node)) {
    if (SKIPPED_KEYS.has(field) || (key !== undefined && (field === 'key' || (field === 'id' && node.type === 'TSEnumMember'))))
      continue
    if (field === 'optional' && node.type !== 'MemberExpression' && node.type !== 'CallExpression') continue
    const value = node[field] as unknown
    if (Array.isArray(value)) renderList(value, field, ancestors, scan, out)
    else if (isNode(value)) {
      if (isDropped(value, field, scan)) continue
      out.push(`${field}:`)
      walk(value, ancestors, scan, out)
    } else if (value !== null && value !== undefined && value !== false) out.push(`${field}:`, JSON.stringify(value))
  }
  out.push('}')
}

function renderList(list: unknown[], field: string, ancestors: Node[], scan: CodeScan, out: string[]): void {
  const kept = list.filter((item) => !(isNode(item) && isDropped(item, field, scan)))
  // Lists that dropping emptied read like lists that were never there; a hole in an array counts.
  if (kept.length === 0 && field !== 'elements') return
  out.push(`${field}:[`)
  for (const item of kept) {
    if (isNode(item)) walk(item, ancestors, scan, out)
    else out.push('~')
  }
  out.push(']')
}

/** The name of a property or member that is not computed, whether quoted or not. */
export function plainKey(node: Node): string | undefined {
  const key = (node.type === 'TSEnumMember' ? node['id'] : node['key']) as Node | undefined
  if (!key || node['computed']) return undefined
  if (key.type === 'Identifier' || key.type === 'JSXIdentifier') return key['name'] as string
  return key.type === 'Literal' ? String(key['value']) : undefined
}

function isDropped(node: Node, field: string, scan: CodeScan): boolean {
  if (node.type === 'Decorator') return scan.takes(node)
  if (DROPPED.has(node.type) || node['declare'] === true) return true
  switch (node.type) {
    case 'Identifier':
      return field === 'params' && node['name'] === 'this'
    case 'MethodDefinition':
      return !node['value']?.body
    case 'JSXText':
      return foldJsxSpace(node['value']) === ''
    case 'JSXExpressionContainer':
      return node['expression'].type === 'JSXEmptyExpression'
    case 'TSModuleDeclaration':
      return !isInstantiated(node)
    case 'ImportSpecifier':
      return node['importKind'] === 'type'
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return isNode(node['declaration']) && isDropped(node['declaration'], field, scan)
    default:
      return false
  }
}

/** Whether a namespace makes an object at run time, or only holds types. */
export function isInstantiated(declaration: Node): boolean {
  const body = declaration['body'] as Node | undefined
  if (declaration['declare'] || !body) return false
  if (body.type !== 'TSModuleBlock') return isInstantiated(body)
  return (body['body'] as Node[]).some((statement) => {
    const inner = (statement['declaration'] as Node | null) ?? statement
    if (inner.type === 'TSModuleDeclaration') return isInstantiated(inner)
    return !DROPPED.has(inner.type) && inner['declare'] !== true
  })
}

/** White space in JSX text as JSX reads it. */
function foldJsxSpace(text: string): string {
  const lines = text.split(/\r\n|\n|\r/)
  return lines
    .map((line, index) => {
      let folded = line.replaceAll('\t', ' ')
      if (index > 0) folded = folded.replace(/^ +/, '')
      return index < lines.length - 1 ? folded.replace(/ +$/, '') : folded
    })
    .filter(Boolean)
    .join(' ')
}

// Nodes of one type have the same fields almost always; sorting them anew each time costs a third of the walk.
const keysByType = new Map<string, { keys: string[]; sorted: string[] }>()

function sortedKeys(node: Node): string[] {
  const keys = Object.keys(node)
  const known = keysByType.get(node.type)
  if (known && known.keys.length === keys.length && keys.every((key, index) => known.keys[index] === key)) return known.sorted
  const sorted = keys.toSorted()
  keysByType.set(node.type, { keys, sorted })
  return sorted
}
