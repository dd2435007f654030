import { childrenOf } from '../../source/node.js'
import type { CallNode, FunctionNode, Identifier, ModuleScopes, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isCall, isClass, isFunction, unwrap } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { plainKey } from '../render-code.js'
import {
  callbackOf,
  classNamed,
  functionNamed,
  isConstantMember,
  isRepeatable,
  isStandardGlobal,
  type Builtin,
} from './builtins.js'
import { isGivenAsKnown } from './calls-with-value.js'
import { FirstUses } from '../memos/first-use.js'
import { changedBy, KnownObjects, keyOf, memberName, writtenBy } from './known-objects.js'
import { functionOf, globalName } from './values-of-names.js'

/** Any member of some object. */
export const ANY_MEMBER = '*'

/** What the language calls by itself: `toString`, `valueOf`, `toJSON`, and methods named by symbols. */
export const CONVERSION = '()'

/** On what it depends whether code is repeatable: the members that it reads, and the names of the file that it uses. */
export interface Needs {
  members: Set<string>
  names: Set<string>
  /** Those names of which it makes a value on first use. If they changed, it would matter when it does. */
  constants: Set<string>
}

/**
 * Proves that code is repeatable: running it has no effect that anyone can see later, and running it twice gives the same. What isn't listed
 * here isn't repeatable. Code that makes its value on first use is, if it makes it of nothing that changes.
 */
export class RepeatableCode {
  private readonly scopes: ModuleScopes
  private readonly objects: KnownObjects
  private readonly seen = new Set<Node>()
  private readonly needs: Needs = { members: new Set(), names: new Set(), constants: new Set() }
  private readonly firstUses: FirstUses
  /** The function whose variables the code may write. */
  private within: Node

  /** @param name of the accessor, which may replace itself with a value */
  static needsOf(fn: FunctionNode, name: string, module: SourceModule): Needs | undefined {
    const code = new RepeatableCode(fn, name, module)
    if (!code.runs(fn.body)) return undefined
    const constants = code.firstUses.constantsAmong(code.needs.names)
    return constants && { ...code.needs, constants }
  }

  private constructor(
    fn: FunctionNode,
    private readonly name: string,
    private readonly module: SourceModule,
  ) {
    this.within = fn
    this.scopes = module.scopes
    this.objects = KnownObjects.of(module)
    this.firstUses = new FirstUses(module)
  }

  private runs(node: Node): boolean {
    // What it makes isn't run.
    if (isFunction(node)) return true
    return this.isAllowed(node) && this.partsOf(node).every((child) => this.runs(child))
  }

  /** The children that run. */
  private partsOf(node: Node): Node[] {
    if (node.type.startsWith('TS')) return 'expression' in node ? [node.expression as Node] : []
    return childrenOf(node).filter((child) => !child.type.startsWith('TS') || 'expression' in child)
  }

  private isAllowed(node: Node): boolean {
    const written = writtenBy(node)
    if (written && !this.objects.isOwn(written, this.within) && !this.firstUses.isOne(node, this.within)) return false
    switch (node.type) {
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'ImportExpression':
      case 'TaggedTemplateExpression':
      case 'WithStatement':
      case 'ClassDeclaration':
      case 'ClassExpression':
      case 'JSXElement':
      case 'JSXFragment':
        return false
      case 'UnaryExpression':
        return /^[-+~]$/.test(node.operator) ? this.converts() : true
      case 'BinaryExpression':
        return /^[!=]==$/.test(node.operator) || this.converts()
      case 'TemplateLiteral':
        return node.expressions.length === 0 || this.converts()
      case 'UpdateExpression':
        return this.converts()
      case 'ThisExpression':
      case 'Super':
        return this.usesSelf(node)
      case 'Identifier':
        return this.isKnownName(node)
      case 'MemberExpression':
        return this.reads(node)
      case 'ObjectPattern':
        for (const property of node.properties)
          this.needs.members.add(property.type === 'Property' ? (plainKey(property) ?? ANY_MEMBER) : ANY_MEMBER)
        return true
      case 'ArrayPattern':
        return this.takesApart(node)
      case 'ForOfStatement':
        return !node.await && this.isIterable(node.right)
      case 'SpreadElement':
        if (this.scopes.parentOf(node)?.type !== 'ObjectExpression') return this.isIterable(node.argument)
        this.needs.members.add(ANY_MEMBER)
        return true
      case 'CallExpression':
      case 'NewExpression':
        return this.calls(node)
      default:
        return true
    }
  }

  private usesSelf(self: Node): boolean {
    const parent = this.scopes.parentOf(self)
    if (parent?.type === 'MemberExpression') return this.firstUses.reads(`.${memberName(parent)}`)
    const name = parent && isCall(parent) ? globalName(parent.callee, this.scopes) : undefined
    return (name !== undefined && this.replacesItself(parent as CallNode, name)) || this.firstUses.reads(ANY_MEMBER)
  }

  private converts(): boolean {
    this.needs.members.add(CONVERSION)
    return true
  }

  /** A name of the file, of the function, or of the language. Others are members of the global object. */
  private isKnownName(node: Identifier): boolean {
    const variable = this.scopes.variableOf(node)
    if (variable?.scope === this.scopes.top) this.needs.names.add(variable.name)
    else if (variable && !this.objects.isVariableOf(variable, this.within)) this.firstUses.reads(variable.name)
    else if (!variable && this.scopes.referenceOf(node)) {
      const isMember = !isStandardGlobal(node.name)
      if (isMember) this.needs.members.add(node.name)
      if (isMember || STATEFUL.test(node.name)) this.firstUses.reads(node.name)
    }
    return true
  }

  private reads(member: NodeOf<'MemberExpression'>): boolean {
    const global = globalName(member, this.scopes)
    if (global !== undefined && isStandardGlobal(global.split('.')[0]!))
      return (
        isConstantMember(global) || /^process\.(env|argv|platform|arch|versions?|pid)\b/.test(global) || this.isCallee(member)
      )
    this.needs.members.add(memberName(member) ?? ANY_MEMBER)
    return true
  }

  /** `Math.abs(…)`, which counts as a call. */
  private isCallee(member: Node): boolean {
    const parent = this.scopes.parentOf(member)
    return parent !== undefined && isCall(parent) && unwrap(parent.callee) === member
  }

  /** `[a, b] = list`, `const [a, b] = list`. A parameter or a part of another pattern may be an iterator. */
  private takesApart(pattern: Node): boolean {
    const parent = this.scopes.parentOf(pattern)
    if (parent?.type === 'VariableDeclarator') return parent.init === null || this.isIterable(parent.init)
    return parent?.type === 'AssignmentExpression' && this.isIterable(parent.right)
  }

  /** An iteration leaves the object as it is, unlike one over a shared iterator. */
  private isIterable(wrapped: Node): boolean {
    const node = unwrap(wrapped)
    if (/^(array|map|set|primitive|bytes)$/.test(this.objects.kindOf(node))) return true
    // `map.values()` makes an iterator, which nothing else has.
    return node.type === 'CallExpression' && this.objects.builtinOf(node)?.iterator === true
  }

  private calls(call: CallNode): boolean {
    const callee = unwrap(call.callee)
    if (isFunction(callee)) return this.follows(callee)
    const name = globalName(callee, this.scopes)
    if (name !== undefined) return this.callsGlobal(call, name)
    if (call.type === 'NewExpression') return false
    if (callee.type === 'Identifier') {
      const variable = this.scopes.variableOf(callee)
      const fn = variable && functionOf(variable)
      return fn !== undefined && this.follows(fn)
    }
    if (callee.type !== 'MemberExpression') return false
    if (callee.property.type === 'PrivateIdentifier') return this.callsPrivate(callee)
    const record = this.objects.builtinOf(call)
    return record !== undefined && this.callsBuiltin(call, record) && this.isHarmlessPattern(call, memberName(callee)!)
  }

  private callsGlobal(call: CallNode, name: string): boolean {
    if (call.arguments.some((argument) => unwrap(argument).type !== 'Literal')) this.converts()
    if (call.type === 'NewExpression') {
      if (classNamed(name) === undefined || (name === 'Date' && call.arguments.length === 0)) return false
      const [first] = call.arguments
      if (name === 'Intl.DateTimeFormat') this.firstUses.reads(name)
      return !first || /^(Array|Object|Date|RegExp|\w*Error|URL|Intl\..*|TextEncoder)$/.test(name) || this.isIterable(first)
    }
    if (READS_MEMBERS.test(name)) this.needs.members.add(ANY_MEMBER)
    if (this.replacesItself(call, name)) return this.firstUses.adds(`.${this.name}`)
    if (name === 'Reflect.get') return true
    const record = functionNamed(name)
    // It changes what it is given: `Object.freeze(o)`, `Object.assign(o, p)`.
    const isChange = record?.result === 'self' && !this.isOwnObject(call)
    if (isChange || !(isRepeatable(name) || record?.mutates)) return false
    const [first] = call.arguments
    if (ITERATES.test(name) && first && unwrap(first).type !== 'ObjectExpression' && !this.isIterable(first)) return false
    return !record || this.callsBuiltin(call, record, name)
  }

  private callsBuiltin(call: CallNode, record: Builtin, name = ''): boolean {
    const { mutates, result } = record
    this.converts()
    if (!isGivenAsKnown(record, call.arguments)) return false
    if (mutates && !this.isOwnObject(call) && !this.firstUses.isOne(call, this.within)) return false
    if (result === 'pairs' || result === 'holder') this.needs.members.add(ANY_MEMBER)
    const given = call.arguments[callbackOf(name, record) ?? Infinity]
    return !given || this.isHarmlessCallback(given)
  }

  private isOwnObject(call: CallNode): boolean {
    const changed = changedBy(call, this.scopes)
    return changed !== undefined && this.objects.isNew(changed, this.within)
  }

  private isHarmlessCallback(wrapped: Node): boolean {
    const node = unwrap(wrapped)
    if (isFunction(node)) return this.follows(node)
    const name = globalName(node, this.scopes)
    if (name !== undefined) return isRepeatable(name) && functionNamed(name)?.result === 'primitive'
    const variable = node.type === 'Identifier' ? this.scopes.variableOf(node) : undefined
    const fn = variable && functionOf(variable)
    return fn ? this.follows(fn) : /^(primitive|array)$/.test(this.objects.kindOf(node))
  }

  /** `text.replace(word, '')` changes `lastIndex` of a regular expression with `g`. */
  private isHarmlessPattern({ arguments: [first] }: CallNode, method: string): boolean {
    if (!first || !/^(match|matchAll|replace|replaceAll|search|split)$/.test(method)) return true
    return unwrap(first).type === 'Literal' || /^(primitive|pattern)$/.test(this.objects.kindOf(first))
  }

  /** A method that no other class can replace. */
  private callsPrivate(callee: NodeOf<'MemberExpression'>): boolean {
    let at: Node | undefined = callee
    while (at && !isClass(at)) at = this.scopes.parentOf(at)
    const name = memberName(callee)
    const method = at?.body.body.find((member) => member.type === 'MethodDefinition' && keyOf(member) === name)
    return (
      method?.type === 'MethodDefinition' && method.kind === 'method' && isFunction(method.value) && this.follows(method.value)
    )
  }

  private follows(fn: FunctionNode): boolean {
    if (fn.async || fn.generator) return false
    if (this.seen.has(fn)) return true
    this.seen.add(fn)
    const { within } = this
    const isInside = fn.start >= within.start && fn.end <= within.end
    if (!isInside) this.within = fn
    const isRepeated = [...fn.params, fn.body].every((part) => this.runs(part))
    this.within = within
    return isRepeated
  }

  /** `Object.defineProperty(this, 'size', { value: … })`: from then on the object has a value. */
  private replacesItself({ arguments: [object, key, description] }: CallNode, name: string): boolean {
    if (!/^(Object|Reflect)\.defineProperty$/.test(name) || !object || !key || !description) return false
    const value = unwrap(description)
    return (
      unwrap(object).type === 'ThisExpression' &&
      literalText(key) === this.name &&
      value.type === 'ObjectExpression' &&
      value.properties.every((property) => property.type === 'Property' && !/^[gs]et$/.test(plainKey(property) ?? 'get'))
    )
  }
}

/** Globals with state, and `Date` with the time zone. */
const STATEFUL = /^(globalThis|window|global|self|process|Date)$/
/** They read all members of what they are given. */
const READS_MEMBERS =
  /^(Object\.(assign|entries|fromEntries|groupBy|values)|Map\.groupBy|Array\.from|JSON\.stringify|Reflect\.get|structuredClone)$/
const ITERATES = /^(Array\.from|Object\.(fromEntries|groupBy)|Map\.groupBy)$/
