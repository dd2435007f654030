import type { Unit } from '../summary/file-summary.js'
import type { DerivedInputs } from './derive-inputs.js'
import type { Reach } from './find-reach.js'
import type { Edge, UnitLinker } from './link-units.js'
import { SURROUNDINGS } from './quiet-units.js'

/**
 * Whether the code that fills a table of results depends on more than the key: on values that may have been others when it ran, on files
 * that the call then doesn't read, on a package, or on a variable that calls write before they read it. What such a table holds isn't what a new process would put in.
 */
export function mayHoldOldResults(reads: readonly Edge[], { units }: Reach, derived: DerivedInputs, linker: UnitLinker): boolean {
  const changing = new Set(derived.inputs.filter(({ constant }) => !constant).map(({ name }) => name))
  if (derived.inputs.some(({ by }) => by === 'zone' || by === 'locale')) return true
  const outside = new Set(derived.outside.map(({ unit }) => unit))
  const isInput = (unit: Unit): boolean =>
    !unit.variable?.memo &&
    (outside.has(unit) ||
      linker.rewrittenOf(unit) !== undefined ||
      derived.names.get(unit)?.some((name) => changing.has(name)) === true)
  const found = new Set(reads.map(({ from }) => from))
  for (const unit of found) {
    if (unit.reads.length > 0 || isInput(unit)) return true
    for (const { target } of units.get(unit)?.linked.edges ?? []) {
      if (target.kind === 'unit') found.add(target.unit)
      else if (target.kind !== 'builtin' || SURROUNDINGS.test(target.name)) return true
    }
  }
  return false
}
