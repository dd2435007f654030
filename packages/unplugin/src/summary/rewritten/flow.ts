import type { Node, NodeOf } from '../../source/source-module.js'
import { isCall, isFunction, isWrapper, runningChildren, unwrap } from '../../source/walk.js'
import type { Call, Cells, CodeEffect, FlowContext } from './code-effect.js'
import { jumpsWithin, STEPS, type Step } from './flow-steps.js'
import { useOfScratch } from './scratch-objects.js'

export type Jump = NodeOf<'ReturnStatement' | 'ThrowStatement' | 'BreakStatement' | 'ContinueStatement'>

/**
 * Walks the code of one function in the order in which it runs, and keeps what has certainly been written so far. A jump makes
 * the code behind it unreachable, for which everything counts as written. What a jump leads to starts from what was written before
 * the whole statement.
 */
export function effectOfCode(parts: readonly Node[], params: readonly Node[], context: FlowContext): CodeEffect {
  const flow = new Flow(context)
  for (const param of params) flow.bind(param.type === 'TSParameterProperty' ? param.parameter : param)
  for (const part of parts) flow.visit(part)
  flow.leave()
  const { reads, readsLate, exits: writes, openings, touches, calls } = flow
  return { reads, readsLate, writes, opens: openings > 0, touches, calls }
}

export class Flow {
  reads: Cells = 0n
  readsLate: Cells = 0n
  touches: Cells = 0n
  calls = 0n
  openings = 0
  exits: Cells
  private written: Cells = 0n

  constructor(private readonly context: FlowContext) {
    this.exits = context.all
  }

  leave(): void {
    this.exits &= this.written
  }

  visit(node: Node | null | undefined): void {
    if (!node) return
    if (isWrapper(node)) return this.visit(unwrap(node))
    const step = STEPS[node.type] as Step | undefined
    if (step) step(this, node)
    else if (isFunction(node) || (node.type.startsWith('TS') && !RUNNING_TYPES.has(node.type))) return
    else for (const child of runningChildren(node)) this.visit(child)
    this.run(this.context.implicitEffects(node))
  }

  read(identifier: Node): void {
    const cell = this.context.cellOf(identifier)
    this.touches |= cell
    this.readAny(cell)
  }

  private readAny(cells: Cells): void {
    const unwritten = cells & ~this.written
    this.reads |= unwritten
    if (this.openings > 0) this.readsLate |= unwritten
  }

  private write(identifier: Node): void {
    const cell = this.context.cellOf(identifier)
    this.touches |= cell
    this.written |= cell
  }

  /** Writes the names of a pattern. */
  bind(pattern: Node | null): void {
    if (!pattern) return
    const node = unwrap(pattern)
    this.run(this.context.implicitEffects(node))
    switch (node.type) {
      case 'Identifier':
        return this.write(node)
      case 'AssignmentPattern':
        this.maybe(() => this.visit(node.right))
        return this.bind(node.left)
      case 'RestElement':
        return this.bind(node.argument)
      case 'ArrayPattern':
        this.open()
        for (const element of node.elements) this.bind(element)
        return
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') this.bind(property)
          else {
            if (property.computed) this.visit(property.key)
            this.bind(property.value)
          }
        }
        return
      default:
        if (this.context.cellOf(node)) this.write(node)
        else this.visit(node)
    }
  }

  /** Code that may not run, or not to its end. */
  maybe(run: () => void): void {
    const before = this.written
    this.written = this.after(before, run)
  }

  /** What is certain at a place that code may reach from anywhere within `run`. */
  private after(before: Cells, run: () => void): Cells {
    const { openings } = this
    run()
    return this.openings > openings ? 0n : before
  }

  either(...branches: (Node | null | undefined)[]): void {
    const before = this.written
    let joined = this.context.all
    for (const branch of branches) {
      this.written = before
      this.visit(branch)
      joined &= this.written
    }
    this.written = joined
  }

  assign(node: NodeOf<'AssignmentExpression'>): void {
    if (this.scratch(node)) return
    const left = unwrap(node.left)
    const { operator } = node
    const isCell = left.type !== 'MemberExpression' || this.context.cellOf(left) !== 0n
    if (operator === '=') {
      if (!isCell) this.visit(left)
      this.visit(node.right)
      if (isCell) this.bind(left)
      return
    }
    this.visit(left)
    if (/^(&&|\|\||\?\?)=$/.test(operator)) return this.maybe(() => this.visit(node.right))
    this.visit(node.right)
    if (isCell) this.write(left)
  }

  update(node: NodeOf<'UpdateExpression'>): void {
    const target = unwrap(node.argument)
    this.visit(target)
    this.write(target)
  }

  /** A field that counts like a variable, or what the member is taken of. */
  member(node: NodeOf<'MemberExpression'>): void {
    if (this.context.cellOf(node)) return this.read(node)
    for (const child of runningChildren(node)) this.visit(child)
  }

  /** `t.setTime(d)` writes, `t.setDate(d)` and `t.getDay()` read, both after their arguments. @returns false if it is something else */
  private scratch(node: Node): boolean {
    const use = useOfScratch(node)
    if (!use || !this.context.isScratch(use.object)) return false
    for (const operand of use.operands) this.visit(operand)
    if (use.isWrite) this.write(use.object)
    else this.read(use.object)
    if (isCall(node) && use.operands.some((operand) => isFunction(unwrap(operand)))) this.run(this.context.effectsOf(node))
    return true
  }

  /** @param parts what runs before the call, in order */
  call(node: Call, parts: readonly (Node | null)[]): void {
    if (this.scratch(node)) return
    for (const part of parts) this.visit(part)
    this.run(this.context.effectsOf(node))
  }

  run(effects: readonly CodeEffect[] | undefined): void {
    if (!effects) return this.open()
    if (effects.length === 0) return
    let writes = this.context.all
    let opens = false
    for (const effect of effects) {
      this.readAny(effect.reads)
      this.reads |= effect.readsLate
      this.readsLate |= effect.readsLate
      this.touches |= effect.touches
      this.calls |= effect.calls
      writes &= effect.writes
      opens ||= effect.opens
    }
    if (opens) this.open()
    this.written |= writes
  }

  iterate(node: Node): void {
    this.visit(node)
    if (this.context.mayRunCode(node)) this.open()
  }

  /** Runs code that isn't known. */
  open(): void {
    if (!this.context.isStrict) return
    this.openings++
    this.written = 0n
  }

  jump(node: Jump): void {
    if ('argument' in node) this.visit(node.argument)
    if (node.type === 'ReturnStatement') this.leave()
    this.written = this.context.all
  }

  /** @param first runs at least once, before the body */
  loop(first: () => void, rest: () => void): void {
    const { openings } = this
    first()
    const head = this.written
    rest()
    if (this.openings > openings) {
      // The next round, and the code behind the loop, may begin with nothing written.
      this.written = 0n
      first()
      rest()
      this.written = 0n
    } else this.written = head
  }

  doWhile(node: NodeOf<'DoWhileStatement'>): void {
    const before = this.written
    const { openings } = this
    const once = () => {
      this.visit(node.body)
      this.visit(node.test)
    }
    once()
    if (this.openings > openings) {
      this.written = 0n
      once()
      this.written = 0n
    } else if (jumpsWithin(node.body)) this.written = before
  }

  choose(node: NodeOf<'SwitchStatement'>): void {
    this.visit(node.discriminant)
    this.maybe(() => {
      let before = this.written
      for (const branch of node.cases) {
        this.written = before
        const { openings } = this
        this.visit(branch.test)
        for (const statement of branch.consequent) this.visit(statement)
        if (this.openings > openings) before = 0n
      }
    })
  }

  attempt(node: NodeOf<'TryStatement'>): void {
    const before = this.written
    let certain = this.after(before, () => this.visit(node.block))
    let joined = this.written
    const { handler } = node
    if (handler) {
      this.written = certain
      certain = this.after(certain, () => {
        this.bind(handler.param)
        this.visit(handler.body)
      })
      joined &= this.written
    }
    if (!node.finalizer) {
      this.written = joined
      return
    }
    this.written = certain
    const { openings } = this
    this.visit(node.finalizer)
    if (this.openings === openings) this.written |= joined
    else this.exits = 0n
  }
}

const RUNNING_TYPES = new Set(['TSEnumDeclaration', 'TSEnumBody', 'TSEnumMember', 'TSExportAssignment'])
