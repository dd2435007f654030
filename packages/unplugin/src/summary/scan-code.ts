import type { Variable as ScopeVariable } from '../source/scopes.js'
import { isCacherHere, isFreeCache, isImportedName } from '../find/cachers.js'
import { childrenOf, type Node, type SourceModule } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'
import { changesObject, classifyUse, type UseOfName } from './classify-use.js'
import { changesResult, flowOf, isMadeHere, type Flow } from './escapes.js'
import { calleeOf, handOversOf, heldByChange, type HandOver, type Holds } from './fillers.js'
import type { Features } from '../surroundings/compiler-flags.js'
import type { ForeignDecorator, Read, Reference, Use } from './file-summary.js'
import type { Place } from './place.js'
import { isOwnUrl, makesRequire } from './initialiser.js'
import { findReads, mayBeEnvironment, type ReadContext } from './find-reads.js'
import { renderCode, type CodeScan } from './render-code.js'
import { typeReferences } from './type-references.js'

/** What one walk over a piece of code finds. */
export interface ScannedCode {
  code: string
  references: Reference[]
  reads: Read[]
  decorators: ForeignDecorator[]
  features: Features
  /** Changes of what the module binds and uses of its variables, for their traits. */
  uses: { name: string; use: UseOfName; flow: Flow | undefined; holds: Holds }[]
  /** Calls that hand functions or classes over while the module is initialised, decorators among them. */
  handsOver: HandOver[]
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

/** What is found in no code at all. */
export const emptyScan = (): ScannedCode => ({
  code: '',
  references: [],
  reads: [],
  decorators: [],
  features: { fields: false, decorators: false, jsx: false },
  uses: [],
  handsOver: [],
  changesOthers: false,
  outer: [],
})

export function scanCode(nodes: readonly Node[], context: ScanContext): ScannedCode {
  return new CodeScanner(context).run(nodes)
}

class CodeScanner implements CodeScan {
  private readonly found = emptyScan()
  private readonly seen = new Set<string>()
  private nodes: readonly Node[] = []
  private pinned = 0

  /** For every node the same. */
  private readonly reading: ReadContext

  constructor(private readonly context: ScanContext) {
    this.reading = { scopes: context.module.scopes, only: context.only }
  }

  private readonly boundTo = (name: Node) => this.context.module.scopes.referenceOf(name)?.resolved

  private readonly isFree = (name: Node): boolean => this.isGlobal(name)

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
    if (callee) this.found.handsOver.push({ callee: callee.name, statement: decorator, given: [], several: false })
    if (!callee || !isImportedName(module, expression)) return false
    // Whether an imported decorator is a cacher, the other file knows.
    const { code, references, reads } = scanCode([decorator], this.context)
    this.found.decorators.push({ callee, code, references })
    this.found.reads.push(...reads)
    return true
  }

  replace(node: Node): string | undefined {
    const { pins } = this.context
    const pin = pins.size === 0 ? undefined : pins.get(node)
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
      case 'NewExpression':
        if (isOwnUrl(node)) this.addImport(node['arguments'][0], 'new URL(…)', 'referenced')
        return this.addReads(node, ancestors)
      case 'MemberExpression':
      case 'VariableDeclarator':
        return this.addReads(node, ancestors)
      case 'CallExpression':
        this.addReads(node, ancestors)
        if (changesResult(node)) this.found.changesOthers = true
        this.found.handsOver.push(...handOversOf(node, ancestors, this.boundTo))
        if (node['arguments'].length > 0 && this.isRequire(node)) this.addImport(node['arguments'][0], 'require(…)')
        return
      case 'AssignmentExpression':
      case 'UpdateExpression':
      case 'UnaryExpression':
        if (changesResult(node)) this.found.changesOthers = true
        return
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        for (const param of node['params'] as Node[]) this.addParameterTypes(param)
        if (node['typeParameters']) this.addTypes(node['typeParameters'] as Node)
        this.addContextualTypes(ancestors)
        return
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.found.features.fields = true
        return
      case 'JSXElement':
      case 'JSXFragment':
        this.found.features.jsx = true
        return
      case 'ImportExpression':
        return this.addImport(node['source'], 'import(…)')
      case 'TSExternalModuleReference':
        return this.addImport(node['expression'], 'require(…)')
    }
  }

  private addReads(node: Node, ancestors: readonly Node[]): void {
    for (const { offset, ...read } of findReads(node, ancestors, this.reading)) this.addRead(read, offset)
  }

  private enterName(identifier: Node, ancestors: readonly Node[]): void {
    const { scopes } = this.context.module
    const reference = scopes.referenceOf(identifier)
    if (!reference || !reference.isValueReference) return
    const variable = scopes.variableOf(identifier)
    if (!variable) return
    if (!reference.init && mayBeEnvironment(variable)) this.addReads(identifier, ancestors)
    if (variable.scope !== scopes.top) {
      if (this.isInside(variable)) this.enterLocal(variable, identifier, ancestors)
      else this.found.outer.push({ variable, identifier, use: classifyUse(identifier, ancestors, this.isFree) })
      return
    }
    if (reference.init) return
    const use = classifyUse(identifier, ancestors, this.isFree)
    const name = identifier['name'] as string
    if (use.change === 'lazyWrite' && this.dependsOnLocals(ancestors, identifier)) use.change = 'write'
    // Only objects that variables and static fields hold are followed.
    const isVariable = variable.defs.some(({ type }) => type === 'Variable' || type === 'ClassName')
    const flow = isVariable ? flowOf(identifier, ancestors, this.isFree) : undefined
    const holds = use.change ? heldByChange(ancestors, this.boundTo) : undefined
    if (isVariable || use.change) this.found.uses.push({ name, use, flow, holds })
    this.addReference(name, use, identifier)
  }

  private enterLocal(variable: ScopeVariable, identifier: Node, ancestors: readonly Node[]): void {
    if (this.found.changesOthers || !changesObject(identifier, ancestors, this.isFree)) return
    if (!isMadeHere(variable)) this.found.changesOthers = true
  }

  private addReference(name: string, use: UseOfName, node: Node): void {
    const { use: how, effect, late, dynamic } = use
    const path = dynamic ? [...use.path, '*'] : use.path
    // Whose method it is, only run time knows.
    const method = dynamic || use.method === undefined ? {} : { method: use.method }
    this.push({ via: 'binding', name, path, use: how, effect, late, ...method, pinned: this.pinned > 0 }, node.start)
  }

  private push(reference: Omit<Reference, 'place'>, at: Place | number): void {
    const { via, name, path, use, effect, late, method, pinned } = reference
    const key = `${via}\0${name}\0${path.length > 0 ? path.join('.') : ''}\0${use}\0${effect}\0${late}\0${method ?? ''}\0${pinned}`
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.found.references.push({ ...reference, place: typeof at === 'number' ? this.context.placeOf(at) : at })
  }

  private addImport(source: Node | undefined, what: string, use: Use = 'imported'): void {
    const literal = source && unwrap(source)
    const specifier =
      literal?.type === 'Literal'
        ? (literal['value'] as unknown)
        : literal?.type === 'TemplateLiteral' && literal['expressions'].length === 0
          ? (literal['quasis'][0].value.cooked as unknown)
          : undefined
    if (typeof specifier === 'string') {
      const pinned = this.pinned > 0
      this.push({ via: 'import', name: specifier, path: [], use, effect: false, late: true, pinned }, literal!.start)
    } else this.addRead({ kind: 'unfollowed', name: what, code: 'unfollowed-import' }, literal?.start ?? 0)
  }

  private addRead(read: Omit<Read, 'place'>, offset: number): void {
    const key = `${read.kind}\0${read.name}`
    // A silenced place says nothing of the next one.
    if (this.seen.has(key) && read.code === undefined) return
    this.seen.add(key)
    this.found.reads.push({ ...read, place: this.context.placeOf(offset) })
  }

  /** Classes that a parameter's type names are code that arguments bring along. */
  private addParameterTypes(param: Node): void {
    if (param.type === 'Identifier' && !param['typeAnnotation'] && !param['decorators']?.length) return
    this.addTypes(param)
  }

  /** `const f: (m: Money) => number = (m) => …`: the variable's type says what the parameters are. */
  private addContextualTypes(ancestors: readonly Node[]): void {
    const parent = ancestors.at(-1)
    const type = parent?.type === 'VariableDeclarator' ? (parent['id']['typeAnnotation'] as Node | null | undefined) : undefined
    if (!type) return
    const inner = type['typeAnnotation'] as Node
    for (const node of inner.type === 'TSFunctionType' ? (inner['params'] as Node[]) : [type]) this.addTypes(node)
  }

  private addTypes(root: Node): void {
    for (const reference of typeReferences(root, this.context))
      this.push({ ...reference, pinned: this.pinned > 0 }, reference.place)
  }

  private isGlobal(name: Node): boolean {
    const { scopes } = this.context.module
    return scopes.referenceOf(name) !== undefined && scopes.variableOf(name) === undefined
  }

  private isRequire(call: Node): boolean {
    const callee = unwrap(call['callee'])
    if (callee.type !== 'Identifier') return makesRequire(callee)
    if (callee['name'] === 'require' && this.isGlobal(callee)) return true
    const made = this.boundTo(callee)?.defs[0]?.node['init'] as Node | null | undefined
    return !!made && makesRequire(unwrap(made))
  }

  private isInside(variable: ScopeVariable): boolean {
    const { start, end } = variable.scope.block
    for (const node of this.nodes) if (start >= node.start && end <= node.end) return true
    return false
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
