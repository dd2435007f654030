import type { FileSummary, Unit } from '../summary/file-summary.js'
import { isAsset } from './files/watched-files.js'
import type { Edge, UnitLinker } from './link-units.js'

/**
 * What runs, or is handed out to run, while the modules of an import cycle load. It may read variables of other files too: a module of the
 * cycle may run before one that another module of the cycle imports. The order in which the modules load isn't known.
 */
export class CallsAtLoad {
  private found: ReadonlySet<Unit> | 'anything' | undefined
  private targets: ReadonlySet<Unit> | undefined

  constructor(
    private readonly files: ReadonlySet<string>,
    private readonly linker: UnitLinker,
    private readonly summaryOf: (file: string) => FileSummary | undefined,
  ) {}

  /** @param units those that contain a function; none if it stands in a statement, which runs at load */
  mayRunAny(units: readonly Unit[]): boolean {
    const running = this.running()
    return running === 'anything' || units.length === 0 || units.some((unit) => running.has(unit))
  }

  /** What this code may read before it is initialised. */
  get reads(): ReadonlySet<Unit> {
    if (!this.targets) {
      const running = this.running()
      this.targets = new Set(this.readsOf(running === 'anything' ? this.allUnits() : running))
    }
    return this.targets
  }

  /** What code that is reached from a unit may read before it is initialised. */
  readsFrom(root: Unit): Set<Unit> {
    return new Set(this.readsOf(this.reachedFrom([root])))
  }

  private *readsOf(units: Iterable<Unit>): Iterable<Unit> {
    for (const unit of units)
      for (const edge of this.linker.link(unit).edges)
        if (edge.target.kind === 'unit' && edge.reference?.late && isInitialised(edge.target.unit)) yield edge.target.unit
  }

  private running(): ReadonlySet<Unit> | 'anything' {
    return (this.found ??= this.findRunning())
  }

  private findRunning(): ReadonlySet<Unit> | 'anything' {
    const started: Unit[] = []
    for (const file of this.files) {
      const summary = this.summaryOf(file)
      if (!summary || summary.broken || isAsset(file)) return 'anything'
      for (const unit of unitsOf(summary)) {
        // The effects lead to the variables and classes that call functions while the module loads.
        if (unit.kind === 'effects' || unit.kind === 'other') started.push(unit)
        else for (const edge of this.linker.link(unit).edges) if (isStarted(unit, edge)) started.push(edge.target.unit)
      }
    }
    return this.reachedFrom(started.filter(({ file }) => this.files.has(file)))
  }

  private reachedFrom(units: readonly Unit[]): Set<Unit> {
    const reached = new Set(units)
    for (const unit of reached)
      for (const edge of this.linker.link(unit).edges) if (edge.target.kind === 'unit') reached.add(edge.target.unit)
    return reached
  }

  private allUnits(): Unit[] {
    return [...this.files].flatMap((file) => {
      const summary = this.summaryOf(file)
      return summary ? unitsOf(summary) : []
    })
  }
}

type ToUnit = Edge & { target: { kind: 'unit'; unit: Unit } }

const unitsOf = ({ units, effects, globals, acts }: FileSummary): Unit[] => [
  ...units.values(),
  effects,
  ...(globals ? [globals] : []),
  ...acts.map(({ unit }) => unit),
]

/** Whether what a declaration names may run when the declaration does. A list of functions, or a base class, only holds them. */
function isStarted(unit: Unit, edge: Edge): edge is ToUnit {
  const { reference, target } = edge
  if (target.kind !== 'unit' || !reference || reference.late || reference.via === 'import') return false
  if (edge.use === 'extended') return false
  const isFunction = target.unit.kind === 'function' || (target.unit.variable?.kind === 'code' && !target.unit.class)
  return !(unit.variable && /^(?:compared|referenced)$/.test(edge.use) && isFunction)
}

/** Functions are there from the start. */
export const isInitialised = ({ kind, object, variable }: Unit): boolean =>
  kind === 'class' ||
  (kind === 'other' && object === true) ||
  (variable !== undefined && !variable.globalObject && !variable.environment)
