import type { Unit } from '../summary/file-summary.js'
import type { Edge, LinkedUnit, UnitLinker } from './link-units.js'

/** A set of numbered items, as bits. */
type Bits = Uint32Array

/** What a unit reaches, if all of it counts by its code alone. */
export interface QuietRegion {
  files: Bits
  classes: Bits
}

class Numbers<T> {
  readonly list: T[] = []
  private readonly numbers = new Map<T, number>()

  of(one: T): number {
    let number = this.numbers.get(one)
    if (number === undefined) {
      this.numbers.set(one, (number = this.list.length))
      this.list.push(one)
    }
    return number
  }
}

/**
 * Finds units that needn't be traversed again for each function that reaches them: in everything they reach, nothing is read at
 * run time, acts on something, or is reported. Their digests cover their code, and the region lists their files. Computed per
 * component, once for all functions.
 */
export class QuietUnits {
  private readonly regions = new Map<Unit, QuietRegion | undefined>()
  private readonly files = new Numbers<string>()
  private readonly classes = new Numbers<Unit>()
  private checked: { round: number; files: Bits } = { round: -1, files: new Uint32Array(0) }

  constructor(
    private readonly linker: UnitLinker,
    private readonly isQuiet: (unit: Unit, linked: LinkedUnit) => boolean,
  ) {}

  /** None if the unit, or something that it reaches, counts by more than its code. */
  regionOf(unit: Unit): QuietRegion | undefined {
    if (!this.regions.has(unit)) this.search(unit)
    return this.regions.get(unit)
  }

  /** The files of these regions that weren't requested before in this round. */
  *unchecked(regions: readonly QuietRegion[], round: number): Iterable<string> {
    if (this.checked.round !== round) this.checked = { round, files: new Uint32Array(0) }
    for (const { files } of regions) {
      const before = this.checked.files
      this.checked.files = union([before, files])
      for (const number of numbersIn(files)) if (!has(before, number)) yield this.files.list[number]!
    }
  }

  *filesOf(regions: readonly QuietRegion[]): Iterable<string> {
    for (const number of numbersIn(union(regions.map(({ files }) => files)))) yield this.files.list[number]!
  }

  hasClass(regions: readonly QuietRegion[], unit: Unit): boolean {
    const number = this.classes.of(unit)
    return regions.some(({ classes }) => has(classes, number))
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
    const inside = new Set(members)
    const reached = new Set<QuietRegion>()
    const files: number[] = []
    const classes: number[] = []
    for (const unit of members) {
      const linked = this.linker.link(unit)
      for (const file of [unit.file, ...linked.through]) files.push(this.files.of(file))
      if (unit.class) classes.push(this.classes.of(unit))
      for (const target of targetsOf(linked)) if (!inside.has(target)) reached.add(this.regions.get(target)!)
    }
    const region = {
      files: union([...[...reached].map((other) => other.files), bitsOf(files)]),
      classes: union([...[...reached].map((other) => other.classes), bitsOf(classes)]),
    }
    for (const unit of members) this.regions.set(unit, region)
  }
}

const targetsOf = ({ edges }: LinkedUnit): Unit[] => edges.flatMap(({ target }) => (target.kind === 'unit' ? [target.unit] : []))

function bitsOf(numbers: readonly number[]): Bits {
  const bits = new Uint32Array(numbers.length === 0 ? 0 : (Math.max(...numbers) >>> 5) + 1)
  for (const number of numbers) bits[number >>> 5]! |= 1 << (number & 31)
  return bits
}

const has = (bits: Bits, number: number): boolean => ((bits[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0

/** Returns the largest set itself if it contains all others. */
function union(sets: readonly Bits[]): Bits {
  const largest = sets.reduce((one, other) => (other.length > one.length ? other : one), new Uint32Array(0))
  let all: Bits = largest
  for (const set of sets) {
    if (set === largest) continue
    for (let at = 0; at < set.length; at++) {
      if ((all[at]! | set[at]!) === (all[at]! | 0)) continue
      if (all === largest) all = largest.slice()
      all[at]! |= set[at]!
    }
  }
  return all
}

function* numbersIn(bits: Bits): Iterable<number> {
  for (let at = 0; at < bits.length; at++)
    for (let word = bits[at]!; word !== 0; word &= word - 1) yield at * 32 + (31 - Math.clz32(word & -word))
}

/** A first check without the unit's reads: whether it may have no inputs, findings or acts. */
export function mayBeQuiet(unit: Unit, { edges, through }: LinkedUnit, linker: UnitLinker): boolean {
  if (unit.reads.length > 0 || unit.obstacle || unit.members || unit.locals || unit.variable?.lazy) return false
  if (unit.kind === 'file' || unit.kind === 'effects') return false
  const isPlain = ({ target, ambient }: Edge): boolean => {
    if (target.kind === 'builtin') return !SURROUNDINGS.test(target.name)
    return target.kind === 'unit' && !ambient && !target.unit.variable?.lazy && !linker.isCached(target.unit)
  }
  return edges.every(isPlain) && [unit.file, ...through].every((file) => linker.actsOf(file).length === 0)
}

/** Parts of Node through which a function may read more than its arguments. */
const SURROUNDINGS = /^node:(?:fs|os|process|child_process|cluster|worker_threads|sqlite|async_hooks)\b/
