import type { Unit } from '../summary/file-summary.js'
import { ANY_MEMBER, CONVERSION, type Needs } from '../summary/values/repeatable-code.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'

/** Cuts paths before members that a key must not read, because that may change something: the object that has such a member counts instead. */
export class CalmPaths {
  private found: ReadonlySet<string> | undefined

  constructor(
    private readonly reach: Pick<Reach, 'units' | 'quiet'>,
    private readonly context: InputContext,
  ) {}

  of({ variable }: Pick<Unit, 'variable'>, paths: string[][]): string[][] {
    // Nothing but the declaration has put anything into it, and that shows no accessor.
    if (variable?.known && variable.sealed && variable.kind !== 'code') return paths
    const restless = (this.found ??= this.restless())
    if (restless.size === 0) return paths
    if (restless.has(ANY_MEMBER)) return [[]]
    return paths.map((way) => {
      const at = way.findIndex((step) => restless.has(step))
      return at < 0 ? way : way.slice(0, at)
    })
  }

  /** The names of members that aren't proven repeatable, of all classes and objects in the reach. */
  private restless(): Set<string> {
    const { quiet, summaryOf } = this.context
    const names = new Set<string>()
    const open: { name: string; needs: Needs; file: string }[] = []
    const files = [...this.reach.units.keys()].map(({ file }) => file)
    for (const file of new Set([...files, ...quiet.withAccessors(this.reach.quiet)]))
      for (const [name, needs] of summaryOf(file)?.accessors ?? [])
        if (needs === 'never') names.add(name)
        else open.push({ name, needs, file })
    for (let size = -1; size !== names.size;) {
      size = names.size
      for (const { name, needs, file } of open) if (!names.has(name) && !this.areCalm(needs, file, names)) names.add(name)
    }
    return names
  }

  private areCalm({ members, names }: Needs, file: string, restless: ReadonlySet<string>): boolean {
    const isRead = (member: string): boolean => restless.has(member) || (restless.has(ANY_MEMBER) && member !== CONVERSION)
    if ([...members].some(isRead)) return false
    if (members.has(ANY_MEMBER) && [...restless].some((name) => name !== CONVERSION)) return false
    return [...names].every((name) => this.context.classifier.isOfProject(file, name))
  }
}
