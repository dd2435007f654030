import visitorKeys from 'oxc-parser/src-js/generated/visit/keys.js'
import { fieldOf, isNode, type Identifier, type Node, type NodeOf } from './node.js'

/** `a = 1` in a pattern. */
export type Default = NodeOf<'AssignmentExpression' | 'AssignmentPattern'>

export type OnName = (identifier: Identifier, defaults: readonly Default[]) => void

/** For a name that is the whole pattern. */
export const NO_DEFAULTS: readonly Default[] = []

/** Finds the names that a pattern binds or writes, each with the defaults that apply to it. */
export class PatternWalk {
  /** Defaults, computed keys, and objects whose members are written. */
  readonly computed: Node[] = []
  private readonly defaults: Default[] = []

  constructor(private readonly onName: OnName) {}

  visit(node: Node | null | undefined): void {
    if (!node) return
    switch (node.type) {
      case 'Identifier':
        return this.onName(node, this.defaults)
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        this.defaults.push(node)
        this.visit(node.left)
        this.computed.push(node.right)
        this.defaults.pop()
        return
      case 'ArrayExpression':
      case 'ArrayPattern':
        for (const element of node.elements) this.visit(element)
        return
      case 'CallExpression':
        this.computed.push(...node.arguments)
        return this.visit(node.callee)
      case 'MemberExpression':
        if (node.computed) this.computed.push(node.property)
        this.computed.push(node.object)
        return
      case 'Property':
        if (node.computed) this.computed.push(node.key)
        return this.visit(node.value)
      case 'RestElement':
      case 'SpreadElement':
        return this.visit(node.argument)
      case 'Decorator':
      case 'TSTypeAnnotation':
        return
      default:
        for (const key of visitorKeys[node.type] ?? []) {
          const child = fieldOf(node, key)
          if (Array.isArray(child)) {
            for (const item of child) if (isNode(item)) this.visit(item)
          } else if (isNode(child)) this.visit(child)
        }
    }
  }
}
