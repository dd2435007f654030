import path from 'node:path'
import type { Problem } from '../errors.js'
import type { DescribedFunction, ValueInput } from '../stages.js'
import type { VariableClassifier, Variability } from './classify-variable.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { Reach } from './find-reach.js'
import type { Edge, UnitLinker } from './link-units.js'
import { isName, type LocalNames } from './local-names.js'
import type { Place } from '../summary/place.js'
import { dynamicEnvironment, privateVariable, skippedUpdate, unkeyableValue } from './problems.js'
import { digestOf } from '../summary/summarise.js'

export interface InputContext {
  fn: DescribedFunction
  /** Where the inputs are read: the file that the tag stands in. */
  file: string
  linker: UnitLinker
  localNames: LocalNames
  classifier: VariableClassifier
  summaryOf(file: string): FileSummary | undefined
  /** The folder of the package that a file belongs to. */
  packageOf(file: string): string
}

export interface Finding {
  problem: Problem
  place: Place
  severity?: 'error' | 'warning'
}

export interface DerivedInputs {
  inputs: ValueInput[]
  findings: Finding[]
  /** Values that matter and stay out of the key: for `explain`. */
  outside: { unit: Unit; name: string; reason: string }[]
  /** By variable, what the inputs are called. */
  names: Map<Unit, string[]>
}

/** What the reach reads that code does not fix. */
export function deriveInputs(reach: Reach, context: InputContext): DerivedInputs {
  const derived: DerivedInputs = { inputs: [], findings: [], outside: [], names: new Map() }
  const variables = new Map<Unit, Variable>()
  const isMade = lazilyMade(reach, context)
  for (const [unit, uses] of reach.uses) {
    const found = context.classifier.classify(unit)
    if (unit === reach.root || found === 'fixed' || (found === 'lazy' && isMade(unit))) continue
    const variability = found === 'lazy' ? 'mutable' : found
    const unkeyable = context.classifier.unkeyable(unit, uses)
    variables.set(unit, { unit, uses, variability, unkeyable, access: findAccess(unit, reach, context) })
  }
  const isKeyed = (unit: Unit) => {
    const variable = variables.get(unit)
    return variable !== undefined && variable.unkeyable === undefined && !('blocked' in variable.access)
  }
  const updated = findUpdated(variables)
  for (const variable of variables.values()) {
    // What only went into a value that is in the key itself is in the key with it, and what went into one that is only updated matters to none.
    const counts = ({ from, reference }: Edge) =>
      reference?.late !== false || (!updated.has(from) && (from === variable.unit || !isKeyed(from)))
    const uses = namedReads(variable.unit, variable.uses.filter(counts), context, derived)
    if (uses.length > 0) deriveFromVariable({ ...variable, uses }, context, derived)
  }
  addStatics(reach, context, derived)
  addMembers(reach, context, derived)
  addEnvironment(reach, derived)
  return derived
}

/**
 * Whether the reach makes a lazily made variable itself. Where only other code does, `let mode; export function enable() { mode ??= 'on' }`,
 * it is one that changes.
 */
function lazilyMade(reach: Reach, { summaryOf }: InputContext): (unit: Unit) => boolean {
  let makers: Set<Unit> | undefined
  return ({ file, variable }) => {
    makers ??= reachedByUse(reach)
    const { writers } = variable!
    return writers.length === 0 || writers.some((name) => makers!.has(summaryOf(file)!.units.get(name)!))
  }
}

/** Not by way of the edges from variables to those that make them. */
function reachedByUse({ root, units }: Reach): Set<Unit> {
  const found = new Set([root])
  for (const unit of found) {
    for (const { target, reference } of units.get(unit)!.linked.edges)
      if (target.kind === 'unit' && (reference || !unit.variable)) found.add(target.unit)
  }
  return found
}

/** Of an alias of the environment what other files read by name; what its own file reads is found as such. */
function namedReads(unit: Unit, uses: readonly Edge[], { fn }: InputContext, derived: DerivedInputs): readonly Edge[] {
  const { environment, reassigned, assembled } = unit.variable!
  if (!environment) return uses
  const others = reassigned || assembled ? uses : uses.filter(({ from }) => from.file !== unit.file)
  const named = others.filter(({ path: [name] }) => name !== undefined && name !== '*')
  const whole = others.find((edge) => !named.includes(edge))
  if (whole) {
    const problem = dynamicEnvironment(fn.qualifiedName, 'process.env[…]')
    derived.findings.push({ problem, place: whole.reference?.place ?? unit.place })
  }
  return named
}

interface Variable {
  unit: Unit
  uses: readonly Edge[]
  variability: Variability
  unkeyable: string | undefined
  access: Access
}

/** Variables that the reach only updates. What a module does with them while it is initialised reaches nothing but such variables. */
function findUpdated(variables: ReadonlyMap<Unit, Variable>): Set<Unit> {
  const updated = new Set(variables.keys())
  const isRead = ({ effect, from, reference }: Edge) => !effect && (reference?.late !== false || !updated.has(from))
  for (let before = -1; before !== updated.size;) {
    before = updated.size
    for (const { unit, uses } of variables.values()) if (uses.some(isRead)) updated.delete(unit)
  }
  return updated
}

function deriveFromVariable(
  { unit, uses, variability, unkeyable, access }: Variable,
  { fn }: InputContext,
  derived: DerivedInputs,
): void {
  const place = uses.find((edge) => edge.reference)?.reference?.place ?? unit.place
  const reads = uses.filter((edge) => !edge.effect)
  if (reads.length === 0) {
    // What a module does while it is initialised, no hit skips.
    if (uses.some(({ reference }) => reference?.late !== false))
      derived.findings.push({ problem: skippedUpdate(fn.qualifiedName, unit.name), place })
    return
  }
  if (unkeyable !== undefined) {
    derived.findings.push({ problem: unkeyableValue(fn.qualifiedName, unit.name, unkeyable), place })
    derived.outside.push({ unit, name: unit.name, reason: `${unkeyable}: cannot be keyed` })
    return
  }
  if ('blocked' in access) {
    if (unit.variable?.initialiser.searches && !uses.some(({ method }) => method === 'exec' || method === 'test')) return
    if (!isOnlySuspected(unit))
      derived.findings.push({ problem: privateVariable(fn.qualifiedName, unit.name, access.blocked), place })
    derived.outside.push({ unit, name: unit.name, reason: access.blocked })
    return
  }
  const inputs = readPaths(reads, unit, variability).map((steps): ValueInput => ({
    name: [unit.name === 'default' ? access.expression : unit.name, ...steps].join('.'),
    kind: 'value',
    expression: access.expression + steps.map(memberOf).join(''),
    ...(access.import ? { import: access.import } : {}),
    constant: variability === 'constant',
  }))
  derived.inputs.push(...inputs)
  derived.names.set(
    unit,
    inputs.map((input) => input.name),
  )
}

/** Its object is handed out, and nobody is seen to change it: worth a key, not a warning. */
const isOnlySuspected = ({ variable }: Unit) =>
  !!variable?.escapes && !variable.handedOut && variable.initialiser.fixed && !variable.mutated && !variable.reassigned

const memberOf = (step: string) => (isName(step) ? `?.${step}` : `?.[${JSON.stringify(step)}]`)

/** Of an object only the members that code reads by name, if all of its reads are such. */
function readPaths(reads: readonly Edge[], unit: Unit, variability: Variability): string[][] {
  if (variability === 'constant' && unit.variable?.initialiser.shape === 'primitive') return [[]]
  const paths = reads.map((edge) => {
    const dynamic = edge.path.indexOf('*')
    return dynamic < 0 ? edge.path : edge.path.slice(0, dynamic)
  })
  const kept: string[][] = []
  for (const candidate of paths.toSorted((a, b) => a.length - b.length)) {
    if (!kept.some((shorter) => shorter.every((step, index) => candidate[index] === step))) kept.push(candidate)
  }
  return kept
}

/** Static fields of reached classes that code may change and that the reach reads. */
function addStatics(reach: Reach, context: InputContext, derived: DerivedInputs): void {
  const classes = [...reach.units.keys()].filter((unit) => unit.class)
  if (!classes.some((unit) => unit.class!.statics)) return
  const read = new Set(classes.flatMap((unit) => unit.class!.memberReads ?? []))
  for (const { target, path, effect } of reach.edges) {
    if (target.kind === 'unit' && target.unit.class && !effect && path[0] !== undefined) read.add(path[0])
  }
  for (const unit of classes) {
    const exported = context.classifier.isExported(unit)
    const statics = (unit.class!.statics ?? []).filter(({ name }) => read.has(name))
    const hidden = statics.find(({ name, changed }) => changed && name.startsWith('#'))
    if (hidden) {
      const problem = privateVariable(context.fn.qualifiedName, `${unit.name}.${hidden.name}`, 'is private to its class')
      derived.findings.push({ problem, place: unit.place })
    }
    const fields = statics.filter(({ name, sealed, changed }) => !name.startsWith('#') && (changed || (exported && !sealed)))
    const access = fields.length > 0 ? findAccess(unit, reach, context) : undefined
    if (!access) continue
    if ('blocked' in access) {
      for (const { name } of fields.filter(({ changed }) => changed)) {
        const problem = privateVariable(context.fn.qualifiedName, `${unit.name}.${name}`, access.blocked)
        derived.findings.push({ problem, place: unit.place })
      }
      continue
    }
    const inputs = fields.map(({ name }): ValueInput => ({
      name: `${unit.name}.${name}`,
      kind: 'value',
      expression: access.expression + memberOf(name),
      ...(access.import ? { import: access.import } : {}),
      constant: false,
    }))
    derived.inputs.push(...inputs)
    derived.names.set(
      unit,
      inputs.map(({ name }) => name),
    )
  }
}

/** Members of reached functions, classes and namespaces that change after initialisation. */
function addMembers(reach: Reach, context: InputContext, derived: DerivedInputs): void {
  for (const unit of reach.units.keys()) {
    if (!unit.changing) continue
    const isRead = (member: string) =>
      unit.class?.memberReads?.includes(member) === true ||
      reach.edges.some(
        ({ target, path, method, effect }) =>
          target.kind === 'unit' && target.unit === unit && !effect && (path[0] ?? method) === member,
      )
    for (const { path: steps, hidden, bare } of unit.changing) {
      const name = [unit.name, ...steps].join('.')
      if (steps[0] === 'prototype') {
        const problem = unkeyableValue(context.fn.qualifiedName, name, 'which functions change')
        derived.findings.push({ problem, place: unit.place })
        continue
      }
      if (!bare && !isRead(steps[0]!)) continue
      const access = hidden ? { blocked: 'is private to its namespace' } : findAccess(unit, reach, context)
      if ('blocked' in access) {
        derived.findings.push({ problem: privateVariable(context.fn.qualifiedName, name, access.blocked), place: unit.place })
        continue
      }
      const expression = access.expression + steps.map(memberOf).join('')
      derived.inputs.push({
        name,
        kind: 'value',
        expression,
        ...(access.import ? { import: access.import } : {}),
        constant: false,
      })
      derived.names.set(unit, [...(derived.names.get(unit) ?? []), name])
    }
  }
}

type Access = { expression: string; import?: NonNullable<ValueInput['import']> } | { blocked: string }

/** How the tagged function's module gets at a variable. */
function findAccess(unit: Unit, reach: Reach, context: InputContext): Access {
  const { file, summaryOf, classifier } = context
  if (unit.file === file && unit.name !== 'default') return { expression: unit.name }
  const own = summaryOf(file)!
  const local = context.localNames.find(unit, own)
  if (local !== undefined) return { expression: local }
  const exported = classifier.exportedName(unit)
  const shown = path.posix.basename(unit.file)
  if (exported === undefined) return { blocked: `is private to ${shown}` }
  if (!reach.units.get(unit)?.eager) return { blocked: `is in ${shown}, which is loaded on demand` }
  if (context.packageOf(unit.file) !== context.packageOf(file))
    return { blocked: `belongs to another package and is not imported here` }
  const relative = path.posix.relative(path.posix.dirname(file), unit.file)
  const specifier = relative.startsWith('.') ? relative : `./${relative}`
  if (own.opaque) {
    const member = isName(exported) ? `.${exported}` : `[${JSON.stringify(exported)}]`
    return { expression: `require(${JSON.stringify(specifier)})${member}` }
  }
  const name = `$input_${exported.replace(/\W/g, '_')}_${digestOf(specifier).replace(/\W/g, '_').slice(0, 6)}`
  return { expression: name, import: { specifier, name: exported, local: name } }
}

function addEnvironment(reach: Reach, derived: DerivedInputs): void {
  const seen = new Set<string>()
  for (const unit of reach.units.keys()) {
    for (const read of unit.reads) {
      if (read.kind !== 'env' || seen.has(read.name)) continue
      seen.add(read.name)
      derived.inputs.push({ name: read.name, kind: 'env', expression: read.expression ?? read.name, constant: false })
    }
  }
}
