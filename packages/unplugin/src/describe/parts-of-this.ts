import { isBuiltin } from 'node:module'
import type { ClassElement } from 'oxc-parser'
import { isDefaultCacher } from '../find/cachers.js'
import { holderOf } from '../find/tag-targets.js'
import type { FunctionNode, Node, NodeOf, SourceModule } from '../source/source-module.js'
import {
  boundNames,
  decoratorsOf,
  functionAround,
  isClass,
  isFunction,
  isNamed,
  isWrapper,
  ownNodes,
  userOf,
} from '../source/walk.js'
import { plainKey, staticName } from '../summary/render-code.js'

/** What a method reads of `this`, if its class shows all of it. */
export interface PartsOfThis {
  /** The class that it is a method of. */
  node: NodeOf<'ClassDeclaration' | 'ClassExpression'>
  /** Names of fields, private ones with `#`, in code-unit order. */
  fields: string[]
  /** Methods and accessors of the class that it runs. */
  methods: string[]
  /** Private fields that it only updates, as in `this.calls++`. */
  updated: string[]
  /** Whether the class extends one of Node. */
  ofNode: boolean
}

/**
 * Follows `this` through a method and the methods that it calls. Other code of the class counts too where it hands `this` out: functions that
 * the class creates may run at any time.
 *
 * @returns undefined if `this` goes anywhere else, if the class extends another of the project, or if decorators of it may replace what the method calls
 */
export function partsOfThis(module: SourceModule, fn: FunctionNode): PartsOfThis | undefined {
  const method = holderOf(module, fn)
  if (method?.type !== 'MethodDefinition' || method.static || method.kind !== 'method') return undefined
  const node = module.scopes.parentOf(module.scopes.parentOf(method)!)!
  if (!isClass(node)) return undefined
  const base = node.superClass ? originOf(module, node.superClass) : ''
  const origins = [base, ...decoratorsOf(node).map(({ expression }) => originOf(module, expression))]
  if (origins.includes(undefined)) return undefined
  const search = new Search(module, node.body.body)
  return search.run(fn) ? { node, ...search.found(fn), ofNode: isBuiltin(base!) } : undefined
}

interface Use {
  name: string
  isUpdate: boolean
}

class Search {
  private readonly fields = new Set<string>()
  private readonly updated = new Set<string>()
  /** The methods and accessors that run. */
  private readonly methods = new Set<string>()
  private readonly work: FunctionNode[] = []
  private readonly seen = new Set<FunctionNode>()

  constructor(
    private readonly module: SourceModule,
    private readonly members: readonly ClassElement[],
  ) {}

  run(fn: FunctionNode): boolean {
    this.work.push(fn)
    if (!this.members.every((member) => isStatic(member) || this.follow(member, fn))) return false
    for (let at = this.work.pop(); at; at = this.work.pop()) {
      if (this.seen.has(at)) continue
      this.seen.add(at)
      const uses = this.usesIn([...at.params, at.body], () => true, false)
      if (!uses?.every((use) => this.take(use))) return false
    }
    return true
  }

  found(fn: FunctionNode): Omit<PartsOfThis, 'node' | 'ofNode'> {
    const own = plainKey(holderOf(this.module, fn) as NodeOf<'MethodDefinition'>)
    const sorted = (names: Iterable<string>) => [...names].sort()
    return {
      fields: sorted(this.fields),
      methods: sorted(this.methods).filter((name) => !name.startsWith('#') && name !== own),
      updated: sorted(this.updated).filter((name) => !this.fields.has(name)),
    }
  }

  /** What a member of the class hands out: the functions in it, which keep `this`. */
  private follow(member: ClassElement, fn: FunctionNode): boolean {
    if (member.type === 'MethodDefinition') {
      const { value } = member
      if (value === fn || !isFunction(value)) return true
      const isHandedOut = (node: Node) => functionAround(node, this.module.scopes) !== value
      const uses = this.usesIn([...value.params, value.body], isHandedOut, true)
      return uses?.every((use) => this.take(use)) === true
    }
    if (member.type === 'PropertyDefinition') {
      if (member.value === null) return true
      const uses = this.usesIn([member.value], (at) => isInside(at, member, this.module), true)
      return uses?.every((use) => this.take(use)) === true
    }
    return member.type !== 'AccessorProperty'
  }

  /** @returns false if the use can't be followed */
  private take({ name, isUpdate }: Use): boolean {
    if (name === '__proto__') return false
    const members = this.members.filter((member) => !isStatic(member) && nameOf(member) === name)
    const code = members.flatMap((member) => (member.type === 'MethodDefinition' ? [member] : []))
    if (code.length === 0) {
      ;(isUpdate && this.isPrivate(name) ? this.updated : this.fields).add(name)
      return true
    }
    if (code.length < members.length) return false
    this.methods.add(name)
    for (const { value, decorators } of code) {
      if (!decorators.every(({ expression }) => isDefaultCacher(this.module, expression))) return false
      if (isFunction(value)) this.work.push(value)
    }
    return true
  }

  /** Whether only the class is meant to see a field. What others see of an object counts as its result. */
  private isPrivate(name: string): boolean {
    if (name.startsWith('#')) return true
    return this.members.some((member) =>
      member.type === 'MethodDefinition' && member.kind === 'constructor'
        ? member.value.params.some(
            (parameter) =>
              parameter.type === 'TSParameterProperty' &&
              parameter.accessibility === 'private' &&
              boundNames(parameter).includes(name),
          )
        : member.type === 'PropertyDefinition' && member.accessibility === 'private' && nameOf(member) === name,
    )
  }

  /** The members of `this` that code uses; undefined if `this` itself goes somewhere. */
  private usesIn(roots: readonly Node[], counts: (node: Node) => boolean, mayReturn: boolean): Use[] | undefined {
    const found: Use[] = []
    for (const root of roots)
      for (const node of ownNodes(root, true)) {
        if ((node.type === 'Super' && !mayReturn) || (node.type === 'JSXIdentifier' && node.name === 'this')) return undefined
        if (node.type === 'CallExpression' && isNamed(node.callee, 'eval')) return undefined
        if (node.type !== 'ThisExpression') continue
        const uses = usesOf(node, this.module, mayReturn)
        if (!uses) return undefined
        if (counts(node)) found.push(...uses)
      }
    return found
  }
}

/** The names of `this.a`, `this.#a` and `const { a, b } = this`. */
function usesOf(node: Node, { scopes }: SourceModule, mayReturn: boolean): Use[] | undefined {
  const user = userOf(node, scopes)
  if (!user) return undefined
  const { parent, child } = user
  if (parent.type === 'ReturnStatement') return mayReturn ? [] : undefined
  if (parent.type === 'VariableDeclarator' && parent.init === child) {
    if (parent.id.type !== 'ObjectPattern') return undefined
    const names = parent.id.properties.map((property) => (property.type === 'Property' ? plainKey(property) : undefined))
    return names.includes(undefined) ? undefined : names.map((name) => ({ name: name!, isUpdate: false }))
  }
  if (parent.type !== 'MemberExpression' || parent.object !== child) return undefined
  const name = parent.property.type === 'PrivateIdentifier' ? `#${parent.property.name}` : staticName(parent)
  return name === undefined ? undefined : [{ name, isUpdate: isUpdated(parent, scopes) }]
}

/** `this.calls++` and `this.total += n` as statements. */
function isUpdated(member: Node, scopes: SourceModule['scopes']): boolean {
  const user = userOf(member, scopes)
  if (!user) return false
  const { parent, child } = user
  const updates =
    parent.type === 'UpdateExpression' ||
    (parent.type === 'AssignmentExpression' && parent.left === child && /^[-+*/%&|^<>]+=$/.test(parent.operator))
  return updates && scopes.parentOf(parent)?.type === 'ExpressionStatement'
}

/** Whether a function lies between a node and the field that it belongs to. */
function isInside(node: Node, field: Node, { scopes }: SourceModule): boolean {
  for (let at = scopes.parentOf(node); at && at !== field; at = scopes.parentOf(at))
    if (at.type === 'ArrowFunctionExpression') return true
  return false
}

const isStatic = (member: ClassElement): boolean => member.type === 'StaticBlock' || ('static' in member && member.static)

function nameOf(member: ClassElement): string | undefined {
  if (!('key' in member)) return undefined
  return member.key.type === 'PrivateIdentifier' ? `#${member.key.name}` : plainKey(member as NodeOf<'MethodDefinition'>)
}

const PACKAGE = /^(?:node:)?(?:@[\w.~-]+\/)?\w[\w.~-]*(?:\/|$)/

/** The package that a base class or a decorator such as `@Injectable()` comes from: it knows nothing of the project's fields. */
function originOf({ scopes }: SourceModule, expression: Node): string | undefined {
  let root = expression
  while (root.type === 'CallExpression' || root.type === 'MemberExpression' || isWrapper(root))
    root = root.type === 'CallExpression' ? root.callee : root.type === 'MemberExpression' ? root.object : root.expression
  const definition = root.type === 'Identifier' ? scopes.variableOf(root)?.defs[0] : undefined
  if (definition?.type !== 'ImportBinding' || definition.parent.type !== 'ImportDeclaration') return undefined
  const from = definition.parent.source.value
  return PACKAGE.test(from) ? from : undefined
}
