import type { WrittenVariables } from '../stages.js'
import type { DerivedInputs } from './derived-inputs.js'
import type { Unit } from '../summary/file-summary.js'
import { edgesByUnit, edgesOf, type Reach } from './find-reach.js'
import type { Edge, UnitLinker } from './link-units.js'
import { isPartOf, readsAmong, showsUnset, type SummaryOf } from './made-on-use.js'
import type { RootUnit } from './root-unit.js'
import { isMutator } from '../summary/variables/classify-use.js'
import { labelOfRead, settersOf, variableLabel, withWhole } from '../summary/reads/set-surroundings.js'

// A hit writes none of the variables that the body writes. A function around it that reads one afterwards would go on with what was there
// before. So it relies on that variable, and the run time runs the body. It tells variables apart by labels, which are part of no version.

/** @param member of an object */
export const labelOf = (module: string, { name }: { name: string }, member?: string): string =>
  `${module}#${name}${isNamed(member) ? `.${member}` : ''}`

const isNamed = (member: string | undefined): member is string => member !== undefined && member !== '*'

/** The members of a variable, a class or a function that code writes and reads; `undefined` is the whole. */
export function reliedOn(edges: readonly Edge[], reads: readonly Edge[]): (string | undefined)[] {
  const written = edges.filter(isSkipped).map(({ path: [member] }) => member)
  const read = reads.map(({ path: [member] }) => member)
  return written.filter((one) => read.some((other) => !isNamed(one) || !isNamed(other) || one === other))
}

/** Also an update whose value is used: the call around it may be one for its effect alone. What modules do while they load always happens. */
const isSkipped = ({ effect, use, method, reference }: Edge): boolean =>
  (effect || use === 'updated' || isMutator(method)) && reference?.late === true

type Uses = ReadonlyMap<Unit, readonly Edge[]>

/** What code sets around it and reads of that. Where a file hands out a name for the environment or the global object, others use that. */
function surroundingsOf(reach: Reach, uses: Uses, { inputs }: DerivedInputs): WrittenVariables {
  const set = new Set<string>()
  for (const unit of reach.units.keys()) for (const label of unit.sets ?? []) set.add(label)
  const read = new Set(inputs.flatMap(({ kind, by, name }) => (kind !== 'env' ? [] : by === 'zone' ? ZONE : labelOfRead(name))))
  for (const [{ variable }, edges] of uses) {
    if (variable?.environment !== 'process.env' && !variable?.globalObject) continue
    for (const { effect, reference, path, method } of edges) {
      const label = variable.globalObject ? (path[0] ?? method) : variableLabel(path[0])
      if (label !== undefined && reference?.late) (effect ? set : read).add(label)
    }
  }
  const skips = withWhole(set)
  return { skips, relies: [...read].flatMap(settersOf).filter((label) => skips.includes(label)) }
}

/** What is made on first use. A variable leads to what makes it, but code that only asks whether it is made doesn't make it. */
function madeIn(reach: Reach, uses: Uses, summaryOf: SummaryOf): { unit: Unit; isAsked: boolean }[] {
  const made = [...uses].filter(([{ variable }]) => variable?.making)
  if (made.length === 0) return []
  const run = new Set([reach.root])
  for (const { label, target } of edgesOf(reach)) if (target.kind === 'unit' && !label.startsWith('lazy ')) run.add(target.unit)
  return made
    .filter(([{ file, variable }, edges]) => {
      const isPart = isPartOf(file, reach, summaryOf) && edges.some(({ from }) => from === reach.root)
      return isPart || variable!.writers.some((name) => run.has(summaryOf(file)!.units.get(name)!))
    })
    .map(([unit, edges]) => ({ unit, isAsked: showsUnset(unit, readsAmong(unit, edges), reach, summaryOf) }))
}

const ZONE = 'process.env.TZ'

export function writtenVariables(
  root: RootUnit,
  reach: Reach,
  derived: DerivedInputs,
  linker: UnitLinker,
  moduleOf: (file: string) => string,
  summaryOf: SummaryOf,
): WrittenVariables {
  const uses = edgesByUnit(reach)
  const captured = (names: readonly string[]) => names.map((name) => labelOf(moduleOf(root.unit.file), { name }))
  const around = surroundingsOf(reach, uses, derived)
  const found: WrittenVariables = {
    skips: [...captured(root.skipped), ...around.skips],
    relies: [...derived.relies, ...captured(root.relied), ...around.relies],
  }
  for (const { unit, isAsked } of madeIn(reach, uses, summaryOf)) {
    const label = labelOf(moduleOf(unit.file), unit)
    found.skips.push(label)
    if (isAsked) found.relies.push(label)
  }
  for (const [unit, edges] of uses) {
    const label = (member?: string) => labelOf(moduleOf(unit.file), unit, member)
    if (unit.variable && unit.variable.kind !== 'code') {
      found.skips.push(...edges.filter(isSkipped).map(({ path: [member] }) => label(member)))
      // Its writes may be calls of its methods.
      if (linker.rewrittenOf(unit)) found.skips.push(label())
      continue
    }
    // Of a class or a function, what it is called or constructed for isn't its data.
    const members = edges.filter(({ path: [member] }) => isNamed(member))
    found.skips.push(...members.filter(isSkipped).map(({ path: [member] }) => label(member)))
    const reads = members.filter(({ effect }) => !effect)
    found.relies.push(...reliedOn(members, reads).map(label))
  }
  return { skips: [...new Set(found.skips)], relies: [...new Set(found.relies)] }
}
