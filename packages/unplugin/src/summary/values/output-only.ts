import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isCall, isFunction, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { functionNamed, takesAny } from './builtins.js'
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
      if (isCalled && !OF_TEXTS.test(staticName(parent) ?? '')) return false
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

/** `console.log(…)`, `process.stderr.write(…)` */
const OUTPUT_FUNCTIONS =
  /^(console\.(debug|dir|error|group|groupEnd|info|log|table|time|timeEnd|timeLog|trace|warn)|process\.std(out|err)\.write)$/

/** Methods that only primitive values, dates and formatters have, so the kind of the object needn't be proven. */
const OF_TEXTS =
  /^(format|pad(End|Start)|repeat|substring|to(Exponential|Fixed|ISOString|Locale(Date|Time)?String|LowerCase|Precision|String|UpperCase)|trim(End|Start)?)$/

/** Methods that throw for some digits, counts, forms and locales. */
const CHECKING = /^(localeCompare|normalize|repeat|to(Exponential|Fixed|Locale\w+|Precision|String))$/
export const checksArguments = (method: string): boolean => CHECKING.test(method)

export const isOutput = (name: string): boolean => OUTPUT_FUNCTIONS.test(name)
/** `console.log = …`, `spyOn(console, 'log')`: code may collect what is printed, and return it. */
export const isOutputTarget = (target: Node, scopes: ModuleScopes): boolean =>
  /^(console|process\.std(out|err))(\.|$)/.test(globalName(target, scopes) ?? '')
const isTextMethod = (callee: Node): callee is NodeOf<'MemberExpression'> =>
  callee.type === 'MemberExpression' && OF_TEXTS.test(staticName(callee) ?? '')
/** Built-ins that check what they are given can't throw then. */
export const areLiterals = (nodes: readonly Node[]): boolean => nodes.every((node) => unwrap(node).type === 'Literal')
export const isOfTexts = (method: string): boolean => OF_TEXTS.test(method)

class OutputFlow {
  private readonly seen = new Set<Variable>()

  constructor(private readonly scopes: ModuleScopes) {}

  ends(node: Node): boolean {
    const around = userOf(node, this.scopes)
    if (!around) return false
    const { parent, child } = around
    switch (parent.type) {
      case 'ExpressionStatement':
        return true
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'SpreadElement':
      case 'Property':
      case 'ChainExpression':
        return this.ends(parent)
      case 'AwaitExpression':
        // A promise that the code is given may be rejected. What a call returns is the concern of its own code.
        return isCall(node) && this.ends(parent)
      case 'UnaryExpression':
        return parent.operator !== 'delete' && this.ends(parent)
      case 'LogicalExpression':
        return (parent.right === child || this.isQuiet(parent.right)) && this.ends(parent)
      case 'ConditionalExpression':
        return (parent.test !== child || (this.isQuiet(parent.consequent) && this.isQuiet(parent.alternate))) && this.ends(parent)
      case 'MemberExpression':
        return this.endsAsMember(parent)
      case 'CallExpression':
        return parent.callee !== child && this.endsInCall(parent)
      case 'VariableDeclarator':
        return this.endsInVariable(parent, child)
      case 'IfStatement':
        return parent.test === child && this.isOutput(parent.consequent) && (!parent.alternate || this.isOutput(parent.alternate))
      default:
        return false
    }
  }

  private endsAsMember(member: NodeOf<'MemberExpression'>): boolean {
    const around = userOf(member, this.scopes)
    if (around?.parent.type !== 'CallExpression' || around.parent.callee !== around.child) return this.ends(member)
    return OF_TEXTS.test(staticName(member) ?? '') && this.ends(around.parent)
  }

  private endsInCall(call: NodeOf<'CallExpression'>): boolean {
    return this.writes(call) || (this.isPure(call) && this.ends(call))
  }

  /** A call that writes to the output, whose own result isn't used. */
  private writes(call: NodeOf<'CallExpression'>): boolean {
    const name = globalName(unwrap(call.callee), this.scopes)
    if (name === undefined || !isOutput(name)) return false
    return name.startsWith('console.') || userOf(call, this.scopes)?.parent.type === 'ExpressionStatement'
  }

  private isPure(call: NodeOf<'CallExpression'>): boolean {
    const callee = unwrap(call.callee)
    const name = globalName(callee, this.scopes)
    if (name === undefined) return isTextMethod(callee) && !(checksArguments(staticName(callee)!) && !areLiterals(call.arguments))
    const record = functionNamed(name)
    if (record?.pure !== true || record.passes || call.arguments.some((argument) => isFunction(unwrap(argument)))) return false
    return takesAny(name) || areLiterals(call.arguments)
  }

  /** A local name of the value, all of whose uses end in output. */
  private endsInVariable({ id, init }: NodeOf<'VariableDeclarator'>, value: Node): boolean {
    const variable = init === value && id.type === 'Identifier' ? variableNamed(id, this.scopes) : undefined
    if (!variable || variable.scope === this.scopes.top || variable.defs.length > 1) return false
    if (this.seen.has(variable)) return true
    this.seen.add(variable)
    const uses = variable.references.filter((reference) => !reference.init && reference.isValueReference)
    return uses.length > 0 && uses.every((use) => this.ends(use.identifier))
  }

  /** A statement that only writes to the output. */
  private isOutput(statement: Node): boolean {
    if (statement.type === 'BlockStatement') return statement.body.every((inner) => this.isOutput(inner))
    if (statement.type !== 'ExpressionStatement') return false
    const call = unwrap(statement.expression)
    return call.type === 'CallExpression' && this.writes(call) && call.arguments.every((argument) => this.isQuiet(argument))
  }

  /** Whether it makes no difference if an expression runs. */
  private isQuiet(node: Node): boolean {
    switch (node.type) {
      case 'CallExpression':
        if (!this.isPure(node) && !this.writes(node)) return false
        break
      case 'NewExpression':
        if (globalName(node.callee, this.scopes) !== 'Date') return false
        break
      case 'AssignmentExpression':
      case 'UpdateExpression':
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'ImportExpression':
      case 'TaggedTemplateExpression':
        return false
      case 'UnaryExpression':
        if (node.operator === 'delete') return false
        break
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return true
    }
    return childrenOf(node).every((child) => this.isQuiet(child))
  }
}
