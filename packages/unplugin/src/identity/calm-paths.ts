import type { Unit } from '../summary/file-summary.js'
import { ANY_MEMBER } from '../summary/values/restless-accessors.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'

/** Cuts paths before members whose accessor changes something: the object that has it counts instead. */
export class CalmPaths {
  private names: ReadonlySet<string> | undefined

  constructor(
    private readonly reach: Pick<Reach, 'units'>,
    private readonly context: InputContext,
  ) {}

  of(unit: Unit, paths: string[][]): string[][] {
    const names = (this.names ??= new Set([...this.reach.units.keys()].flatMap(({ file }) => [...this.restlessOf(file)])))
    if (names.size === 0) return paths
    if (this.restlessOf(unit.file).has(ANY_MEMBER)) return [[]]
    return paths.map((way) => {
      const at = way.findIndex((step) => names.has(step))
      return at < 0 ? way : way.slice(0, at)
    })
  }

  private restlessOf(file: string): ReadonlySet<string> {
    return this.context.summaryOf(file)?.restless ?? new Set()
  }
}
