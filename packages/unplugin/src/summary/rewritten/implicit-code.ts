import type { FunctionNode, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'
import type { CodePieces } from './code-pieces.js'

/** Methods that the language calls by itself, or that a call of a built-in does. */
const METHODS = /^(toString|valueOf|toJSON|then|next|return|throw|toLocaleString)$/
/** Those of descriptors and of the handlers of a proxy. */
const HANDLERS = /^(get|set|has|apply|construct|deleteProperty|defineProperty|ownKeys|getOwnPropertyDescriptor|getPrototypeOf)$/
/** `a + b` converts its operands; `===` doesn't. */
const SAME = /^[!=]==$/

/** The functions of a file that syntax runs without a call: accessors, conversions, iterators, traps. */
export class ImplicitCode {
  readonly functions: FunctionNode[] = []
  private readonly accessors = new Set<string>()
  private readonly methods: FunctionNode[] = []
  private isAnyMember = false

  /** @param isPrimitive whether an expression certainly gives a primitive value */
  constructor(
    private readonly code: CodePieces,
    private readonly isPrimitive: (node: Node) => boolean,
  ) {
    for (const node of code.pieces.keys()) if (isFunction(node)) this.add(node)
  }

  private add(node: FunctionNode): void {
    const holder = this.code.parentOf(node)
    if (!holder) return
    if (holder.type === 'AssignmentExpression') {
      const left = unwrap(holder.left)
      if (left.type !== 'MemberExpression') return
      const name = staticName(left)
      if (name === undefined ? left.computed : METHODS.test(name)) this.addMethod(node)
      return
    }
    if (holder.type !== 'Property' && holder.type !== 'MethodDefinition' && holder.type !== 'PropertyDefinition') return
    const name = plainKey(holder)
    if ('kind' in holder && (holder.kind === 'get' || holder.kind === 'set')) {
      this.functions.push(node)
      if (name === undefined) this.isAnyMember = true
      else this.accessors.add(name)
    } else if (name === undefined) {
      if (holder.computed) this.addMethod(node)
    } else if (METHODS.test(name)) this.addMethod(node)
    else if (holder.type === 'Property' && HANDLERS.test(name)) {
      this.isAnyMember = true
      this.addMethod(node)
    }
  }

  private addMethod(node: FunctionNode): void {
    this.functions.push(node)
    this.methods.push(node)
  }

  /** The functions of which syntax may run some, beside what its parts run. @param isBuiltin whether a call runs built-in code only */
  runBy(node: Node, isBuiltin: (call: NodeOf<'CallExpression' | 'NewExpression'>) => boolean): readonly FunctionNode[] {
    const { functions, methods } = this
    if (functions.length === 0) return functions
    switch (node.type) {
      case 'MemberExpression': {
        const name = staticName(node)
        // A computed name is converted to a text.
        if (this.isAnyMember || (name === undefined && !this.isPrimitive(node.property))) return functions
        return name !== undefined && this.accessors.has(name) ? functions : []
      }
      case 'AssignmentExpression':
        if (unwrap(node.left).type === 'MemberExpression') return this.runBy(unwrap(node.left), isBuiltin)
        return node.operator === '=' ? [] : this.converting([node.left, node.right])
      case 'BinaryExpression':
        if (node.operator === 'in' || node.operator === 'instanceof') return functions
        return SAME.test(node.operator) ? [] : this.converting([node.left, node.right])
      case 'TemplateLiteral':
        return this.converting(node.expressions)
      case 'UnaryExpression':
        if (node.operator === 'delete') return functions
        return /^[+~-]$/.test(node.operator) ? this.converting([node.argument]) : []
      case 'UpdateExpression':
        return this.converting([node.argument])
      case 'AwaitExpression':
      case 'ForOfStatement':
        return methods
      case 'ForInStatement':
      case 'SpreadElement':
      case 'ObjectPattern':
      case 'ArrayPattern':
        return functions
      case 'CallExpression':
      case 'NewExpression': {
        const callee = unwrap(node.callee)
        const receiver = callee.type === 'MemberExpression' ? [callee.object] : []
        return isBuiltin(node) && ![...receiver, ...node.arguments].every((one) => this.isPrimitive(unwrap(one))) ? functions : []
      }
      default:
        return []
    }
  }

  private converting(operands: readonly Node[]): readonly FunctionNode[] {
    return operands.every((one) => this.isPrimitive(unwrap(one))) ? [] : this.methods
  }
}
