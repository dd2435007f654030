import type { Variable } from '../../source/scopes.js'
import type { Node, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { classNamed, functionNamed, methodOf, type Builtin } from '../values/builtins.js'
import { staticName } from '../render-code.js'
import type { Shape } from '../values/shapes.js'
import { globalName } from '../values/values-of-names.js'
import { findPieces, type CodePieces, type Piece } from './code-pieces.js'
import { effectOfCode, type Cells, type CodeEffect, type FlowContext } from './flow.js'

/**
 * `alone`: no code that isn't known here runs between the write and the read. `shared`: such code may run, in tagged functions only. It
 * may call another tagged function, which writes the variable in a computation and not in a hit, so the run time must not answer
 * such a call. While a function without a tag runs, the run time knows nothing of it.
 */
export type Rewritten = 'alone' | 'shared'

export interface RewrittenVariables {
  variables: ReadonlyMap<string, Rewritten>
  /** Variables whose functions are only called by key. */
  tables: readonly string[]
}

/**
 * The variables that a file's code always writes before it reads them, whenever it is called from outside: a parser's text and
 * position. What an earlier call has left in them is never seen, so they aren't inputs. Code that waits between the two is excluded.
 */
export function rewrittenVariables(
  module: SourceModule,
  candidates: readonly Variable[],
  exported: ReadonlySet<string>,
): RewrittenVariables {
  if (candidates.length === 0) return { variables: new Map(), tables: [] }
  const pieces = findPieces(module, exported)
  const found = new WrittenFirst(module, candidates, pieces, false).without(({ isEntry }) => isEntry)
  const strict = found.length === 0 ? undefined : new WrittenFirst(module, found, pieces, true)
  const alone = new Set(strict?.without(({ isEntry }) => isEntry))
  const known = strict?.without(({ isEntry, isTagged }) => isEntry && !isTagged) ?? []
  return {
    variables: new Map(known.map((variable) => [variable.name, alone.has(variable) ? 'alone' : 'shared'])),
    tables: pieces.tables.flatMap(({ name, scope }) => (scope === module.scopes.top ? [name] : [])),
  }
}

const NOTHING: CodeEffect = { reads: 0n, writes: 0n, opens: false, touches: 0n }

class WrittenFirst implements FlowContext {
  readonly all: Cells
  private readonly bits = new Map<Variable, Cells>()
  private readonly effects = new Map<Node, CodeEffect>()

  constructor(
    private readonly module: SourceModule,
    candidates: readonly Variable[],
    private readonly code: CodePieces,
    readonly isStrict: boolean,
  ) {
    for (const [at, variable] of candidates.entries()) this.bits.set(variable, 1n << BigInt(at))
    this.all = (1n << BigInt(candidates.length)) - 1n
    const pieces = [...code.pieces.values()]
    // Functions that call each other: they are taken to write everything until their code shows less.
    for (const { node } of pieces) this.effects.set(node, { ...NOTHING, writes: this.all })
    for (let isStable = false; !isStable;) {
      isStable = true
      for (const piece of pieces) if (this.update(piece)) isStable = false
    }
  }

  /** The variables that neither these pieces nor code which runs at load may read before they are written. */
  without(counts: (piece: Piece) => boolean): Variable[] {
    let read = 0n
    for (const piece of this.code.pieces.values()) {
      const { reads, touches } = this.effects.get(piece.node)!
      if (counts(piece)) read |= reads
      if (piece.isSuspended) read |= touches
    }
    // Code that runs while the module loads sees what a tagged function, which it called before, has written. A hit writes nothing.
    for (const statement of this.module.ast['body'] as Node[]) read |= effectOfCode([statement], [], this).reads
    return [...this.bits].flatMap(([variable, bit]) => ((read & bit) === 0n ? [variable] : []))
  }

  private update({ node, isSuspended, isTagged }: Piece): boolean {
    const before = this.effects.get(node)!
    const isCode = isFunction(node)
    const found = effectOfCode([isCode ? (node['body'] as Node) : node], isCode ? (node['params'] as Node[]) : [], this)
    // A hit runs nothing of it.
    const after = isSuspended || isTagged ? { ...found, writes: 0n, opens: this.isStrict } : found
    this.effects.set(node, after)
    return (['reads', 'writes', 'opens', 'touches'] as const).some((key) => before[key] !== after[key])
  }

  cellOf(identifier: Node): Cells {
    const variable = this.module.scopes.referenceOf(identifier) && this.module.scopes.variableOf(identifier)
    return (variable && this.bits.get(variable)) ?? 0n
  }

  mayRunCode(iterated: Node): boolean {
    return this.kindOf(unwrap(iterated)) === 'unknown'
  }

  effectsOf(call: Node): readonly CodeEffect[] | undefined {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return undefined
    const callee = unwrap(call['callee'])
    if (this.isHarmless(call, callee)) return []
    if (call.type === 'NewExpression') return undefined
    const functions = this.functionsOf(callee)
    return functions?.map((node) => this.effects.get(node) ?? { ...NOTHING, opens: true })
  }

  private functionsOf(callee: Node): readonly Node[] | undefined {
    if (isFunction(callee)) return [callee]
    const { scopes } = this.module
    if (callee.type === 'Identifier') {
      const variable = scopes.variableOf(callee)
      const fn = variable && this.code.functionOf(variable)
      return fn && [fn]
    }
    const object = callee.type === 'MemberExpression' ? unwrap(callee['object']) : undefined
    const variable = object?.type === 'Identifier' ? scopes.variableOf(object) : undefined
    const table = variable && this.code.tableOf(variable)
    if (!table) return undefined
    const name = staticName(callee)
    // Another name is one that every object has, or none.
    return name === undefined ? [...table.values()] : table.has(name) ? [table.get(name)!] : undefined
  }

  /** A built-in that runs no code of others. */
  private isHarmless(call: Node, callee: Node): boolean {
    const args = call['arguments'] as Node[]
    const name = globalName(callee, this.module.scopes)
    if (call.type === 'NewExpression') return name !== undefined && classNamed(name) !== undefined
    const record = name === undefined ? this.methodOf(callee) : functionNamed(name)
    if (!record) return false
    if (name?.startsWith('JSON.')) return args.length < 2
    const callback = record.passes && args[record.callback ?? 0]
    return !callback || /^(Literal|TemplateLiteral|BinaryExpression)$/.test(unwrap(callback).type)
  }

  private methodOf(callee: Node): Builtin | undefined {
    const name = callee.type === 'MemberExpression' ? staticName(callee) : undefined
    if (name === undefined) return undefined
    const kind = this.kindOf(unwrap(callee['object']))
    if (kind !== 'unknown') return methodOf(kind, name)
    return OF_STRINGS.has(name) ? methodOf('primitive', name) : undefined
  }

  /** The kind of an object, if everything that its name is given is of that kind. */
  private kindOf(object: Node): Kind {
    const { scopes } = this.module
    const variable = object.type === 'Identifier' ? scopes.variableOf(object) : undefined
    const values = variable ? (this.code.valuesOf(variable) ?? []) : [object]
    const kinds = new Set(values.map((value) => kindOfValue(unwrap(value), this.module)))
    return kinds.size === 1 ? [...kinds][0]! : 'unknown'
  }
}

type Kind = Shape['kind']

/** Judged by the expression alone: following it through names and calls takes too long for each call of a file. */
function kindOfValue(node: Node, { scopes }: SourceModule): Kind {
  switch (node.type) {
    case 'Literal':
      return node['regex'] ? 'unknown' : 'primitive'
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UpdateExpression':
      return 'primitive'
    case 'ArrayExpression':
      return 'array'
    case 'NewExpression':
      return (classNamed(globalName(node['callee'], scopes) ?? '')?.kind ?? 'unknown') as Kind
    case 'CallExpression':
      return functionNamed(globalName(node['callee'], scopes) ?? '')?.result === 'primitive' ? 'primitive' : 'unknown'
    default:
      return 'unknown'
  }
}

/** Names that only methods of strings and numbers have, so the object's kind needn't be proven. */
const OF_STRINGS = new Set(
  (
    'charAt charCodeAt codePointAt endsWith indexOf lastIndexOf localeCompare padEnd padStart repeat slice startsWith substr substring toFixed ' +
    'toLowerCase toUpperCase trim trimEnd trimStart'
  ).split(' '),
)
