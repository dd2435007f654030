import type { Problem } from '../errors.js'
import type { ValueInput } from '../stages.js'
import type { Unit } from '../summary/file-summary.js'
import type { SourcePosition } from '../summary/place.js'

export interface Finding {
  problem: Problem
  place: SourcePosition
  severity?: 'error' | 'warning'
  /** Makes every call run uncached. */
  obstacle?: true
}

export interface DerivedInputs {
  inputs: ValueInput[]
  findings: Finding[]
  /** Values created by a package, which aren't part of the key; `explain` lists them. */
  outside: { unit: Unit; name: string; reason: string }[]
  /** The names of the inputs, by variable. */
  names: Map<Unit, string[]>
  /** Labels of variables that a hit of a function called inside would leave unwritten, though the result depends on that. */
  relies: Set<string>
}
