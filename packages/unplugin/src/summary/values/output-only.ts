import type { Variable } from '../../source/scopes.js'
import type { ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isCall, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { showsIfEvaluated } from './inert-code.js'
import { isOfTexts, isPureCall, isTextMethod, writesOutput } from './output-calls.js'
import { globalName, variableNamed } from './values-of-names.js'

/**
 * Whether the value of an expression only reaches output, so that nothing of it can be part of a result: `took` in
 * ``console.log(`took ${took} ms`)``, and `verbose` in `if (verbose) console.log('read')`. For a callee, the value of the call counts.
 */
export function isOutputOnly(node: Node, ancestors: readonly Node[], scopes: ModuleScopes): boolean {
  if (!mayReachOutput(node, ancestors, scopes)) return false
  let value = node
  for (let around = userOf(value, scopes); around && isCall(around.parent) && around.parent.callee === around.child;) {
    value = around.parent
    around = userOf(value, scopes)
  }
  return new OutputFlow(scopes).ends(value)
}

/**
 * Whether the code around a node, as far as the walk has met it, lets its value reach output. It decides for nearly all names, and needs no
 * search for parents.
 */
function mayReachOutput(node: Node, ancestors: readonly Node[], scopes: ModuleScopes): boolean {
  let at = ancestors.length - 1
  let child = node
  for (let parent = ancestors[at]; parent && isCall(parent) && unwrap(parent.callee) === child; parent = ancestors[--at])
    child = parent
  for (; at >= 0; at--) {
    const parent = ancestors[at]!
    if (parent.type === 'MemberExpression') {
      const user = ancestors[at - 1]
      const isCalled = user?.type === 'CallExpression' && unwrap(user.callee) === parent
      if (isCalled && !isOfTexts(staticName(parent) ?? '')) return false
      if (isCalled) at--
    } else if (parent.type === 'CallExpression') {
      const callee = unwrap(parent.callee)
      return isTextMethod(callee) || globalName(callee, scopes) !== undefined
    } else if (!HANDS_ON.has(parent.type)) return ENDS_IN.has(parent.type)
  }
  return true
}

/** Their value is made of that of their parts. */
const HANDS_ON: ReadonlySet<Node['type']> = new Set([
  'ArrayExpression',
  'BinaryExpression',
  'ChainExpression',
  'ConditionalExpression',
  'LogicalExpression',
  'ObjectExpression',
  'Property',
  'SpreadElement',
  'TemplateLiteral',
  'UnaryExpression',
])

/** The other nodes that `OutputFlow` follows. */
const ENDS_IN: ReadonlySet<Node['type']> = new Set([
  'AwaitExpression',
  'ExpressionStatement',
  'IfStatement',
  'VariableDeclarator',
])

class OutputFlow {
  /** Local names that were followed, and whether what is discarded counted. */
  private readonly followed = new Map<Variable, boolean>()

  constructor(private readonly scopes: ModuleScopes) {}

  /** @param decides code whose evaluation shows depends on the value. In output, members and conversions don't count as such code */
  ends(node: Node, decides = false): boolean {
    const { scopes } = this
    const around = userOf(node, scopes)
    if (!around) return false
    const { parent, child } = around
    switch (parent.type) {
      case 'ExpressionStatement':
        return !decides
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'Property':
      case 'ChainExpression':
        return this.ends(parent, decides)
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'SpreadElement':
        // It may run an iterator or a conversion.
        return this.ends(parent, true)
      case 'AwaitExpression':
        // A promise that the code is given may be rejected. What a call returns is the concern of its own code.
        return isCall(node) && this.ends(parent, decides)
      case 'UnaryExpression':
        return parent.operator !== 'delete' && this.ends(parent, decides || !/^(?:!|void|typeof)$/.test(parent.operator))
      case 'LogicalExpression':
        return this.endsAsTest(parent, parent.right === child ? [] : [parent.right], decides)
      case 'ConditionalExpression':
        return this.endsAsTest(parent, parent.test === child ? [parent.consequent, parent.alternate] : [], decides)
      case 'MemberExpression':
        return this.endsAsMember(parent)
      case 'CallExpression':
        return parent.callee !== child && this.endsInCall(parent, decides)
      case 'VariableDeclarator':
        return this.endsInVariable(parent, child, decides)
      case 'IfStatement':
        return parent.test === child && this.isOutput(parent.consequent) && (!parent.alternate || this.isOutput(parent.alternate))
      default:
        return false
    }
  }

  private endsAsTest(parent: Node, parts: readonly Node[], decides: boolean): boolean {
    if (parts.some((part) => showsIfEvaluated(part, this.scopes, true))) return false
    return this.ends(parent, decides || parts.some((part) => showsIfEvaluated(part, this.scopes)))
  }

  private endsAsMember(member: NodeOf<'MemberExpression'>): boolean {
    const around = userOf(member, this.scopes)
    if (around?.parent.type !== 'CallExpression' || around.parent.callee !== around.child) return this.ends(member, true)
    return isOfTexts(staticName(member) ?? '') && this.ends(around.parent, true)
  }

  private endsInCall(call: NodeOf<'CallExpression'>, decides: boolean): boolean {
    return writesOutput(call, this.scopes) || (isPureCall(call, this.scopes) && this.ends(call, decides))
  }

  /** A local name of the value, all of whose uses end in output. */
  private endsInVariable({ id, init }: NodeOf<'VariableDeclarator'>, value: Node, decides: boolean): boolean {
    const variable = init === value && id.type === 'Identifier' ? variableNamed(id, this.scopes) : undefined
    if (!variable || variable.scope === this.scopes.top || variable.defs.length > 1) return false
    const known = this.followed.get(variable)
    if (known === true || known === decides) return true
    this.followed.set(variable, decides)
    const uses = variable.references.filter((reference) => !reference.init && reference.isValueReference)
    return uses.length > 0 && uses.every((use) => this.ends(use.identifier, decides))
  }

  /** A statement that only writes to the output. */
  private isOutput(statement: Node): boolean {
    if (statement.type === 'BlockStatement') return statement.body.every((inner) => this.isOutput(inner))
    if (statement.type !== 'ExpressionStatement') return false
    const call = unwrap(statement.expression)
    return call.type === 'CallExpression' && writesOutput(call, this.scopes) && !showsIfEvaluated(call, this.scopes)
  }
}
