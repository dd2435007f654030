import type { Reference as NameReference, Variable as ScopeVariable } from '../source/scopes.js'
import { isCacherHere, isFreeCache, isImportedName } from '../find/cachers.js'
import type { Node, NodeOf } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'
import { isNamedExpression, OF_FUNCTIONS } from './own-members.js'
import { classifyUse, PLAIN_USE, type UseOfName } from './variables/classify-use.js'
import { isLate } from './variables/late.js'
import { isClassOfInstance, staticUse, takesClassOfInstance } from './variables/static-uses.js'
import { useInCode } from './variables/use-in-code.js'
import type { Read, Reference, Use } from './file-summary.js'
import { mayBeOfNode } from './reads/environment-reads.js'
import { findReads } from './reads/find-reads.js'
import type { ReadContext } from './reads/names.js'
import { patchesOf } from './reads/patched-globals.js'
import { setBy } from './reads/set-surroundings.js'
import { literalText, type ImportedCode, importedCodeOf, isMadeByBundler, isUnused } from './imported-code.js'
import { useOfOwnExports, usesOfRequired, type ModuleObjectUse } from './module-objects.js'
import { Branches, keyOfConditions } from './conditions.js'
import { emptyScan, type ScanContext, type ScannedCode } from './scanned-code.js'
import { isOutputTarget } from './values/output-calls.js'
import { isOutputOnly } from './values/output-only.js'
import { renderCode, staticName, type CodeScan } from './render-code.js'
import { globalName, makesRequire } from './values/values-of-names.js'

type Name = NameReference['identifier']

export const scanCode = (nodes: readonly Node[], context: ScanContext): ScannedCode => new CodeScanner(context).run(nodes)

class CodeScanner implements CodeScan {
  private readonly found = emptyScan()
  private readonly seen = new Set<string>()
  private readonly branches = new Branches()
  private nodes: readonly Node[] = []
  private pinned = 0

  /** Shared by all nodes. */
  private readonly reading: ReadContext

  constructor(private readonly context: ScanContext) {
    this.reading = { scopes: context.module.scopes, only: context.only }
  }

  run(nodes: readonly Node[]): ScannedCode {
    this.nodes = nodes
    this.found.code = renderCode(nodes, this)
    return this.found
  }

  takes(decorator: NodeOf<'Decorator'>): boolean {
    const { module } = this.context
    const expression = unwrap(decorator.expression)
    if (isCacherHere(module, expression) || isFreeCache(module, expression)) return true
    this.found.features.decorators = true
    const callee = calleeOf(expression)
    if (!callee || !isImportedName(module, expression)) return false
    // Only the other file shows whether an imported decorator is a cacher.
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
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.found.features.fields = true
        return
      case 'JSXElement':
      case 'JSXFragment':
        this.found.features.jsx = true
        return
      case 'IfStatement':
      case 'ConditionalExpression':
      case 'LogicalExpression':
        return this.branches.enter(node, this.context.module.scopes)
      case 'AssignmentExpression':
      case 'UnaryExpression':
        this.addPatches(node, ancestors)
        return this.addSet(node, ancestors)
      case 'UpdateExpression':
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.addSet(node, ancestors)
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.found.classes.push(node)
        return
      case 'MemberExpression':
      case 'ObjectPattern':
      case 'MetaProperty':
        this.addClassReads(node, ancestors)
        return this.addReads(node, ancestors)
      case 'VariableDeclarator':
      case 'TSQualifiedName':
        return this.addReads(node, ancestors)
      case 'CallExpression':
        this.addPatches(node, ancestors)
        this.addSet(node, ancestors)
        return this.addLoading(node, ancestors)
      case 'ImportExpression':
      case 'TSExternalModuleReference':
      case 'NewExpression':
        return this.addLoading(node, ancestors)
    }
  }

  private addLoading(node: Node, ancestors: readonly Node[]): void {
    this.addReads(node, ancestors)
    for (const imported of importedCodeOf(node, ancestors, this.isRequire)) this.addImport(imported, node, ancestors)
  }

  private addClassReads(node: Node, ancestors: readonly Node[]): void {
    const read = isClassOfInstance(node) ? staticUse(node, ancestors).read : takesClassOfInstance(node) ? ['*'] : undefined
    for (const member of read ?? []) if (!OF_FUNCTIONS.test(member)) this.found.classReads.add(member)
  }

  private addReads(node: Node, ancestors: readonly Node[]): void {
    for (const { offset, ...read } of findReads(node, ancestors, this.reading)) {
      const printed = SURROUNDINGS.has(read.kind) && isOutputOnly(node, ancestors, this.context.module.scopes)
      this.addRead(printed ? { ...read, printed } : read, offset)
    }
  }

  /** What it puts into the language, into Node or into what prints. */
  private addPatches(node: Node, ancestors: readonly Node[]): void {
    const { module, placeOf } = this.context
    const call = node.type === 'CallExpression' && node.arguments.length > 1 ? node : undefined
    const target = node.type === 'AssignmentExpression' ? node.left : call?.arguments[0]
    this.found.replacesOutput ||= target !== undefined && isOutputTarget(target, module.scopes)
    const patches = patchesOf(node, this.reading)
    if (patches.length === 0 || !isLate(node, ancestors)) return
    for (const { offset, ...read } of patches) this.found.patches.push({ ...read, place: placeOf(offset) })
  }

  private addSet(node: Node, ancestors: readonly Node[]): void {
    const set = setBy(node, this.reading)
    if (set.length > 0 && isLate(node, ancestors)) for (const label of set) this.found.sets.add(label)
  }

  private enterName(identifier: Name, ancestors: readonly Node[]): void {
    const { scopes } = this.context.module
    const reference = scopes.referenceOf(identifier)
    if (!reference || !reference.isValueReference) return
    const found = scopes.variableIn(reference)
    const variable = found && this.boundTo(found)
    if (!variable) {
      this.addOwnExports(identifier, ancestors)
      return this.addReads(identifier, ancestors)
    }
    if (!reference.init && mayBeOfNode(variable)) this.addReads(identifier, ancestors)
    if (variable.scope !== scopes.top) {
      if (!this.isInside(variable))
        this.found.outer.push({
          variable,
          identifier,
          use: useInCode(variable, identifier, ancestors, this.context.module.scopes),
        })
      else this.addOwnMember(variable, identifier, ancestors)
      return
    }
    if (reference.init) return
    const use = useInCode(variable, identifier, ancestors, this.context.module.scopes)
    this.found.uses.push({ name: variable.name, use })
    this.addReference(variable.name, use, identifier)
  }

  /** The name that an expression has inside of itself stands for the variable that holds it: `const f = function g() { g.calls }`. */
  private boundTo(variable: ScopeVariable): ScopeVariable {
    const [definition] = variable.defs
    if (!isNamedExpression(definition)) return variable
    const { scopes } = this.context.module
    const declarator = scopes.parentOf(definition.node)
    const id = declarator?.type === 'VariableDeclarator' ? declarator.id : undefined
    const holder = id?.type === 'Identifier' ? scopes.top.set.get(id.name) : undefined
    return holder?.defs[0]?.node === declarator ? holder! : variable
  }

  private addOwnMember(variable: ScopeVariable, identifier: Name, ancestors: readonly Node[]): void {
    const [definition] = variable.defs
    if (!isNamedExpression(definition)) return
    const use = classifyUse(identifier, ancestors, this.context.module.scopes)
    const member = use.path[0] ?? use.method ?? (use.dynamic ? '*' : undefined)
    if (member !== undefined && !use.effect) this.found.own.push({ node: definition.node, name: variable.name, member })
  }

  private addReference(name: string, use: UseOfName, node: Node): void {
    const { use: how, effect, late, dynamic } = use
    const path = dynamic ? [...use.path, '*'] : use.path
    // The owner of the method is known only at run time.
    const method = dynamic ? undefined : use.method
    this.push(
      { via: 'binding', name, path, use: how, effect, late, method, pinned: this.pinned > 0, object: undefined },
      node.start,
    )
  }

  private push(reference: Omit<Reference, 'place' | 'when'>, at: number): void {
    const { via, name, path, use, effect, late, method, pinned, object } = reference
    const when = this.branches.conditionsAt(at)
    const key = `${keyOfConditions(when)}${via}\0${name}\0${path.length > 0 ? path.join('.') : ''}\0${use}\0${effect}\0${late}\0${method ?? ''}\0${pinned}\0${object?.use ?? ''}`
    if (this.seen.has(key)) return
    this.seen.add(key)
    const place = this.context.placeOf(at)
    this.found.references.push({ via, name, path, use, effect, late, method, pinned, object, place, when })
  }

  private addImport({ source, what, use = 'imported' }: ImportedCode, node: Node, ancestors: readonly Node[]): void {
    const specifier = literalText(source)
    if (specifier !== undefined) {
      const pinned = this.pinned > 0
      const reference = { via: 'import' as const, name: specifier, path: [], use: use as Use, effect: false, late: true }
      this.push({ ...reference, method: undefined, pinned, object: undefined }, source!.start)
      const { text, scopes } = this.context.module
      if (what === 'require(…)' && node.type === 'CallExpression')
        for (const found of usesOfRequired(node, ancestors, text, scopes)) this.addModuleObject(specifier, found, node)
      if (what === 'import(…)' && isMadeByBundler(specifier) && !isUnused(ancestors))
        this.addModuleObject(specifier, { use: PLAIN_USE, expression: undefined }, node)
    } else this.addRead({ kind: 'unfollowed', name: what, code: 'unfollowed-import' }, source?.start ?? 0)
  }

  private addOwnExports(identifier: Name, ancestors: readonly Node[]): void {
    if (this.context.module.record.hasModuleSyntax) return
    const found = useOfOwnExports(identifier, ancestors, this.context.module.scopes)
    if (found) this.addModuleObject('', found, identifier)
  }

  private addModuleObject(name: string, { use, expression }: ModuleObjectUse, node: Node): void {
    if (use.effect) return
    const path = use.dynamic ? [...use.path, '*'] : use.path
    const method = use.dynamic ? undefined : use.method
    const object = { use: use.use, expression }
    const pinned = this.pinned > 0
    this.push({ via: 'import', name, path, use: 'imported', effect: false, late: true, method, pinned, object }, node.start)
  }

  private addRead(read: Omit<Read, 'place'>, offset: number): void {
    const when = this.branches.conditionsAt(offset)
    const key = `${keyOfConditions(when)}${read.kind}\0${read.name}\0${read.printed ?? ''}`
    // A suppression at one position doesn't apply to the next one.
    if (this.seen.has(key) && read.code === undefined) return
    this.seen.add(key)
    const found = { ...read, place: this.context.placeOf(offset) }
    this.found.reads.push(when ? { ...found, when } : found)
  }

  private readonly isRequire = (callee: Node): boolean => {
    if (callee.type !== 'Identifier') return makesRequire(callee)
    if (globalName(callee, this.context.module.scopes) === 'require') return true
    const variable = this.context.module.scopes.referenceOf(callee)?.resolved
    const made = variable && initialiserOf(variable)
    return !!made && makesRequire(unwrap(made))
  }

  private isInside(variable: ScopeVariable): boolean {
    const { start, end } = variable.scope.block
    for (const node of this.nodes) if (start >= node.start && end <= node.end) return true
    return false
  }
}

function initialiserOf({ defs: [definition] }: ScopeVariable): Node | null | undefined {
  return definition?.type === 'Variable' ? definition.node.init : undefined
}

/** Reads that don't count where they are only for output. The others may run code. */
const SURROUNDINGS: ReadonlySet<Read['kind']> = new Set<Read['kind']>(['env', 'clock', 'random', 'state'])

/** `{ name: 'a', path: ['b'] }` of `a.b(…)`. */
function calleeOf(expression: Node): { name: string; path: string[] } | undefined {
  const path: string[] = []
  let node = expression.type === 'CallExpression' ? unwrap(expression.callee) : expression
  for (; node.type === 'MemberExpression'; node = unwrap(node.object)) path.unshift(staticName(node) ?? '*')
  return node.type === 'Identifier' ? { name: node.name, path } : undefined
}
