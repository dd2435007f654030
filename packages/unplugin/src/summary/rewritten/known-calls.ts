import type { Variable } from '../../source/scopes.js'
import type { FunctionNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { classNamed, functionNamed, methodOf, type Builtin } from '../values/builtins.js'
import type { Shape } from '../values/shapes.js'
import { globalName } from '../values/values-of-names.js'
import type { CodePieces } from './code-pieces.js'
import type { FieldObjects } from './field-objects.js'
import { OwnValues } from './own-values.js'

type Kind = Shape['kind']

/** Which calls run built-in code only. Judged by the expressions alone: following values through calls takes too long here. */
export class KnownCalls {
  constructor(
    private readonly scopes: ModuleScopes,
    private readonly code: CodePieces,
    private readonly holders?: FieldObjects,
  ) {}

  /** A call of a built-in that runs no code of others. */
  isHarmless(call: NodeOf<'CallExpression' | 'NewExpression'>, callee: Node): boolean {
    const args = call.arguments
    const name = globalName(callee, this.scopes)
    if (name !== undefined && classNamed(name) !== undefined) return call.type === 'NewExpression' || CALLABLE.test(name)
    if (call.type === 'NewExpression') return false
    if (name === 'Object.defineProperty') return args.length === 3 && isPlainDescriptor(unwrap(args[2]!))
    const record = name === undefined ? this.methodOf(callee) : functionNamed(name)
    if (!record) return false
    if (name?.startsWith('JSON.')) return args.length < 2
    const callback = record.passes && args[record.callback ?? 0]
    return !callback || /^(Literal|TemplateLiteral|BinaryExpression)$/.test(unwrap(callback).type)
  }

  /** The functions of the file of which a call runs one. */
  functionsOf(callee: Node): readonly FunctionNode[] | undefined {
    if (isFunction(callee)) return [callee]
    const { scopes } = this
    if (callee.type === 'Identifier') {
      const variable = scopes.variableOf(callee)
      const fn = variable && this.code.functionOf(variable)
      return fn && [fn]
    }
    if (callee.type !== 'MemberExpression') return undefined
    const object = unwrap(callee.object)
    const variable = object.type === 'Identifier' ? scopes.variableOf(object) : undefined
    const table = variable && this.code.tableOf(variable)
    if (!table) return undefined
    const name = staticName(callee)
    // Another name is one that every object has, or none.
    return name === undefined ? [...table.values()] : table.has(name) ? [table.get(name)!] : undefined
  }

  /** Whether going over the elements of an object may run code. */
  mayRunCode(iterated: Node): boolean {
    return this.kindOf(unwrap(iterated)) === 'unknown'
  }

  /** Whether an expression certainly gives a primitive value. */
  givesPrimitive(node: Node): boolean {
    return this.kindOf(node) === 'primitive'
  }

  private methodOf(callee: Node): Builtin | undefined {
    if (callee.type !== 'MemberExpression') return undefined
    const name = staticName(callee)
    if (name === undefined) return undefined
    const kind = this.kindOf(unwrap(callee.object))
    if (kind !== 'unknown') return methodOf(kind, name)
    return OF_STRINGS.has(name) ? methodOf('primitive', name) : undefined
  }

  /** The kind of an object, if everything that its name is given is of that kind. */
  private kindOf(object: Node): Kind {
    const variable = object.type === 'Identifier' ? this.scopes.variableOf(object) : undefined
    if (variable && this.isTestedArray(object, variable)) return 'array'
    const values = variable ? (this.code.valuesOf(variable) ?? []) : this.holders?.valuesOf(object)
    const kinds = new Set(
      values?.map((value) => this.kindOfValue(unwrap(value))) ??
        this.valuesInTable(object)?.map((value) =>
          value.type === 'Identifier' ? this.kindOf(value) : this.kindOfValue(value),
        ) ?? [this.kindOfValue(object)],
    )
    return kinds.size === 1 ? [...kinds][0]! : 'unknown'
  }

  /** `patterns.space`, of an object that is only there to be read by name. */
  private valuesInTable(object: Node): readonly Node[] | undefined {
    if (object.type !== 'MemberExpression' || unwrap(object.object).type !== 'Identifier') return undefined
    return new OwnValues(this.scopes, this.code, this).valuesOf(object)?.map(unwrap)
  }

  private kindOfValue(node: Node): Kind {
    switch (node.type) {
      case 'Literal':
        return 'regex' in node ? 'regexp' : 'primitive'
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'UpdateExpression':
        return 'primitive'
      case 'ArrayExpression':
        return 'array'
      case 'NewExpression':
        return classNamed(globalName(node.callee, this.scopes) ?? '')?.kind ?? 'unknown'
      case 'CallExpression':
        return this.kindOfResult(unwrap(node.callee))
      default:
        return 'unknown'
    }
  }

  private kindOfResult(callee: Node): Kind {
    const name = globalName(callee, this.scopes)
    if (name !== undefined) {
      if (CALLABLE.test(name)) return classNamed(name)?.kind ?? 'unknown'
      return kindOfResult(functionNamed(name))
    }
    const method = callee.type === 'MemberExpression' ? (staticName(callee) ?? '') : ''
    return OF_STRINGS.has(method) ? kindOfResult(methodOf('primitive', method)) : 'unknown'
  }

  /** `if (Array.isArray(list)) list.push(x)` */
  private isTestedArray(identifier: Node, variable: Variable): boolean {
    if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return false
    let child = identifier
    for (let at = this.scopes.parentOf(child); at; child = at, at = this.scopes.parentOf(at)) {
      if (at.type !== 'IfStatement' || at.consequent !== child) continue
      const test = unwrap(at.test)
      if (test.type !== 'CallExpression' || globalName(unwrap(test.callee), this.scopes) !== 'Array.isArray') continue
      const [tested] = test.arguments
      if (!tested || this.scopes.variableOf(unwrap(tested)) !== variable) continue
      // An array of somebody else may have a `push` of its own.
      return new OwnValues(this.scopes, this.code, this).isOwn(identifier)
    }
    return false
  }

  /** Not `slice`, which arrays have too. */
  isPrimitive(call: NodeOf<'CallExpression'>): boolean {
    const callee = unwrap(call.callee)
    return this.kindOfValue(call) === 'primitive' && !(callee.type === 'MemberExpression' && staticName(callee) === 'slice')
  }
}

const kindOfResult = (record: Builtin | undefined): Kind =>
  record?.result === 'primitive' ? 'primitive' : record?.result === 'list' ? 'array' : 'unknown'

/** Classes that make the same object without `new`. */
const CALLABLE = /^(Array|RegExp|\w*Error)$/

const isPlainDescriptor = (node: Node): boolean =>
  node.type === 'ObjectExpression' &&
  node.properties.every((property) => property.type === 'Property' && property.kind === 'init' && !property.method)

/** Names that only methods of strings and numbers have, so the object's kind needn't be proven. */
const OF_STRINGS = new Set(
  (
    'charAt charCodeAt codePointAt endsWith indexOf lastIndexOf localeCompare padEnd padStart repeat slice startsWith substr substring toFixed ' +
    'toLowerCase toUpperCase trim trimEnd trimStart'
  ).split(' '),
)
