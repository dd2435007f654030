import type { Variable } from '../../source/scopes.js'
import type { Node, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { findPieces, type CodePieces, type Piece } from './code-pieces.js'
import type { Cells, CodeEffect, FlowContext } from './code-effect.js'
import { effectOfCode } from './flow.js'
import { fieldObject, FieldObjects, type FieldObject } from './field-objects.js'
import { ForeignCalls, type ForeignCall } from './foreign-calls.js'
import { ImplicitCode } from './implicit-code.js'
import { KnownCalls } from './known-calls.js'
import { scratchObject, type Reader } from './scratch-objects.js'

/**
 * `alone`: no code that isn't known here runs between the write and the read. `shared`: such code may run, in tagged functions only. It
 * may call another tagged function, which writes the variable in a computation and not in a hit, so the run time must not answer
 * such a call. While a function without a tag runs, the run time knows nothing of it.
 */
export type Rewritten = 'alone' | 'shared'

export interface RewrittenVariable {
  how?: Rewritten
  /** If the functions of other files that this file's code calls run no code that isn't known. */
  ifClosed?: Rewritten
  /** Functions of other files that must only read the object. */
  readers?: readonly Reader[]
}

export interface RewrittenVariables {
  variables: ReadonlyMap<string, RewrittenVariable>
  calls: readonly ForeignCall[]
  /** Variables whose functions are only called by key. */
  tables: readonly string[]
}

/**
 * The variables that a file's code always writes before it reads them, whenever it is called from outside: a parser's text and
 * position. What an earlier call has left in them is never seen, so they aren't inputs. Code that waits between the two is excluded.
 * @param objects dates and regular expressions, whose contents may be written in the same way
 */
export function rewrittenVariables(
  module: SourceModule,
  written: readonly Variable[],
  objects: readonly Variable[],
  exported: ReadonlySet<string>,
): RewrittenVariables {
  if (written.length + objects.length === 0) return { variables: new Map(), calls: [], tables: [] }
  const pieces = findPieces(module, exported)
  const readers = new Map<Variable, readonly Reader[]>()
  const holders = new Map<Variable, FieldObject>()
  for (const object of objects) {
    const scratch = scratchObject(object, module, pieces)
    const holder = scratch ? undefined : fieldObject(object, module, pieces)
    if (scratch) readers.set(object, scratch.readers)
    if (holder) holders.set(object, holder)
  }
  const kept: Kept = { scratch: new Set(readers.keys()), holders: new FieldObjects(holders, module) }
  const candidates = [...written, ...kept.scratch, ...holders.keys()]
  const found = new WrittenFirst(module, candidates, kept, pieces).without(({ isEntry }) => isEntry)
  const open = strictly(module, found, kept, pieces)
  const foreign = new ForeignCalls(module)
  const closed = found.every((variable) => open.get(variable) === 'alone') ? open : strictly(module, found, kept, pieces, foreign)
  const variables = new Map<string, RewrittenVariable>()
  for (const [variable, ifClosed] of closed) {
    const how = open.get(variable)
    const read = readers.get(variable) ?? []
    variables.set(variable.name, {
      ...(how ? { how } : {}),
      ...(how === ifClosed ? {} : { ifClosed }),
      ...(read.length > 0 ? { readers: read } : {}),
    })
  }
  return {
    variables,
    calls: foreign.list,
    tables: pieces.tables.flatMap(({ name, scope }) => (scope === module.scopes.top ? [name] : [])),
  }
}

/** Objects whose contents count like variables. */
interface Kept {
  scratch: ReadonlySet<Variable>
  holders: FieldObjects
}

/** @param foreign calls that are taken to run only known code */
function strictly(
  module: SourceModule,
  found: readonly Variable[],
  kept: Kept,
  pieces: CodePieces,
  foreign?: ForeignCalls,
): Map<Variable, Rewritten> {
  if (found.length === 0) return new Map()
  const strict = new WrittenFirst(module, found, kept, pieces, foreign ?? 'unknown')
  const alone = new Set(strict.without(({ isEntry }) => isEntry))
  const known = strict.without(({ isEntry, isTagged }) => isEntry && !isTagged)
  return new Map(known.map((variable) => [variable, alone.has(variable) ? 'alone' : 'shared']))
}

/** What the functions of a file call; undefined for code that runs, by itself, code which isn't known. */
export interface FileCalls {
  of(name: string): readonly ForeignCall[] | undefined
  all: readonly ForeignCall[] | undefined
}

export function callsOfFile(module: SourceModule, exported: ReadonlySet<string>): FileCalls {
  const pieces = findPieces(module, exported)
  const foreign = new ForeignCalls(module)
  const kept: Kept = { scratch: new Set(), holders: new FieldObjects(new Map(), module) }
  const flow = new WrittenFirst(module, [], kept, pieces, foreign)
  const listOf = (effects: readonly (CodeEffect | undefined)[]) => {
    let calls = 0n
    for (const effect of effects) {
      if (!effect || effect.opens) return undefined
      calls |= effect.calls
    }
    return foreign.in(calls)
  }
  return {
    of(name) {
      const variable = module.scopes.top.set.get(name)
      const node = variable && pieces.functionOf(variable)
      return listOf([node && flow.effects.get(node)])
    },
    all: listOf([...flow.effects.values()]),
  }
}

const NOTHING: CodeEffect = { reads: 0n, readsLate: 0n, writes: 0n, opens: false, touches: 0n, calls: 0n }

class WrittenFirst implements FlowContext {
  readonly all: Cells
  readonly isStrict: boolean
  readonly effects = new Map<Node, CodeEffect>()
  private readonly bits = new Map<Variable, Cells>()
  private readonly fields = new Map<Variable, ReadonlyMap<string, Cells>>()
  private readonly known: KnownCalls
  private readonly implicit: ImplicitCode | undefined

  /** @param others what calls of other files' functions do, if unknown code counts */
  constructor(
    private readonly module: SourceModule,
    candidates: readonly Variable[],
    private readonly kept: Kept,
    private readonly code: CodePieces,
    private readonly others?: ForeignCalls | 'unknown',
  ) {
    this.isStrict = others !== undefined
    this.known = new KnownCalls(module.scopes, code, kept.holders)
    this.implicit = this.isStrict ? new ImplicitCode(code, (node) => this.known.givesPrimitive(node)) : undefined
    let next: Cells = 1n
    for (const variable of candidates) {
      const start = next
      const names = kept.holders.fieldsOf(variable)
      const fields = new Map<string, Cells>()
      for (const name of names ?? []) {
        fields.set(name, next)
        next <<= 1n
      }
      if (names) this.fields.set(variable, fields)
      else next <<= 1n
      this.bits.set(variable, next - start)
    }
    this.all = next - 1n
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
      if (counts(piece) && !this.kept.holders.methods.has(piece.node)) read |= reads
      if (piece.isSuspended) read |= touches
    }
    // Code that runs while the module loads sees what a tagged function, which it called before, has written. A hit writes nothing.
    for (const statement of this.module.ast.body) read |= effectOfCode([statement], [], this).reads
    return [...this.bits].flatMap(([variable, bit]) => ((read & bit) === 0n ? [variable] : []))
  }

  private update({ node, isSuspended, isTagged }: Piece): boolean {
    const before = this.effects.get(node)!
    const isCode = isFunction(node)
    const found = effectOfCode([isCode ? node.body : node], isCode ? node.params : [], this)
    // A hit runs nothing of it.
    const after = isSuspended || isTagged ? { ...found, writes: 0n, opens: this.isStrict } : found
    this.effects.set(node, after)
    return (['reads', 'readsLate', 'writes', 'opens', 'touches', 'calls'] as const).some((key) => before[key] !== after[key])
  }

  cellOf(node: Node): Cells {
    if (node.type === 'MemberExpression') {
      const member = this.kept.holders.memberOf(node)
      return (member && this.fields.get(member.variable)?.get(member.name)) ?? 0n
    }
    const variable = this.module.scopes.referenceOf(node) && this.module.scopes.variableOf(node)
    return (variable && !this.fields.has(variable) && this.bits.get(variable)) || 0n
  }

  isScratch(identifier: Node): boolean {
    const variable = identifier.type === 'Identifier' ? this.module.scopes.variableOf(identifier) : undefined
    return variable !== undefined && this.kept.scratch.has(variable)
  }

  mayRunCode(iterated: Node): boolean {
    return this.known.mayRunCode(iterated)
  }

  implicitEffects(node: Node): readonly CodeEffect[] {
    const functions = this.implicit?.runBy(node, (call) => this.known.isHarmless(call, unwrap(call.callee))) ?? []
    return functions.length === 0 ? [] : [...functions.map((fn) => this.effects.get(fn) ?? { ...NOTHING, opens: true }), NOTHING]
  }

  effectsOf(call: Node): readonly CodeEffect[] | undefined {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return undefined
    const callee = unwrap(call.callee)
    const method = this.kept.holders.methodOf(callee)
    if (method) return [this.effects.get(method) ?? { ...NOTHING, opens: true }]
    if (this.known.isHarmless(call, callee)) return []
    if (call.type === 'NewExpression') return undefined
    const functions = this.known.functionsOf(callee)
    if (functions) return functions.map((node) => this.effects.get(node) ?? { ...NOTHING, opens: true })
    const calls = typeof this.others === 'object' ? this.others.bitOf(callee) : undefined
    return calls === undefined ? undefined : [{ ...NOTHING, calls }]
  }
}
