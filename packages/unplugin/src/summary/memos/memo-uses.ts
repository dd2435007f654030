import type { Reference, Variable } from '../../source/scopes.js'
import type { FunctionNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { functionAround, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { isTarget, statementsOf } from '../values/value-syntax.js'

/**
 * One thing that code does with a table of results. `fill`: `t[k] ??= v`. `remove`: `t.delete(k)`, `t.clear()`. `make`: `t ??= new Map()`.
 * `ask`: the condition under which it is emptied or made, `if (t.size > 99) t.clear()`, `if (!t) t = new Map()`.
 */
export interface TableUse {
  how: 'has' | 'get' | 'set' | 'fill' | 'remove' | 'make' | 'ask'
  /** The whole expression. */
  node: Node
  fn: FunctionNode
  /** Of `has`, `get`, `set` and `fill`. */
  key?: Node
  /** What is put in. */
  value?: Node
}

type Found = Omit<TableUse, 'fn'> | undefined

/** What code does with a table, by expression; none if it does anything else, or outside of functions. */
export function usesOfTable(
  table: Variable,
  kind: 'map' | 'object',
  scopes: ModuleScopes,
): ReadonlyMap<Node, TableUse> | undefined {
  const finder = new UseFinder(kind, scopes)
  const uses = new Map<Node, TableUse>()
  for (const reference of table.references) {
    if (!reference.isValueReference || reference.init) continue
    const found = reference.isWrite() ? finder.write(reference) : finder.read(reference.identifier)
    const fn = found && functionAround(found.node, scopes)
    if (!fn) return undefined
    uses.set(found.node, { ...found, fn })
  }
  return [...uses.values()].every((use) => use.how !== 'ask' || finder.onlyEmptiesOrMakes(use.node, uses)) ? uses : undefined
}

class UseFinder {
  constructor(
    private readonly kind: 'map' | 'object',
    private readonly scopes: ModuleScopes,
  ) {}

  read(identifier: Node): Found {
    const parent = this.parentOf(identifier)
    if (parent?.type === 'UnaryExpression') return { how: 'ask', node: parent }
    if (parent?.type === 'BinaryExpression') {
      const isIn = this.kind === 'object' && parent.operator === 'in' && unwrap(parent.right) === identifier
      return isIn ? { how: 'has', node: parent, key: parent.left } : undefined
    }
    if (parent?.type !== 'MemberExpression' || unwrap(parent.object) !== identifier) return undefined
    const above = this.parentOf(parent)
    if (!above) return undefined
    if (this.kind === 'object') return this.element(parent, above)
    if (above.type === 'CallExpression' && unwrap(above.callee) === parent) return this.method(above, staticName(parent))
    return staticName(parent) === 'size' && above.type === 'BinaryExpression' ? { how: 'ask', node: above } : undefined
  }

  /** `t ??= new Map()`, if that is all. */
  write({ identifier }: Reference): Found {
    const parent = this.parentOf(identifier)
    return parent?.type === 'AssignmentExpression' && this.parentOf(parent)?.type === 'ExpressionStatement'
      ? { how: 'make', node: parent }
      : undefined
  }

  private method(call: NodeOf<'CallExpression'>, name: string | undefined): Found {
    const [key, value, ...others] = call.arguments
    if ((name === 'has' || name === 'get') && key && !value) return { how: name, node: call, key }
    if (name === 'set' && key && value && others.length === 0) return { how: 'set', node: call, key, value }
    const removes = /^(delete|clear)$/.test(name ?? '') && this.parentOf(call)?.type === 'ExpressionStatement'
    return removes ? { how: 'remove', node: call } : undefined
  }

  private element(member: NodeOf<'MemberExpression'>, above: Node): Found {
    if (!member.computed) return undefined
    const key = member.property
    if (above.type !== 'AssignmentExpression' || unwrap(above.left) !== member)
      return isTarget(above, member, this.scopes) ? undefined : { how: 'get', node: member, key }
    if (!/^(=|\?\?=|\|\|=)$/.test(above.operator)) return undefined
    return { how: above.operator === '=' ? 'set' : 'fill', node: above, key, value: above.right }
  }

  /** Whether an `if` with this condition shows in nothing but the table. */
  onlyEmptiesOrMakes(test: Node, uses: ReadonlyMap<Node, TableUse>): boolean {
    const around = this.parentOf(test)
    if (around?.type !== 'IfStatement' || around.alternate) return false
    return statementsOf(around.consequent).every((statement) => {
      const use = statement.type === 'ExpressionStatement' ? uses.get(unwrap(statement.expression)) : undefined
      return use?.how === 'remove' || use?.how === 'make'
    })
  }

  private parentOf(node: Node): Node | undefined {
    return userOf(node, this.scopes)?.parent
  }
}
