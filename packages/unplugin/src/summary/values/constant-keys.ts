import type { Variable } from '../../source/scopes.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { plainMembers } from './plain-members.js'
import { globalName, onlyInitialiser } from './values-of-names.js'

/** The longest chain of names through which a value is followed. */
const MOST_STEPS = 9

/** Finds expressions that give the same text, number or symbol each time, and run no code that anyone could notice. */
export class ConstantKeys {
  /** @param imported names of imports that are known to be such expressions, or to hold them */
  constructor(
    private readonly scopes: ModuleScopes,
    private readonly imported: ReadonlySet<Node>,
  ) {}

  has(wrapped: Node, steps = 0): boolean {
    const node = unwrap(wrapped)
    switch (node.type) {
      case 'Literal':
        return !('regex' in node)
      case 'TemplateLiteral':
        return node.expressions.every((part) => this.has(part, steps))
      case 'Identifier':
        return this.imported.has(node) || this.isHeld(this.scopes.variableOf(node), undefined, steps)
      case 'MemberExpression': {
        if (node.computed || node.property.type !== 'Identifier') return false
        const object = unwrap(node.object)
        if (globalName(object, this.scopes) === 'Symbol' || this.imported.has(rootOf(object))) return true
        return object.type === 'Identifier' && this.isHeld(this.scopes.variableOf(object), node.property.name, steps)
      }
      default:
        return false
    }
  }

  /** Whether a variable holds such a value, or a member of an enum or of a table, as its declaration shows. */
  isHeld(variable: Variable | undefined, member: string | undefined, steps = 0): boolean {
    if (!variable || steps > MOST_STEPS) return false
    if (variable.defs[0]?.type === 'TSEnumName') return member !== undefined
    const value = onlyInitialiser(variable)
    const held = value && member !== undefined ? plainMembers(value, this.scopes)?.get(member) : value
    if (!held) return false
    const made = unwrap(held)
    return made.type === 'CallExpression'
      ? /^Symbol(\.for)?$/.test(globalName(made.callee, this.scopes) ?? '')
      : this.has(made, steps + 1)
  }
}

const rootOf = (node: Node): Node => (node.type === 'MemberExpression' ? rootOf(unwrap(node.object)) : node)
