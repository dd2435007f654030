import type { Variable } from '../../source/scopes.js'
import type { FunctionNode, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isCall, isFunction, unwrap, userOf } from '../../source/walk.js'
import { plainKey } from '../render-code.js'
import { evaluate } from '../values/evaluate.js'
import { keyOf, memberName } from '../values/known-objects.js'
import { decoratorsOf, isTarget, selvesOf, type Class } from '../values/value-syntax.js'
import { onlyInitialiser } from '../values/values-of-names.js'
import type { CodePieces } from './code-pieces.js'

/** The parts of an object as its literal or class declares them. */
interface Declared {
  /** What each field starts with; undefined without a value. */
  initial: Map<string, Node | undefined>
  methods: Map<string, FunctionNode>
  /** `this` in its code. */
  selves: Node[]
}

/**
 * `const state = { text: '', at: 0 }`, `const lexer = new Lexer()`: an object whose fields are like variables of the file, because its
 * name and `this` in its methods are only used to read and write fields and to call methods.
 */
export interface FieldObject extends Declared {
  /** The fields that code writes, and everything that they are given; none if that isn't known. */
  written: Map<string, Node[] | undefined>
}

export function fieldObject(variable: Variable, module: SourceModule, code: CodePieces): FieldObject | undefined {
  const init = code.isExported(variable) ? undefined : onlyInitialiser(variable)
  const node = init && unwrap(init)
  const declared =
    node?.type === 'ObjectExpression' ? partsOfLiteral(node) : node?.type === 'NewExpression' && partsOfClass(node, module, code)
  if (!declared || [...declared.methods.values()].some((fn) => code.pieces.get(fn)?.isTagged !== false)) return undefined
  const read = new Set<string>()
  const object: FieldObject = { ...declared, written: new Map() }
  const uses = [...code.usesOf(variable).map((use) => use.node), ...declared.selves]
  if (!uses.every((use) => isOfMember(use, object, read, module))) return undefined
  return [...read].every((name) => object.written.has(name) || startsFixed(name, object, module)) ? object : undefined
}

/** Fields whose declared values stay as they are. */
function startsFixed(name: string, { initial }: Declared, { scopes }: SourceModule): boolean {
  const value = initial.get(name)
  if (!value) return initial.has(name) || !(name in Object.prototype)
  const { shape, fixed, needs } = evaluate(value, scopes)
  return shape.kind === 'primitive' && fixed && needs.length === 0
}

/** Whether a use of the object only takes a member of it, by name. Collects the fields. */
function isOfMember(use: Node, object: FieldObject, read: Set<string>, { scopes }: SourceModule): boolean {
  const taken = use.type === 'Super' ? undefined : userOf(use, scopes)
  const member = taken?.parent
  if (member?.type !== 'MemberExpression' || member.object !== taken!.child) return false
  const name = memberName(member)
  const around = name === undefined ? undefined : userOf(member, scopes)
  if (!around) return false
  const { parent, child } = around
  const isCallee = isCall(parent) ? parent.callee === child : parent.type === 'TaggedTemplateExpression'
  if (object.methods.has(name!)) return isCallee && parent.type === 'CallExpression'
  // Its own functions are in `methods`; another one would be called with the object as `this`.
  if (isCallee || (parent.type === 'UnaryExpression' && parent.operator === 'delete')) return false
  if (isTarget(parent, child, scopes)) addWrite(object, name!, parent)
  else read.add(name!)
  return true
}

function addWrite({ written, initial }: FieldObject, name: string, target: Node): void {
  const value = givenBy(target)
  const first = initial.get(name)
  const known = written.has(name) ? written.get(name) : first ? [first] : []
  written.set(name, value && known ? [...known, value] : undefined)
}

/** None if it isn't known. */
function givenBy(target: Node): Node | undefined {
  if (target.type === 'UpdateExpression') return target
  return target.type === 'AssignmentExpression' && target.operator === '=' ? target.right : undefined
}

function partsOfLiteral({ properties }: NodeOf<'ObjectExpression'>): Declared | undefined {
  const parts: Declared = { initial: new Map(), methods: new Map(), selves: [] }
  for (const property of properties) {
    const name = property.type === 'Property' && property.kind === 'init' ? plainKey(property) : undefined
    if (name === undefined || name === '__proto__') return undefined
    const value = unwrap((property as NodeOf<'Property'>).value)
    if (!isFunction(value)) parts.initial.set(name, value)
    else if (!addMethod(parts, name, value)) return undefined
  }
  return parts
}

/** The only instance of a class of the file. */
function partsOfClass(made: NodeOf<'NewExpression'>, { scopes }: SourceModule, code: CodePieces): Declared | undefined {
  const callee = unwrap(made.callee)
  const variable = callee.type === 'Identifier' ? scopes.variableOf(callee) : undefined
  const [definition, ...others] = variable?.defs ?? []
  const node = definition?.type === 'ClassName' && others.length === 0 ? (definition.node as Class) : undefined
  if (!node || node.superClass || decoratorsOf(node).length > 0 || variable!.scope !== scopes.top) return undefined
  if (code.isExported(variable!) || code.usesOf(variable!).some((use) => use.node !== callee)) return undefined
  const parts: Declared = { initial: new Map(), methods: new Map(), selves: [] }
  return node.body.body.every((member) => addMember(parts, member)) ? parts : undefined
}

function addMember(parts: Declared, member: Class['body']['body'][number]): boolean {
  if (member.type === 'TSIndexSignature') return true
  if (member.type === 'MethodDefinition') {
    if (member.static || member.computed || /^[gs]et$/.test(member.kind)) return false
    const fn = member.value
    if (!isFunction(fn) || !fn.body) return true
    if (member.kind === 'method') return addMethod(parts, keyOf(member), fn)
    parts.selves.push(...[...fn.params, fn.body].flatMap(selvesOf))
    return fn.params.every(({ type }) => type !== 'TSParameterProperty')
  }
  if (member.type !== 'PropertyDefinition' || member.static || member.computed) return false
  if (member.value && selvesOf(member.value).length > 0) return false
  const name = keyOf(member)
  if (name !== undefined) parts.initial.set(name, member.value ? unwrap(member.value) : undefined)
  return name !== undefined
}

function addMethod({ methods, selves }: Declared, name: string | undefined, fn: FunctionNode): boolean {
  const own = [...fn.params, fn.body].flatMap((part) => (part ? selvesOf(part) : []))
  if (name === undefined || methods.has(name) || (fn.type === 'ArrowFunctionExpression' && own.length > 0)) return false
  methods.set(name, fn)
  selves.push(...own)
  return true
}

/** The field objects of a file. */
export class FieldObjects {
  readonly methods = new Set<Node>()
  private readonly owners = new Map<Node, Variable>()

  constructor(
    private readonly objects: ReadonlyMap<Variable, FieldObject>,
    private readonly module: SourceModule,
  ) {
    for (const [variable, { selves, methods }] of objects) {
      for (const self of selves) this.owners.set(self, variable)
      for (const fn of methods.values()) this.methods.add(fn)
    }
  }

  fieldsOf(variable: Variable): readonly string[] | undefined {
    const object = this.objects.get(variable)
    return object && [...object.written.keys()]
  }

  /** The object and the name of its member. */
  memberOf(member: Node): { variable: Variable; name: string } | undefined {
    if (this.objects.size === 0 || member.type !== 'MemberExpression') return undefined
    const object = unwrap(member.object)
    const variable = object.type === 'Identifier' ? this.module.scopes.variableOf(object) : this.owners.get(object)
    const name = variable && this.objects.has(variable) ? memberName(member) : undefined
    return name === undefined ? undefined : { variable: variable!, name }
  }

  methodOf(callee: Node): FunctionNode | undefined {
    const found = this.memberOf(callee)
    return found && this.objects.get(found.variable)!.methods.get(found.name)
  }

  /** Everything that a field is given; undefined for what is no such field. */
  valuesOf(member: Node): readonly Node[] | undefined {
    const found = this.memberOf(member)
    return found && (this.objects.get(found.variable)!.written.get(found.name) ?? [])
  }
}
