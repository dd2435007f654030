import type { FileSummary, Unit } from '../summary/file-summary.js'
import { proveAccessors, type Accessors } from '../summary/values/accessors.js'
import { ANY_MEMBER, CONVERSION, type Needs } from '../summary/values/repeatable-code.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'

const proofs = new WeakMap<FileSummary, Accessors>()

interface Accessor {
  name: string
  needs: Needs | 'never'
  file: string
}

/** Cuts paths before members whose reading may change something, because deriving a key must not: the object that has such a member counts instead. */
export class PurePaths {
  private declaring: ReadonlyMap<string, ReadonlySet<string>> | undefined
  private readonly known = new Map<string, boolean>()

  constructor(
    private readonly reach: Pick<Reach, 'units' | 'quiet'>,
    private readonly context: InputContext,
  ) {}

  of({ variable }: Pick<Unit, 'variable'>, paths: string[][]): string[][] {
    // Nothing but the declaration has put anything into it, and that shows no accessor.
    if (variable?.known && variable.sealed && variable.kind !== 'code') return paths
    return paths.map((way) => {
      if (way.length === 0 || this.files().size === 0) return way
      if (this.mayAct(ANY_MEMBER)) return []
      const at = way.findIndex((step) => this.mayAct(step))
      return at < 0 ? way : way.slice(0, at)
    })
  }

  /** The files that declare accessors, and their names. */
  private files(): ReadonlyMap<string, ReadonlySet<string>> {
    if (!this.declaring) {
      const { quiet, summaryOf } = this.context
      const own = [...this.reach.units.keys()].map(({ file }) => file)
      const all = new Set([...own, ...quiet.withAccessors(this.reach.quiet)])
      const declared = [...all].map((file) => [file, summaryOf(file)?.accessors ?? new Set<string>()] as const)
      this.declaring = new Map(declared.filter(([, names]) => names.size > 0))
    }
    return this.declaring
  }

  private mayAct(name: string): boolean {
    let found = this.known.get(name)
    if (found === undefined) this.known.set(name, (found = this.restlessAmong(this.neededBy(name)).has(name)))
    return found
  }

  /** All accessors of a name, and those that their code may run. */
  private neededBy(name: string): Accessor[] {
    const found: Accessor[] = []
    const names = new Set([name, ANY_MEMBER])
    for (const needed of names) {
      for (const [file, declared] of this.files()) {
        if (!declared.has(needed)) continue
        const needs = this.proofsOf(file).get(needed) ?? 'never'
        found.push({ name: needed, needs, file })
        if (needs === 'never') continue
        for (const member of needs.members) names.add(member)
        if (needs.members.has(ANY_MEMBER))
          for (const others of this.files().values()) for (const member of others) names.add(member)
      }
    }
    return found
  }

  /** The file is parsed again, unless it holds a tag: few paths meet an accessor. */
  private proofsOf(file: string): Accessors {
    const summary = this.context.summaryOf(file)!
    let found = proofs.get(summary)
    if (!found) {
      const module = this.context.moduleOf(file)
      proofs.set(summary, (found = module ? proveAccessors(module) : new Map()))
    }
    return found
  }

  private restlessAmong(accessors: readonly Accessor[]): Set<string> {
    const names = new Set<string>()
    for (let size = -1; size !== names.size;) {
      size = names.size
      for (const accessor of accessors) if (!this.isCalm(accessor, names)) names.add(accessor.name)
    }
    return names
  }

  private isCalm({ needs, file }: Accessor, restless: ReadonlySet<string>): boolean {
    if (needs === 'never') return false
    const { members, names, constants } = needs
    const isRead = (member: string): boolean => restless.has(member) || (restless.has(ANY_MEMBER) && member !== CONVERSION)
    if ([...members].some(isRead)) return false
    if (members.has(ANY_MEMBER) && [...restless].some((name) => name !== CONVERSION)) return false
    const { classifier } = this.context
    return (
      [...names].every((name) => classifier.isOfProject(file, name)) &&
      [...constants].every((name) => classifier.isConstant(file, name))
    )
  }
}
