import type { FileSummary, Unit } from '../summary/file-summary.js'
import { lazyExpression, makingName, moduleName } from './access.js'
import type { Variability } from './classify-variable.js'
import type { InputSink } from './code-members.js'
import type { DerivedInputs } from './derived-inputs.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'
import type { Edge } from './link-units.js'
import { lazySources, mayHoldOldResults, type LazySources } from './memo-inputs.js'

interface ReadSink extends InputSink {
  addReads(unit: Unit, reads: readonly Edge[], proven: Variability): void
}

export type SummaryOf = (file: string) => FileSummary | undefined

const NO_SOURCES: LazySources = { outside: new Set() }
const AS_STATE: LazySources = { of: 'state', outside: new Set() }

export const readsAmong = (unit: Unit, edges: readonly Edge[]): Edge[] =>
  edges.filter(({ effect, from }) => !effect && from !== unit)

/** Whether the root of a reach is code inside of a unit of this file. */
export function isPartOf(file: string, { root }: Reach, summaryOf: SummaryOf): boolean {
  return root.file === file && summaryOf(file)!.units.get(root.name) !== root
}

/** Whether reached code may read the variable while it is unset: then it matters whether another call has made it. */
export function showsUnset({ file, variable }: Unit, reads: readonly Edge[], reach: Reach, summaryOf: SummaryOf): boolean {
  // Only its own file makes it.
  if (reads.some(({ from }) => from.file !== file)) return true
  const { shownIn } = variable!.making!
  if (!shownIn) return false
  const { units } = summaryOf(file)!
  return isPartOf(file, reach, summaryOf) || shownIn.some((name) => reach.units.has(units.get(name)!))
}

/** Variables that code makes or fills when it first needs them. Whether they count depends on all other inputs. */
export class MadeOnUse {
  private readonly noted = new Map<Unit, readonly Edge[]>()
  private readonly sources = new Map<Unit, LazySources>()

  constructor(
    private readonly sink: ReadSink,
    private readonly reach: Reach,
    private readonly derived: DerivedInputs,
    private readonly context: InputContext,
  ) {}

  note(unit: Unit, edges: readonly Edge[]): void {
    this.noted.set(unit, edges)
  }

  add(): void {
    // What fills a table may depend on variables that are made on use.
    const noted = [...this.noted].toSorted(([one], [other]) => Number(!!one.variable!.memo) - Number(!!other.variable!.memo))
    for (const [unit, edges] of noted) {
      const reads = readsAmong(unit, edges)
      if (reads.length === 0) continue
      if (unit.variable!.memo) this.addMemo(unit, reads)
      else this.addLazy(unit, reads)
    }
  }

  /**
   * A table of results counts only if they depend on values that may have been others when it was filled, or if it holds objects, which
   * may have changed: the run time looks at what it holds. What the call itself fills in, of files or the environment, doesn't count.
   */
  private addMemo(unit: Unit, reads: readonly Edge[]): void {
    const isOld = mayHoldOldResults(reads, this.reach, this.derived, this.context)
    const { of, outside } = isOld ? this.sourcesOfCode(reads.map(({ from }) => from)) : NO_SOURCES
    const hasSettings = this.derived.inputs.some(({ by }) => by === 'zone' || by === 'locale')
    if (of === 'state' || outside.size > 0 || (isOld && hasSettings)) return this.sink.addReads(unit, reads, 'changeable')
    const { expression: table, import: from } = this.sink.accessTo(unit)
    const expression = isOld ? `\0filled(${table}${of === 'files' ? ',1' : ''})` : table
    const by = isOld ? {} : { by: 'memo' as const }
    this.sink.push(unit, [{ name: unit.name, kind: 'value', expression, ...by, constant: false, ...(from && { import: from }) }])
  }

  /** Of what a lazily made variable is made. It counts like any variable (`state`) if a hit, which doesn't make it, would show. */
  private sourcesOf(unit: Unit): LazySources | undefined {
    const edges = this.noted.get(unit)
    if (!edges || unit.variable!.memo) return undefined
    let sources = this.sources.get(unit)
    if (sources) return sources
    // For variables that are made of each other.
    this.sources.set(unit, AS_STATE)
    const { unit: making, differs } = unit.variable!.making!
    const shows = differs || showsUnset(unit, readsAmong(unit, edges), this.reach, this.context.summaryOf)
    sources = shows ? AS_STATE : this.sourcesOfCode([making])
    if (![...sources.outside].every((made) => this.isAtHand(made))) sources = AS_STATE
    this.sources.set(unit, sources)
    return sources
  }

  private sourcesOfCode(makers: Iterable<Unit>): LazySources {
    return lazySources(makers, this.reach, this.derived, this.context, (other) => this.sourcesOf(other))
  }

  /** Whether the module of the function imports it already, as an input, if it has to. */
  private isAtHand(unit: Unit): boolean {
    const { import: from } = this.sink.accessTo(unit)
    return !from || this.derived.inputs.some((input) => input.import?.local === from.local)
  }

  /**
   * A variable that is made of more than code. While it is unset, the call makes it itself, of the inputs in its key and the files in its
   * entry. Another variable of which it is made may have changed by the time that a later call makes it, so such a call isn't stored.
   */
  private addLazy(unit: Unit, reads: readonly Edge[]): void {
    const { operator } = unit.variable!.making!
    const shared = !unit.variable!.lazy
    const { of, outside } = this.sourcesOf(unit)!
    if (of === 'state') return this.sink.addReads(unit, reads, 'changeable')
    if (!of && outside.size === 0 && !shared) return
    const { expression: variable, import: from } = this.sink.accessTo(unit)
    const value = this.context.classifier.isMadeByPackage(unit) ? `\0outside(${variable})` : variable
    const expression = lazyExpression(value, operator, of === 'files' ? of : undefined, {
      name: makingName(moduleName(unit.file, this.context), unit.name),
      outside: [...outside].map((each) => this.sink.accessTo(each).expression),
      shared,
    })
    this.sink.push(unit, [{ name: unit.name, kind: 'value', expression, constant: false, ...(from && { import: from }) }])
  }
}
