import { bitsOf, difference, has, Numbers, union, type Bits } from '../bits.js'
import type { Read, Unit } from '../summary/file-summary.js'
import { isEffectCall } from './influence.js'
import type { Edge, LinkedUnit, UnitLinker } from './link-units.js'

/** What a unit reaches, if all of it counts by its code and the machine's settings alone. */
export interface QuietRegion {
  /** Its files and classes. */
  reached: Bits
  /** Reads of the machine's settings, by expression. */
  settings: ReadonlyMap<string, Read>
}

/** Whether code reads the time zone or the default locale, which are the same for the whole process. */
export const isSetting = (expression: string | undefined): expression is 'zone' | 'locale' =>
  expression === 'zone' || expression === 'locale'

/**
 * Finds units that needn't be traversed again for each function that reaches them: in everything they reach, nothing but the
 * machine's settings is read at run time, acts on something, or is reported. Their digests cover their code, and the region lists
 * their files and the settings. Computed per component, once for all functions.
 */
export class QuietUnits {
  private readonly regions = new Map<Unit, QuietRegion | undefined>()
  /** One numbering for both, so that a region is one set: there is one for each unit. */
  private readonly items = new Numbers<string | Unit>()
  /** The numbered files that declare accessors. */
  private readonly declaring: string[] = []
  private checked: { round: number; files: Bits } = { round: -1, files: new Uint32Array(0) }

  constructor(
    private readonly linker: UnitLinker,
    private readonly isQuiet: (unit: Unit, linked: LinkedUnit) => boolean,
    private readonly hasAccessors: (file: string) => boolean,
  ) {}

  /** None if the unit, or something that it reaches, counts by more than its code. */
  regionOf(unit: Unit): QuietRegion | undefined {
    if (!this.regions.has(unit)) this.search(unit)
    return this.regions.get(unit)
  }

  /** The files of these regions that weren't requested before in this round. */
  *unchecked(regions: readonly QuietRegion[], round: number): Iterable<string> {
    if (this.checked.round !== round) this.checked = { round, files: new Uint32Array(0) }
    const before = this.checked.files
    this.checked.files = this.itemsOf([...regions, { reached: before }])
    yield* this.filesIn(difference(this.checked.files, before))
  }

  /** What these regions reach: a set for which `filesIn` gives the files. */
  itemsOf(regions: readonly Pick<QuietRegion, 'reached'>[]): Bits {
    return union(regions.map(({ reached }) => reached))
  }

  *filesIn(reached: Bits): Iterable<string> {
    for (const item of this.items.in(reached)) if (typeof item === 'string') yield item
  }

  /** The files of these regions that declare accessors. */
  withAccessors(regions: Iterable<QuietRegion>): Iterable<string> {
    const reached = this.itemsOf([...regions])
    return this.declaring.filter((file) => has(reached, this.items.of(file)))
  }

  hasClass(regions: readonly QuietRegion[], unit: Unit): boolean {
    const number = this.items.of(unit)
    return regions.some(({ reached }) => has(reached, number))
  }

  // Tarjan's algorithm, iterative: the dependency chain may be too deep for the stack. All open components reach the one found
  // last.
  private search(root: Unit): void {
    const index = new Map<Unit, number>()
    const low = new Map<Unit, number>()
    const stack: Unit[] = []
    const work: { unit: Unit; targets: Unit[]; next: number }[] = []
    const open = (unit: Unit): boolean => {
      const linked = this.linker.link(unit)
      low.set(unit, index.size)
      index.set(unit, index.size)
      stack.push(unit)
      const isQuiet = this.isQuiet(unit, linked)
      if (isQuiet) work.push({ unit, targets: targetsOf(linked), next: 0 })
      return isQuiet
    }
    let isQuiet = open(root)
    for (let top = work.at(-1); top && isQuiet; top = work.at(-1)) {
      const target = top.targets[top.next++]
      if (target === undefined) {
        work.pop()
        const above = work.at(-1)
        if (above) low.set(above.unit, Math.min(low.get(above.unit)!, low.get(top.unit)!))
        if (low.get(top.unit) === index.get(top.unit)) this.close(stack.splice(stack.lastIndexOf(top.unit)))
      } else if (this.regions.has(target)) isQuiet = this.regions.get(target) !== undefined
      else if (index.has(target)) low.set(top.unit, Math.min(low.get(top.unit)!, index.get(target)!))
      else isQuiet = open(target)
    }
    if (!isQuiet) for (const unit of stack) this.regions.set(unit, undefined)
  }

  private close(members: readonly Unit[]): void {
    const own: number[] = []
    const settings = new Map<string, Read>()
    const reached = new Set<QuietRegion>()
    for (const unit of members) {
      const linked = this.linker.link(unit)
      own.push(this.numberOf(unit.file))
      for (const file of linked.through) own.push(this.numberOf(file))
      if (unit.class) own.push(this.items.of(unit))
      for (const read of unit.reads) settings.set(read.expression!, read)
      for (const target of targetsOf(linked)) {
        // Members have no region yet.
        const region = this.regions.get(target)
        if (region) reached.add(region)
      }
    }
    const all = [bitsOf(own)]
    for (const region of reached) {
      all.push(region.reached)
      for (const [expression, read] of region.settings) settings.set(expression, read)
    }
    const region: QuietRegion = { reached: union(all), settings }
    for (const unit of members) this.regions.set(unit, region)
  }

  private numberOf(file: string): number {
    const { length } = this.items.list
    const number = this.items.of(file)
    if (number === length && this.hasAccessors(file)) this.declaring.push(file)
    return number
  }
}

function targetsOf({ edges }: LinkedUnit): Unit[] {
  const targets: Unit[] = []
  for (const { target } of edges) if (target.kind === 'unit') targets.push(target.unit)
  return targets
}

/** Of a unit that reads nothing itself: whether variables, classes, or members of functions may hold inputs. Most units only call functions. */
export function mayReadMembers(unit: Unit, { edges }: LinkedUnit): boolean {
  if (unit.class) return true
  for (const { target, reference, path, method } of edges) {
    if (target.kind !== 'unit' || !reference) continue
    const { kind, variable, class: traits } = target.unit
    if (variable || traits || target.unit.object || kind === 'file') return true
    if (kind === 'function' && (path.length > 0 || method !== undefined)) return true
  }
  return false
}

/** A first check without the unit's reads: whether it may have no inputs, findings or acts. */
export function mayBeQuiet(unit: Unit, { edges, through, reads }: LinkedUnit, linker: UnitLinker): boolean {
  if (
    unit.replacesOutput ||
    unit.sets ||
    reads.some(({ expression, code, printed }) => printed || code !== undefined || !isSetting(expression))
  )
    return false
  if (unit.obstacle || unit.members || unit.locals || unit.variable?.lazy) return false
  // Whether these count depends on what the whole code reads.
  if (unit.ownData || unit.inner || unit.classReads || unit.class?.staticData || unit.class?.base === 'made') return false
  if (unit.kind === 'file' || unit.kind === 'effects') return false
  const actsIn = (file: string): boolean => linker.actsOf(file).length > 0
  const isPlain = (edge: Edge): boolean => {
    const { target, ambient } = edge
    // Whether its state counts depends on the code that it runs.
    if (isEffectCall(edge) && edge.target.unit.kind !== 'function') return false
    if (target.kind === 'builtin') return !SURROUNDINGS.test(target.name)
    return target.kind === 'unit' && !ambient && !target.unit.variable?.lazy && !linker.isCached(target.unit)
  }
  return edges.every(isPlain) && !actsIn(unit.file) && !through.some(actsIn)
}

/** Parts of Node through which a function may read more than its arguments. */
export const SURROUNDINGS = /^node:(?:fs|os|process|child_process|cluster|worker_threads|sqlite|async_hooks)\b/
