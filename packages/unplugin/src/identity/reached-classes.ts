import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { Identity } from '../stages.js'
import type { UnitDigests } from './derive-version.js'
import type { Reach } from './find-reach.js'
import type { UnitLinker } from './link-units.js'
import type { QuietUnits } from './quiet-units.js'

/** The classes that a file declares or imports, and that a function reaches. */
export function reachedClasses(
  reach: Reach,
  { file, units, imports }: FileSummary,
  { quiet, digests, linker }: { quiet: QuietUnits; digests: UnitDigests; linker: UnitLinker },
): Identity['classes'] {
  const found: Identity['classes'] = []
  const regions = [...reach.quiet]
  const add = (expression: string, unit: Unit) => {
    if (unit.class && (reach.units.has(unit) || quiet.hasClass(regions, unit)))
      found.push({ expression, digest: digests.digestOf(unit) })
  }
  for (const [name, unit] of units) if (name !== 'default' && name !== 'export=') add(name, unit)
  for (const [name, { type }] of imports) {
    const target = type ? undefined : linker.finder.member(file, name, [])
    if (target?.kind === 'unit') add(name, target.unit)
  }
  return found
}
