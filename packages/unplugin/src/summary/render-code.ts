import { fieldOf, isAmbient, isNode } from '../source/node.js'
import type { Node, NodeOf } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'

/** Callbacks of a walk over code, besides the rendering. */
export interface CodeScan {
  /** `ancestors` from the outermost, without TypeScript's wrappers. */
  enter(node: Node, ancestors: readonly Node[]): void
  /** Whether a decorator is left out of the rendering. */
  takes(decorator: NodeOf<'Decorator'>): boolean
  /** Replaces the code of a whole node; the node is still scanned. */
  replace?(node: Node): string | undefined
  /** Called after the children of a replaced node. */
  leave?(node: Node): void
}

const DROPPED: ReadonlySet<Node['type']> = new Set([
  'TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'TSAbstractMethodDefinition', 'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty', 'TSEmptyBodyFunctionExpression', 'TSIndexSignature', 'TSTypeAnnotation', 'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation', 'TSClassImplements', 'TSNamespaceExportDeclaration', 'EmptyStatement',
]) // prettier-ignore

/** The most frequent of the others, which need no further test. */
const KEPT: ReadonlySet<Node['type']> = new Set([
  'ArrayExpression', 'ArrowFunctionExpression', 'AssignmentExpression', 'AwaitExpression', 'BinaryExpression', 'BlockStatement',
  'CallExpression', 'ChainExpression', 'ConditionalExpression', 'ExpressionStatement', 'IfStatement', 'Literal', 'LogicalExpression',
  'MemberExpression', 'NewExpression', 'ObjectExpression', 'ObjectPattern', 'Property', 'ReturnStatement', 'SpreadElement',
  'TemplateElement', 'TemplateLiteral', 'ThisExpression', 'UnaryExpression', 'VariableDeclarator',
]) // prettier-ignore

const SKIPPED_KEYS = new Set([
  'type', 'start', 'end', 'range', 'loc', 'parent', 'raw', 'typeAnnotation', 'returnType', 'typeParameters', 'typeArguments',
  'superTypeArguments', 'implements', 'accessibility', 'override', 'readonly', 'abstract', 'declare', 'definite', 'importKind',
  'exportKind', 'const', 'shorthand', 'hashbang',
]) // prettier-ignore

/**
 * Renders the code of nodes without types, comments and formatting, by a walk with sorted keys. A token stream would lose
 * automatic semicolons, and a printer would keep quotes and parentheses.
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
  const node = unwrap(wrapped)
  const replacement = scan.replace?.(node)
  const target = replacement === undefined ? out : []
  if (replacement !== undefined) out.push(replacement)
  scan.enter(node, ancestors)
  const leaf = renderLeaf(node)
  if (leaf !== undefined) target.push(leaf)
  else {
    ancestors.push(node)
    if (node.type !== 'MemberExpression' || !renderMember(node, ancestors, scan, target)) {
      renderFields(node, ancestors, scan, target)
    }
    ancestors.pop()
  }
  if (replacement !== undefined) scan.leave?.(node)
}

function renderLeaf(node: Node): string | undefined {
  switch (node.type) {
    case 'Identifier':
      // A parameter with decorators has children.
      return node.decorators?.length ? undefined : node.name
    case 'JSXIdentifier':
      return node.name
    case 'Literal':
      return renderLiteral(node)
    case 'TemplateElement':
      return '`' + node.value.raw.replace(/\r\n?/g, '\n') + '`'
    case 'JSXText':
      return 'T' + JSON.stringify(foldJsxSpace(node.value))
    default:
      return undefined
  }
}

function renderLiteral(node: NodeOf<'Literal'>): string {
  if ('regex' in node) return `R/${node.regex.pattern}/${node.regex.flags}`
  if ('bigint' in node) return `${BigInt(node.bigint)}n`
  const { value } = node
  if (typeof value === 'number') return `N${Object.is(value, -0) ? '-0' : value}`
  return typeof value === 'string' ? quote(value) : JSON.stringify(value)
}

/** What `JSON.stringify` gives. Most names and operators need no escapes, and a call into the engine costs more than this test. */
const quote = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`)
const ESCAPED = /[^ -!#-[\]-~]/

/** The static name of a member: `a.b`, `a['b']`; none for `a[b]` and `a.#b`. */
export function staticName({ property, computed }: NodeOf<'MemberExpression'>): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined
}

// `a['b']` is rendered like `a.b`.
function renderMember(node: NodeOf<'MemberExpression'>, ancestors: Node[], scan: CodeScan, out: string[]): boolean {
  const name = staticName(node)
  if (name === undefined) return false
  out.push('M{')
  walk(node.object, ancestors, scan, out)
  out.push(node.optional ? '?.' : '.', quote(name), '}')
  return true
}

function renderFields(node: Node, ancestors: Node[], scan: CodeScan, out: string[]): void {
  const { open, fields, keyed } = shapeOf(node)
  out.push(open)
  const key = keyed ? plainKey(node as Keyed) : undefined
  if (key !== undefined) out.push('key:', quote(key))
  if (key === '__proto__' && node.type === 'Property' && node.shorthand) out.push('own')
  for (const { name, label, isKey } of fields) {
    if (isKey && key !== undefined) continue
    const value = fieldOf(node, name)
    if (value === null || value === undefined || value === false) continue
    if (value === true) out.push(label, 'true')
    else if (Array.isArray(value)) renderList(value, name, label, ancestors, scan, out)
    else if (!isNode(value)) out.push(label, typeof value === 'string' ? quote(value) : JSON.stringify(value))
    else if (!isDropped(value, name, scan)) {
      out.push(label)
      walk(value, ancestors, scan, out)
    }
  }
  out.push('}')
}

function renderList(list: unknown[], field: string, label: string, ancestors: Node[], scan: CodeScan, out: string[]): void {
  // All decorators are examined before any of them is walked.
  const items = field === 'decorators' ? list.filter((item) => !(isNode(item) && isDropped(item, field, scan))) : list
  let begun = false
  for (const item of items) {
    if (items === list && isNode(item) && isDropped(item, field, scan)) continue
    if (!begun) out.push(`${label}[`)
    begun = true
    if (isNode(item)) walk(item, ancestors, scan, out)
    else out.push('~')
  }
  // A list that became empty is rendered like a missing list; a hole in an array counts.
  if (begun) out.push(']')
  else if (field === 'elements') out.push(`${label}[`, ']')
}

type Keyed = NodeOf<'Property' | 'MethodDefinition' | 'PropertyDefinition' | 'AccessorProperty' | 'TSEnumMember'>

/** The name of a property or member that isn't computed, quoted or not. */
export function plainKey(node: Keyed): string | undefined {
  const key = node.type === 'TSEnumMember' ? node.id : node.key
  if (node.computed) return undefined
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

function isDropped(node: Node, field: string, scan: CodeScan): boolean {
  if (KEPT.has(node.type)) return false
  if (node.type === 'Decorator') return scan.takes(node)
  if (DROPPED.has(node.type) || isAmbient(node)) return true
  switch (node.type) {
    case 'Identifier':
      return field === 'params' && node.name === 'this'
    case 'MethodDefinition':
      return !node.value.body
    case 'JSXText':
      return foldJsxSpace(node.value) === ''
    case 'JSXExpressionContainer':
      return node.expression.type === 'JSXEmptyExpression'
    case 'TSModuleDeclaration':
      return !isInstantiated(node)
    case 'ImportSpecifier':
      return node.importKind === 'type'
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return node.declaration !== null && isDropped(node.declaration, field, scan)
    default:
      return false
  }
}

/** Whether a statement of a module has no code: only types. */
export const isDroppedStatement = (node: Node): boolean =>
  isDropped(node, 'body', NOTHING) || ('exportKind' in node && node.exportKind === 'type')

const NOTHING: CodeScan = { enter: () => {}, takes: () => false }

/** Whether a namespace creates an object at run time or contains only types. */
export function isInstantiated({ body, declare }: NodeOf<'TSModuleDeclaration'>): boolean {
  if (declare || !body) return false
  return body.body.some((statement) => {
    const inner = (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement
    if (inner.type === 'TSModuleDeclaration') return isInstantiated(inner)
    return !DROPPED.has(inner.type) && !isAmbient(inner)
  })
}

/** Normalises white space in JSX text as JSX does. */
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

/** How nodes of one type with the same fields are rendered. */
interface Shape {
  /** The fields in their original order, which identify this shape. */
  all: string[]
  open: string
  /** The fields that count, sorted. `isKey`: the name of a member, for which `plainKey` may be used. */
  fields: { name: string; label: string; isKey: boolean }[]
  keyed: boolean
}

// Nodes of one type nearly always have the same fields.
const shapes = new Map<string, Shape>()

function shapeOf(node: Node): Shape {
  const known = shapes.get(node.type)
  if (known !== undefined && fits(node, known.all)) return known
  const { type } = node
  const all = Object.keys(node)
  const optional = type === 'MemberExpression' || type === 'CallExpression'
  const names = all.filter((name) => !SKIPPED_KEYS.has(name) && (name !== 'optional' || optional))
  const isKey = (name: string) => name === 'key' || (name === 'id' && type === 'TSEnumMember')
  const fields = names.toSorted().map((name) => ({ name, label: `${name}:`, isKey: isKey(name) }))
  const shape = { all, open: `${type} {`, fields, keyed: fields.some((field) => field.isKey) }
  shapes.set(type, shape)
  return shape
}

function fits(node: Node, all: readonly string[]): boolean {
  let index = 0
  for (const key in node) if (all[index++] !== key) return false
  return index === all.length
}
