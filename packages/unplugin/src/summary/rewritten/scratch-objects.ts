import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { FunctionNode, ModuleScopes, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { methodOf } from '../values/builtins.js'
import { usesArguments } from '../values/value-syntax.js'
import { globalName, onlyInitialiser } from '../values/values-of-names.js'
import type { CodePieces } from './code-pieces.js'
import { ForeignCalls, type ForeignCall } from './foreign-calls.js'

/** A function of another file that is given the object as one of its arguments. */
export interface Reader extends ForeignCall {
  index: number
}

export type ScratchKind = 'date' | 'regexp'

/** An object that a file keeps to work with, and the functions of other files that may only read it. */
export interface ScratchObject {
  kind: ScratchKind
  readers: Reader[]
}

/**
 * `const t = new Date()`, `const word = /\w+/g`: an object with one hidden value, which `t.setTime(ms)` or `word.lastIndex = 0` replaces
 * as a whole. So it is like a variable that is written, if no code gets hold of the object itself: every use of it, and of what the
 * file's functions return of it, is a call of a built-in method.
 */
export function scratchObject(variable: Variable, module: SourceModule, code: CodePieces): ScratchObject | undefined {
  const kind = code.isExported(variable) ? undefined : kindOf(variable, module.scopes)
  if (!kind) return undefined
  const uses = new ScratchUses(kind, module, code)
  return code.usesOf(variable).every(({ node }) => uses.isDirect(node)) ? { kind, readers: uses.readers } : undefined
}

function kindOf(variable: Variable, scopes: ModuleScopes): ScratchKind | undefined {
  const init = onlyInitialiser(variable)
  const node = init && unwrap(init)
  if (node?.type === 'Literal' && 'regex' in node) return /[gy]/.test(node.regex.flags) ? 'regexp' : undefined
  return node?.type === 'NewExpression' && globalName(unwrap(node.callee), scopes) === 'Date' ? 'date' : undefined
}

/** What a use replaces or reads, once its arguments have been evaluated. */
export function useOfScratch(node: Node): { object: Node; operands: Node[]; isWrite: boolean } | undefined {
  if (node.type === 'AssignmentExpression') {
    const left = unwrap(node.left)
    if (node.operator !== '=' || left.type !== 'MemberExpression' || staticName(left) !== 'lastIndex') return undefined
    return { object: unwrap(left.object), operands: [node.right], isWrite: true }
  }
  if (node.type !== 'CallExpression') return undefined
  const callee = unwrap(node.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const operands = node.arguments
  return { object: unwrap(callee.object), operands, isWrite: staticName(callee) === 'setTime' && operands.length > 0 }
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
