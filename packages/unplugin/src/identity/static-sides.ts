import type { ClassTraits, Unit } from '../summary/file-summary.js'
import { OF_FUNCTIONS } from '../summary/own-members.js'
import type { Reach } from './find-reach.js'
import type { UnitLinker } from './link-units.js'

/** What a class extends: a class or function of the project, something made by its code, or something from outside of it. */
type Base = Unit | 'made' | 'outside' | undefined

/** Data in members of functions and classes, which any code may change. */
export class StaticSides {
  private inner: { data: Set<string>; reads: Set<string> } | undefined
  private classReads: Set<string> | undefined

  constructor(
    private readonly reach: Reach,
    private readonly linker: UnitLinker,
  ) {}

  /** The members with data, as far as code shows; `*` if it doesn't. */
  dataOf(unit: Unit): Set<string> {
    const names = new Set<string>()
    for (const at of this.chain(unit)) {
      if (at === 'made') for (const name of this.innerClasses().data) names.add(name)
      else if (at !== 'outside') for (const name of this.ownData(at)) names.add(name)
    }
    return names
  }

  /** The members that a class reads of itself, and those that it reads of its base. */
  readsOf(unit: Unit): { own: Set<string>; above: Set<string> } {
    const own = new Set<string>()
    const above = new Set<string>()
    if (!unit.class && unit.kind !== 'function') return { own, above }
    const data = this.dataOf(unit)
    const read = new Set<string>()
    for (const at of this.chain(unit)) {
      if (at === 'made') for (const name of this.innerClasses().reads) read.add(name)
      else if (at !== 'outside') for (const name of at.class?.staticReads ?? []) read.add(name)
    }
    for (const name of this.readsOfClasses()) if (data.has(name) || data.has('*') || name === '*') read.add(name)
    for (const name of read) {
      if (name === '*') for (const member of data) own.add(member)
      else if (!this.isCode(unit, name, false)) own.add(name)
    }
    for (const name of unit.class?.readsAbove ?? []) if (!this.isCode(unit, name, false)) above.add(name)
    return { own, above }
  }

  /** Whether a member is code that counts with the class: a method, an accessor, or what a class from outside of the project has. */
  isCode(unit: Unit, member: string, isCalled: boolean): boolean {
    if (OF_FUNCTIONS.test(member)) return !this.dataOf(unit).has(member)
    for (const at of this.chain(unit)) {
      if (at === 'outside') return isCalled
      if (at === 'made') return false
      if (at.class?.staticCode.includes(member)) return true
      if (this.ownData(at).includes(member)) return false
    }
    return false
  }

  /** Whether a class from outside of the project may have a member, and none of the project's shows it. */
  isFromOutside(unit: Unit, member: string): boolean {
    const chain = this.chain(unit)
    return chain.at(-1) === 'outside' && !chain.some((at) => typeof at !== 'string' && this.ownData(at).includes(member))
  }

  /** The class itself and the classes that it extends, as far as code shows. */
  classesOf(unit: Unit): (Unit & { class: ClassTraits })[] {
    return this.chain(unit).filter((at) => typeof at !== 'string' && at.class !== undefined) as (Unit & { class: ClassTraits })[]
  }

  /** The class itself, what it extends, and so on. */
  private chain(unit: Unit): (Unit | 'made' | 'outside')[] {
    const found: (Unit | 'made' | 'outside')[] = []
    for (let at: Base = unit; at !== undefined && !found.includes(at); at = this.baseOf(at)) {
      found.push(at)
      if (typeof at === 'string') break
    }
    return found
  }

  private baseOf({ file, class: traits }: Unit): Base {
    const base = traits?.base
    if (base === undefined || base === 'made') return base
    const target = this.linker.finder.member(file, base.name, base.path)
    if (target?.kind === 'unit') return target.unit.class || target.unit.kind === 'function' ? target.unit : 'made'
    if (target) return 'outside'
    const holder = this.linker.finder.member(file, base.name, [])
    return holder?.kind === 'unit' || holder?.kind === 'namespace' ? 'made' : 'outside'
  }

  private ownData({ ownData, class: traits }: Unit): string[] {
    return [...(ownData ?? []), ...(traits?.staticData ?? [])]
  }

  /** Of the classes without a name of their own that the reached code may extend. */
  private innerClasses(): { data: Set<string>; reads: Set<string> } {
    if (this.inner) return this.inner
    const inner = { data: new Set<string>(), reads: new Set<string>() }
    for (const unit of this.reach.units.keys()) {
      for (const name of unit.inner?.staticData ?? []) inner.data.add(name)
      for (const name of unit.inner?.staticReads ?? []) inner.reads.add(name)
    }
    return (this.inner = inner)
  }

  private readsOfClasses(): Set<string> {
    return (this.classReads ??= new Set([...this.reach.units.keys()].flatMap(({ classReads }) => classReads ?? [])))
  }
}
