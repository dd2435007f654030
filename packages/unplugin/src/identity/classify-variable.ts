import { DATA_METHODS } from '../summary/classify-use.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { Edge, UnitLinker } from './link-units.js'

/**
 * What fixes a variable's value: `fixed` the code alone, `constant` its initialisation, `mutable` whoever changed it last,
 * `lazy` the function that first needs it, which is code.
 */
export type Variability = 'fixed' | 'constant' | 'mutable' | 'lazy'

/** Classes whose instances are data. */
const DATA_CLASSES =
  /^(Map|Set|Date|RegExp|URL|URLSearchParams|Array|Object|ArrayBuffer|DataView|Number|String|Boolean|\w*Error|(Big)?(Ui|I)nt\d+(Clamped)?Array|Float\d+Array)$/

export class VariableClassifier {
  private readonly known = new Map<Unit, Variability>()

  constructor(
    private readonly linker: UnitLinker,
    private readonly summaryOf: (file: string) => FileSummary | undefined,
  ) {}

  classify(unit: Unit): Variability {
    const known = this.known.get(unit)
    if (known) return known
    // Constants that need each other: the cycle itself changes nothing.
    this.known.set(unit, 'fixed')
    const found = this.derive(unit)
    this.known.set(unit, found)
    return found
  }

  private derive(unit: Unit): Variability {
    const { variable } = unit
    if (!variable || variable.globalObject || this.linker.isCached(unit)) return 'fixed'
    if (variable.reassigned || variable.mutated) return 'mutable'
    if (variable.lazy) return 'lazy'
    const { initialiser } = variable
    const { shape } = initialiser
    const exported = this.isExported(unit)
    if (variable.environment && (exported || variable.assembled)) return 'mutable'
    if (initialiser.fixed && !variable.assembled) {
      const needs = initialiser.needs.map((name) => this.classifyName(unit.file, name))
      if (initialiser.asks.some((name) => this.isForeign(unit.file, name))) needs.push('constant')
      if (variable.escapes && !initialiser.holdsFunctions && !this.needsFunctions(unit)) return 'mutable'
      const changing = needs.some((need) => need === 'mutable' || need === 'lazy')
      if (exported && (shape === 'object' || (shape === 'alias' && this.needsObject(unit)))) return 'mutable'
      if (changing) return shape === 'primitive' ? 'constant' : 'mutable'
      return needs.includes('constant') ? 'constant' : 'fixed'
    }
    if (shape === 'primitive') return 'constant'
    if (shape !== 'frozen' && (exported || variable.escapes || this.isLocalInstance(unit))) return 'mutable'
    return this.reachesChanging(unit) ? 'mutable' : 'constant'
  }

  /** Whether what makes a value has its hands on something that changes, a part of which the value may be. */
  private reachesChanging(unit: Unit): boolean {
    const seen = new Set([unit])
    for (const at of seen) {
      for (const { target, reference } of this.linker.link(at).edges) {
        if (target.kind !== 'unit' || seen.has(target.unit) || (at === unit && reference?.late === true)) continue
        const variability = this.classify(target.unit)
        if (variability === 'mutable' || variability === 'lazy') return true
        // Functions, and objects of functions; what goes into a constant has been looked at with it.
        if (variability === 'fixed') seen.add(target.unit)
      }
    }
    return false
  }

  private classifyName(file: string, name: string): Variability {
    const target = this.linker.finder.member(file, name, [])
    if (target?.kind === 'unit') return this.classify(target.unit)
    // What these tell differs from machine to machine.
    return target?.kind === 'builtin' && /^node:(os|process)$/.test(target.name) ? 'constant' : 'fixed'
  }

  /** `const region = config.get('region')` of a package: it may have read that anywhere. */
  private isForeign(file: string, name: string): boolean {
    const kind = this.linker.finder.member(file, name, [])?.kind
    return kind === 'package' || kind === 'missing'
  }

  private needsObject(unit: Unit): boolean {
    return unit.variable!.initialiser.needs.some((name) => {
      const target = this.linker.finder.member(unit.file, name, [])
      return target?.kind === 'unit' && target.unit.variable?.initialiser.shape === 'object'
    })
  }

  // Its methods may change it.
  private isLocalInstance(unit: Unit): boolean {
    const made = unit.variable!.initialiser.madeBy
    return made?.how === 'new' && this.linker.finder.member(unit.file, made.name, made.path)?.kind === 'unit'
  }

  isExported(unit: Unit): boolean {
    return this.exportedName(unit) !== undefined
  }

  exportedName(unit: Unit): string | undefined {
    const exports = this.summaryOf(unit.file)?.exports ?? new Map()
    for (const [name, entry] of exports) if ('local' in entry && entry.local === unit.name) return name
    return undefined
  }

  /** Why a value cannot be part of a key, as far as code shows it. */
  unkeyable(unit: Unit, uses: readonly Edge[]): string | undefined {
    const initialiser = unit.variable?.initialiser
    if (!initialiser) return undefined
    const { madeBy } = initialiser
    const whole = uses.filter((edge) => edge.path.length === 0 && edge.method === undefined)
    if (
      whole.some(
        (edge) => edge.use === 'called' || edge.use === 'constructed' || edge.use === 'extended' || edge.use === 'decorates',
      )
    ) {
      return 'a function made at run time'
    }
    // Of an object that is only read by its members, those that are data have their place in a key.
    const beyondMembers = uses.some((edge) => edge.path.length === 0 || edge.path[0] === '*')
    if (initialiser.shape === 'object' && beyondMembers && (initialiser.holdsFunctions || this.needsFunctions(unit)))
      return 'an object that holds functions'
    if (initialiser.makesFunctions && beyondMembers) return 'an object of functions made at run time'
    if (!madeBy) return undefined
    const maker = madeBy.global ? undefined : this.linker.finder.member(unit.file, madeBy.name, madeBy.path)
    const name = [madeBy.name, ...madeBy.path].join('.')
    if (madeBy.how === 'new') {
      if (madeBy.global ? !DATA_CLASSES.test(name) : maker?.kind !== 'unit') return `an instance of ${name}`
      return undefined
    }
    if (maker?.kind === 'unit' && maker.unit.makesFunctions && beyondMembers) return `what ${name}() made, which holds functions`
    const foreign = !madeBy.global && maker?.kind !== 'unit'
    const acts = uses.some((edge) => edge.method !== undefined && edge.path.length === 0 && !DATA_METHODS.has(edge.method))
    return foreign && acts ? `what ${name}() made` : undefined
  }

  private needsFunctions(unit: Unit): boolean {
    return unit.variable!.initialiser.needs.some((name) => {
      const target = this.linker.finder.member(unit.file, name, [])
      return (
        target?.kind === 'unit' && (target.unit.kind === 'function' || target.unit.variable?.initialiser.shape === 'function')
      )
    })
  }
}
