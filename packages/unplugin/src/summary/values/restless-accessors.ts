import {
  childrenOf,
  type FunctionNode,
  type ModuleScopes,
  type Node,
  type NodeOf,
  type SourceModule,
} from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { plainKey, staticName } from '../render-code.js'
import { functionOf, globalName } from './values-of-names.js'

/** Stands for all members of what a proxy of the file gives. */
export const ANY_MEMBER = '*'

/**
 * The names of accessors that change something whenever they are read: `get next() { return ++this.n }`. A key must not read them. One that
 * makes its value on first use, `this.data ??= load()`, may be read at any time.
 */
export function restlessAccessors(module: SourceModule): ReadonlySet<string> {
  const names = new Set<string>()
  const places = Array.from(module.text.matchAll(GET), ({ index }) => index)
  if (places.length === 0) return names
  const check = new Restlessness(module)
  const visit = (node: Node): void => {
    if (!places.some((place) => place >= node.start && place < node.end)) return
    for (const [name, fn] of accessorsOf(node, module.scopes)) if (!names.has(name) && check.isRestless(fn)) names.add(name)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(module.ast)
  return names
}

/** What makes an accessor contains this word, unlike calls such as `map.get(k)`. */
const GET = /(?<![.\w$])get\b/g

function accessorsOf(node: Node, scopes: ModuleScopes): [name: string, fn: FunctionNode][] {
  if ((node.type === 'Property' || node.type === 'MethodDefinition') && node.kind === 'get') {
    const name = plainKey(node)
    return name !== undefined && isCode(node.value) ? [[name, node.value]] : []
  }
  if (node.type === 'NewExpression' && globalName(node.callee, scopes) === 'Proxy')
    return gettersIn(ANY_MEMBER, node.arguments[1])
  if (node.type !== 'CallExpression') return []
  const [, key, described] = node.arguments
  switch (globalName(node.callee, scopes)) {
    case 'Object.defineProperty':
    case 'Reflect.defineProperty':
      return gettersIn((key && literalText(key)) ?? ANY_MEMBER, described)
    case 'Object.defineProperties':
    case 'Object.create':
      return propertiesOf(key).flatMap((property) => gettersIn(plainKey(property) ?? ANY_MEMBER, property.value))
    default:
      return []
  }
}

const isCode = (node: Node | null): node is FunctionNode => node !== null && isFunction(node)

/** `{ get() { … } }`, of a property or a proxy. */
const gettersIn = (name: string, description: Node | undefined): [string, FunctionNode][] =>
  propertiesOf(description).flatMap((property): [string, FunctionNode][] => {
    const value = unwrap(property.value)
    return plainKey(property) === 'get' && isFunction(value) ? [[name, value]] : []
  })

function propertiesOf(object: Node | undefined): NodeOf<'Property'>[] {
  const node = object && unwrap(object)
  return node?.type === 'ObjectExpression' ? node.properties.filter((property) => property.type === 'Property') : []
}

/** Methods that give or leave something else each time. Others are a change if nothing uses what they return. */
const STEPS = /^(?:next|pop|push|shift|splice|unshift)$/
/** Assignments to what is unset: repeating them changes nothing. */
const ON_FIRST_USE = /^(?:\?\?|\|\||&&)?=$/
/** They keep what was made: repeating them changes nothing. */
const KEEPS = /^(?:add|set|define\w+|assign|freeze)$/

class Restlessness {
  private readonly seen = new Set<Node>()

  constructor(private readonly module: SourceModule) {}

  isRestless(fn: FunctionNode): boolean {
    if (this.seen.has(fn)) return false
    this.seen.add(fn)
    return this.changes(fn.body, fn)
  }

  private changes(node: Node, fn: FunctionNode): boolean {
    return this.changesItself(node, fn) || childrenOf(node).some((child) => this.changes(child, fn))
  }

  private changesItself(node: Node, fn: FunctionNode): boolean {
    switch (node.type) {
      case 'UpdateExpression':
        return !this.isOwn(node.argument, fn)
      case 'AssignmentExpression':
        return !this.isOwn(node.left, fn) && (!ON_FIRST_USE.test(node.operator) || this.mentions(node.right, node.left))
      case 'ExpressionStatement': {
        const call = unwrap(node.expression)
        return call.type === 'CallExpression' && this.isAct(call, fn)
      }
      case 'CallExpression':
        return this.calls(node, fn)
      default:
        return false
    }
  }

  /** A statement that does nothing but call something. */
  private isAct(call: NodeOf<'CallExpression'>, fn: FunctionNode): boolean {
    const callee = unwrap(call.callee)
    if (callee.type !== 'MemberExpression') return callee.type !== 'Super'
    return !KEEPS.test(staticName(callee) ?? '') && !this.isOwn(callee.object, fn)
  }

  private calls(call: NodeOf<'CallExpression'>, fn: FunctionNode): boolean {
    const callee = unwrap(call.callee)
    if (callee.type === 'Identifier') {
      const variable = this.module.scopes.variableOf(callee)
      const called = variable && functionOf(variable)
      return called !== undefined && this.isRestless(called)
    }
    if (callee.type !== 'MemberExpression') return false
    return STEPS.test(staticName(callee) ?? '') && !this.isOwn(callee.object, fn)
  }

  /** `(calls = calls + 1)` */
  private mentions(value: Node, target: Node): boolean {
    const text = this.module.text.slice(target.start, target.end)
    return this.module.text.slice(value.start, value.end).includes(text)
  }

  /** A variable of the function, or what it holds. */
  private isOwn(target: Node, { start, end }: FunctionNode): boolean {
    let root = unwrap(target)
    while (root.type === 'MemberExpression') root = unwrap(root.object)
    const variable = root.type === 'Identifier' ? this.module.scopes.variableOf(root) : undefined
    return variable !== undefined && variable.scope.block.start >= start && variable.scope.block.end <= end
  }
}
