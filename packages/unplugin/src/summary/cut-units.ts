import { childrenOf, fieldOf, isAmbient, isNode } from '../source/node.js'
import type { CallNode, Identifier, Node, SourceModule } from '../source/source-module.js'
import { boundNames, isCall, isClass, isFunction, ownName, unwrap } from '../source/walk.js'
import type { FileSummary, Unit } from './file-summary.js'
import { runsOnTheSpot } from './variables/late.js'
import { isInstantiated, staticName } from './render-code.js'

/** The statements of a file, by the binding that they define. */
export interface CutFile {
  /** By bound name: the nodes that declare it, then the top-level statements that write it. */
  bindings: Map<string, { kind: Unit['kind']; nodes: Node[]; declaration?: string }>
  /** Names of interfaces and type aliases. */
  types: Set<string>
  globals: Node[]
  effects: Node[]
  /** Code that runs at load and acts on an import: `dayjs.extend(utc)`, `K.prototype.v = f`, `mix(K, m)`. */
  acts: { name: string; path: string[]; how: WrittenRoot['how']; statement: Node }[]
}

const NO_CODE: ReadonlySet<Node['type']> = new Set([
  'TSInterfaceDeclaration',
  'TSDeclareFunction',
  'TSNamespaceExportDeclaration',
  'EmptyStatement',
  'ImportDeclaration',
  'ExportAllDeclaration',
])

export function cutUnits(module: SourceModule, links: Pick<FileSummary, 'imports' | 'exports'>): CutFile {
  const cut: CutFile = { bindings: new Map(), types: new Set(), globals: [], effects: [], acts: [] }
  for (const statement of module.ast.body) cutStatement(statement, cut, links)
  for (const statement of cut.effects) foldEffect(statement, cut, links, module)
  const made = [...cut.bindings.values()].flatMap(({ kind, nodes }) => (kind === 'variable' || kind === 'class' ? nodes : []))
  for (const node of made) if (!cut.effects.includes(node)) foldMaking(node, cut, links, module)
  return cut
}

function add(cut: CutFile, name: string, kind: Unit['kind'], node: Node, declaration?: string): void {
  const known = cut.bindings.get(name)
  // Overloads, merged enums and namespaces, and repeated `var` all define one binding.
  if (known) known.nodes.push(node)
  else cut.bindings.set(name, { kind, nodes: [node], ...(declaration ? { declaration } : {}) })
}

function cutStatement(statement: Node, cut: CutFile, links: Pick<FileSummary, 'imports' | 'exports'>): void {
  if (statement.type === 'TSInterfaceDeclaration' || statement.type === 'TSTypeAliasDeclaration')
    return void cut.types.add(statement.id.name)
  if (NO_CODE.has(statement.type) || isAmbient(statement)) return
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      if (statement.declaration) cutStatement(statement.declaration, cut, links)
      return
    case 'ExportDefaultDeclaration':
      return cutDefault(statement.declaration, cut, links)
    case 'FunctionDeclaration':
      return add(cut, statement.id!.name, 'function', statement)
    case 'ClassDeclaration':
      return add(cut, statement.id!.name, 'class', statement)
    case 'TSEnumDeclaration':
      return add(cut, statement.id.name, 'other', statement)
    case 'TSModuleDeclaration': {
      let id: Node = statement.id
      while (id.type === 'TSQualifiedName') id = id.left
      if (id.type === 'Identifier' && !statement.global && isInstantiated(statement)) add(cut, id.name, 'other', statement)
      return
    }
    case 'TSImportEqualsDeclaration': {
      const from = statement.moduleReference
      const { name } = statement.id
      if (from.type !== 'TSExternalModuleReference') return add(cut, name, 'other', statement)
      links.imports.set(name, { specifier: from.expression.value, name: '*', type: statement.importKind === 'type' })
      return
    }
    case 'TSExportAssignment':
      links.exports.set('default', { local: 'export=' })
      return add(cut, 'export=', 'other', statement)
    case 'VariableDeclaration':
      for (const declarator of statement.declarations) {
        for (const name of boundNames(declarator.id)) add(cut, name, 'variable', declarator, statement.kind)
      }
      return
    default:
      cut.effects.push(statement)
  }
}

function cutDefault(declaration: Node, cut: CutFile, links: Pick<FileSummary, 'exports'>): void {
  const value = unwrap(declaration)
  const name = ownName(value)
  if (NO_CODE.has(value.type)) return
  if (name !== undefined && value.type.endsWith('Declaration')) {
    links.exports.set('default', { local: name })
    return cutStatement(value, cut, { ...links, imports: new Map() })
  }
  if (value.type === 'Identifier') {
    links.exports.set('default', { local: value.name })
    // See `resolveDefaultExport`.
    if (/^(let|var)$/.test(cut.bindings.get(value.name)?.declaration ?? '')) add(cut, 'default', 'variable', value, 'const')
    return
  }
  links.exports.set('default', { local: 'default' })
  const kind = isClass(value) ? 'class' : isFunction(value) ? 'function' : 'variable'
  add(cut, 'default', kind, value, 'const')
}

// `C.prototype.m = …` and `registry.set('a', f)` belong to their binding; a change of a global belongs to the module.
function foldEffect(statement: Node, cut: CutFile, { imports }: Pick<FileSummary, 'imports'>, module: SourceModule): void {
  let global = false
  for (const written of writtenRoots(statement)) {
    const { root, how } = written
    if (!module.scopes.referenceOf(root)) continue
    const variable = module.scopes.variableOf(root)
    if (variable?.scope === module.scopes.top) foldRoot(written, statement, cut, imports)
    // Only a write patches a global; `document.body.append(x)` or `Object.keys(x).sort()` is a call.
    else if (!variable && how === 'assigned' && !/^(module|exports)$/.test(root.name)) global = true
  }
  if (statement.type !== 'ExpressionStatement') {
    for (const name of hoistedNames(statement)) add(cut, name, 'variable', statement, 'var')
  }
  if (global) cut.globals.push(statement)
}

function foldRoot({ root, path, how }: WrittenRoot, statement: Node, cut: CutFile, imports: FileSummary['imports']): void {
  const { name } = root
  const binding = cut.bindings.get(name)
  if (!binding) {
    if (imports.has(name)) cut.acts.push({ name, path, how, statement })
    return
  }
  // Passing a value on doesn't change its code, except for a class, which may be extended: objects are read at run time.
  if (how === 'filled' && binding.kind !== 'class') return
  if (how === 'method' && binding.kind === 'function') return
  if (!binding.nodes.includes(statement)) binding.nodes.push(statement)
}

/** The effects on others when a variable or class is created: `const Named = mix(Shape, naming)`. */
function foldMaking(node: Node, cut: CutFile, { imports }: Pick<FileSummary, 'imports'>, module: SourceModule): void {
  for (const written of writtenRoots(node)) {
    if (written.how === 'method' || !module.scopes.referenceOf(written.root)) continue
    if (module.scopes.variableOf(written.root)?.scope === module.scopes.top) foldRoot(written, node, cut, imports)
  }
}

/** `var` and functions inside a block at the top level. */
function hoistedNames(node: Node): string[] {
  if (node.type === 'VariableDeclaration') {
    return node.kind === 'var' ? node.declarations.flatMap(({ id }) => boundNames(id)) : []
  }
  if (/Function|Class|Expression/.test(node.type)) return []
  return statementsOf(node).flatMap(hoistedNames)
}

function statementsOf(node: Node): Node[] {
  const fields = ['body', 'consequent', 'alternate', 'block', 'handler', 'finalizer', 'init', 'left', 'cases']
  return fields.flatMap((field) => fieldOf(node, field)).filter(isNode)
}

const OBJECT_CHANGERS = /^(assign|define|set|freeze|seal|preventExtensions)/

interface WrittenRoot {
  root: Identifier
  /** Members between the name and the written property. */
  path: string[]
  how: 'assigned' | 'method' | 'filled'
}

/** The identifiers of objects that code writes to at load, or passes to a function. */
function writtenRoots(node: Node): WrittenRoot[] {
  const roots: WrittenRoot[] = []
  const visit = (current: Node): void => {
    const assigned = (target: Node) => roots.push(...bases(target, 'assigned'))
    if (current.type === 'AssignmentExpression') assigned(current.left)
    else if (current.type === 'UpdateExpression' || (current.type === 'UnaryExpression' && current.operator === 'delete')) {
      assigned(current.argument)
    } else if (isCall(current)) roots.push(...changedByCall(current))
    for (const child of childrenAtLoad(current)) visit(unwrap(child))
  }
  for (const child of isClass(node) ? childrenAtLoad(node) : [unwrap(node)]) visit(unwrap(child))
  return roots
}

/** A function's code doesn't run at load, unless it is called immediately. A class's static parts and decorators do. */
function childrenAtLoad(node: Node): Node[] {
  if (isClass(node)) {
    const members = node.body.body.flatMap((member): Node[] => {
      if (!('key' in member)) return member.type === 'StaticBlock' ? [member] : []
      return [...member.decorators, ...(member.static && member.value && !isFunction(member.value) ? [member.value] : [])]
    })
    return [...node.decorators, ...(node.superClass ? [node.superClass] : []), ...members]
  }
  return childrenOf(node).filter((child) => {
    const inner = unwrap(child)
    return !isFunction(inner) || runsOnTheSpot(inner, node)
  })
}

function changedByCall(call: CallNode): WrittenRoot[] {
  const callee = unwrap(call.callee)
  const args = call.arguments
  const filled = args.flatMap((argument) => bases(argument, 'filled'))
  if (callee.type !== 'MemberExpression') return filled
  const object = unwrap(callee.object)
  if (object.type === 'Identifier' && /^(Object|Reflect)$/.test(object.name)) {
    const { property } = callee
    return property.type === 'Identifier' && OBJECT_CHANGERS.test(property.name) ? bases(args[0], 'assigned') : []
  }
  if (object.type === 'Identifier' && /^(console|process|Promise)$/.test(object.name)) return []
  return [...bases(object, 'method'), ...filled]
}

function bases(target: Node | null | undefined, how: WrittenRoot['how']): WrittenRoot[] {
  let node = target && unwrap(target)
  const path: string[] = []
  for (;;) {
    if (node?.type === 'MemberExpression') {
      path.unshift(staticName(node) ?? '*')
      node = unwrap(node.object)
    } else if (node?.type === 'CallExpression') {
      node = unwrap(node.callee)
      // `main().catch(…)` acts on the result of `main`, not on `main`.
      if (how === 'filled' || node.type === 'Identifier') return []
    } else if (node?.type === 'ChainExpression') node = unwrap(node.expression)
    else break
  }
  if (!node) return []
  if (node.type === 'Identifier') return [{ root: node, path, how }]
  const inner = (nodes: (Node | null)[]): WrittenRoot[] => nodes.flatMap((child) => bases(child, how))
  if (node.type === 'ArrayPattern' || node.type === 'ArrayExpression') return inner(node.elements)
  if (node.type === 'ObjectPattern' || node.type === 'ObjectExpression')
    return inner(node.properties.map((item) => (item.type === 'Property' ? item.value : item.argument)))
  return []
}
