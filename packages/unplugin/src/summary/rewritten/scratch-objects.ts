import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { CallNode, FunctionNode, ModuleScopes, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isCall, isFunction, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { methodOf } from '../values/builtins.js'
import { isTarget, usesArguments } from '../values/value-syntax.js'
import { globalName, onlyInitialiser } from '../values/values-of-names.js'
import type { CodePieces } from './code-pieces.js'
import { ForeignCalls, type ForeignCall } from './foreign-calls.js'

/** A function of another file that is given the object as one of its arguments. */
export interface Reader extends ForeignCall {
  index: number
}

export type ScratchKind = 'date' | 'regexp' | 'array' | 'map' | 'set'

/** An object that a file keeps to work with, and the functions of other files that may only read it. */
export interface ScratchObject {
  kind: ScratchKind
  readers: Reader[]
}

/**
 * `const t = new Date()`, `const word = /\w+/g`: an object with one hidden value, which `t.setTime(ms)` or `word.lastIndex = 0` replaces
 * as a whole. So it is like a variable that is written, if no code gets hold of the object itself: every use of it, and of what the
 * file's functions return of it, is a call of a built-in method. So are lists, Maps and Sets that `stack.length = 0` or `seen.clear()` empties.
 */
export function scratchObject(variable: Variable, module: SourceModule, code: CodePieces): ScratchObject | undefined {
  const kind = code.isExported(variable) ? undefined : kindOf(variable, module.scopes)
  if (!kind) return undefined
  const uses = new ScratchUses(kind, module, code)
  const isUse = ({ node }: { node: Node }) =>
    kind === 'date' || kind === 'regexp' ? uses.isDirect(node) : isOfElements(node, kind, code, module.scopes)
  return code.usesOf(variable).every(isUse) ? { kind, readers: uses.readers } : undefined
}

function kindOf(variable: Variable, scopes: ModuleScopes): ScratchKind | undefined {
  const init = onlyInitialiser(variable)
  const node = init && unwrap(init)
  if (node?.type === 'Literal' && 'regex' in node) return /[gy]/.test(node.regex.flags) ? 'regexp' : undefined
  if (node?.type === 'ArrayExpression') return 'array'
  const name = node?.type === 'NewExpression' ? globalName(unwrap(node.callee), scopes) : undefined
  return name === 'Date' || name === 'Map' || name === 'Set' ? (name.toLowerCase() as ScratchKind) : undefined
}

/**
 * A use that takes elements of a list, Map or Set, or puts some in, so that no other code gets hold of it. `list[i] = x` isn't one, because it
 * may set a property that stays when the list is emptied.
 */
function isOfElements(identifier: Node, kind: ScratchKind, code: CodePieces, scopes: ModuleScopes): boolean {
  const member = code.parentOf(identifier)
  if (member?.type === 'SpreadElement') return true
  if (member?.type === 'ForOfStatement') return unwrap(member.right) === identifier
  const above = member && code.parentOf(member)
  if (member?.type !== 'MemberExpression' || unwrap(member.object) !== identifier || !above) return false
  const name = staticName(member)
  if (isCall(above) && unwrap(above.callee) === member) {
    const method = above.type === 'CallExpression' && name !== undefined ? methodOf(kind, name) : undefined
    if (!method || method.iterator || (method.passes && !takesElements((above as CallNode).arguments[0], method.passes)))
      return false
    return method.result !== 'self' || code.parentOf(above)?.type === 'ExpressionStatement'
  }
  if (above.type === 'TaggedTemplateExpression') return false
  if (isTarget(above, member, scopes)) return kind === 'array' && name === 'length' && useOfScratch(above)?.isWrite === true
  return kind === 'array' ? name === undefined || /^(length|\d+)$/.test(name) : name === 'size'
}

/** `(x) => x.n`, a callback that isn't given the list itself. */
function takesElements(argument: Node | undefined, passes: readonly string[]): boolean {
  const callback = argument && unwrap(argument)
  if (callback?.type !== 'ArrowFunctionExpression') return false
  return !passes.slice(0, callback.params.length).includes('self') && callback.params.every(({ type }) => type !== 'RestElement')
}

/** What a use replaces or reads, once its arguments have been evaluated. */
export function useOfScratch(node: Node): { object: Node; operands: Node[]; isWrite: boolean } | undefined {
  if (node.type === 'AssignmentExpression') {
    const left = unwrap(node.left)
    const name = node.operator === '=' && left.type === 'MemberExpression' ? staticName(left) : undefined
    if (left.type !== 'MemberExpression' || !(name === 'lastIndex' || (name === 'length' && isZero(node.right)))) return undefined
    return { object: unwrap(left.object), operands: [node.right], isWrite: true }
  }
  if (node.type !== 'CallExpression') return undefined
  const callee = unwrap(node.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const operands = node.arguments
  const name = staticName(callee)
  return { object: unwrap(callee.object), operands, isWrite: name === 'clear' || (name === 'setTime' && operands.length > 0) }
}

const isZero = (wrapped: Node): boolean => {
  const node = unwrap(wrapped)
  return node.type === 'Literal' && node.value === 0
}

class ScratchUses {
  readonly readers: Reader[] = []
  private readonly foreign: ForeignCalls
  private readonly seen = new Set<Node>()

  constructor(
    private readonly kind: ScratchKind,
    private readonly module: SourceModule,
    private readonly code: CodePieces,
  ) {
    this.foreign = new ForeignCalls(module)
  }

  /** A use of the variable itself. */
  isDirect(identifier: Node): boolean {
    const { code, kind } = this
    const member = code.parentOf(identifier)
    if (member?.type !== 'MemberExpression' || unwrap(member.object) !== identifier) {
      return kind === 'date' && this.isConsumed(identifier)
    }
    const name = member.computed ? undefined : staticName(member)
    const above = code.parentOf(member)
    if (name === undefined || !above) return false
    if (above.type === 'CallExpression' && unwrap(above.callee) === member) return methodOf(kind, name) !== undefined
    if (kind === 'date' || !/^(lastIndex|source|flags)$/.test(name)) return false
    if (above.type === 'AssignmentExpression' && unwrap(above.left) === member) return name === 'lastIndex'
    return /^(BinaryExpression|IfStatement|VariableDeclarator|ReturnStatement|TemplateLiteral)$/.test(above.type)
  }

  /** The value of an expression is used up at once: no code runs between the two. */
  private isConsumed(node: Node): boolean {
    const parent = this.code.parentOf(node)
    if (!parent) return false
    if (isReadAtOnce(node, parent, this.code, this.module.scopes)) return true
    switch (parent.type) {
      case 'SequenceExpression':
        return unwrap(parent.expressions.at(-1)!) !== node || this.isConsumed(parent)
      case 'ReturnStatement':
        return this.isReturned(parent)
      case 'ArrowFunctionExpression':
        return unwrap(parent.body) === node && this.isReturned(node)
      case 'CallExpression':
        return this.isReadElsewhere(parent, node)
      default:
        return false
    }
  }

  private isReturned(from: Node): boolean {
    const { code, module } = this
    let fn: Node | undefined = module.scopes.parentOf(from)
    for (; fn && !isFunction(fn); fn = module.scopes.parentOf(fn)) if (fn.type === 'TryStatement') return false
    if (!fn || code.pieces.get(fn)?.isTagged !== false) return false
    if (this.seen.has(fn)) return true
    this.seen.add(fn)
    const parent = code.parentOf(fn)
    const id = fn.type === 'FunctionDeclaration' ? fn.id : parent?.type === 'VariableDeclarator' ? parent.id : undefined
    const variable = id?.type === 'Identifier' ? module.scopes.top.set.get(id.name) : undefined
    if (!variable || code.functionOf(variable) !== fn || code.isExported(variable)) return false
    return code.usesOf(variable).every(({ node }) => {
      const call = code.parentOf(node)
      return call?.type === 'CallExpression' && unwrap(call.callee) === node && this.isConsumed(call)
    })
  }

  private isReadElsewhere(call: NodeOf<'CallExpression'>, node: Node): boolean {
    const args = call.arguments
    const index = args.findIndex((argument) => unwrap(argument) === node)
    const target = index < 0 ? undefined : this.foreign.targetOf(unwrap(call.callee))
    if (!target || args.some((argument, at) => at !== index && mayRunCode(argument))) return false
    this.readers.push({ ...target, index })
    return true
  }
}

/** `d.getDay()`, `+d`, `isNaN(d)`, and a value that is dropped. */
function isReadAtOnce(node: Node, parent: Node, code: Pick<CodePieces, 'parentOf'>, scopes: ModuleScopes): boolean {
  switch (parent.type) {
    case 'ExpressionStatement':
      return true
    case 'UnaryExpression':
      return parent.operator !== 'delete'
    case 'MemberExpression': {
      const call = code.parentOf(parent)
      const method = parent.computed ? undefined : methodOf('date', staticName(parent) ?? '')
      if (unwrap(parent.object) !== node || !method || method.mutates) return false
      return call?.type === 'CallExpression' && unwrap(call.callee) === parent && call.arguments.length === 0
    }
    case 'CallExpression':
      return (
        parent.arguments.length === 1 &&
        unwrap(parent.arguments[0]!) === node &&
        /^(isNaN|isFinite|Number|String|Boolean)$/.test(globalName(unwrap(parent.callee), scopes) ?? '')
      )
    default:
      return false
  }
}

const RUNS_CODE = /^(Call|New|TaggedTemplate|Import|Await|Yield|Class|JSX|Spread|ArrayPattern|ObjectPattern)/
const LOOPS = /^(For|While|DoWhile|Labeled)/

const mayRunCode = (node: Node): boolean =>
  RUNS_CODE.test(node.type) || (!isFunction(node) && childrenOf(node).some((child) => mayRunCode(child)))

/** Whether a function reads a date that it is given only before it runs any other code. */
export function onlyReadsDate(fn: FunctionNode, index: number, { scopes }: SourceModule): boolean {
  const param = fn.params[index]
  const body = fn.body
  if (param?.type !== 'Identifier' || !body || fn.async || fn.generator || usesArguments(fn)) return false
  if (fn.params.some(({ type }) => type !== 'Identifier')) return false
  const variable = scopes.scopeOf(fn)?.set.get(param.name)
  if (!variable || variable.defs.length !== 1) return false
  const parentOf = (node: Node): Node | undefined => userOf(node, scopes)?.parent
  const reads = variable.references.filter(({ isValueReference }) => isValueReference).map(({ identifier }) => identifier)
  const consuming = new Set<Node>()
  const isRead = (node: Node): boolean => {
    const parent = parentOf(node)
    if (!parent || !isReadAtOnce(node, parent, { parentOf }, scopes)) return false
    consuming.add(parent.type === 'MemberExpression' ? parentOf(parent)! : parent)
    return true
  }
  if (!reads.every(isRead)) return false
  const work: Node[] = [body]
  for (const node of work) {
    if (LOOPS.test(node.type)) return false
    // Within a straight piece of code, what ends earlier in the text runs earlier.
    if (RUNS_CODE.test(node.type) && !consuming.has(node) && reads.some(({ end }) => end > node.end)) return false
    // A function inside runs later.
    if (isFunction(node) && reads.some(({ start, end }) => start >= node.start && end <= node.end)) return false
    if (!isFunction(node)) work.push(...childrenOf(node))
  }
  return true
}
