import type { Unit } from '../summary/file-summary.js'
import { emptyUnit } from '../summary/summarise.js'
import type { InstalledPackage } from '../surroundings/installed-packages.js'
import type { QuietRegion, QuietUnits } from './quiet-units.js'
import type { Act, Edge, LinkedUnit, UnitLinker } from './link-units.js'

/** Everything that a tagged function reaches. */
export interface Reach {
  root: Unit
  /** In order of discovery, starting with the root. `eager`: its file is loaded before the function can be called. */
  units: Map<Unit, { linked: LinkedUnit; eager: boolean }>
  /** Code in the reached files that runs at load and acts on something reached. */
  acts: Unit[]
  /** All local files that count, including those on the way. */
  files: Set<string>
  /**
   * The regions at which the traversal stopped, because everything in them counts by its code alone; `units` contains only
   * their entry units.
   */
  quiet: Set<QuietRegion>
}

export function edgesOf({ units }: Reach): Edge[] {
  const edges: Edge[] = []
  for (const { linked } of units.values()) for (const edge of linked.edges) edges.push(edge)
  return edges
}

/** Also traverses pinned functions: their inputs are inputs of their callers. */
export function findReach(root: Unit, linker: UnitLinker, quiet?: QuietUnits): Reach {
  const walk = new ReachWalk(linker, emptyReach(root), quiet).run()
  // If code acts on something inside a region, the walk is repeated without regions.
  return walk ?? new ReachWalk(linker, emptyReach(root), undefined).run()!
}

const NOBODY = emptyUnit('', '<nobody>')

/** A reach of a single unit, from nowhere. */
export const reachOfOne = (unit: Unit, linked: LinkedUnit): Reach => ({
  ...emptyReach(NOBODY),
  units: new Map([[unit, { linked, eager: true }]]),
  files: new Set([unit.file, ...linked.through]),
})

const emptyReach = (root: Unit): Reach => ({ root, units: new Map(), acts: [], files: new Set(), quiet: new Set() })

const isUnit = (on: Act['on']): on is Unit => typeof on !== 'string' && !('manifest' in on)

class ReachWalk {
  private readonly work: { unit: Unit; eager: boolean }[] = []
  /** Packages and assets. */
  private readonly leaves = new Set<InstalledPackage | string>()
  /** Acts on targets that aren't reached yet. */
  private readonly waiting = new Map<Act['on'], Act[]>()

  constructor(
    private readonly linker: UnitLinker,
    private readonly reach: Reach,
    private readonly quiet: QuietUnits | undefined,
  ) {}

  run(): Reach | undefined {
    this.add(this.reach.root, true)
    // Iterative: the dependency chain may be too deep for the stack.
    for (const { unit, eager } of this.work) this.visit(unit, eager)
    const { quiet } = this.reach
    return quiet.size > 0 && [...this.waiting.keys()].some(isUnit) ? undefined : this.reach
  }

  private add(unit: Unit, eager: boolean): void {
    const known = this.reach.units.get(unit)
    // It was found lazily first; now everything that it leads to becomes eager too.
    if (known && (known.eager || !eager)) return
    if (known) known.eager = true
    else this.reach.units.set(unit, { linked: this.linker.link(unit), eager })
    const region = unit === this.reach.root ? undefined : this.quiet?.regionOf(unit)
    if (region) this.reach.quiet.add(region)
    else this.work.push({ unit, eager })
    if (!known) this.wake(unit)
  }

  private wake(target: Act['on']): void {
    const acts = this.waiting.get(target)
    if (!acts) return
    this.waiting.delete(target)
    for (const act of acts) this.take(act)
  }

  private take({ unit }: Act): void {
    if (this.reach.acts.includes(unit)) return
    this.reach.acts.push(unit)
    this.add(unit, true)
  }

  private visit(unit: Unit, eager: boolean): void {
    const { linked } = this.reach.units.get(unit)!
    this.touch(unit.file)
    for (const file of linked.through) this.touch(file)
    for (const { target, eager: loadedBefore } of linked.edges) {
      if (target.kind === 'unit') this.add(target.unit, eager && loadedBefore)
      else if (target.kind === 'package') this.addLeaf(target.package)
      else if (target.kind === 'asset') {
        this.reach.files.add(target.file)
        this.addLeaf(target.file)
      }
    }
  }

  private addLeaf(leaf: InstalledPackage | string): void {
    if (this.leaves.has(leaf)) return
    this.leaves.add(leaf)
    this.wake(leaf)
  }

  private touch(file: string): void {
    if (this.reach.files.has(file)) return
    this.reach.files.add(file)
    for (const act of this.linker.actsOf(file)) {
      const isReached = isUnit(act.on) ? this.reach.units.has(act.on) : this.leaves.has(act.on)
      if (isReached) this.take(act)
      else this.waiting.set(act.on, [...(this.waiting.get(act.on) ?? []), act])
    }
  }
}

/** The uses of each unit by a name. */
export function edgesByUnit(reach: Reach): Map<Unit, Edge[]> {
  const found = new Map<Unit, Edge[]>()
  for (const edge of edgesOf(reach)) {
    if (edge.target.kind !== 'unit' || !edge.reference) continue
    const known = found.get(edge.target.unit)
    if (known) known.push(edge)
    else found.set(edge.target.unit, [edge])
  }
  return found
}
