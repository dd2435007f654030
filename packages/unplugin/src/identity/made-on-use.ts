import type { Unit } from '../summary/file-summary.js'
import { lazyExpression } from './access.js'
import type { Variability } from './classify-variable.js'
import type { InputSink } from './code-members.js'
import type { DerivedInputs } from './derived-inputs.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'
import type { Edge } from './link-units.js'
import { lazySources, mayHoldOldResults } from './memo-inputs.js'

interface ReadSink extends InputSink {
  addReads(unit: Unit, reads: readonly Edge[], proven: Variability): void
}

/** Variables that code makes or fills when it first needs them. Whether they count depends on all other inputs. */
export class MadeOnUse {
  private readonly noted = new Map<Unit, readonly Edge[]>()

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
    for (const [unit, edges] of this.noted) {
      const reads = edges.filter(({ effect, from }) => !effect && from !== unit)
      if (reads.length === 0) continue
      if (unit.variable!.memo) this.addMemo(unit, reads)
      else this.addLazy(unit, reads)
    }
  }

  /**
   * A table of results counts only if they depend on values that may have been others when it was filled, or if it holds objects, which
   * may have changed: the run time looks at what it holds.
   */
  private addMemo(unit: Unit, reads: readonly Edge[]): void {
    if (mayHoldOldResults(reads, this.reach, this.derived, this.context)) return this.sink.addReads(unit, reads, 'changeable')
    const { expression, import: from } = this.sink.accessTo(unit)
    const by = 'memo' as const
    this.sink.push(unit, [{ name: unit.name, kind: 'value', expression, by, constant: false, ...(from && { import: from }) }])
  }

  /** Whether reached code may read it while it is unset: then it matters whether an earlier call has made it. */
  private showsUnset({ file, variable }: Unit, reads: readonly Edge[]): boolean {
    // Only its own file makes it.
    if (reads.some(({ from }) => from.file !== file)) return true
    const { shownIn } = variable!.making!
    if (!shownIn) return false
    const { units } = this.context.summaryOf(file)!
    const { root } = this.reach
    const isPart = root.file === file && units.get(root.name) !== root
    return isPart || shownIn.some((name) => this.reach.units.has(units.get(name)!))
  }

  /**
   * A variable that is made of more than code. While it is unset, the call makes it itself, of the inputs in its key and the files in its
   * entry. Another variable of which it is made may have changed by the time that a later call makes it, so such a call isn't stored.
   */
  private addLazy(unit: Unit, reads: readonly Edge[]): void {
    const { unit: making, operator, differs } = unit.variable!.making!
    const sources = lazySources(making, this.reach, this.derived, this.context)
    // A hit doesn't make it, which would show.
    if (sources === 'state' || differs || this.showsUnset(unit, reads)) return this.sink.addReads(unit, reads, 'changeable')
    if (!sources) return
    const { expression: variable, import: from } = this.sink.accessTo(unit)
    const value = this.context.classifier.isMadeByPackage(unit) ? `\0outside(${variable})` : variable
    const expression = lazyExpression(value, operator, sources === 'files' ? 'files' : undefined)
    this.sink.push(unit, [{ name: unit.name, kind: 'value', expression, constant: false, ...(from && { import: from }) }])
  }
}
