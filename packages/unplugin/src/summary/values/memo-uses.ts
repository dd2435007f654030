import type { Variable } from '../../source/scopes.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { statementsOf } from './value-syntax.js'

/** `has`: whether a table has a key. `get`: what it holds for the key. `set`: puts it in. */
interface TableUse {
  how: 'has' | 'get' | 'set'
  value?: Node
}

/** What the code of one function does with a table of results. */
export class TableUses {
  protected key: Variable | undefined

  constructor(
    protected readonly table: Variable,
    protected readonly scopes: ModuleScopes,
  ) {}

  /** Uses that show nothing by themselves: `t[k] ??= make(k)`, `t.clear()`, `if (t.size > 99) t.clear()`. */
  isComplete(use: Node): boolean {
    const member = this.parentOf(use)
    if (member?.type !== 'MemberExpression' || unwrap(member.object) !== use) return this.isMade(use)
    const above = this.parentOf(member)
    if (above?.type === 'AssignmentExpression') return unwrap(above.left) === member && /^(\?\?|\|\|)=$/.test(above.operator)
    const name = member.computed ? undefined : staticName(member)
    if (above?.type === 'CallExpression') return /^(delete|clear)$/.test(name ?? '') && unwrap(above.callee) === member
    const test = name === 'size' && above ? this.parentOf(above) : undefined
    return (
      test?.type === 'IfStatement' &&
      !test.alternate &&
      statementsOf(test.consequent).every((one) => one.type === 'ExpressionStatement' && this.isRemoval(unwrap(one.expression)))
    )
  }

  isRemoval(node: Node): boolean {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
    if (callee?.type !== 'MemberExpression') return false
    return this.isTable(unwrap(callee.object)) && /^(delete|clear)$/.test(staticName(callee) ?? '')
  }

  /** Created on first use: `memo ??= new Map()`, `if (!memo) memo = new Map()`. */
  private isMade(use: Node): boolean {
    const parent = this.parentOf(use)
    if (parent?.type === 'AssignmentExpression') return unwrap(parent.left) === use
    const test = parent?.type === 'UnaryExpression' ? this.parentOf(parent) : undefined
    if (test?.type !== 'IfStatement' || test.alternate) return false
    return statementsOf(test.consequent).every((one) => {
      const made = one.type === 'ExpressionStatement' ? unwrap(one.expression) : undefined
      return made?.type === 'AssignmentExpression' && this.isTable(unwrap(made.left))
    })
  }

  useOf(node: Node): TableUse | undefined {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
    if (node.type === 'CallExpression' && callee?.type === 'MemberExpression' && this.isTable(unwrap(callee.object))) {
      const how = staticName(callee)
      const args = node.arguments
      if ((how === 'has' || how === 'get') && args.length === 1) return this.ofKey(args[0]!, { how })
      return how === 'set' && args.length === 2 ? this.ofKey(args[0]!, { how, value: args[1]! }) : undefined
    }
    if (node.type === 'BinaryExpression' && node.operator === 'in' && this.isTable(unwrap(node.right)))
      return this.ofKey(node.left, { how: 'has' })
    if (node.type === 'AssignmentExpression' && node.operator === '=') {
      const left = unwrap(node.left)
      return this.useOf(left)?.how === 'get' ? { how: 'set', value: node.right } : undefined
    }
    if (node.type === 'MemberExpression' && node.computed && this.isTable(unwrap(node.object)))
      return this.ofKey(node.property, { how: 'get' })
    return undefined
  }

  /** All uses in a function must be of one key, which is a name that is never written. */
  private ofKey(wrapped: Node, use: TableUse): TableUse | undefined {
    const node = unwrap(wrapped)
    const variable = node.type === 'Identifier' ? this.scopes.variableOf(node) : undefined
    if (!variable || variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined
    this.key ??= variable
    return this.key === variable ? use : undefined
  }

  isTable(node: Node): boolean {
    return node.type === 'Identifier' && this.scopes.variableOf(node) === this.table
  }

  protected parentOf(node: Node): Node | undefined {
    return userOf(node, this.scopes)?.parent
  }
}
