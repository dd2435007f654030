import { childrenOf, type Node, type SourceModule } from '../source/source-module.js'
import { boundNames, unwrap } from '../source/walk.js'
import type { FileSummary, Unit } from './file-summary.js'
import { runsOnTheSpot } from './late.js'
import { isInstantiated } from './render-code.js'

/** The statements of a file, by the binding that they make. */
export interface CutFile {
  /** By bound name: the nodes that declare it, then the top-level statements that write it. */
  bindings: Map<string, { kind: Unit['kind']; nodes: Node[]; declaration?: string; assembled: boolean }>
  types: Map<string, Node>
  globals: Node[]
  effects: Node[]
  /** By imported name, the statements that change what it stands for: `dayjs.extend(utc)`, `axios.defaults.timeout = 5`. */
  imported: Map<string, Node[]>
}

const TYPE_STATEMENTS = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'])
const NO_CODE = new Set([
  'TSDeclareFunction',
  'TSNamespaceExportDeclaration',
  'EmptyStatement',
  'ImportDeclaration',
  'ExportAllDeclaration',
])

export function cutUnits(module: SourceModule, links: Pick<FileSummary, 'imports' | 'exports'>): CutFile {
  const cut: CutFile = { bindings: new Map(), types: new Map(), globals: [], effects: [], imported: new Map() }
  for (const statement of module.ast['body'] as Node[]) cutStatement(statement, cut, links)
  for (const statement of cut.effects) foldEffect(statement, cut, links, module)
  return cut
}

function add(cut: CutFile, name: string, kind: Unit['kind'], node: Node, declaration?: string): void {
  const known = cut.bindings.get(name)
  // Overloads, merged enums and namespaces, `var` twice: all of them make the binding.
  if (known) known.nodes.push(node)
  else cut.bindings.set(name, { kind, nodes: [node], assembled: false, ...(declaration ? { declaration } : {}) })
}

function cutStatement(statement: Node, cut: CutFile, links: Pick<FileSummary, 'imports' | 'exports'>): void {
  if (TYPE_STATEMENTS.has(statement.type)) return void cut.types.set(statement['id'].name, statement)
  if (NO_CODE.has(statement.type) || statement['declare']) return
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      if (statement['declaration']) cutStatement(statement['declaration'], cut, links)
      return
    case 'ExportDefaultDeclaration':
      return cutDefault(statement['declaration'], cut, links)
    case 'FunctionDeclaration':
      return add(cut, statement['id'].name, 'function', statement)
    case 'ClassDeclaration':
      return add(cut, statement['id'].name, 'class', statement)
    case 'TSEnumDeclaration':
      return add(cut, statement['id'].name, 'other', statement)
    case 'TSModuleDeclaration': {
      let id = statement['id'] as Node
      while (id.type === 'TSQualifiedName') id = id['left']
      if (id.type === 'Identifier' && !statement['global'] && isInstantiated(statement)) add(cut, id['name'], 'other', statement)
      return
    }
    case 'TSImportEqualsDeclaration': {
      const from = statement['moduleReference'] as Node
      const name = statement['id'].name as string
      if (from.type !== 'TSExternalModuleReference') return add(cut, name, 'other', statement)
      links.imports.set(name, { specifier: from['expression'].value, name: '*', type: statement['importKind'] === 'type' })
      return
    }
    case 'TSExportAssignment':
      links.exports.set('default', { local: 'export=' })
      return add(cut, 'export=', 'other', statement)
    case 'VariableDeclaration':
      for (const declarator of statement['declarations'] as Node[]) {
        for (const name of boundNames(declarator['id'])) add(cut, name, 'variable', declarator, statement['kind'])
      }
      return
    default:
      cut.effects.push(statement)
  }
}

function cutDefault(declaration: Node, cut: CutFile, links: Pick<FileSummary, 'exports'>): void {
  const value = unwrap(declaration)
  const name = (value['id'] as Node | null | undefined)?.['name'] as string | undefined
  if (NO_CODE.has(value.type) || TYPE_STATEMENTS.has(value.type)) return
  if (name !== undefined && value.type.endsWith('Declaration')) {
    links.exports.set('default', { local: name })
    return cutStatement(value, cut, { ...links, imports: new Map() })
  }
  if (value.type === 'Identifier') {
    links.exports.set('default', { local: value['name'] })
    // See `settleDefault`.
    if (/^(let|var)$/.test(cut.bindings.get(value['name'])?.declaration ?? '')) add(cut, 'default', 'variable', value, 'const')
    return
  }
  links.exports.set('default', { local: 'default' })
  const kind = value.type.startsWith('Class') ? 'class' : /Function/.test(value.type) ? 'function' : 'variable'
  add(cut, 'default', kind, value, 'const')
}

// `C.prototype.m = …` and `registry.set('a', f)` belong to their binding; what changes a global belongs to the module.
function foldEffect(statement: Node, cut: CutFile, { imports }: Pick<FileSummary, 'imports'>, module: SourceModule): void {
  const { scopes } = module
  let global = false
  for (const { root, how } of writtenRoots(statement)) {
    if (!scopes.referenceOf(root)) continue
    const variable = scopes.variableOf(root)
    const binding = variable?.scope === scopes.top ? cut.bindings.get(root['name']) : undefined
    if (binding) {
      if (how === 'filled' && !binding.nodes.some(makesObject)) continue
      if (how === 'method' && binding.kind === 'function') continue
      if (!binding.nodes.includes(statement)) binding.nodes.push(statement)
      binding.assembled = true
    } else if (variable?.scope === scopes.top && how !== 'filled' && imports.has(root['name'])) {
      const changes = cut.imported.get(root['name']) ?? []
      if (!changes.includes(statement)) cut.imported.set(root['name'], [...changes, statement])
    } else if (!variable && how === 'assigned' && !/^(module|exports)$/.test(root['name'])) {
      // Only a write patches a global; `document.body.append(x)` or `Object.keys(x).sort()` calls one.
      global = true
    }
  }
  if (statement.type !== 'ExpressionStatement') {
    for (const name of hoistedNames(statement)) add(cut, name, 'variable', statement, 'var')
  }
  if (global) cut.globals.push(statement)
}

/** `var` and functions inside of a block at the top level. */
function hoistedNames(node: Node): string[] {
  if (node.type === 'VariableDeclaration') {
    return node['kind'] === 'var' ? (node['declarations'] as Node[]).flatMap((declarator) => boundNames(declarator['id'])) : []
  }
  if (/Function|Class|Expression/.test(node.type)) return []
  return statementsOf(node).flatMap(hoistedNames)
}

function statementsOf(node: Node): Node[] {
  const fields = ['body', 'consequent', 'alternate', 'block', 'handler', 'finalizer', 'init', 'left', 'cases']
  return fields
    .flatMap((field) => (node[field] as Node | Node[] | null | undefined) ?? [])
    .filter((child) => typeof child.type === 'string')
}

const SCOPES = /^(FunctionExpression|FunctionDeclaration|ArrowFunctionExpression|ClassDeclaration|ClassExpression)$/
const OBJECT_CHANGERS = /^(assign|define|set|freeze|seal|preventExtensions)/

interface WrittenRoot {
  root: Node
  how: 'assigned' | 'method' | 'filled'
}

const makesObject = (node: Node) =>
  /^(ObjectExpression|ArrayExpression|NewExpression)$/.test(node['init'] ? unwrap(node['init']).type : '')

/** The identifiers at whose objects a top-level statement writes, or that it hands to a function to fill. */
function writtenRoots(node: Node): WrittenRoot[] {
  const roots: WrittenRoot[] = []
  const visit = (current: Node): void => {
    const assigned = (target: Node) => roots.push(...bases(target).map((root) => ({ root, how: 'assigned' as const })))
    if (current.type === 'AssignmentExpression') assigned(current['left'])
    else if (current.type === 'UpdateExpression' || (current.type === 'UnaryExpression' && current['operator'] === 'delete')) {
      assigned(current['argument'])
    } else if (current.type === 'CallExpression') roots.push(...changedByCall(current))
    for (const child of childrenOf(current)) {
      const inner = unwrap(child)
      if (!SCOPES.test(inner.type) || runsOnTheSpot(inner, current)) visit(inner)
    }
  }
  visit(node)
  return roots
}

function changedByCall(call: Node): WrittenRoot[] {
  const callee = unwrap(call['callee'])
  const args = call['arguments'] as Node[]
  if (callee.type === 'MemberExpression') {
    const object = unwrap(callee['object'])
    if (object.type === 'Identifier' && /^(Object|Reflect)$/.test(object['name'])) {
      const changes = OBJECT_CHANGERS.test(callee['property']['name'] ?? '') && args[0]
      return changes ? bases(args[0]).map((root) => ({ root, how: 'assigned' as const })) : []
    }
    if (/^(console|process|Promise)$/.test(object['name'] ?? '')) return []
    return bases(object).map((root) => ({ root, how: 'method' as const }))
  }
  // `fill(table)`
  if (callee.type !== 'Identifier') return []
  return args.filter((argument) => argument.type === 'Identifier').map((root) => ({ root, how: 'filled' as const }))
}

function bases(target: Node | null | undefined): Node[] {
  let node = target && unwrap(target)
  while (node && /^(MemberExpression|CallExpression|ChainExpression)$/.test(node.type)) {
    // `main().catch(…)` changes what main returned, not main.
    if (node.type === 'CallExpression' && unwrap(node['callee']).type === 'Identifier') return []
    node = unwrap((node['object'] ?? node['callee'] ?? node['expression']) as Node)
  }
  if (!node) return []
  if (node.type === 'Identifier') return [node]
  if (node.type === 'ArrayPattern') return (node['elements'] as (Node | null)[]).flatMap(bases)
  if (node.type === 'ObjectPattern')
    return (node['properties'] as Node[]).flatMap((item) => bases(item['value'] ?? item['argument']))
  return []
}
