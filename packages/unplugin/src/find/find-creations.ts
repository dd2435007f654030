import { childrenOf } from '../source/node.js'
import type { CallNode, ModuleScopes, Node, NodeOf, SourceModule } from '../source/source-module.js'
import { functionAround, isCall, isFunction, ownNodes, unwrap, userOf } from '../source/walk.js'
import { staticName } from '../summary/render-code.js'
import { hasBoundary } from './find-code.js'
import { becomesText, runsText } from './function-uses.js'

/** Code that makes a value by a package, and keeps it or hands it on: `new Pool({ max: 5 })`, `createClient().on('error', report)`. */
export interface Creation {
  /** The expression that gives the value: the last call, or the `await` of it. */
  node: Node
  /** The imported name at the start of the callee; undefined if a value that a package may have made is asked for it: `db.prepare(text)`. */
  name: string | undefined
  /** The members behind it, up to the first call. */
  path: string[]
  /** How the value comes about: `await `, `new `; `changed ` if calls change it afterwards. */
  how: string
  /** The calls that follow the first one: `().on()` */
  calls: string
  /** In order of evaluation; what is asked comes first. */
  arguments: (CallNode['arguments'][number] | Node)[]
}

/** Calls that are made in hot code, or that a tool must find as they were written. */
const LEFT = /^(?:use[A-Z]\w*|define[A-Z]\w*|createElement|h|jsxs?|vi|vitest|jest|expect|\$\w+|\w+\$)$/

/** @param names the imported names that lead to packages */
export function findCreations(module: SourceModule, names: ReadonlySet<string>): Creation[] {
  const { ast, scopes } = module
  const calls: CallNode[] = []
  const statements: NodeOf<'ExpressionStatement'>[] = []
  if (hasBoundary(ast)) return []
  const work: Node[] = [ast]
  for (let node = work.pop(); node; node = work.pop()) {
    if (isCall(node)) calls.push(node)
    else if (node.type === 'ExpressionStatement') statements.push(node)
    work.push(...childrenOf(node))
  }
  const found = calls.flatMap((call) => creationOf(module, call, names) ?? [])
  if (found.length === 0) return found
  const changed = findChanged(statements, scopes)
  return found.map((creation) => {
    const isChanged = holdersOf(creation.node, calls, scopes).some((name) => changed.has(name))
    return isChanged ? { ...creation, how: creation.how.replace(/(?=(?:new|of) |$)/, 'changed ') } : creation
  })
}

function creationOf(module: SourceModule, call: CallNode, names: ReadonlySet<string>): Creation | undefined {
  const { scopes } = module
  const chain = chainOf(call)
  if (!chain || !names.has(chain.root.name)) return handleOf(module, call)
  const { root, path, isNew, calls, arguments: args } = chain
  if (scopes.variableOf(root)?.defs.some(({ type }) => type === 'ImportBinding') !== true) return undefined
  if ([root.name, ...path].some((name) => LEFT.test(name))) return undefined
  const user = userOf(call, scopes)
  const node = user?.parent.type === 'AwaitExpression' ? user.parent : call
  if (!isKept(node, module) || args.some(isLeft) || isMoved(call, scopes)) return undefined
  const how = (node === call ? '' : 'await ') + (isNew ? 'new ' : '')
  return { node, name: root.name, path, how, calls, arguments: args }
}

/** Methods that give a part of a client, made of their arguments alone: they ask nothing. */
const PART = 'child|collection|database|db|getRepository|prepare'
const GIVES_PART = new RegExp(`^(?:${PART})$`)
const ASKS_FOR_PART = new RegExp(`\\.(?:${PART})\\b`)

export const mayGiveParts = (text: string): boolean => ASKS_FOR_PART.test(text)

/** `db.prepare('SELECT …')`, `this.logger.child({ module })`. At run time, it counts if a package has made the client. */
function handleOf(module: SourceModule, call: CallNode): Creation | undefined {
  const member = unwrap(call.callee)
  if (call.type !== 'CallExpression' || call.optional || member.type !== 'MemberExpression' || member.optional) return undefined
  const { object } = member
  const name = staticName(member)
  if (name === undefined || !GIVES_PART.test(name) || object.type === 'Super') return undefined
  const args = [object, ...call.arguments]
  if (!isKept(call, module) || args.some(isLeft) || isMoved(call, module.scopes)) return undefined
  return { node: call, name: undefined, path: [name], how: 'of ', calls: '', arguments: args }
}

/** Whether a part of a value is kept: `client.db('shop').collection('users')`. */
function givesPart(member: NodeOf<'MemberExpression'>, value: Node, module: SourceModule): boolean {
  const call = module.scopes.parentOf(member)
  const isAsked = member.object === value && call?.type === 'CallExpression' && call.callee === member
  return isAsked && handleOf(module, call) !== undefined
}

/** Whether the code runs somewhere else than where it is written, or is read by a compiler, as decorators are. */
function isMoved(call: Node, scopes: ModuleScopes): boolean {
  for (let at = scopes.parentOf(call); at; at = scopes.parentOf(at))
    if (at.type === 'Decorator') return true
    else if (isFunction(at) && (hasBoundary(at.body) || becomesText(at, scopes))) return true
  return false
}

/** Arguments that run over several turns, and those in which bundlers look for imports. */
function isLeft(argument: Node): boolean {
  if (ownNodes(argument, false).some(({ type }) => type === 'AwaitExpression' || type === 'YieldExpression')) return true
  const work: Node[] = [argument]
  for (let at = work.pop(); at; at = work.pop()) {
    if (at.type === 'ImportExpression') return true
    work.push(...childrenOf(at))
  }
  return false
}

interface Chain {
  root: Node & { type: 'Identifier' }
  path: string[]
  /** Whether the first of the calls is `new a.b()`. */
  isNew: boolean
  calls: string
  arguments: CallNode['arguments']
}

/** Follows `a.b(x).c(y)` down to the name `a`. */
function chainOf(call: CallNode): Chain | undefined {
  const lists: CallNode['arguments'][] = []
  let calls = ''
  for (let at = call; ;) {
    const isNew = at.type === 'NewExpression'
    if ((at.type === 'CallExpression' && at.optional) || runsText(at.callee)) return undefined
    lists.unshift(at.arguments)
    const callee = membersOf(at.callee)
    if (callee?.root.type === 'Identifier') return { root: callee.root, path: callee.path, isNew, calls, arguments: lists.flat() }
    if (!callee || !isCall(callee.root) || isNew || callee.path.length === 0) return undefined
    calls = `().${callee.path.join('.')}${calls}`
    at = callee.root
  }
}

/** `a` and `b.c` of `a.b.c`; undefined if a name isn't written out. */
function membersOf(node: Node): { root: Node; path: string[] } | undefined {
  const path: string[] = []
  let at = unwrap(node)
  while (at.type === 'MemberExpression') {
    const name = staticName(at)
    if (name === undefined || at.optional) return undefined
    path.unshift(name)
    at = unwrap(at.object)
  }
  return { root: at, path }
}

/** Whether a value outlives the statement that makes it: it is stored, returned or handed on. */
function isKept(value: Node, module: SourceModule): boolean {
  const { scopes } = module
  for (let user = userOf(value, scopes); user; user = userOf(user.parent, scopes)) {
    const { parent, child } = user
    switch (parent.type) {
      case 'MemberExpression':
        return givesPart(parent, child, module)
      case 'ConditionalExpression':
        if (parent.test === child) return false
        break
      case 'LogicalExpression':
      case 'SequenceExpression':
        break
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' && isHandedOn(parent.id, module)
      case 'AssignmentExpression':
        return parent.right === child && (parent.left.type === 'MemberExpression' || parent.left.type === 'Identifier')
      case 'AssignmentPattern':
        return parent.right === child && parent.left.type === 'Identifier'
      case 'PropertyDefinition':
      case 'AccessorProperty':
      case 'Property':
        return parent.value === child
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee !== child && !isUsedUp(parent)
      case 'ArrowFunctionExpression':
        return parent.body === child
      default:
        return /^(?:ReturnStatement|ExportDefaultDeclaration|TSExportAssignment|ArrayExpression)$/.test(parent.type)
    }
  }
  return false
}

/** Methods that listen, log, open or close: what they do is part of the outside world. */
const OUTSIDE =
  /^\$?(?:on|once|off|emit|\w*Listener|log|trace|debug|verbose|info|warn|error|fatal|connect|listen|start|stop|close|end|quit|disconnect|destroy|unref|ref|pragma)$/

/** Names of variables and fields of which methods are called as statements, so for their effect: `scale.domain([0, 10])`. */
function findChanged(statements: readonly NodeOf<'ExpressionStatement'>[], scopes: ModuleScopes): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ expression }) => {
      const call = unwrap(expression)
      const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
      if (callee?.type !== 'MemberExpression' || OUTSIDE.test(staticName(callee) ?? '')) return []
      return isSql((call as CallNode).arguments[0], scopes) ? [] : nameOf(unwrap(callee.object))
    }),
  )
}

const SQL =
  /^\s*(?:--.*\s+)*(?:alter|analyze|attach|begin|commit|create|delete|drop|grant|insert|pragma|replace into|rollback|set|truncate|update|vacuum)\s/i

/** A statement of SQL, written out or in a constant: `db.exec('CREATE TABLE …')` changes a database, not the client. */
function isSql(argument: Node | undefined, scopes: ModuleScopes): boolean {
  const text = argument && unwrap(argument)
  if (text?.type === 'Literal') return typeof text.value === 'string' && SQL.test(text.value)
  if (text?.type === 'TemplateLiteral') return SQL.test(text.quasis[0]?.value.raw ?? '')
  const definition = text?.type === 'Identifier' ? scopes.variableOf(text)?.defs[0] : undefined
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const') return false
  const { init } = definition.node
  return init?.type !== 'Identifier' && isSql(init ?? undefined, scopes)
}

/** The names that hold a value, also by way of a function of the module that returns it. */
function holdersOf(value: Node, calls: readonly CallNode[], scopes: ModuleScopes): string[] {
  const parent = userOf(value, scopes)?.parent
  const fn = parent?.type === 'ReturnStatement' ? functionAround(parent, scopes) : parent
  if (!fn || !isFunction(fn)) return nameOf(parent)
  const [name] = fn.id ? [fn.id.name] : nameOf(userOf(fn, scopes)?.parent)
  const makers = calls.filter(({ callee }) => name !== undefined && nameOf(unwrap(callee))[0] === name)
  return makers.flatMap((call) => nameOf(userOf(call, scopes)?.parent))
}

/** `a` of `a`, `this.a`, `this.#a`, `a = 1` as a parameter, and of a field. */
function nameOf(node: Node | undefined): string[] {
  switch (node?.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return [node.name]
    case 'MemberExpression':
      return nameOf(node.property)
    case 'VariableDeclarator':
      return nameOf(node.id)
    case 'AssignmentPattern':
    case 'AssignmentExpression':
      return nameOf(node.left)
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
    case 'Property':
      return nameOf(node.key)
    default:
      return []
  }
}

/** Built-in functions that look at a value and drop it, and calls of tests, whose tools find them as they were written. */
const USES_UP =
  /^(?:console|Math|Number|String|Boolean|JSON|BigInt|parseInt|parseFloat|isNaN|vi|vitest|jest|expect|assert|require)$/

function isUsedUp(call: CallNode): boolean {
  const root = membersOf(call.callee)?.root
  return (root?.type === 'Identifier' && USES_UP.test(root.name)) || runsText(call.callee)
}

function isHandedOn(id: Node & { type: 'Identifier' }, module: SourceModule): boolean {
  const { scopes } = module
  const declaration = scopes.parentOf(scopes.parentOf(id)!)!
  if (scopes.parentOf(declaration)?.type === 'ExportNamedDeclaration') return true
  const variable = scopes.variableOf(id)
  if (!variable) return true
  return variable.references.some(({ identifier, init }) => {
    if (init) return false
    const user = userOf(identifier, scopes)
    if (!user || user.parent.type !== 'MemberExpression' || user.parent.object !== user.child) return true
    return givesPart(user.parent, user.child, module)
  })
}
