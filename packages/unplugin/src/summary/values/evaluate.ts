import type { Variable } from '../../source/scopes.js'
import type { FunctionNode, Identifier, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, returnsOf, unwrap } from '../../source/walk.js'
import { classNamed, functionNamed, isConstantMember, isStandardGlobal, methodOf, type Builtin } from './builtins.js'
import { plainKey, staticName } from '../render-code.js'
import {
  CODE,
  contentsOf,
  elementOf,
  holderOf,
  isImmutable,
  join,
  memberOf,
  PRIMITIVE,
  regexShape,
  UNKNOWN,
  withoutClosures,
  type Shape,
} from './shapes.js'
import { hasOwnState } from './own-state.js'
import { functionOf, globalName, isUniversalTime, makesRequire, onlyInitialiser } from './values-of-names.js'

export interface Evaluation {
  shape: Shape
  /** The code alone determines the value, if `needs` are fixed too. */
  fixed: boolean
  /** Module-level names that the value depends on. */
  needs: string[]
}

const DEEPEST = 40

/** Whether the object may have methods of its own that a conversion or an iteration calls. */
const runsCode = ({ kind }: Shape): boolean => kind === 'object' || kind === 'instance'

/** Evaluates an expression statically. */
export function evaluate(node: Node, scopes: ModuleScopes): Evaluation {
  const evaluator = new Evaluator(scopes)
  const shape = evaluator.shapeOf(node, 0)
  return { shape, fixed: evaluator.fixed, needs: [...evaluator.needs] }
}

class Evaluator {
  fixed = true
  readonly needs = new Set<string>()
  /** Parameters of functions that are evaluated inline; their values are fixed. */
  private readonly bound = new Set<Variable>()

  constructor(private readonly scopes: ModuleScopes) {}

  shapeOf(wrapped: Node | null | undefined, depth: number): Shape {
    if (!wrapped) return PRIMITIVE
    if (depth > DEEPEST) return this.anything()
    const node = unwrap(wrapped)
    const of = (child: Node | null | undefined): Shape => this.shapeOf(child, depth + 1)
    const all = (...children: (Node | null | undefined)[]): Shape => (children.forEach(of), PRIMITIVE)
    /** To text or a number, by methods of the object if it has some. */
    const converted = (...children: Node[]): Shape => (children.map(of).some(runsCode) ? this.notFixed(PRIMITIVE) : PRIMITIVE)
    switch (node.type) {
      case 'Literal':
        return 'regex' in node ? regexShape(node.regex.flags) : PRIMITIVE
      case 'TemplateLiteral':
        return converted(...node.expressions)
      case 'UnaryExpression':
        if (node.operator === 'delete') return this.notFixed(PRIMITIVE)
        return /^[-+~]$/.test(node.operator) ? converted(node.argument) : all(node.argument)
      case 'BinaryExpression':
        return converted(node.left, node.right)
      case 'UpdateExpression':
        return this.notFixed(PRIMITIVE)
      case 'LogicalExpression':
        return join(of(node.left), of(node.right))
      case 'ConditionalExpression':
        all(node.test)
        return join(of(node.consequent), of(node.alternate))
      case 'ArrowFunctionExpression':
        return { kind: 'code', fresh: false, node }
      case 'FunctionExpression':
      case 'ClassExpression':
        if (depth > 0 && hasOwnState(node, this.scopes)) return this.anything()
        return { kind: 'code', fresh: false, node }
      case 'ArrayExpression':
        return this.list(node.elements, depth)
      case 'ObjectExpression':
        return this.object(node, depth)
      case 'SequenceExpression':
        all(...node.expressions.slice(0, -1))
        return of(node.expressions.at(-1))
      case 'ChainExpression':
        return of(node.expression)
      case 'AwaitExpression':
        return this.notFixed(of(node.argument))
      case 'Identifier':
        return this.name(node, depth)
      case 'MemberExpression':
        return this.member(node, depth)
      case 'CallExpression':
        return this.call(node, depth)
      case 'NewExpression':
        return this.construct(node, depth)
      default:
        return this.anything()
    }
  }

  private readonly anything = (): Shape => this.notFixed(UNKNOWN)

  private notFixed(shape: Shape): Shape {
    this.fixed = false
    return shape
  }

  private list(nodes: readonly (Node | null)[], depth: number): Shape {
    const positions: Shape[] = []
    const contents = this.elements(nodes, depth, positions)
    const isTuple = contents.kind === 'unknown' && positions.length === nodes.length
    return { ...holderOf('array', contents), ...(isTuple ? { positions } : {}) }
  }

  /** @param positions collects the shapes of the elements that are no spreads */
  private elements(nodes: readonly (Node | null)[], depth: number, positions: Shape[] = []): Shape {
    let contents = PRIMITIVE
    for (const node of nodes) {
      const spread = node?.type === 'SpreadElement'
      const shape = this.shapeOf(spread ? node.argument : node, depth + 1)
      if (spread && runsCode(shape)) this.fixed = false
      if (!spread) positions.push(shape)
      contents = join(contents, spread ? elementOf(shape) : shape)
    }
    return contents
  }

  private object(node: NodeOf<'ObjectExpression'>, depth: number): Shape {
    const members = new Map<string, Shape>()
    const put = (name: string, shape: Shape): void =>
      void members.set(name, name === '*' && members.has('*') ? join(members.get('*')!, shape) : shape)
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = this.shapeOf(property.argument, depth + 1)
        if (spread.kind === 'object' && spread.members) for (const [name, shape] of spread.members) put(name, shape)
        else if (spread.kind !== 'primitive') put('*', UNKNOWN)
        continue
      }
      if (property.computed) this.shapeOf(property.key, depth + 1)
      const name = property.computed ? '*' : (plainKey(property) ?? '*')
      // An accessor runs code; `__proto__: o` isn't a member.
      const isPlain = property.kind === 'init' && (name !== '__proto__' || property.shorthand)
      put(name, isPlain ? this.shapeOf(property.value, depth + 1) : this.notFixed(UNKNOWN))
    }
    return { kind: 'object', fresh: true, members }
  }

  private name(node: Identifier, depth: number): Shape {
    const variable = this.scopes.variableOf(node)
    if (!variable) {
      const name = node.name
      if (!this.scopes.referenceOf(node) || !isStandardGlobal(name)) return this.anything()
      return /^(undefined|NaN|Infinity)$/.test(name) ? PRIMITIVE : CODE
    }
    if (this.bound.has(variable)) return UNKNOWN
    const isTop = variable.scope === this.scopes.top
    if (isTop) this.needs.add(variable.name)
    const [definition] = variable.defs
    switch (definition?.type) {
      case 'FunctionName':
      case 'ClassName':
        return { kind: 'code', fresh: false, node: definition.node }
      case 'TSEnumName':
        return CODE
      case 'ImportBinding':
        return UNKNOWN
    }
    const init = onlyInitialiser(variable)
    if (!init || (!isTop && definition?.type === 'Parameter')) return isTop ? UNKNOWN : this.anything()
    const before = this.fixed
    const shape = this.shapeOf(init, depth + 1)
    // Whether a module-level name is fixed is determined at its declaration.
    if (isTop) this.fixed = before
    // Code may put anything into a local object.
    return isTop || isImmutable(shape) || shape.kind === 'bytes' ? { ...shape, fresh: false } : { kind: shape.kind, fresh: false }
  }

  private member(node: NodeOf<'MemberExpression'>, depth: number): Shape {
    const name = globalName(node, this.scopes)
    if (name === 'process.env') return this.notFixed(holderOf('object', PRIMITIVE))
    if (name?.startsWith('process.env.')) return this.notFixed(PRIMITIVE)
    if (name !== undefined && isStandardGlobal(name.split('.')[0]!))
      return isConstantMember(name) ? (functionNamed(name) ? CODE : PRIMITIVE) : this.anything()
    const object = this.shapeOf(node.object, depth + 1)
    if (node.computed) this.shapeOf(node.property, depth + 1)
    return { ...memberOf(object, staticName(node)), fresh: false }
  }

  private call(node: NodeOf<'CallExpression'>, depth: number): Shape {
    const callee = unwrap(node.callee)
    const args = node.arguments
    const name = globalName(callee, this.scopes)
    const known = name === undefined ? undefined : functionNamed(name)
    if (known) {
      const shape = this.apply(known, this.elements(args.slice(0, 1), depth), args, depth)
      return name === 'Object.freeze' ? { ...shape, frozen: true } : shape
    }
    const only = args.length === 1 ? unwrap(args[0]!) : undefined
    if (only?.type === 'Literal' && (/^(require|process\.getBuiltinModule)$/.test(name ?? '') || this.isRequire(callee))) {
      this.needs.add(`require ${String(only.value)}`)
      return UNKNOWN
    }
    if (makesRequire(node)) return CODE
    if (callee.type === 'MemberExpression') {
      const receiver = this.shapeOf(callee.object, depth + 1)
      const method = methodOf(receiver.kind, staticName(callee) ?? '')
      if (method) return this.apply(method, receiver, args, depth)
    }
    return this.notFixed(this.returnedFrom(callee, depth))
  }

  private apply(record: Builtin, receiver: Shape, args: readonly Node[], depth: number): Shape {
    if (!record.pure || record.mutates) this.fixed = false
    const at = record.passes ? (record.callback ?? 0) : -1
    const rest = args.filter((_, index) => index !== at)
    const contents = this.elements(rest, depth)
    if (at >= 0 && args[at] && !this.isPureCallback(unwrap(args[at]), depth)) this.fixed = false
    const result = this.resultOf(record, receiver, contents)
    return record.iterator ? { ...result, kind: 'iterator' } : result
  }

  private resultOf(record: Builtin, receiver: Shape, contents: Shape): Shape {
    switch (record.result) {
      case 'primitive':
        return PRIMITIVE
      case 'list':
        return holderOf('array', PRIMITIVE)
      case 'new':
        return this.anything()
      case 'self':
        return record.mutates ? { ...receiver, positions: undefined } : receiver
      case 'contents':
        return { ...contentsOf(receiver), fresh: false }
      case 'pairs':
        return holderOf('array', holderOf('array', contentsOf(receiver)))
      case 'iterated':
        return holderOf('array', elementOf(receiver))
      case 'holder':
        return holderOf('array', record.keeps ? join(contentsOf(receiver), contentsOrSelf(contents)) : contentsOf(receiver))
      default:
        return UNKNOWN
    }
  }

  /** `(row) => row.id * 2`: one expression of its parameters and fixed values. */
  private isPureCallback(fn: Node, depth: number): boolean {
    const name = globalName(fn, this.scopes)
    if (name !== undefined) return functionNamed(name)?.pure === true
    if (!isFunction(fn) || fn.async || fn.generator) return false
    const { body } = fn
    const only = body.type === 'BlockStatement' ? body.body[0] : undefined
    const single =
      body.type === 'BlockStatement' ? body.body.length === 1 && only?.type === 'ReturnStatement' && only.argument : body
    if (!single) return false
    for (const variable of this.scopes.scopeOf(fn)?.variables ?? []) this.bound.add(variable)
    this.shapeOf(single, depth + 1)
    return true
  }

  private construct(node: NodeOf<'NewExpression'>, depth: number): Shape {
    const name = globalName(node.callee, this.scopes)
    const known = name === undefined ? undefined : classNamed(name)
    const args = node.arguments
    if (!known) return this.notFixed(name === undefined ? { kind: 'instance', fresh: true } : UNKNOWN)
    const contents = this.elements(args, depth)
    if (!known.pure && !(name === 'Date' && args.length === 1 && isUniversalTime(args[0]!))) this.fixed = false
    // `new Map([[key, value]])` contains values two levels down, `new Set([value])` one level.
    const listed = known.keeps ? (args.length === 1 && known.kind !== 'array' ? elementOf(contents) : contents) : PRIMITIVE
    const held = known.kind === 'map' ? contentsOf(listed) : listed
    return { kind: known.kind, fresh: true, members: new Map([['*', held]]) }
  }

  /** The value that a function of the file returns, if the function creates it. */
  private returnedFrom(callee: Node, depth: number): Shape {
    const fn = isFunction(callee) ? callee : this.functionNamed(callee)
    if (!fn || fn.async || fn.generator) return UNKNOWN
    const { body } = fn
    const values = body.type === 'BlockStatement' ? returnsOf(body).map((node) => node.argument) : [body]
    return withoutClosures(values.map((value) => this.shapeOf(value, depth + 1)).reduce(join, PRIMITIVE))
  }

  /** `const require = createRequire(import.meta.url)` */
  private isRequire(callee: Node): boolean {
    const variable = callee.type === 'Identifier' ? this.scopes.variableOf(callee) : undefined
    const init = variable && onlyInitialiser(variable)
    return !!init && makesRequire(unwrap(init))
  }

  private functionNamed(callee: Node): FunctionNode | undefined {
    const variable = callee.type === 'Identifier' ? this.scopes.variableOf(callee) : undefined
    return variable && functionOf(variable)
  }
}

const contentsOrSelf = (shape: Shape): Shape => (shape.members ? contentsOf(shape) : shape)
