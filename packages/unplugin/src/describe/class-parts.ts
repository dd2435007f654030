import { isBuiltin } from 'node:module'
import type { ClassElement } from 'oxc-parser'
import { isDefaultCacher } from '../find/cachers.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import { boundNames, decoratorsOf, functionAround, isFunction, isNamed, isWrapper, ownNodes, userOf } from '../source/walk.js'
import { plainKey, staticName } from '../summary/render-code.js'
import { methodOf } from '../summary/values/builtins.js'
import type { Class } from '../summary/values/value-syntax.js'

/** What counts of a field: the members of it that code uses, or all of it. */
export type UsedMembers = readonly string[] | 'all'

/** What one method or accessor of a class reads of `this`. */
export interface MemberParts {
  /** By name, private ones with `#`. */
  fields: ReadonlyMap<string, UsedMembers>
  /** Methods and accessors of the class that it runs. */
  methods: ReadonlySet<string>
  /** Private fields that it only updates, as in `this.calls++`. */
  updated: ReadonlySet<string>
}

interface Use {
  name: string
  /** In `this.model.ask()`, `ask`. */
  member: UsedMember | undefined
  isUpdate: boolean
  /** In a function that is created there: it may run at any time. */
  isNested: boolean
}

interface ScannedCode {
  uses: Use[]
  /** It gives `this` to its caller, or runs code of a base class. */
  handsOn: boolean
}

interface ScannedMethod extends ScannedCode {
  /** Decorators of the project may put other code in its place. */
  isDecorated: boolean
}

const parsed = new WeakMap<Class, ClassParts | null>()

/**
 * Follows `this` through the methods of a class.
 *
 * @returns undefined if `this` goes anywhere else, if the class extends another of the project, or if decorators of it may replace what a method calls
 */
export function partsOfClass(module: SourceModule, node: Class): ClassParts | undefined {
  let found = parsed.get(node)
  if (found === undefined) parsed.set(node, (found = ClassParts.of(module, node) ?? null))
  return found ?? undefined
}

export class ClassParts {
  private constructor(
    private readonly members: readonly ClassElement[],
    private readonly methods: ReadonlyMap<string, ScannedMethod>,
    /** What functions that the class creates use: such a function may run during any method. */
    private readonly handedOut: readonly Use[],
    /** Whether the class extends one of Node. */
    readonly ofNode: boolean,
  ) {}

  static of(module: SourceModule, node: Class): ClassParts | undefined {
    const base = node.superClass ? packageOf(module, node.superClass) : ''
    const origins = [base, ...decoratorsOf(node).map(({ expression }) => packageOf(module, expression))]
    if (origins.includes(undefined)) return undefined
    const members = node.body.body.filter((member) => !isStatic(member))
    const methods = new Map<string, ScannedMethod>()
    const handedOut: Use[] = []
    for (const member of members) {
      const scanned = scanMember(module, member)
      if (!scanned) return undefined
      handedOut.push(...scanned.uses.filter(({ isNested }) => isNested))
      const name = nameOf(member)
      if (member.type !== 'MethodDefinition' || name === undefined) continue
      const isDecorated = !member.decorators.every(({ expression }) => isDefaultCacher(module, expression))
      const other = methods.get(name)
      methods.set(name, {
        uses: [...scanned.uses, ...(other?.uses ?? [])],
        handsOn: scanned.handsOn || other?.handsOn === true,
        isDecorated: isDecorated || other?.isDecorated === true,
      })
    }
    return new ClassParts(members, methods, handedOut, isBuiltin(base!))
  }

  /** The methods and accessors that other code can name. */
  get names(): string[] {
    return [...this.methods.keys()].filter((name) => !/^(?:#.*|constructor|__proto__)$/.test(name))
  }

  /** @returns undefined if the method hands `this` on */
  of(method: string): MemberParts | undefined {
    const uses = new Map<string, (UsedMember | undefined)[]>()
    const updated = new Set<string>()
    const methods = new Set<string>()
    const own = this.methods.get(method)
    if (!own || own.handsOn) return undefined
    const work = [...this.handedOut, ...own.uses]
    for (let use = work.pop(); use; use = work.pop()) {
      const { name, member } = use
      if (name === '__proto__') return undefined
      const code = this.methods.get(name)
      if (!code) {
        if (use.isUpdate && this.isPrivate(name)) updated.add(name)
        else uses.set(name, [...(uses.get(name) ?? []), member])
      } else if (code.isDecorated || code.handsOn || this.isField(name)) return undefined
      else if (!methods.has(name)) {
        methods.add(name)
        work.push(...code.uses)
      }
    }
    for (const name of uses.keys()) updated.delete(name)
    const fields = new Map<string, UsedMembers>([...uses].map(([name, members]) => [name, allUsed(members) ?? 'all']))
    return { fields, methods: new Set([...methods].filter((method) => !method.startsWith('#'))), updated }
  }

  private isField(name: string): boolean {
    return this.members.some((member) => member.type === 'PropertyDefinition' && nameOf(member) === name)
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
}

/** @returns undefined if `this` goes where it can't be followed */
function scanMember(module: SourceModule, member: ClassElement): ScannedCode | undefined {
  if (member.type === 'AccessorProperty') return undefined
  const { value } = member as { value?: Node | null }
  if (!value) return { uses: [], handsOn: false }
  const home = member.type === 'MethodDefinition' && isFunction(value) ? value : undefined
  const roots = home ? [...home.params, home.body] : [value]
  const scanned: ScannedCode = { uses: [], handsOn: false }
  for (const root of roots)
    for (const node of ownNodes(root, true)) {
      if (node.type === 'JSXIdentifier' && node.name === 'this') return undefined
      if (node.type === 'CallExpression' && isNamed(node.callee, 'eval')) return undefined
      if (node.type === 'Super') scanned.handsOn = true
      if (node.type !== 'ThisExpression') continue
      const isNested = home ? functionAround(node, module.scopes) !== home : isInFunction(node, member, module)
      const uses = usesOf(node, module)
      if (uses) scanned.uses.push(...uses.map((use) => ({ ...use, isNested })))
      else if (!isNested && userOf(node, module.scopes)?.parent.type === 'ReturnStatement') scanned.handsOn = true
      else return undefined
    }
  return scanned
}

/** The names of `this.a`, `this.#a`, `this.a.b` and `const { a, b } = this`. */
function usesOf(node: Node, { scopes }: SourceModule): Omit<Use, 'isNested'>[] | undefined {
  const { parent, child } = userOf(node, scopes) ?? {}
  if (parent?.type === 'VariableDeclarator' && parent.init === child) {
    if (parent.id.type !== 'ObjectPattern') return undefined
    const names = parent.id.properties.map((property) => (property.type === 'Property' ? plainKey(property) : undefined))
    return names.includes(undefined) ? undefined : names.map((name) => ({ name: name!, member: undefined, isUpdate: false }))
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== child) return undefined
  const name = parent.property.type === 'PrivateIdentifier' ? `#${parent.property.name}` : staticName(parent)
  if (name === undefined) return undefined
  return [{ name, member: usedMember(parent, scopes), isUpdate: isUpdated(parent, scopes) }]
}

export interface UsedMember {
  name: string
  /** It is called, and isn't a method of lists and strings. */
  isAsked: boolean
}

/** The member of a value that is used, if nothing else is done with the value. */
export function usedMember(node: Node, scopes: SourceModule['scopes']): UsedMember | undefined {
  const { parent, child } = userOf(node, scopes) ?? {}
  if (parent?.type !== 'MemberExpression' || parent.object !== child || parent.property.type === 'PrivateIdentifier')
    return undefined
  const name = staticName(parent)
  if (name === undefined) return undefined
  const user = userOf(parent, scopes)
  const isCalled = user?.parent.type === 'CallExpression' && user.parent.callee === user.child
  return { name, isAsked: isCalled && !methodOf('array', name) && !methodOf('primitive', name) }
}

/** The names of what is used of a value. None if a part of it is used in another way, or if nothing tells that it is an instance of a class. */
export function allUsed(members: readonly (UsedMember | undefined)[]): string[] | undefined {
  if (!members.every((member) => member !== undefined) || !members.some(({ isAsked }) => isAsked)) return undefined
  return [...new Set(members.map(({ name }) => name))].sort()
}

/** `this.calls++` and `this.total += n` as statements. */
function isUpdated(member: Node, scopes: SourceModule['scopes']): boolean {
  const { parent, child } = userOf(member, scopes) ?? {}
  const updates =
    parent?.type === 'UpdateExpression' ||
    (parent?.type === 'AssignmentExpression' && parent.left === child && /^(?!&&|\|\|)[-+*/%&|^<>]+=$/.test(parent.operator))
  return updates && scopes.parentOf(parent!)?.type === 'ExpressionStatement'
}

/** Whether a function lies between a node and the field that it belongs to. */
function isInFunction(node: Node, field: Node, { scopes }: SourceModule): boolean {
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
function packageOf({ scopes }: SourceModule, expression: Node): string | undefined {
  let root = expression
  while (root.type === 'CallExpression' || root.type === 'MemberExpression' || isWrapper(root))
    root = root.type === 'CallExpression' ? root.callee : root.type === 'MemberExpression' ? root.object : root.expression
  const definition = root.type === 'Identifier' ? scopes.variableOf(root)?.defs[0] : undefined
  if (definition?.type !== 'ImportBinding' || definition.parent.type !== 'ImportDeclaration') return undefined
  const from = definition.parent.source.value
  return PACKAGE.test(from) ? from : undefined
}
