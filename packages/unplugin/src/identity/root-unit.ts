import type { Scope, Variable as ScopeVariable } from '../source/scopes.js'
import { holderOf } from '../find/tag-targets.js'
import { type Node, type NodeOf, type SourceModule } from '../source/source-module.js'
import { isClass, isFunction, ownName, unwrap } from '../source/walk.js'
import type { DescribedFunction } from '../stages.js'
import type { FileSummary, Making, Unit, Use } from '../summary/file-summary.js'
import { scanCode } from '../summary/scan-code.js'
import { emptyScan, type ScanContext, type ScannedCode } from '../summary/scanned-code.js'
import { classTraits } from '../summary/variables/class-traits.js'
import { readsUnset } from '../summary/variables/shown-unset.js'
import { operatorOf, writesOf } from '../summary/variables/making.js'
import { hasPrivateName, lexicalRead } from './lexical-reads.js'
import { lexicalThis } from './problems.js'
import { isOwnData, unreachableMember } from '../summary/own-members.js'
import { unitOf } from '../summary/summarise.js'
import { isLogging } from '../summary/values/effect-code.js'
import type { UseOfName } from '../summary/variables/classify-use.js'
import { memberOf } from './access.js'

export interface RootUnit {
  unit: Unit
  /** Captured variables of enclosing functions, by the name visible in the tagged function. */
  captured: string[]
  /** Variables that a captured function captures and the tagged function can't see. */
  shadowed: { variable: string; by: string }[]
  /** Captured variables that are made on first use. */
  lazy: { name: string; operator: Making['operator'] }[]
  /** A captured variable that isn't code, or a member of code, may be another at the next call. */
  moves: boolean
  /** Captured variables that the function only updates. */
  updated: string[]
  /** All that it updates, and those of them that it reads. */
  skipped: string[]
  relied: string[]
  /** The class or object that `this` refers to. */
  owner: Unit | undefined
}

/** The unit of a tagged function: a unit of its file, or a separate one if it is nested, a method or wrapped. */
export function findRootUnit(fn: DescribedFunction, summary: FileSummary, context: ScanContext): RootUnit {
  return new RootBuilder(fn, summary, context).build()
}

class RootBuilder {
  private readonly captured = new Set<string>()
  private readonly updated = new Set<string>()
  private readonly lazy = new Map<string, RootUnit['lazy'][number]>()
  private readonly made = new Set<string>()
  private readonly asked = new Set<string>()
  private moves = false
  private readonly shadowed: RootUnit['shadowed'] = []
  private readonly byNode = new Map<Node, Unit>()
  private readonly scopes: SourceModule['scopes']

  constructor(
    private readonly fn: DescribedFunction,
    private readonly summary: FileSummary,
    private readonly context: ScanContext,
  ) {
    this.scopes = fn.module.scopes
  }

  build(): RootUnit {
    const { fn } = this
    const unit = this.wholeUnit() ?? this.ownUnit()
    const owner = this.needsOwner(unit) ? this.ownerOf(fn.node) : undefined
    if (owner && owner !== unit) unit.locals = [...(unit.locals ?? []), { name: 'this', unit: owner, use: 'referenced' }]
    const skipped = [...this.updated]
    const relied = skipped.filter((name) => this.captured.has(name))
    for (const name of relied) this.updated.delete(name)
    if (lexicalRead(fn.node, 'new.target') !== undefined) this.captured.add('new.target')
    return {
      unit,
      captured: [...this.captured],
      shadowed: this.shadowed,
      lazy: [...this.lazy.values()],
      moves: this.moves,
      updated: [...this.updated],
      skipped: [...skipped, ...this.made],
      relied: [...relied, ...[...this.asked].filter((name) => this.made.has(name))],
      owner,
    }
  }

  /** A top-level function declaration, or a variable that holds only the function. */
  private wholeUnit(): Unit | undefined {
    const { node, tag } = this.fn
    const parent = holderOf(this.fn.module, node)
    if (tag.form === 'call' || !parent) return undefined
    const isTop = (other: Node) => /^(Program|Export\w+Declaration)$/.test(this.scopes.parentOf(other)?.type ?? '')
    if (node.type === 'FunctionDeclaration' && isTop(node)) return this.copy(node.id?.name ?? 'default')
    // The name of an expression is visible only inside of it.
    const isNamed = node.type === 'FunctionExpression' && node.id !== null
    if (/Export\w+Declaration/.test(parent.type)) return isNamed ? undefined : this.copy('default')
    if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return undefined
    return isTop(this.scopes.parentOf(parent)!) ? this.copy(parent.id.name) : undefined
  }

  private copy(name: string): Unit | undefined {
    return this.summary.units.get(name)
  }

  private ownUnit(): Unit {
    const { node, module } = this.fn
    const parent = holderOf(module, node)
    const decorators = parent?.type === 'MethodDefinition' ? parent.decorators : []
    return this.unitFor(node, this.fn.qualifiedName, 'function', decorators)
  }

  private unitFor(node: Node, name: string, kind: Unit['kind'], decorators: readonly Node[] = []): Unit {
    const known = this.byNode.get(node)
    if (known) return known
    const { file } = this.fn.module
    // Registered before it is scanned, because it may reach itself.
    const unit = unitOf(file, name, kind, emptyScan(), this.context.placeOf(node.start))
    this.byNode.set(node, unit)
    const scan = scanCode([node, ...decorators.filter((decorator) => !this.isCacher(decorator))], this.context)
    Object.assign(unit, unitOf(file, name, kind, scan, unit.place))
    this.followOuter(unit, scan)
    this.addOwnMembers(unit, scan)
    return unit
  }

  private addOwnMembers(unit: Unit, scan: ScannedCode): void {
    for (const { node, name, member } of scan.own)
      if (node === this.fn.node && isOwnData(node, member)) this.captureMember(name, member, unit, node)
    const others = { ...scan, own: scan.own.filter(({ node }) => node !== this.fn.node) }
    const member = unreachableMember(others, this.scopes)
    if (member !== undefined) unit.reads.push({ kind: 'unfollowed', name: member, code: 'hidden-state', place: unit.place })
  }

  /** A member of a function or class that is visible only in enclosing functions or in the tagged function itself. */
  private captureMember(name: string, member: string, unit: Unit, code: Node): void {
    const definition = this.lookUp(name)?.defs[0]
    if (member !== '*' && definition?.node === code) {
      this.captured.add(`${name}${memberOf(member)}`)
      this.moves = true
    } else unit.reads.push({ kind: 'unfollowed', name: `${name}.${member}`, code: 'hidden-state', place: unit.place })
  }

  private isCacher(decorator: Node): boolean {
    return this.fn.tag.form === 'decorator' && this.fn.tag.decorator === decorator
  }

  private followOuter(unit: Unit, { outer }: ScannedCode): void {
    const locals = new Map<string, { name: string; unit: Unit; use: Use }>()
    for (const { variable, identifier, use } of outer) {
      const { name } = identifier
      const code = this.codeOf(variable)
      if (code) {
        locals.set(name, { name, unit: code, use: use.use })
        this.addMemberOf(variable, code, use, unit)
      } else if (use.effect && use.change !== 'lazyWrite' && !callsUnknown(name, use)) {
        if (use.change) this.updated.add(name)
      } else if (this.isLazy(variable)) {
        this.captureLazy(name, variable, unit)
        if (use.change) this.made.add(name)
        else if (readsUnset(variable, this.scopes).includes(identifier)) this.asked.add(name)
      } else {
        this.moves ||= writesOf(variable).length > 0
        this.capture(name, variable, unit)
      }
    }
    unit.locals = [...locals.values()]
  }

  /** `format.rate`, where an enclosing function declares `format`. */
  private addMemberOf(variable: ScopeVariable, code: Unit, { path, method, dynamic, effect }: UseOfName, unit: Unit): void {
    const member = path[0] ?? method ?? (dynamic ? '*' : undefined)
    // Members of the file's own functions and classes are inputs.
    if (member === undefined || effect || this.summary.units.get(code.name) === code) return
    const { node } = variable.defs[0]!
    const made = node.type === 'VariableDeclarator' ? unwrap(node.init!) : node
    // A base class may declare it.
    const isInherited = member === method && isClass(made) && made.superClass
    if (!isInherited && isOwnData(made, member)) this.captureMember(variable.name, member, unit, node)
  }

  private capture(name: string, variable: ScopeVariable, unit: Unit): void {
    if (variable.scope.type === 'class') return
    if (this.lookUp(name) === variable) this.captured.add(name)
    else this.shadowed.push({ variable: name, by: unit.name })
  }

  private captureLazy(name: string, variable: ScopeVariable, unit: Unit): void {
    if (this.lookUp(name) === variable) this.lazy.set(name, { name, operator: operatorOf(variable, this.scopes) })
    else this.shadowed.push({ variable: name, by: unit.name })
  }

  /** What a name refers to inside the tagged function; if a cacher receives the function by name, at that call. */
  private lookUp(name: string): ScopeVariable | undefined {
    const { node, tag } = this.fn
    const named = tag.form === 'call' && (tag.call.start > node.start || tag.call.end < node.end)
    let at: Node | undefined = named ? this.scopes.parentOf(tag.call) : node
    let scope: Scope | null = null
    for (; at && !scope; at = this.scopes.parentOf(at)) scope = this.scopes.scopeOf(at) ?? null
    for (; scope; scope = scope.upper) {
      const found = scope.set.get(name)
      if (found) return found
    }
    return undefined
  }

  private isLazy(variable: ScopeVariable): boolean {
    const writes = writesOf(variable)
    return (
      writes.length > 0 &&
      writes.every((write) => {
        const parent = this.scopes.parentOf(write.identifier)
        return parent?.type === 'AssignmentExpression' && (parent.operator === '??=' || parent.operator === '||=')
      })
    )
  }

  /** Captured functions and classes count as code. */
  private codeOf(variable: ScopeVariable): Unit | undefined {
    const definition = variable.defs[0]
    if (!definition) return undefined
    const { node, type } = definition
    if (variable.scope.type === 'class') return this.containerOf(variable.scope.block)
    if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined
    if (type === 'FunctionName' || type === 'ClassName' || type === 'TSEnumName') return this.localUnit(node, variable.name, node)
    if (type !== 'Variable' || node.id.type !== 'Identifier' || !node.init) return undefined
    const init = unwrap(node.init)
    const wrapped = init.type === 'CallExpression' && isFunction(unwrap(init.arguments[0] ?? init)) && this.isCachedCall(init)
    if (isFunction(init) || init.type === 'ClassExpression' || wrapped) return this.localUnit(node, variable.name, init)
    return undefined
  }

  private isCachedCall(call: NodeOf<'CallExpression'>): boolean {
    return this.fn.tag.form === 'call' && this.fn.tag.call === call
  }

  private localUnit(node: Node, name: string, value: Node): Unit {
    // The tagged function may reach itself by its own name.
    if (value === this.fn.node || (value.type === 'CallExpression' && unwrap(value.arguments[0]!) === this.fn.node))
      return this.unitFor(this.fn.node, this.fn.qualifiedName, 'function')
    const lexical = lexicalRead(value)
    const outer = this.fn.qualifiedName.split('.').slice(0, -1)
    const unit = this.unitFor(node, [...outer, name].join('.'), isClass(value) ? 'class' : 'function')
    if (isClass(value)) unit.class = classTraits(value)
    // The arguments of the enclosing function aren't in any key, unless that is the tagged function itself.
    if (lexical !== undefined && !this.isWithinTagged(node)) unit.obstacle = (fn) => lexicalThis(fn, name, lexical)
    return unit
  }

  private isWithinTagged({ start, end }: Node): boolean {
    return start >= this.fn.node.start && end <= this.fn.node.end
  }

  private needsOwner(unit: Unit): boolean {
    const { fn } = this
    return (
      fn.usesThis || fn.usesSuper || this.usesPrivateNames(fn.node) || unit.locals?.some(({ name }) => name === 'this') === true
    )
  }

  private usesPrivateNames(node: Node): boolean {
    return /#[\w$\\]/.test(this.fn.module.text.slice(node.start, node.end)) && hasPrivateName(node)
  }

  /** The class or object literal around a method, as a unit. */
  private ownerOf(node: Node): Unit | undefined {
    for (let at = this.scopes.parentOf(node); at; at = this.scopes.parentOf(at)) {
      if (isClass(at) || at.type === 'ObjectExpression') return this.containerOf(at)
    }
    return undefined
  }

  /** The file's unit that contains a node, or a separate unit if the node is nested in a function. */
  private containerOf(node: Node): Unit {
    let top = node
    let nested = false
    for (let at = this.scopes.parentOf(node); at && at.type !== 'Program'; at = this.scopes.parentOf(at)) {
      if (isFunction(at)) nested = true
      if (!/^(Export\w+Declaration|VariableDeclaration)$/.test(at.type)) top = at
    }
    const isDefault = this.scopes.parentOf(top)?.type === 'ExportDefaultDeclaration'
    const name = ownName(top) ?? (isDefault ? 'default' : undefined)
    const unit = nested || name === undefined ? undefined : this.summary.units.get(name)
    if (unit) return unit
    const own = this.unitFor(
      node,
      ownName(node) ?? this.fn.qualifiedName.split('.').slice(0, -1).join('.'),
      isClass(node) ? 'class' : 'other',
    )
    if (isClass(node)) own.class = classTraits(node)
    return own
  }
}

/** `bus.emit('x')`: what the method does isn't known, so it may change anything. Only logging is taken to be harmless. */
const callsUnknown = (name: string, { use, change, method }: UseOfName): boolean =>
  use === 'called' && change === undefined && !isLogging(method ?? name)
