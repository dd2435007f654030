import type { Unit } from '../summary/file-summary.js'
import type { VariableClassifier } from './classify-variable.js'
import type { DerivedInputs } from './derived-inputs.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'
import type { Edge, UnitLinker } from './link-units.js'
import { SURROUNDINGS } from './quiet-units.js'

/**
 * Whether the code that fills a table of results depends on more than the key: on values that may have been others when it ran, on files
 * that the call then doesn't read, on a package, or on a variable that calls write before they read it. What such a table holds isn't what a new process would put in.
 */
export function mayHoldOldResults(
  reads: readonly Edge[],
  { units }: Reach,
  derived: DerivedInputs,
  { linker, classifier }: InputContext,
): boolean {
  if (derived.inputs.some(({ by }) => by === 'zone' || by === 'locale')) return true
  const isInput = inputsAmong(derived, linker, classifier)
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

/** Variables that may have been others, or unset, when an earlier call read them. */
function inputsAmong(derived: DerivedInputs, linker: UnitLinker, classifier: VariableClassifier): (unit: Unit) => boolean {
  const changing = new Set(derived.inputs.filter(({ constant }) => !constant).map(({ name }) => name))
  return (unit) =>
    !unit.variable?.memo &&
    (classifier.mayBeReadEarly(unit) ||
      linker.rewrittenOf(unit) !== undefined ||
      derived.names.get(unit)?.some((name) => changing.has(name)) === true)
}

/** What a lazily made variable is made of, besides code. */
export interface LazySources {
  /** `state`: variables that may change. `files`: those that only the call that makes it reads. */
  of?: 'state' | 'files' | 'environment' | undefined
  /** Constants that a package made and that other code gets too. What they hold may change if it is plain data. */
  outside: Set<Unit>
}

/**
 * What a lazily made variable is made of, or a table is filled with: variables that may change, files that only the call that makes it
 * reads, or the environment. What a package makes is the outside world.
 * @param makers the code that makes it
 * @param sourcesOf of another lazily made variable
 */
export function lazySources(
  makers: Iterable<Unit>,
  { units }: Reach,
  derived: DerivedInputs,
  { linker, classifier }: InputContext,
  sourcesOf: (unit: Unit) => LazySources | undefined,
): LazySources {
  const isInput = inputsAmong(derived, linker, classifier)
  const sources: LazySources = { outside: new Set() }
  const making = new Set(makers)
  const found = new Set(making)
  for (const unit of found) {
    const lazy = making.has(unit) ? undefined : sourcesOf(unit)
    if (lazy ? lazy.of === 'state' : isInput(unit)) return { of: 'state', outside: new Set() }
    for (const made of lazy?.outside ?? []) sources.outside.add(made)
    if (lazy?.of) sources.of = strongest(sources.of, lazy.of)
    if (unit.variable && !unit.variable.sealed && classifier.classify(unit) === 'outside') sources.outside.add(unit)
    if (unit.reads.some(({ expression }) => expression !== undefined)) sources.of ??= 'environment'
    const { edges } = making.has(unit) ? linker.link(unit) : (units.get(unit)?.linked ?? { edges: [] })
    for (const { target } of edges) {
      if (target.kind === 'unit') found.add(target.unit)
      else if (target.kind === 'builtin' && target.name.startsWith('node:fs')) sources.of = 'files'
      else if (target.kind === 'builtin' && SURROUNDINGS.test(target.name)) sources.of ??= 'environment'
    }
  }
  return sources
}

const strongest = (one: LazySources['of'], other: LazySources['of']): LazySources['of'] => (one === 'files' ? one : other)
