import type { FunctionNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, isNamed, unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { functionNamed, methodOf, type Builtin } from './builtins.js'
import { evaluate } from './evaluate.js'
import { contentsOf, elementOf, holderOf, isFinal, UNKNOWN, type Shape } from './shapes.js'
import { usesArguments } from './value-syntax.js'
import { functionOf, globalName } from './values-of-names.js'

/** What follows a value further. */
export interface ValueFlow {
  /** Whether everything that an expression's value flows into only reads it. */
  flows(node: Node, shape: Shape): boolean
  /** Binds a value to the names of a pattern. */
  binds(pattern: Node | null, shape: Shape): boolean
}

type Call = NodeOf<'CallExpression'>

/** Methods of strings that run an expression. With `g` they reset `lastIndex`; with `y` alone they move it. */
const takesRegex = (method: string): boolean => /^(replace|replaceAll|split|match|matchAll|search)$/.test(method)

/** Whether a call leaves out the arguments with which a built-in may do anything: `decoder.decode(bytes, { stream: true })`. */
export const isGivenAsKnown = ({ alone }: Builtin, args: readonly Node[]): boolean =>
  !alone || (args.length < 2 && args[0]?.type !== 'SpreadElement')

/** Calls that receive a value: as an argument, as the object of a method, or from a callback. */
export class CallsWithValue {
  constructor(
    private readonly value: ValueFlow,
    private readonly scopes: ModuleScopes,
  ) {}

  argument(call: Call, child: Node, shape: Shape): boolean {
    const args = call.arguments
    const index = args.findIndex((argument) => argument === child)
    const callee = unwrap(call.callee)
    const name = globalName(callee, this.scopes)
    const record = name === undefined ? undefined : functionNamed(name)
    if (record) return this.argumentOfBuiltin(record, call, args, index, shape)
    const fn = isFunction(callee) ? callee : callee.type === 'Identifier' ? this.functionOf(callee) : undefined
    if (fn) return this.parameter(fn, args, index, shape)
    return callee.type === 'MemberExpression' && this.keptBy(callee, call, shape)
  }

  private functionOf(callee: Node): FunctionNode | undefined {
    const variable = this.scopes.variableOf(callee)
    return variable && functionOf(variable)
  }

  private argumentOfBuiltin(record: Builtin, call: Call, args: readonly Node[], index: number, shape: Shape): boolean {
    if (!isGivenAsKnown(record, args)) return false
    if (index > 0) {
      // `Object.assign({}, defaults)` copies the contents of the other arguments.
      if (!record.keeps) return !record.mutates
      return this.value.flows(call, holderOf('object', contentsOf(shape)))
    }
    if (record.mutates) return false
    // A replacer, or a callback that isn't in the table, receives the object's contents.
    const others = args.slice(1).filter((_, at) => !record.passes || at + 1 !== (record.callback ?? 0))
    if (!others.every((other) => isFinal(evaluate(other, this.scopes).shape))) return false
    return this.apply(record, call, args, shape)
  }

  /** `other.push(object)`, `lookup.get(object)`: uses the table entry for the receiver's kind. */
  private keptBy(callee: NodeOf<'MemberExpression'>, call: Call, shape: Shape): boolean {
    if (takesRegex(staticName(callee) ?? '')) return /^(regexp|pattern)$/.test(shape.kind)
    if (shape.kind === 'regexp') return false
    const { shape: receiver } = evaluate(callee.object, this.scopes)
    const record = methodOf(receiver.kind, staticName(callee) ?? '')
    // A callback. What isn't known is taken for a list.
    if (shape.kind === 'code' && (record ?? methodOf('array', staticName(callee) ?? ''))?.passes) return true
    if (!record) return false
    if (!record.keeps) return !record.passes
    // It is stored, which is safe only if no other code holds the receiver.
    return receiver.fresh && !record.mutates && this.value.flows(call, holderOf('array', shape))
  }

  /** Checks the result of a function or method in the table, and the arguments of its callback. */
  apply(record: Builtin, call: Call, args: readonly Node[], shape: Shape): boolean {
    const contents = { ...contentsOf(shape), fresh: false }
    if (record.passes && !this.callback(record, call, args, shape, contents)) return false
    switch (record.result) {
      case 'primitive':
      case 'list':
      case 'new':
        return true
      case 'self':
        return this.value.flows(call, shape)
      case 'contents':
        return this.value.flows(call, contents)
      case 'holder':
        return this.value.flows(call, holderOf('array', contents))
      case 'pairs':
        return this.value.flows(call, holderOf('array', holderOf('array', contents)))
      case 'iterated':
        return this.value.flows(call, holderOf('array', elementOf(shape)))
      case 'holder of returned':
      case 'returned':
        // The part of the object that the callback returns has been followed up to here.
        return true
      default:
        return false
    }
  }

  private callback(record: Builtin, call: Call, args: readonly Node[], shape: Shape, contents: Shape): boolean {
    const argument = args[record.callback ?? 0]
    if (!argument) return true
    const node = unwrap(argument)
    const name = globalName(node, this.scopes)
    if (name !== undefined) return functionNamed(name) !== undefined && !functionNamed(name)!.mutates
    const fn = isFunction(node) ? node : node.type === 'Identifier' ? this.functionOf(node) : undefined
    if (!fn) return isFinal(contents) && record.passes!.every((part) => part !== 'self')
    if (usesArguments(fn)) return false
    const params = fn.params
    if (isFunction(node) && fn.type !== 'ArrowFunctionExpression' && args.length > (record.callback ?? 0) + 1) return false
    return params.every((param, index) => {
      if (param.type === 'RestElement') return isFinal(contents) && shape.kind !== 'unknown' && index >= record.passes!.length
      const part = record.passes![index]
      if (part === undefined || part === 'primitive') return true
      return this.value.binds(param, part === 'self' ? shape : contents)
    })
  }

  private parameter(fn: FunctionNode, args: readonly Node[], index: number, shape: Shape): boolean {
    if (usesArguments(fn) || args.slice(0, index).some(({ type }) => type === 'SpreadElement')) return false
    const params = fn.params.filter((param) => !isNamed(param, 'this'))
    const at = params.findIndex((param, position) => position === index || param.type === 'RestElement')
    if (at < 0) return true
    const param = params[at]!
    if (param.type === 'RestElement' && at <= index) return this.value.binds(param.argument, holderOf('array', shape))
    return param.type !== 'TSParameterProperty' && this.value.binds(param, shape)
  }

  /** @param child the argument that is or wraps the callback */
  returnedByCallback(call: Call, child: Node, fn: FunctionNode, shape: Shape): boolean {
    const callee = unwrap(call.callee)
    const name = globalName(callee, this.scopes)
    const receiver = callee.type === 'MemberExpression' ? evaluate(callee.object, this.scopes).shape : UNKNOWN
    const record =
      name === undefined
        ? methodOf(receiver.kind, (callee.type === 'MemberExpression' && staticName(callee)) || '')
        : functionNamed(name)
    if (!record?.passes || call.arguments[record.callback ?? 0] !== child) return false
    if (record.result === 'holder of returned') return this.value.flows(call, holderOf('array', shape))
    if (record.result !== 'returned') return true
    const first = fn.params[0]
    return (!first || this.value.binds(first, shape)) && this.value.flows(call, shape)
  }
}
