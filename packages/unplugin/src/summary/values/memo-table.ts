import type { Variable } from '../../source/scopes.js'
import { childrenOf, type FunctionNode, type ModuleScopes, type Node, type NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { evaluate } from './evaluate.js'
import { hidesTable } from './memo-forms.js'
import { isImmutable, join, PRIMITIVE, type Shape } from './shapes.js'
import { isFlowOnlyRead, isOnlyRead, type TrackContext } from './track-value.js'

/** `kept`: its values are never changed. `primitive`: as long as they and their keys are primitive, which only shows at run time. */
export type Memo = 'kept' | 'primitive'

/**
 * Whether a table only memoises results of functions: `if (!memo.has(k)) memo.set(k, make(k))`. It is read and filled by key,
 * in functions that give the same result whether or not it holds the value, and that use nothing around them but the key. A new process
 * would fill it in the same way, if what these functions read at run time stays the same.
 */
export function memoTable(variable: Variable, shape: Shape, context: TrackContext): Memo | undefined {
  if (!/^(map|object|array)$/.test(shape.kind) || context.isExported(variable)) return undefined
  if (shape.kind === 'object' && shape.members?.size) return undefined
  const table = new MemoTable(variable, context)
  if (!table.isMemo()) return undefined
  // An object that is a key may change, and so may what it stands for.
  if (shape.kind === 'map') return table.isKeyedByParameters() ? 'primitive' : undefined
  return table.keepsWhatItKept() ? 'kept' : undefined
}

class MemoTable {
  private readonly lookups = new Set<Node>()
  private readonly fills: { key: Node; value: Node; fn: FunctionNode }[] = []

  /** Expressions whose value is stored in the table. */
  private readonly taken: Node[] = []
  private readonly scopes: ModuleScopes

  constructor(
    private readonly variable: Variable,
    private readonly context: TrackContext,
  ) {
    this.scopes = context.scopes
  }

  isMemo(): boolean {
    const uses = new Map<FunctionNode, Node[]>()
    for (const reference of this.variable.references) {
      if (!reference.isValueReference || reference.isWrite()) continue
      const { identifier } = reference
      const fn = this.functionAround(identifier)
      if (!fn || !this.use(identifier)) return false
      uses.set(fn, [...(uses.get(fn) ?? []), identifier])
    }
    const { fills, lookups } = this
    return (
      fills.length > 0 &&
      // Two functions may keep different results for one key.
      lookups.size === 1 &&
      fills.every((fill) => lookups.has(fill.fn) && this.dependsOnKey(fill)) &&
      [...uses].every(([fn, nodes]) => hidesTable(fn, this.variable, nodes, this.scopes))
    )
  }

  /** `memo.set(x, …)`: the key is all that the function is given. */
  isKeyedByParameters(): boolean {
    return this.fills.every(({ key }) => {
      const node = unwrap(key)
      return node.type === 'Identifier' && this.scopes.variableOf(node)?.defs[0]?.type === 'Parameter'
    })
  }

  /** Whether values in the table are never mutated. */
  keepsWhatItKept(): boolean {
    const { context, fills, taken } = this
    const kept = fills.map(({ value }) => evaluate(value, this.scopes).shape).reduce(join, PRIMITIVE)
    if (isImmutable(kept)) return true
    const named = fills.flatMap(({ value }) =>
      unwrap(value).type === 'Identifier' ? [this.scopes.variableOf(unwrap(value))] : [],
    )
    const shape = { ...kept, fresh: false }
    return (
      taken.every((node) => isFlowOnlyRead(node, shape, context)) &&
      named.every((variable) => variable !== undefined && isOnlyRead(variable, shape, context))
    )
  }

  private parentOf(node: Node): Node | undefined {
    return userOf(node, this.scopes)?.parent
  }

  private functionAround(node: Node): FunctionNode | undefined {
    let at = this.scopes.parentOf(node)
    while (at && !isFunction(at)) at = this.scopes.parentOf(at)
    return at
  }

  private use(identifier: Node): boolean {
    const parent = this.parentOf(identifier)
    const fn = this.functionAround(identifier)
    if (!parent || !fn) return false
    if (parent.type === 'BinaryExpression' && parent.operator === 'in' && unwrap(parent.right) === identifier) {
      this.lookups.add(fn)
      return true
    }
    // Created on first use: `memo ??= new Map()`, `if (!memo)`.
    if (/^(AssignmentExpression|UnaryExpression|IfStatement|LogicalExpression)$/.test(parent.type))
      return parent.type !== 'AssignmentExpression' || unwrap(parent.left) === identifier
    if (parent.type !== 'MemberExpression' || unwrap(parent.object) !== identifier) return false
    const name = parent.computed ? undefined : staticName(parent)
    const above = this.parentOf(parent)
    if (!above) return false
    if (parent.computed) return this.element(parent, above, fn)
    if (above.type === 'CallExpression' && unwrap(above.callee) === parent) return this.method(above, name, fn)
    // The size decides when entries are evicted.
    return name === 'size' && above.type === 'BinaryExpression'
  }

  private method(call: NodeOf<'CallExpression'>, name: string | undefined, fn: FunctionNode): boolean {
    const args = call.arguments
    switch (name) {
      case 'get':
      case 'has':
        if (name === 'get') this.taken.push(call)
        this.lookups.add(fn)
        return true
      case 'set':
        if (args.length === 2) this.fills.push({ key: args[0]!, value: args[1]!, fn })
        return args.length === 2
      case 'delete':
      case 'clear':
        return this.parentOf(call)?.type === 'ExpressionStatement'
      default:
        return false
    }
  }

  private element(member: NodeOf<'MemberExpression'>, above: Node, fn: FunctionNode): boolean {
    const key = member.property
    const isFill = above.type === 'AssignmentExpression' && unwrap(above.left) === member
    if (!isFill) {
      this.lookups.add(fn)
      this.taken.push(member)
      return !/^(UpdateExpression)$/.test(above.type) && !(above.type === 'UnaryExpression' && above.operator === 'delete')
    }
    if (!/^(=|\?\?=|\|\|=)$/.test(above.operator)) return false
    if (above.operator !== '=') this.lookups.add(fn)
    this.taken.push(above)
    this.fills.push({ key, value: above.right, fn })
    return true
  }

  /** Whether a function uses nothing around it but what the key is made of. */
  private dependsOnKey({ key, fn }: { key: Node; fn: FunctionNode }): boolean {
    const keys = new Set<Variable | string>()
    this.collect(key, fn, keys, new Set())
    const used = new Set<Variable | string>()
    for (const node of [...fn.params, fn.body]) this.collect(node, fn, used, new Set())
    return [...used].every((one) => keys.has(one))
  }

  /** The parameters and outer variables that an expression depends on, including through local variables. */
  private collect(node: Node, fn: FunctionNode, into: Set<Variable | string>, seen: Set<Variable>): void {
    if (node.type === 'ThisExpression') into.add('this')
    const variable = node.type === 'Identifier' ? this.scopes.variableOf(node) : undefined
    if (variable && variable !== this.variable && variable.scope !== this.scopes.top && !seen.has(variable)) {
      seen.add(variable)
      const { block } = variable.scope
      const isInside = block.start >= fn.start && block.end <= fn.end
      const [definition] = variable.defs
      if (!isInside || definition?.type !== 'Variable') {
        // Parameters of functions inside the expression don't count.
        if (!isInside || variable.scope.block === fn || definition?.type === 'CatchClause') into.add(variable)
      } else
        for (const reference of variable.references)
          if (reference.isWrite() && reference.writeExpr) this.collect(reference.writeExpr, fn, into, seen)
    }
    for (const child of childrenOf(node)) this.collect(child, fn, into, seen)
  }
}
