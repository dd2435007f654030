import type { WrittenVariables } from '../stages.js'
import type { DerivedInputs } from './derived-inputs.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import { edgesByUnit, edgesOf, type Reach } from './find-reach.js'
import type { Edge, UnitLinker } from './link-units.js'
import { isPartOf, readsAmong, showsUnset } from './made-on-use.js'
import type { RootUnit } from './root-unit.js'
import { labelOfRead, labelsRead, labelsSet, variableLabel } from '../summary/reads/set-surroundings.js'

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

/** What modules do while they load always happens. */
const isSkipped = ({ effect, reference }: Edge): boolean => effect && reference?.late === true

/** What code sets around it and reads of that. Where a file hands out a name for the environment or the global object, others use that. */
function surroundingsOf(reach: Reach, { inputs }: DerivedInputs): WrittenVariables {
  const set = new Set<string>()
  for (const unit of reach.units.keys()) for (const label of unit.sets ?? []) set.add(label)
  const read = new Set(inputs.flatMap(({ kind, by, name }) => (kind !== 'env' ? [] : by === 'zone' ? ZONE : labelOfRead(name))))
  for (const [{ variable }, edges] of edgesByUnit(reach))
    if (variable?.environment === 'process.env' || variable?.globalObject)
      for (const {
        effect,
        reference,
        path: [name],
        method,
      } of edges) {
        const label = variable.globalObject ? (name ?? method) : variableLabel(name)
        if (label !== undefined && reference?.late) (effect ? set : read).add(label)
      }
  const skips = labelsSet(set)
  return { skips, relies: [...read].flatMap(labelsRead).filter((label) => skips.includes(label)) }
}

/** What is made on first use. A variable leads to what makes it, but code that only asks whether it is made doesn't make it. */
function madeIn(reach: Reach, summaryOf: (file: string) => FileSummary | undefined): { unit: Unit; isAsked: boolean }[] {
  const made: { unit: Unit; isAsked: boolean }[] = []
  for (const [unit, edges] of edgesByUnit(reach)) {
    const { making, writers } = unit.variable ?? {}
    if (!making) continue
    const isRun = (name: string) => {
      const writer = summaryOf(unit.file)!.units.get(name)!
      const leadsTo = ({ label, target }: Edge) => target.kind === 'unit' && target.unit === writer && !label.startsWith('lazy ')
      return writer === reach.root || edgesOf(reach).some(leadsTo)
    }
    const isPart = isPartOf(unit.file, reach, summaryOf) && edges.some(({ from }) => from === reach.root)
    if (isPart || writers!.some(isRun)) made.push({ unit, isAsked: showsUnset(unit, readsAmong(unit, edges), reach, summaryOf) })
  }
  return made
}

const ZONE = 'process.env.TZ'

export function writtenVariables(
  root: RootUnit,
  reach: Reach,
  derived: DerivedInputs,
  linker: UnitLinker,
  moduleOf: (file: string) => string,
  summaryOf: (file: string) => FileSummary | undefined,
): WrittenVariables {
  const captured = (names: readonly string[]) => names.map((name) => labelOf(moduleOf(root.unit.file), { name }))
  const around = surroundingsOf(reach, derived)
  const found: WrittenVariables = {
    skips: [...captured(root.skipped), ...around.skips],
    relies: [...derived.relies, ...captured(root.relied), ...around.relies],
  }
  for (const { unit, isAsked } of madeIn(reach, summaryOf)) {
    const label = labelOf(moduleOf(unit.file), unit)
    found.skips.push(label)
    if (isAsked) found.relies.push(label)
  }
  for (const [unit, edges] of edgesByUnit(reach)) {
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
