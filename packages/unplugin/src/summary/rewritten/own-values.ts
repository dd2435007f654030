import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { FunctionNode, Identifier, ModuleScopes } from '../../source/source-module.js'
import type { Node, NodeOf } from '../../source/source-module.js'
import { functionAround, isCall, isFunction, unwrap } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'
import type { CodePieces } from './code-pieces.js'

interface Calls {
  functionsOf(callee: Node): readonly FunctionNode[] | undefined
  /** Whether the result is a primitive value. */
  isPrimitive(call: NodeOf<'CallExpression'>): boolean
}

/** A literal that makes an object or an array. */
type Literal = NodeOf<'ObjectExpression' | 'ArrayExpression'>

/** The most members of members that are followed. */
const MOST_STEPS = 3

/**
 * Whether a file's own literals and operators make a value, so that it has the methods of the language. A value that comes from a caller
 * or from another file may be an array with a `push` of its own.
 */
export class OwnValues {
  private readonly seen = new Set<Node>()
  private readonly variables = new Set<Variable>()
  /** The literals that the value may be. */
  readonly literals: Literal[] = []

  constructor(
    private readonly scopes: ModuleScopes,
    private readonly code: CodePieces,
    private readonly calls: Calls,
    private readonly steps = 0,
  ) {}

  isOwn(wrapped: Node): boolean {
    const node = unwrap(wrapped)
    if (this.seen.has(node)) return true
    this.seen.add(node)
    switch (node.type) {
      case 'ObjectExpression':
      case 'ArrayExpression':
        this.literals.push(node)
        return true
      case 'Literal':
        return !('regex' in node)
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'UpdateExpression':
        return true
      case 'LogicalExpression':
        return this.isOwn(node.left) && this.isOwn(node.right)
      case 'ConditionalExpression':
        return this.isOwn(node.consequent) && this.isOwn(node.alternate)
      case 'Identifier':
        return this.isNamed(node)
      case 'CallExpression':
        return this.calls.isPrimitive(node) || this.isResult(unwrap(node.callee))
      case 'MemberExpression':
        return node.computed && staticName(node) === undefined ? this.isElement(node) : this.isMember(node)
      default:
        return false
    }
  }

  private isNamed(identifier: Identifier): boolean {
    const variable = this.scopes.variableOf(identifier)
    if (!variable) return /^(undefined|NaN|Infinity)$/.test(identifier.name)
    if (this.variables.has(variable)) return true
    this.variables.add(variable)
    const inits = this.code.initsOf(variable)
    return (
      inits !== undefined &&
      inits.every((init) => this.isOwn(init)) &&
      this.code.usesOf(variable).every((use) => this.isOwnWrite(use))
    )
  }

  private isOwnWrite({ node, isWrite }: { node: Node; isWrite: boolean }): boolean {
    const parent = this.code.parentOf(node)
    if (!isWrite || parent?.type === 'UpdateExpression') return true
    if (parent?.type !== 'AssignmentExpression' || unwrap(parent.left) !== node) return false
    return /^(=|&&=|\|\|=|\?\?=)$/.test(parent.operator) ? this.isOwn(parent.right) : true
  }

  private isResult(callee: Node): boolean {
    const functions = this.calls.functionsOf(callee)
    return (
      !!functions &&
      functions.length > 0 &&
      functions.every((fn) => !fn.async && !fn.generator && returned(fn).every((value) => this.isOwn(value)))
    )
  }

  private isMember(node: NodeOf<'MemberExpression'>): boolean {
    return this.valuesOf(node)?.every((value) => this.isOwn(value)) === true
  }

  /** What the literals give `token.value`, if nothing else gets hold of `token`. */
  valuesOf(node: NodeOf<'MemberExpression'>): readonly Node[] | undefined {
    const name = staticName(node)
    const found: Node[] = []
    const literals = this.literalsOf(node.object, (use) => {
      const read = this.readOf(use)
      // A function that is called as its member may change the object.
      return read !== undefined && !(isCall(read.above) && unwrap(read.above.callee) === read.member)
    })
    const areKnown = literals?.every((literal) => {
      if (literal.type !== 'ObjectExpression') return false
      return literal.properties.every((property) => {
        if (property.type !== 'Property' || property.kind !== 'init') return false
        const key = plainKey(property)
        if (key === name) found.push(property.value)
        return key !== undefined
      })
    })
    return areKnown ? found : undefined
  }

  /** `stack[stack.length - 1]`, if `stack` is only filled by `push`. */
  private isElement(node: NodeOf<'MemberExpression'>): boolean {
    const pushed: Node[] = []
    const literals = this.literalsOf(node.object, (use) => {
      const read = this.readOf(use)
      if (!read) return false
      const { member, above } = read
      if (above.type !== 'CallExpression' || unwrap(above.callee) !== member) return true
      if (staticName(member) === 'push') pushed.push(...above.arguments)
      return /^(push|pop)$/.test(staticName(member) ?? '')
    })
    const areOwn = (elements: readonly (Node | null)[]): boolean =>
      elements.every((element) => element !== null && this.isOwn(element))
    return (
      !!literals && literals.every((literal) => literal.type === 'ArrayExpression' && areOwn(literal.elements)) && areOwn(pushed)
    )
  }

  /** The member of an object that a use only reads, and what takes it. */
  private readOf(use: Node): { member: NodeOf<'MemberExpression'>; above: Node } | undefined {
    const member = this.code.parentOf(use)
    if (member?.type !== 'MemberExpression' || unwrap(member.object) !== use) return undefined
    const above = this.code.parentOf(member)
    return above && !isChanged(member, above) ? { member, above } : undefined
  }

  /** The literals that a variable may hold, if all its other uses are as given. */
  private literalsOf(wrapped: Node, allows: (use: Node) => boolean): readonly Literal[] | undefined {
    const object = unwrap(wrapped)
    const variable = object.type === 'Identifier' ? this.scopes.variableOf(object) : undefined
    if (!variable || this.code.isExported(variable) || this.steps >= MOST_STEPS) return undefined
    const values = new OwnValues(this.scopes, this.code, this.calls, this.steps + 1)
    if (!values.isOwn(object)) return undefined
    const uses = this.code.usesOf(variable)
    if (!uses.every(({ node, isWrite }) => isWrite || allows(node))) return undefined
    const others = [...values.variables].filter((other) => other !== variable)
    return others.every((other) => this.isPassedOn(other)) ? values.literals : undefined
  }

  /** A local name of a value that the function only tests and returns. */
  private isPassedOn(variable: Variable): boolean {
    if (variable.scope === this.scopes.top || variable.defs.some(({ type }) => type !== 'Variable')) return false
    const home = functionAround(variable.defs[0]!.node, this.scopes)
    return this.code.usesOf(variable).every(({ node, isWrite }) => {
      if (functionAround(node, this.scopes) !== home) return false
      const parent = this.code.parentOf(node)
      return isWrite || parent?.type === 'ReturnStatement' || (parent?.type === 'IfStatement' && unwrap(parent.test) === node)
    })
  }
}

/** `stack[0] = x`, `token.value++`, `delete token.value`, `[token.value] = list` */
const isChanged = (member: Node, above: Node): boolean =>
  (above.type === 'AssignmentExpression' && unwrap(above.left) === member) ||
  /^(UpdateExpression|ArrayPattern|RestElement|AssignmentPattern|For(In|Of)Statement)$/.test(above.type) ||
  (above.type === 'Property' && above.value === member && above.kind === 'init' && above.shorthand === undefined) ||
  (above.type === 'UnaryExpression' && above.operator === 'delete')

/** What a function returns; none for `return` without a value. */
function returned(fn: FunctionNode): Node[] {
  if (fn.body.type !== 'BlockStatement') return [fn.body]
  const found: Node[] = []
  const work = childrenOf(fn.body)
  for (const node of work) {
    if (node.type === 'ReturnStatement' && node.argument) found.push(node.argument)
    if (!isFunction(node)) work.push(...childrenOf(node))
  }
  return found
}
