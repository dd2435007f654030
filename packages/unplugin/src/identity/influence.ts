import type { SourceModule } from '../source/source-module.js'
import type { Read, Unit } from '../summary/file-summary.js'
import { hasMember, isContained, isLogging } from '../summary/values/effect-code.js'
import { methodOf } from '../summary/values/builtins.js'
import type { VariableClassifier } from './classify-variable.js'
import { edgesOf, type Reach } from './find-reach.js'
import type { Act, Edge, UnitLinker } from './link-units.js'
import type { QuietUnits } from './quiet-units.js'

/** A call whose result isn't used, of code that is given plain values only: `log('read')`, `metrics.add(1)`. */
type EffectCall = Edge & { target: { kind: 'unit'; unit: Unit } }

export const isEffectCall = (edge: Edge): edge is EffectCall =>
  edge.effect && edge.use === 'called' && edge.target.kind === 'unit'

/** Parts of Node that throw, or that call functions which a program has registered. */
const UNKNOWN_PARTS = /^node:(assert|cluster|diagnostics_channel|domain|events|process|test)\b/

/** Code that an effect runs. */
interface Step {
  unit: Unit
  /** The method that is called on it, or on what it makes. */
  method: string | undefined
  /** It is called itself. */
  isCalled: boolean
  /** The object that has the method is the unit's value. */
  isOwner: boolean
}

export interface InfluencingReach extends Reach {
  /** Methods that are called for their effect alone, as long as no other code has replaced them. */
  relied: { unit: Unit; method: string }[]
}

/**
 * Finds which part of a reach may influence a result. A logger or a counter of metrics doesn't, if its code is known, throws nothing,
 * and has no changing state in common with the code that makes the result: nothing that it reads is an input. Code that isn't known may
 * change anything, so the object on which it is called is an input.
 */
export class Influence {
  private readonly contained = new Map<Unit, Map<string, boolean>>()

  constructor(
    private readonly linker: UnitLinker,
    private readonly classifier: VariableClassifier,
    private readonly quiet: QuietUnits,
    private readonly moduleOf: (file: string) => SourceModule | undefined,
  ) {}

  of(reach: Reach): InfluencingReach {
    if ([...reach.units.keys()].some(({ replacesOutput }) => replacesOutput)) return withoutEffects(reach)
    const calls = edgesOf(reach).filter(isEffectCall)
    if (calls.length === 0 && !readsOf(reach).some(({ printed }) => printed)) return { ...reach, relied: [] }
    const rejected = new Set<Edge>()
    for (;;) {
      const counted = this.countedUnits(reach, rejected)
      const acts = new Set(
        this.actsIn(reach)
          .filter(({ unit }) => !counted.has(unit))
          .map(({ on }) => on),
      )
      const made = calls.filter((call) => counted.has(call.from) && !rejected.has(call))
      const steps = made.map((call) => this.stepsOf(call, acts, counted))
      const unknown = made.filter((_, at) => steps[at] === undefined)
      if (unknown.length === 0)
        return this.reduced(
          reach,
          counted,
          rejected,
          steps.flatMap((list) => this.reliedOn(list!)),
        )
      for (const call of unknown) rejected.add(call)
    }
  }

  private countedUnits(reach: Reach, rejected: ReadonlySet<Edge>): Set<Unit> {
    const found = new Set([reach.root, ...(reach.units.has(reach.root) ? [] : reach.units.keys())])
    const acts = this.actsIn(reach)
    for (let size = 0; size < found.size;) {
      size = found.size
      for (const unit of found)
        for (const edge of reach.units.get(unit)?.linked.edges ?? [])
          if (edge.target.kind === 'unit' && (rejected.has(edge) || !isEffectCall(edge))) found.add(edge.target.unit)
      for (const { on, unit } of acts) if (typeof on === 'string' || 'manifest' in on || found.has(on)) found.add(unit)
    }
    return found
  }

  private actsIn({ files, acts }: Reach): Act[] {
    return acts.length === 0
      ? []
      : [...files].flatMap((file) => this.linker.actsOf(file)).filter(({ unit }) => acts.includes(unit))
  }

  /** The code that a call runs; none if it may influence the result. */
  private stepsOf(
    { target, method, label, path }: EffectCall,
    changed: ReadonlySet<Act['on']>,
    counted: ReadonlySet<Unit>,
  ): Step[] | undefined {
    const isApart = !counted.has(target.unit)
    const isLog = isLogging(method ?? label.split('.').at(-1)!)
    if (path.length > 0 && !isLog) return undefined
    const steps: Step[] = [{ unit: target.unit, method, isCalled: method === undefined, isOwner: path.length === 0 }]
    const seen = new Set<string>()
    for (const step of steps) {
      const { unit } = step
      if (isApart && counted.has(unit) && this.isState(unit)) return undefined
      // A hit would leave it unwritten for a function around this one.
      if (this.linker.rewrittenOf(unit) === 'shared') return undefined
      if (!this.isContained(step, isLog) || (changed.has(unit) && !isLog)) return undefined
      for (const edge of this.linker.link(unit).edges) {
        const { target: next } = edge
        if (next.kind === 'missing' || (next.kind === 'builtin' && UNKNOWN_PARTS.test(next.name))) return undefined
        // The function may read the file that it writes.
        if (next.kind === 'builtin' && next.name.startsWith('node:fs') && !isLog) return undefined
        if (next.kind !== 'unit') continue
        if (edge.use === 'updated' && next.unit.variable?.globalObject) return undefined
        if (isApart && edge.use === 'updated' && counted.has(next.unit)) return undefined
        // What it takes of changing data it may change under another name, or hand to code that does.
        if (!isLog && edge.use === 'referenced' && edge.method === undefined && this.isState(next.unit)) return undefined
        if (edge.use === 'called' && edge.path.length > 0 && !isLog) return undefined
        const isProduct =
          edge.use === 'constructed' || edge.use === 'extended' || (edge.use === 'called' && unit.kind !== 'class')
        const hasObject = isProduct || this.isOtherName(step)
        const passed = edge.method ?? (hasObject && !step.isCalled ? step.method : undefined)
        const isCalled = passed === undefined && edge.use === 'called'
        const key = `${next.unit.file}\0${next.unit.name}\0${passed ?? ''}\0${isCalled}`
        if (seen.has(key)) continue
        seen.add(key)
        steps.push({ unit: next.unit, method: passed, isCalled, isOwner: edge.method !== undefined && edge.path.length === 0 })
      }
    }
    return steps
  }

  /** `const log = real`, `const { log } = container`, `const log = on ? real : silent`: the method is the other object's. */
  private isOtherName({ unit, method }: Step): boolean {
    const module = method !== undefined && unit.variable ? this.moduleOf(unit.file) : undefined
    if (!module || hasMember(module, unit.name, method!)) return false
    const { madeBy } = unit.variable!
    const isMade = madeBy !== undefined && madeBy.how !== 'member'
    return !isMade || !this.linker.link(unit).edges.some(({ use }) => use === 'called' || use === 'constructed')
  }

  private isState(unit: Unit): boolean {
    return unit.variable !== undefined && this.classifier.classify(unit) !== 'fixed'
  }

  private isContained({ unit, method: called, isCalled }: Step, isLog: boolean): boolean {
    // The base class may call any method that such a class declares anew.
    const method = unit.class?.base ? undefined : called
    if (unit.kind === 'file' || unit.obstacle || unit.reads.some(({ kind }) => kind === 'text' || kind === 'unfollowed'))
      return false
    const { variable } = unit
    if (variable) {
      if (this.classifier.classify(unit) === 'outside' || (method === undefined && !isCalled)) return true
      const record = method === undefined ? undefined : methodOf(variable.kind, method)
      // A callback may change what it is given.
      if (record) return isLog || !record.passes || !this.isState(unit)
      if (variable.written || (isCalled && variable.kind !== 'code')) return isLog
    }
    const known = this.contained.get(unit) ?? new Map<string, boolean>()
    this.contained.set(unit, known)
    const key = `${method ?? ''}\0${isLog}`
    let found = known.get(key)
    if (found === undefined) {
      const module = this.moduleOf(unit.file)
      known.set(key, (found = module !== undefined && isContained(module, unit.name, method, isLog)))
    }
    return found
  }

  /** Methods of objects, which any code may replace. */
  private reliedOn(steps: readonly Step[]): InfluencingReach['relied'] {
    return steps.flatMap(({ unit, method, isOwner }) => {
      if (!isOwner || method === undefined || !(unit.class || unit.variable)) return []
      if (unit.variable && (methodOf(unit.variable.kind, method) || this.classifier.classify(unit) === 'outside')) return []
      return [{ unit, method }]
    })
  }

  private reduced(
    reach: Reach,
    counted: ReadonlySet<Unit>,
    rejected: ReadonlySet<Edge>,
    relied: InfluencingReach['relied'],
  ): InfluencingReach {
    const units: Reach['units'] = new Map()
    const quiet: Reach['quiet'] = new Set()
    for (const [unit, { linked, eager }] of reach.units) {
      if (!counted.has(unit)) continue
      const edges = linked.edges.map((edge) => (rejected.has(edge) ? { ...edge, effect: false } : edge))
      units.set(unit, { linked: { ...linked, edges, reads: linked.reads.filter(({ printed }) => !printed) }, eager })
      const region = reach.quiet.size > 0 && unit !== reach.root ? this.quiet.regionOf(unit) : undefined
      if (region) quiet.add(region)
    }
    return { ...reach, units, quiet, acts: reach.acts.filter((unit) => counted.has(unit)), relied }
  }
}

const readsOf = ({ units }: Reach): Read[] => [...units.values()].flatMap(({ linked }) => linked.reads)

/** Everything counts: the code may return what it prints. */
const withoutEffects = (reach: Reach): InfluencingReach => ({
  ...reach,
  units: new Map(
    [...reach.units].map(([unit, { linked, eager }]) => [
      unit,
      { linked: { ...linked, edges: linked.edges.map((edge) => ({ ...edge, effect: false })) }, eager },
    ]),
  ),
  relied: [],
})
