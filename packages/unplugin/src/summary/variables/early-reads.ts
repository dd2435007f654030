import type { FileSummary, Reference, Unit } from '../file-summary.js'
import type { SourcePosition } from '../place.js'

/**
 * Marks variables that a function may read before they are initialised: `const first = area(2); const PI = 3.14`, if `area` reads `PI`.
 * A bundler may have turned the `const` into a `var`, and the code may catch the error, so the call has a result.
 */
export function markEarlyReads({ units, effects, acts }: FileSummary): void {
  const started = [...units.values(), effects, ...acts.map(({ unit }) => unit)]
    .flatMap((unit) => unit.references.filter(({ late }) => !late || callsAtLoad(unit)))
    .filter((reference) => mayRun(reference, units))
    .toSorted((a, b) => order(a.place, b.place))
  const seen = new Set<Unit>()
  for (const { name, place } of started) {
    const work = [units.get(name)!]
    for (const unit of work) {
      if (seen.has(unit)) continue
      seen.add(unit)
      for (const reference of unit.references) {
        const target = reference.via === 'binding' ? units.get(reference.name) : undefined
        if (target?.variable && reference.late && order(place, target.place) < 0) {
          target.variable.readEarly = true
          delete target.variable.rewritten
        }
        if (target && mayRun(reference, units)) work.push(target)
      }
    }
  }
}

/** Its code may call functions while the module loads, also those that it creates: `run(() => report(2))`. */
const callsAtLoad = ({ kind, variable, class: traits }: Unit): boolean =>
  kind === 'effects' || traits?.runsAtLoad === true || (variable !== undefined && variable.kind !== 'code' && !variable.fixed)

const mayRun = ({ via, name }: Reference, units: FileSummary['units']): boolean => {
  const unit = via === 'binding' ? units.get(name) : undefined
  return unit !== undefined && (unit.kind === 'function' || unit.kind === 'class' || unit.variable?.kind === 'code')
}

const order = (a: SourcePosition, b: SourcePosition): number => a.line - b.line || a.column - b.column
