import path from 'node:path'
import type { Problem } from '../errors.js'
import type { ValueInput } from '../stages.js'
import type { Unit } from '../summary/file-summary.js'
import { isAddress, isModulePath } from '../summary/reads/process-reads.js'
import { isStandardGlobal } from '../summary/values/builtins.js'
import { isSilenced, type SourcePosition } from '../summary/place.js'
import {
  accessTo,
  addressFrom,
  ALL_OF_ENVIRONMENT,
  isReady,
  memberOf,
  moduleName,
  namesAtLoad,
  placeOf,
  readPaths,
  stateOf,
  TEXTS,
  withMoved,
  type Access,
} from './access.js'
import { PurePaths } from './pure-paths.js'
import type { Variability } from './classify-variable.js'
import { CodeMembers, type InputSink } from './code-members.js'
import { edgesByUnit, edgesOf } from './find-reach.js'
import type { InfluencingReach } from './influence.js'
import { isSetting } from './quiet-units.js'
import type { InputContext } from './input-context.js'
import type { Edge } from './link-units.js'
import { MadeOnUse } from './made-on-use.js'
import { ModuleData } from './module-data.js'
import { isCode } from './common-module.js'
import { isMadeOfFiles } from './made-of-files.js'
import type { DerivedInputs } from './derived-inputs.js'
import { labelOf, reliedOn } from './skipped-writes.js'
import { dynamicEnvironment, hiddenState, madeOfFiles, skippedUpdate, unfollowedGlobal } from './problems.js'

/** The values read in the reach that the code doesn't determine. */
export function deriveInputs(reach: InfluencingReach, context: InputContext): DerivedInputs {
  return new InputDeriver(reach, context).run()
}

class InputDeriver implements InputSink {
  private readonly derived: DerivedInputs = { inputs: [], findings: [], outside: [], names: new Map(), relies: new Set() }
  private readonly reads: ReadonlyMap<Unit, readonly Edge[]>
  private readonly madeOnUse: MadeOnUse
  private readonly members: CodeMembers
  private readonly data: ModuleData
  private readonly pure: PurePaths

  constructor(
    private readonly reach: InfluencingReach,
    private readonly context: InputContext,
  ) {
    this.reads = edgesByUnit(reach)
    this.pure = new PurePaths(reach, context)
    this.members = new CodeMembers(this, reach, context, this.pure)
    this.data = new ModuleData(this, context, this.pure)
    this.madeOnUse = new MadeOnUse(this, reach, this.derived, context)
  }

  run(): DerivedInputs {
    const { derived, reach } = this
    if (this.context.pure) return derived
    for (const edge of edgesOf(reach)) if (edge.target.kind === 'asset') this.data.addAsset(edge)
    for (const [unit, edges] of this.reads) this.addUnit(unit, edges)
    for (const unit of reach.units.keys()) this.members.addMembers(unit)
    for (const unit of this.context.readEarly) this.addReadiness(unit)
    for (const { unit, method } of reach.relied) this.members.addRelied(unit, method)
    if (this.mayReadSurroundings()) this.addSurroundings()
    this.madeOnUse.add()
    return derived
  }

  private addUnit(unit: Unit, edges: readonly Edge[]): void {
    if (unit === this.reach.root) return this.members.addCodeMembers(unit, edges)
    if (unit.variable?.environment) return this.addEnvironmentAlias(unit, edges)
    if (unit.variable?.globalObject) return this.addGlobalAlias(unit, edges)
    if (unit.variable) return this.addVariable(unit, edges)
    if (unit.kind === 'function' || unit.class) return this.members.addCodeMembers(unit, edges)
    if (unit.kind === 'file') this.data.addCommonModule(unit, edges)
    if (unit.object && this.context.classifier.isMadeEarly(unit, namesAtLoad(unit))) this.addReads(unit, edges, 'constant')
  }

  private addVariable(unit: Unit, edges: readonly Edge[]): void {
    if (unit.variable!.memo) return this.madeOnUse.note(unit, edges)
    const variability = this.context.classifier.classify(unit)
    if (variability === 'fixed' && this.context.classifier.isRequiredEarly(unit)) this.addExported(unit, edges)
    if (unit.variable!.kind === 'code' && variability === 'fixed') return this.members.addCodeMembers(unit, edges)
    if (variability === 'fixed') {
      if (unit.variable!.lazy) this.madeOnUse.note(unit, edges)
      return
    }
    const counted = edges.filter((edge) => this.counts(edge, unit))
    const reads = counted.filter((edge) => !edge.effect && !this.isCommonCode(unit, edge))
    if (!this.context.readsRewritten && this.context.linker.rewrittenOf(unit)) {
      this.derived.relies.add(labelOf(moduleName(unit.file, this.context), unit))
      return
    }
    for (const member of reliedOn(counted, reads))
      this.derived.relies.add(labelOf(moduleName(unit.file, this.context), unit, member))
    if (reads.length === 0) {
      // A cache hit skips only updates after initialisation; those while a module loads always run.
      if (counted.some(({ effect, use, reference }) => effect && use === 'updated' && reference!.late))
        this.find(skippedUpdate(this.context.name, unit.name), counted[0]!)
      return
    }
    const isWhole = unit.variable!.making !== undefined && this.pathsOf(unit, reads).some((way) => way.length === 0)
    if (isWhole) this.madeOnUse.note(unit, edges)
    else this.addReads(unit, withMoved(reads, counted), variability)
  }

  /** `const` may have become `var` in a bundle, or the code catches the error. Other variables are inputs anyway. */
  private addReadiness(unit: Unit): void {
    if (unit.variable && this.context.classifier.classify(unit) !== 'fixed') return
    // The function's own file imports it, by way of others.
    const { expression, import: from } = accessTo(unit, true, this.context)
    this.push(
      unit,
      [{ name: unit.name, kind: 'value', expression: isReady(expression), ...(from ? { import: from } : {}), constant: true }],
      false,
    )
  }

  /** What code finds of a CommonJS module that may not have finished when it was required: its functions may be missing. */
  private addExported(unit: Unit, edges: readonly Edge[]): void {
    const { expression, import: from } = this.accessTo(unit)
    for (const { path: way, method } of edges) {
      const member = way[0] ?? method
      const found = expression + (member === undefined || member === '*' ? '' : memberOf(member))
      const name = member === undefined ? unit.name : `${unit.name}.${member}`
      this.push(unit, [{ name, kind: 'value', expression: isReady(found), ...(from && { import: from }), constant: true }], false)
    }
  }

  /**
   * What a keyed variable read at load is part of its value, so it is in the key already. What a package made is not in the key, but what
   * the project gave it is.
   */
  private counts({ from, reference }: Edge, unit: Unit): boolean {
    if (reference!.late || !from.variable) return true
    if (from === unit) return false
    return from.variable.lazy || /^(?:fixed|outside)$/.test(this.context.classifier.classify(from))
  }

  /** A function of a CommonJS module, accessed through the variable that holds the module. */
  private isCommonCode(unit: Unit, edge: Edge): boolean {
    const specifier = unit.variable!.needs.find((need) => need.startsWith('require '))?.slice('require '.length)
    if (specifier === undefined) return false
    const target = this.context.linker.finder.imported(unit.file, specifier, '*', new Set())
    const assigned = target.kind === 'unit' ? this.context.summaryOf(target.unit.file)?.assigned : undefined
    const member = edge.path[0] ?? edge.method
    const { part } = unit.variable!
    if (part !== undefined) return member === undefined && isCode(assigned?.get(part))
    const kind = assigned?.get(member ?? '*')
    // A function that uses `this` is a method of the module's object, unless it is a constructor.
    if (kind === 'instance') return edge.use === 'constructed'
    return kind === 'code'
  }

  addReads(unit: Unit, reads: readonly Edge[], proven: Variability): void {
    // A package's value that was made from the whole environment counts with all that it holds, or the call runs uncached.
    const ofEnvironment = proven === 'outside' && unit.reads.some(({ code }) => code === 'dynamic-env')
    const variability = ofEnvironment ? 'changeable' : proven
    if (variability === 'outside' && isMadeOfFiles(unit, this.context.linker, this.context.classifier))
      return this.find(madeOfFiles(this.context.name, unit.name), reads[0], true)
    const access = this.accessTo(unit)
    const steps = variability === 'context' ? this.storePaths(reads) : this.pathsOf(unit, reads)
    if (steps.length === 0) return
    const shown = unit.name === 'default' ? path.posix.basename(unit.file) : unit.name
    const inputs = steps.map((way): ValueInput => {
      const expression = access.expression + way.map(memberOf).join('')
      const base = {
        name: [shown, ...way].join('.'),
        kind: 'value' as const,
        ...(access.import ? { import: access.import } : {}),
      }
      if (variability === 'context')
        return { ...base, expression: `${access.expression}.getStore()`, name: `${shown}.getStore()`, constant: false }
      if (variability === 'outside') return { ...base, expression, by: 'outside', constant: false }
      const isLarge = this.context.classifier.isLargeData(unit)
      const constant = variability === 'constant' && !access.remote
      return { ...base, expression, ...(isLarge ? { by: 'largeData' as const } : {}), constant }
    })
    if (variability === 'outside')
      this.derived.outside.push({ unit, name: shown, reason: 'made by a package: only plain data of it counts' })
    this.push(unit, inputs, variability !== 'outside')
  }

  private pathsOf(unit: Unit, reads: readonly Edge[]): string[][] {
    // What tells one such symbol from another is its description.
    if (unit.variable?.symbol) return [['description']]
    // `collator.compare` is a native function; the collator shows what it does.
    if (unit.variable?.kind === 'formatter') return [[]]
    return this.pure.of(unit, readPaths(reads))
  }

  private storePaths(reads: readonly Edge[]): string[][] {
    const isRead = ({ method, path: way }: Edge) => method === undefined || method === 'getStore' || way.length > 0
    return reads.some(isRead) ? [[]] : []
  }

  push(unit: Unit, inputs: ValueInput[], named = true): void {
    const fresh = inputs.filter(({ expression }) => !this.derived.inputs.some((known) => known.expression === expression))
    this.derived.inputs.push(...fresh)
    if (named) this.derived.names.set(unit, [...(this.derived.names.get(unit) ?? []), ...inputs.map(({ name }) => name)])
  }

  /** For an alias of the environment: the members that other files read by name. Reads in its own file are found directly. */
  private addEnvironmentAlias(unit: Unit, edges: readonly Edge[]): void {
    const others = edges.filter(({ from, effect }) => !effect && from.file !== unit.file)
    const named = others.filter(({ path: [name] }) => name !== undefined && name !== '*')
    const whole = others.find((edge) => !named.includes(edge))
    if (whole && unit.variable!.environment === 'process.env') this.push(unit, [ALL_OF_ENVIRONMENT])
    else if (whole) this.find(dynamicEnvironment(this.context.name, 'import.meta.env[…]'), whole, true)
    if (named.length > 0) this.addReads(unit, named, 'changeable')
  }

  private addGlobalAlias(unit: Unit, edges: readonly Edge[]): void {
    for (const edge of edges.filter(({ effect }) => !effect)) {
      const name = edge.path[0] ?? edge.method ?? '*'
      // Its own file tells of reads without a name.
      if (name === '*' && edge.from.file !== unit.file) this.find(unfollowedGlobal(this.context.name, unit.name), edge, true)
      if (name === '*' || isStandardGlobal(name)) continue
      const expression = `globalThis[${JSON.stringify(name)}]`
      this.push(unit, [{ name: `globalThis.${name}`, kind: 'env', expression, by: 'read', constant: false }])
    }
  }

  find(problem: Problem, edge: Edge | undefined, obstacle = false, place?: SourcePosition): void {
    const at = place ?? edge?.reference?.place ?? this.reach.root.place
    this.derived.findings.push({ problem, place: at, ...(obstacle ? { obstacle: true as const } : {}) })
  }

  accessTo(unit: Unit): Access {
    return accessTo(unit, this.reach.units.get(unit)?.eager === true, this.context)
  }

  /** `new Function(text)`: the run time looks at the texts, if the module is rewritten. */
  private textsOf(file: string): ValueInput {
    const module = moduleName(file, this.context)
    return { name: `${TEXTS} of ${module}`, kind: 'value', expression: stateOf(module, TEXTS), constant: false }
  }

  /** Whether the code tests with `typeof` if the global exists. Otherwise it must exist, or the call fails. */
  private mayBeMissing(expression: string): boolean {
    if (/^(?:globalThis|global|window|self)\b|^typeof /.test(expression)) return true
    const asked = `typeof ${expression.split(/[.[]/)[0]!}`
    for (const { reads } of this.reach.units.keys()) if (reads.some(({ name }) => name === asked)) return true
    return false
  }

  /** Most single units don't. */
  private mayReadSurroundings(): boolean {
    if (this.reach.quiet.size > 0) return true
    for (const { linked } of this.reach.units.values())
      if (linked.reads.length > 0 || linked.edges.some(({ target }) => target.kind === 'package')) return true
    return false
  }

  private addSurroundings(): void {
    const seen = new Set(this.derived.inputs.map(({ name }) => name))
    const add = (input: ValueInput) => {
      if (seen.has(input.name)) return
      seen.add(input.name)
      this.derived.inputs.push(input)
    }
    const settings = new Map<string, string>()
    for (const [unit, { linked }] of this.reach.units) {
      // A variable that is made of it at load counts by its value.
      const isKeyed = unit.variable?.madeAtLoad && this.derived.names.has(unit)
      for (const { kind, name, expression, place, code } of linked.reads) {
        if (kind === 'text' && !this.context.pinned && !isSilenced(place, 'unfollowed-code')) add(this.textsOf(unit.file))
        if (expression === undefined) continue
        // It would be a syntax error in the module of the function.
        if (expression.includes('import.meta') && this.context.summaryOf(this.context.file)!.opaque)
          this.find(hiddenState(this.context.name, name, 'belongs to an ES module'), undefined, true, unit.place)
        else if (code === 'dynamic-env') {
          if (!isKeyed && !isSilenced(place, code)) add(ALL_OF_ENVIRONMENT)
        } else if (kind === 'env') add({ name, kind: 'env', expression, constant: false })
        else if (isSetting(expression)) settings.set(expression, name)
        else if (isAddress(name)) add(addressFrom(this.context.file, unit.file, name))
        else add({ name, kind: 'env', expression, by: this.mayBeMissing(expression) ? 'read' : 'need', constant: false })
        if (isModulePath(name) && unit.file !== this.context.file) add(placeOf(unit.file, name, this.context.file))
      }
    }
    for (const region of this.reach.quiet)
      for (const [expression, { name }] of region.settings) if (isSetting(expression)) settings.set(expression, name)
    const packages = edgesOf(this.reach).flatMap(({ target }) => (target.kind === 'package' ? [target] : []))
    if (packages.some((target) => this.context.packages.isLocal(target.package, target.file)))
      settings.set('zone', 'time zone').set('locale', 'default locale')
    for (const by of ['zone', 'locale'] as const)
      if (settings.has(by)) add({ name: settings.get(by)!, kind: 'env', expression: '', by, constant: false })
    const expression = `typeof process === 'undefined' ? void 0 : process.env.NODE_ENV`
    if (packages.length > 0) add({ name: 'process.env.NODE_ENV', kind: 'env', expression, constant: false })
  }
}
