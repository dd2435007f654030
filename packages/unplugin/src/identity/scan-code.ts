import type { Reference as ScopeReference, Variable as ScopeVariable } from '../source/scopes.js'
import { isCacherHere, isFreeCache, isImportedName } from '../find/cachers.js'
import { childrenOf, type Node, type SourceModule } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'
import { classifyUse, type UseOfName } from './classify-use.js'
import { changesResult, flowOf, isMadeHere, type Flow } from './escapes.js'
import type { Features, ForeignDecorator, Read, Reference } from './file-summary.js'
import type { Place } from './place.js'
import { findReads, type ReadContext } from './find-reads.js'
import { renderCode, staticName, type CodeScan } from './render-code.js'

/** What one walk over a piece of code finds. */
export interface ScannedCode {
  code: string
  references: Reference[]
  reads: Read[]
  decorators: ForeignDecorator[]
  features: Features
  /** Uses of the module's variables, for their traits. */
  uses: { name: string; use: UseOfName; flow: Flow | undefined }[]
  /** Changes objects that its own variables or calls gave it, which may be any. */
  changesOthers: boolean
  /** Variables between the module's scope and the code: captured. */
  outer: { variable: ScopeVariable; identifier: Node; use: UseOfName }[]
}

export interface ScanContext {
  module: SourceModule
  placeOf(offset: number): Place
  /** Versions pinned by hand, by function node. */
  pins: ReadonlyMap<Node, string>
  /** In a destructuring declarator: the name that this unit stands for. */
  only?: string
}

export function scanCode(nodes: readonly Node[], context: ScanContext): ScannedCode {
  return new CodeScanner(context).run(nodes)
}

class CodeScanner implements CodeScan {
  private readonly found: ScannedCode = {
    code: '',
    references: [],
    reads: [],
    decorators: [],
    features: { fields: false, decorators: false, jsx: false },
    uses: [],
    changesOthers: false,
    outer: [],
  }
  private readonly seen = new Set<string>()
  private nodes: readonly Node[] = []
  private pinned = 0

  /** For every node the same. */
  private readonly reading: ReadContext

  constructor(private readonly context: ScanContext) {
    this.reading = {
      isGlobal: (name) => this.isGlobal(name),
      importOf: (name) => this.importOf(name),
      declaratorOf: (name) => this.declaratorOf(name),
      only: context.only,
    }
  }

  run(nodes: readonly Node[]): ScannedCode {
    this.nodes = nodes
    this.found.code = renderCode(nodes, this)
    return this.found
  }

  takes(decorator: Node): boolean {
    const { module } = this.context
    const expression = unwrap(decorator['expression'])
    if (isCacherHere(module, expression) || isFreeCache(module, expression)) return true
    this.found.features.decorators = true
    const callee = calleeOf(expression)
    if (!callee || !isImportedName(module, expression)) return false
    // Whether an imported decorator is a cacher, the other file knows.
    const { code, references, reads } = scanCode([decorator], this.context)
    this.found.decorators.push({ callee, code, references })
    this.found.reads.push(...reads)
    return true
  }

  replace(node: Node): string | undefined {
    const pin = this.context.pins.get(node)
    if (pin === undefined || this.nodes.includes(node)) return undefined
    this.pinned++
    return `pin ${JSON.stringify(pin)}`
  }

  leave(): void {
    this.pinned--
  }

  enter(node: Node, ancestors: readonly Node[]): void {
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        return this.enterName(node, ancestors)
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.found.features.fields = true
        break
      case 'JSXElement':
      case 'JSXFragment':
        this.found.features.jsx = true
        break
      case 'ImportExpression':
        this.addImport(node['source'], 'import(…)')
        break
      case 'TSExternalModuleReference':
        this.addImport(node['expression'], 'require(…)')
        break
    }
    if (changesResult(node)) this.found.changesOthers = true
    if (isFunction(node)) for (const param of node['params'] as Node[]) this.addParameterTypes(param)
    const reads = findReads(node, ancestors, this.reading)
    for (const { offset, ...read } of reads) this.addRead(read, offset)
    if (node.type === 'CallExpression' && this.isRequire(node)) this.addImport(node['arguments'][0], 'require(…)')
  }

  private enterName(identifier: Node, ancestors: readonly Node[]): void {
    const { module } = this.context
    const reference = module.scopes.referenceOf(identifier)
    if (!reference || !reference.isValueReference) return
    const variable = this.variableOf(reference, identifier)
    if (!variable) return
    const use = classifyUse(identifier, ancestors, (name) => this.isGlobal(name))
    if (variable.scope !== module.scopes.top) {
      if (!this.isInside(variable)) this.found.outer.push({ variable, identifier, use })
      else if (use.change === 'mutate' && !isMadeHere(variable)) this.found.changesOthers = true
      return
    }
    if (reference.init) return
    const name = identifier['name'] as string
    if (use.change === 'lazyWrite' && this.dependsOnLocals(ancestors, identifier)) use.change = 'write'
    this.found.uses.push({ name, use, flow: flowOf(identifier, ancestors, (free) => this.isGlobal(free)) })
    this.addReference(name, use, identifier)
  }

  private addReference(name: string, use: UseOfName, node: Node): void {
    const { change: _, dynamic, ...rest } = use
    const path = dynamic ? [...rest.path, '*'] : rest.path
    const reference: Reference = {
      via: 'binding',
      name,
      ...rest,
      path,
      pinned: this.pinned > 0,
      place: this.context.placeOf(node.start),
    }
    this.push(reference)
  }

  private push(reference: Reference): void {
    const { via, name, path, use, effect, late, method, pinned } = reference
    const key = [via, name, path.join('.'), use, effect, late, method, pinned].join('\0')
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.found.references.push(reference)
  }

  private addImport(source: Node | undefined, what: string): void {
    const literal = source && unwrap(source)
    const place = this.context.placeOf(literal?.start ?? 0)
    const specifier =
      literal?.type === 'Literal'
        ? (literal['value'] as unknown)
        : literal?.type === 'TemplateLiteral' && literal['expressions'].length === 0
          ? (literal['quasis'][0].value.cooked as unknown)
          : undefined
    if (typeof specifier === 'string') {
      this.push({
        via: 'import',
        name: specifier,
        path: [],
        use: 'imported',
        effect: false,
        late: true,
        pinned: this.pinned > 0,
        place,
      })
    } else this.addRead({ kind: 'unfollowed', name: what, code: 'unfollowed-import' }, literal?.start ?? 0)
  }

  private addRead(read: Omit<Read, 'place'>, offset: number): void {
    const key = `${read.kind}\0${read.name}`
    const place = this.context.placeOf(offset)
    // A silenced place says nothing of the next one.
    if (this.seen.has(key) && read.code === undefined) return
    this.seen.add(key)
    this.found.reads.push({ ...read, place })
  }

  /** Classes that a parameter's type names are code that arguments bring along. */
  private addParameterTypes(param: Node): void {
    for (const reference of typeReferences(param, this.context)) this.push({ ...reference, pinned: this.pinned > 0 })
  }

  private variableOf(reference: ScopeReference, identifier: Node): ScopeVariable | null {
    // In a script the analysis leaves references to `var` and functions of the top level open.
    return reference.resolved ?? this.context.module.scopes.top.set.get(identifier['name']) ?? null
  }

  private isGlobal(name: Node): boolean {
    const reference = this.context.module.scopes.referenceOf(name)
    return !!reference && !this.variableOf(reference, name)
  }

  private importOf(name: Node): { specifier: string; name: string } | undefined {
    const variable = this.context.module.scopes.referenceOf(name)?.resolved
    const definition = variable?.defs[0]
    if (definition?.type !== 'ImportBinding') return undefined
    const parent = definition.parent as unknown as Node | null
    const node = definition.node as unknown as Node
    const specifier = parent?.['source']?.value as string | undefined
    if (specifier === undefined) return undefined
    const imported = node['imported'] as Node | undefined
    const kind = node.type === 'ImportNamespaceSpecifier' ? '*' : 'default'
    return { specifier, name: imported ? ((imported['name'] ?? imported['value']) as string) : kind }
  }

  private declaratorOf(name: Node): Node | undefined {
    const definition = this.context.module.scopes.referenceOf(name)?.resolved?.defs[0]
    if (definition?.type !== 'Variable') return undefined
    const declarator = definition.node as unknown as Node
    return (definition.parent as unknown as Node | null)?.['kind'] === 'const' ? declarator : undefined
  }

  private isRequire(call: Node): boolean {
    const callee = unwrap(call['callee'])
    return callee.type === 'Identifier' && callee['name'] === 'require' && this.isGlobal(callee) && call['arguments'].length > 0
  }

  private isInside(variable: ScopeVariable): boolean {
    const { start, end } = variable.scope.block
    return this.nodes.some((node) => start >= node.start && end <= node.end)
  }

  // `table ??= build(size)` with a parameter: the first caller decides, so it is no initialiser.
  private dependsOnLocals(ancestors: readonly Node[], identifier: Node): boolean {
    const assignment = ancestors.findLast((node) => node.type === 'AssignmentExpression' && unwrap(node['left']) === identifier)
    if (!assignment) return false
    const right = assignment['right'] as Node
    const visit = (node: Node): boolean => {
      if (node.type === 'ThisExpression') return true
      const variable = node.type === 'Identifier' ? this.context.module.scopes.referenceOf(node)?.resolved : undefined
      if (variable && variable.scope !== this.context.module.scopes.top) {
        const { start, end } = variable.scope.block
        if (start < right.start || end > right.end) return true
      }
      return [...childrenOf(node)].some(visit)
    }
    return visit(right)
  }
}

function calleeOf(expression: Node): { name: string; path: string[] } | undefined {
  const path: string[] = []
  let node = expression.type === 'CallExpression' ? unwrap(expression['callee']) : expression
  for (; node.type === 'MemberExpression'; node = unwrap(node['object'])) path.unshift(staticName(node) ?? '*')
  return node.type === 'Identifier' ? { name: node['name'], path } : undefined
}

/** The names of the module's scope that the types under a node mention. */
export function typeReferences(root: Node, { module, placeOf }: Pick<ScanContext, 'module' | 'placeOf'>): Reference[] {
  const found = new Map<string, Reference>()
  const add = (via: Reference['via'], name: string, path: string[], node: Node) => {
    found.set([via, name, ...path].join('\0'), {
      via,
      name,
      path,
      use: 'parameter type',
      effect: false,
      late: true,
      pinned: false,
      place: placeOf(node.start),
    })
  }
  const visit = (node: Node, typed: boolean): void => {
    if (!typed && (isFunction(node) || node.type.startsWith('Class'))) return
    if (node.type === 'TSImportType') {
      const source = (node['source'] ?? node['argument']?.literal) as Node | undefined
      if (typeof source?.['value'] === 'string') add('import', source['value'], qualifiedPath(node['qualifier']), node)
    }
    const named =
      typed &&
      (node['typeName'] ??
        (node.type === 'TSTypeQuery' ? node['exprName'] : undefined) ??
        (/Heritage|Implements/.test(node.type) ? node['expression'] : undefined))
    if (named) {
      const [first, ...path] = qualifiedPath(named)
      const root = rootOf(named)
      const resolved = root && module.scopes.referenceOf(root)?.resolved
      if (first !== undefined && (!resolved || resolved.scope === module.scopes.top) && module.scopes.top.set.has(first))
        add('type', first, path, node)
    }
    for (const child of childrenOf(node))
      visit(child, typed || child.type.startsWith('TSType') || child.type.startsWith('TSInterface'))
  }
  visit(root, root.type.startsWith('TS') && root.type !== 'TSParameterProperty')
  return [...found.values()]
}

function qualifiedPath(name: Node | null | undefined): string[] {
  if (!name) return []
  if (name.type === 'Identifier') return [name['name']]
  if (name.type === 'TSQualifiedName') return [...qualifiedPath(name['left']), ...qualifiedPath(name['right'])]
  if (name.type === 'MemberExpression') return [...qualifiedPath(name['object']), ...qualifiedPath(name['property'])]
  return []
}

function rootOf(name: Node): Node | undefined {
  let node = name
  while (node.type === 'TSQualifiedName' || node.type === 'MemberExpression') node = (node['left'] ?? node['object']) as Node
  return node.type === 'Identifier' ? node : undefined
}
