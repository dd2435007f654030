import { isImmutable } from '../summary/values/shapes.js'
import { hasStaticSide } from '../summary/variables/class-traits.js'
import type { FileSummary, Unit, Variable } from '../summary/file-summary.js'
import { isCode } from './common-module.js'
import { isData } from './data-reads.js'
import { isInitialised } from './calls-at-load.js'
import type { ImportCycles } from './import-cycles.js'
import type { UnitLinker } from './link-units.js'

/**
 * What is proven about a variable's value. `fixed`: the code alone determines it. `constant`: it never changes once it is
 * created. `outside`: a package created it, so only its plain data counts. `context`: an AsyncLocalStorage, whose store at the
 * call counts. `changeable`: anything else.
 */
export type Variability = 'fixed' | 'constant' | 'changeable' | 'outside' | 'context'

/** Node functions whose results are code without its own state. */
const CODE_MAKERS = /^node:(util\.(promisify|callbackify|deprecate|debuglog|styleText)|module\.createRequire)$/

/** The most functions between a variable and the package that makes its value. */
const MOST_FACTORIES = 3

export class VariableClassifier {
  private readonly known = new Map<Unit, Variability>()

  constructor(
    private readonly linker: UnitLinker,
    private readonly summaryOf: (file: string) => FileSummary | undefined,
    private readonly isLarge: (file: string) => boolean,
    private readonly cycles: ImportCycles,
  ) {}

  classify(unit: Unit): Variability {
    const known = this.known.get(unit)
    if (known) return known
    // For constants that depend on each other: the cycle itself changes nothing.
    this.known.set(unit, 'fixed')
    const derived = this.derive(unit)
    const isSure = derived !== 'fixed' || (!unit.variable?.readEarly && !this.isMadeEarly(unit, unit.variable?.needs ?? []))
    const found = isSure ? derived : 'constant'
    this.known.set(unit, found)
    return found
  }

  /** Whether code of other files may have to read it at run time, through the module that declares it. */
  hasState(unit: Unit): boolean {
    if ((unit.ownData && !this.isExported(unit)) || (unit.class && hasStaticSide(unit.class))) return true
    return unit.variable !== undefined && (unit.variable.making !== undefined || this.classify(unit) !== 'fixed')
  }

  /**
   * Whether something may be made of a variable that isn't initialised yet, because their modules import each other. Which of them runs
   * first depends on what the program imports first.
   */
  isMadeEarly({ file }: Unit, needs: Iterable<string>): boolean {
    for (const name of needs) {
      const specifier = this.summaryOf(file)?.imports.get(name)?.specifier
      if (specifier === undefined || !this.cycles.mayRunBefore(file, specifier)) continue
      const target = this.linker.finder.member(file, name, [])
      if (target?.kind === 'namespace' || (target?.kind === 'unit' && isInitialised(target.unit))) return true
    }
    return false
  }

  /** Whether code that runs while modules load may read it before it is initialised. */
  mayBeReadEarly(unit: Unit): boolean {
    return unit.variable?.readEarly === true || this.cycles.mayBeReadEarly(unit)
  }

  /** Whether what a variable requires may be the unfinished exports of a module that requires this one. */
  isRequiredEarly({ file, variable }: Unit): boolean {
    const specifiers = variable!.needs.flatMap((need) => /^require (.*)$/.exec(need)?.[1] ?? [])
    return specifiers.some((specifier) => this.cycles.mayRunBefore(file, specifier))
  }

  private derive(unit: Unit): Variability {
    const { variable } = unit
    if (
      !variable ||
      variable.globalObject ||
      variable.environment ||
      variable.lazy ||
      this.linker.rewrittenOf(unit) === 'alone' ||
      this.linker.isCached(unit)
    )
      return 'fixed'
    const maker = this.makerOf(unit)
    if (maker === 'node:async_hooks.AsyncLocalStorage') return 'context'
    if (maker !== undefined && CODE_MAKERS.test(maker)) return 'fixed'
    // `const { parse } = require('csv-parse')`: the version of a package covers its exports.
    const requires = variable.needs.filter((need) => need.startsWith('require '))
    if (requires.length > 0 && variable.fixed && !variable.written && requires.every((need) => this.isFixed(unit, need)))
      return 'fixed'
    if (variable.fixed && !variable.written && variable.kind === 'unknown' && this.isOfNode(unit)) return 'fixed'
    if (variable.sealed) {
      if (variable.fixed && variable.needs.every((need) => this.isFixed(unit, need))) return 'fixed'
      if (
        variable.known &&
        (isImmutable({ kind: variable.kind, fresh: false }) || variable.needs.every((need) => this.isSettled(unit, need)))
      )
        return 'constant'
    }
    // What another file puts in its place may be the project's.
    return maker === 'package' && !variable.written ? 'outside' : 'changeable'
  }

  /** `const read = fs.readFileSync`: an alias of a part of Node. */
  private isOfNode({ file, variable }: Unit): boolean {
    const targets = variable!.needs.map((need) => this.linker.finder.member(file, need, []))
    return targets.length > 0 && targets.every((target) => target?.kind === 'builtin' && !/^node:(os|process)$/.test(target.name))
  }

  private isFixed(unit: Unit, need: string): boolean {
    if (need.startsWith('require ')) return this.isFixedRequire(unit, need.slice('require '.length))
    const target = this.linker.finder.member(unit.file, need, [])
    switch (target?.kind) {
      case 'unit':
        return target.unit.kind !== 'file' && this.classify(target.unit) === 'fixed'
      // Their results differ between machines.
      case 'builtin':
        return !/^node:(os|process)$/.test(target.name)
      case 'missing':
        return false
      case 'asset':
        return !isData(target)
      default:
        return true
    }
  }

  /** Whether a variable is made of a large file. */
  isLargeData(unit: Unit, seen = new Set<Unit>()): boolean {
    if (seen.has(unit)) return false
    seen.add(unit)
    return (unit.variable?.needs ?? []).some((need) => {
      const target = this.linker.finder.member(unit.file, need, [])
      if (isData(target)) return this.isLarge(target.file)
      return target?.kind === 'unit' && target.unit.variable !== undefined && this.isLargeData(target.unit, seen)
    })
  }

  private isSettled(unit: Unit, need: string): boolean {
    if (this.isFixed(unit, need)) return true
    const target = need.startsWith('require ') ? undefined : this.linker.finder.member(unit.file, need, [])
    return target?.kind === 'unit' && this.classify(target.unit) === 'constant'
  }

  /** Functions of a CommonJS module. Every module that requires it can change its exports, and share its objects. */
  private isFixedRequire(unit: Unit, specifier: string): boolean {
    const target = this.linker.finder.imported(unit.file, specifier, '*', new Set())
    if (target.kind === 'package' || target.kind === 'builtin' || target.kind === 'library') return true
    if (target.kind !== 'unit') return target.kind === 'asset' && !isData(target)
    const assigned = this.summaryOf(target.unit.file)?.assigned
    if (!assigned?.size) return false
    const { part } = unit.variable!
    return part !== undefined
      ? isCode(assigned.get(part))
      : [...assigned].every(([name, kind]) => isCode(kind) || (name === '*' && kind === 'object' && assigned.size > 1))
  }

  /** `package`, or the full name of a Node function or class, if that creates the value. */
  private makerOf({ file, variable }: Unit): string | undefined {
    return variable?.madeBy && this.maker(file, variable.madeBy, MOST_FACTORIES)
  }

  /** Whether a package makes the value of a variable that is created on first use. */
  isMadeByPackage({ file, variable }: Unit): boolean {
    const made = variable?.making?.madeBy
    return made !== undefined && this.maker(file, made, MOST_FACTORIES) === 'package'
  }

  /** Whether the project's code has made what a name of a file stands for, so that its members are known. */
  isOfProject(file: string, name: string): boolean {
    const target = this.linker.finder.member(file, name, [])
    if (target?.kind !== 'unit') return target?.kind === 'namespace' || isData(target)
    return target.unit.kind !== 'file' && this.makerOf(target.unit) === undefined && !this.isMadeByPackage(target.unit)
  }

  /** Whether what a name of a file stands for never changes. */
  isConstant(file: string, name: string): boolean {
    const target = this.linker.finder.member(file, name, [])
    if (target?.kind !== 'unit') return false
    const { kind, variable, ownData, class: cls } = target.unit
    if (!variable) return (kind === 'function' || kind === 'class') && !ownData && !(cls && hasStaticSide(cls))
    const isMadeLater = variable.lazy || variable.making || variable.memo || this.linker.rewrittenOf(target.unit)
    return !isMadeLater && /^(fixed|constant)$/.test(this.classify(target.unit))
  }

  private maker(file: string, made: NonNullable<Variable['madeBy']>, left: number): string | undefined {
    const required = /^require (.*)$/.exec(made.name)?.[1]
    const imported = required === undefined ? this.summaryOf(file)?.imports.get(made.name) : { name: '*' }
    const target =
      required === undefined
        ? this.linker.finder.member(file, made.name, [])
        : this.linker.finder.imported(file, required, '*', new Set())
    if (target?.kind === 'package') return 'package'
    // A factory of the project's own: `export const makeLog = (name) => pino({ name })`.
    if (target?.kind === 'unit' && made.how === 'call' && made.path.length === 0 && left > 0 && this.isFactory(target.unit))
      return this.maker(target.unit.file, target.unit.returns!, left - 1) === 'package' ? 'package' : undefined
    // A part of what a package made: `const validate = ajv.compile(schema)`.
    if (target?.kind === 'unit' && made.how === 'call' && made.path.length > 0 && left > 0 && target.unit.variable?.madeBy)
      return this.classify(target.unit) === 'outside' ? 'package' : undefined
    if (target?.kind !== 'builtin' || !imported || made.how === 'member') return undefined
    const path = imported.name === 'default' || imported.name === '*' ? made.path : [imported.name, ...made.path]
    return `${target.name}.${path.join('.')}`
  }

  private isFactory(unit: Unit): boolean {
    return unit.returns !== undefined && (unit.kind === 'function' || this.classify(unit) === 'fixed')
  }

  isExported(unit: Unit): boolean {
    return this.exportedName(unit) !== undefined
  }

  exportedName(unit: Unit): string | undefined {
    const exports = this.summaryOf(unit.file)?.exports ?? new Map()
    for (const [name, entry] of exports) if ('local' in entry && entry.local === unit.name) return name
    return undefined
  }
}
