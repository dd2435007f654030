import type { CompilerFlags } from '../surroundings/compiler-flags.js'
import type { Read, Reference, Unit, Use } from '../summary/file-summary.js'
import type { Rewritten } from '../summary/rewritten/rewritten-variables.js'
import type { InstalledPackage } from '../surroundings/installed-packages.js'
import { isNever } from '../surroundings/build-settings.js'
import { findGlobbed } from './files/glob-imports.js'
import { TargetFinder, type Target, type TargetContext } from './find-targets.js'
import { ClosedCalls } from './closed-calls.js'
import { globalRead, impliedTargets } from './implied-names.js'
import { indirectReads } from './indirect-reads.js'
import { symbolName } from './named-symbols.js'

/** A connection from a unit to something that it reaches. */
export interface Edge {
  /** The name used in the code; digests never contain paths. */
  label: string
  from: Unit
  target: Exclude<Target, { kind: 'namespace' } | { kind: 'type' } | { kind: 'library' }>
  use: Use
  /** The members read on the target: `['db', 'host']`. */
  path: string[]
  method: string | undefined
  effect: boolean
  pinned: boolean
  /** The target's file runs before the unit's file. */
  eager: boolean
  /** Counts for the tagged function, not for the unit: moving a helper to a file without it doesn't change the helper. */
  ambient: boolean
  reference: Reference | undefined
}

export interface LinkedUnit {
  /** The unit's code, with the decorators that turned out not to be cachers, and the compiler's settings. */
  code: string
  edges: Edge[]
  /** Files on the way; their exports determine where edges lead. */
  through: string[]
  /** What the unit reads from its environment, also through what other files hand on. */
  reads: readonly Read[]
}

/** Code that runs at load and acts on the target of a name. */
export interface Act {
  /** A unit, a package, or the path of an asset. */
  on: Unit | InstalledPackage | string
  unit: Unit
}

/** Resolves the references of units to edges; the result is valid until a file changes. */
export class UnitLinker {
  readonly finder: TargetFinder
  private readonly linked = new Map<Unit, LinkedUnit>()
  private readonly acts = new Map<string, Act[]>()
  private readonly closed: ClosedCalls

  constructor(
    private readonly context: TargetContext,
    private readonly flags: CompilerFlags,
  ) {
    this.finder = new TargetFinder(context)
    this.closed = new ClosedCalls(this.finder, context)
  }

  /** Whether code always writes a variable before it reads it. @param through collects the files that this depends on */
  rewrittenOf({ file, variable }: Unit, through = new Set<string>()): Rewritten | undefined {
    const { how, ifClosed, calls, readers } = variable?.rewritten ?? {}
    if (readers && !this.closed.onlyRead(file, readers, through)) return undefined
    return ifClosed && this.closed.are(file, calls ?? [], through) ? ifClosed : how
  }

  link(unit: Unit): LinkedUnit {
    let linked = this.linked.get(unit)
    if (!linked) this.linked.set(unit, (linked = new LinkBuilder(unit, this, this.context, this.flags).build()))
    return linked
  }

  /** `cache`, or the result of `Cacher(…)`, which doesn't count. */
  isCacher(target: Target | undefined): boolean {
    if (target?.kind === 'library') return target.name === 'cache'
    const made = target?.kind === 'unit' ? target.unit.variable?.madeBy : undefined
    if (!made || made.how === 'member' || target?.kind !== 'unit') return false
    const maker = this.finder.member(target.unit.file, made.name, made.path)
    return maker?.kind === 'library' && (maker.name === 'Cacher' || maker.name === 'distributedCacher')
  }

  /** What a file's statements do to objects of other files while it loads. */
  actsOf(file: string): Act[] {
    let found = this.acts.get(file)
    if (found) return found
    this.acts.set(file, (found = []))
    for (const { name, path, how, unit } of this.context.summaryOf(file)?.acts ?? []) {
      const summary = this.context.summaryOf(file)!
      let target = this.finder.local(summary, name, new Set())
      const steps = [...path]
      while (target?.kind === 'namespace' && steps.length > 0)
        target = this.finder.exported(target.file, steps.shift()!, new Set())
      if (target?.kind === 'package') found.push({ on: target.package, unit })
      if (target?.kind === 'asset') found.push({ on: target.file, unit })
      if (target?.kind !== 'unit' || this.isCacher(target)) continue
      // Calling a function or passing it on doesn't change it.
      if (how !== 'assigned' && target.unit.kind === 'function') continue
      if (how === 'filled' && !target.unit.class) continue
      found.push({ on: target.unit, unit })
    }
    return found
  }

  /** A function wrapped by a cacher: `const load = reports(fn)`. */
  isCached(unit: Unit): boolean {
    const made = unit.variable?.madeBy
    return made?.how === 'call' && this.isCacher(this.finder.member(unit.file, made.name, made.path))
  }

  /** What counts for all code of a file: patched globals and side-effect imports. */
  readonly moduleUnit = (file: string): Unit | undefined => {
    const summary = this.context.summaryOf(file)
    if (!summary) return undefined
    if (!summary.globals && summary.sideEffects.length > 0)
      summary.globals = { ...summary.effects, name: '<module>', code: '', references: [], reads: [], decorators: [] }
    return summary.globals
  }
}

const NO_PATH: string[] = []

class LinkBuilder {
  private readonly code: string[] = []
  private readonly edges: Edge[] = []
  private readonly through = new Set<string>()
  private readonly indirect: Read[] = []

  constructor(
    private readonly unit: Unit,
    private readonly linker: UnitLinker,
    private readonly context: TargetContext,
    private readonly flags: CompilerFlags,
  ) {}

  build(): LinkedUnit {
    const { unit, context, code } = this
    const summary = context.summaryOf(unit.file)
    code.push(unit.code)
    // Two symbols are different whatever creates them. In a key, the place stands for one.
    if (unit.variable?.symbols) code.push(symbolName(context.nameOf(unit.file), unit.name, []))
    for (const { callee, code: text, references } of unit.decorators) {
      if (this.linker.isCacher(this.linker.finder.member(unit.file, callee.name, callee.path))) continue
      code.push(text)
      for (const reference of references) this.follow(reference)
    }
    for (const reference of unit.references) if (!this.isDropped(reference.when)) this.follow(reference)
    for (const local of unit.locals ?? []) this.push(local.name, { kind: 'unit', unit: local.unit }, { use: local.use })
    for (const writer of unit.variable?.writers ?? []) {
      const target = summary?.units.get(writer)
      if (target) this.push(`lazy ${writer}`, { kind: 'unit', unit: target }, { use: 'referenced' })
    }
    if (unit.variable?.rewritten?.ifClosed || unit.variable?.rewritten?.readers) this.linker.rewrittenOf(unit, this.through)
    if (unit === summary?.effects) {
      for (const { unit: act } of summary.acts) this.push('<act>', { kind: 'unit', unit: act }, { use: 'imported' })
      for (const declared of summary.units.values())
        if (declared.variable?.fixed === false || declared.class?.runsAtLoad)
          this.push(declared.name, { kind: 'unit', unit: declared }, { use: 'imported' })
    }
    if (unit.kind === 'file' && summary) this.addWholeFile()
    for (const { label, target, ...about } of impliedTargets(unit, context, this.linker, this.flags, this.through))
      if (target) this.push(label, target, about)
      else this.indirect.push(globalRead(label.slice('jsx '.length), unit.place))
    this.addModuleUnits()
    const features = {
      ...unit.features,
      decorators: unit.features.decorators && (unit.decorators.length === 0 || code.length > 1),
    }
    const reads = unit.reads.some(({ when }) => when) ? unit.reads.filter(({ when }) => !this.isDropped(when)) : unit.reads
    code.push(this.flags.describe(unit.file, features, summary?.jsxPragmas ?? ''))
    return {
      code: code.join('\n'),
      edges: this.edges,
      through: [...this.through],
      reads: this.indirect.length > 0 ? [...reads, ...this.indirect] : reads,
    }
  }

  /** The bundler leaves out the code, if it bundles the file. */
  private isDropped(when: Reference['when']): boolean {
    return when !== undefined && isNever(this.context.settings, when) && this.context.isOfRoot(this.unit.file)
  }

  private push(label: string, target: Target | undefined, about: Partial<Edge> & { use: Use }): void {
    if (!target || target.kind === 'library' || target.kind === 'type' || this.linker.isCacher(target)) return
    if (target.kind === 'namespace') return this.pushAll(label, target.file, about)
    // Written out: with spread objects, this is a large part of linking.
    const { use, path = NO_PATH, method, effect = false, pinned = false, eager = true, ambient = false, reference } = about
    this.edges.push({ label, from: this.unit, target, use, path, method, effect, pinned, eager, ambient, reference })
  }

  private pushAll(label: string, file: string, about: Partial<Edge> & { use: Use }): void {
    this.through.add(file)
    for (const name of this.linker.finder.exportNames(file)) {
      const target = this.linker.finder.exported(file, name, this.through)
      // Stops at a namespace that exports itself.
      if (target?.kind !== 'namespace' || !this.through.has(target.file)) this.push(`${label}.${name}`, target, about)
    }
  }

  private follow(reference: Reference): void {
    if (reference.via === 'import') return this.followImport(reference)
    const summary = this.context.summaryOf(this.unit.file)
    if (!summary || summary.imports.get(reference.name)?.type) return
    let label = reference.name
    let target = this.linker.finder.local(summary, reference.name, this.through)
    const steps = reference.method === undefined ? [...reference.path] : [...reference.path, reference.method]
    while (target?.kind === 'namespace' && steps.length > 0 && steps[0] !== '*') {
      const { file } = target
      const step = steps.shift()!
      label += `.${step}`
      const whole = this.context.summaryOf(file)
      target =
        this.linker.finder.exported(file, step, this.through) ??
        (whole && { kind: 'unit', unit: this.linker.finder.whole(whole) })
    }
    // Another module may export the same, and code tells them apart.
    if (target?.kind === 'namespace' && steps.length === 0) this.code.push(`namespace ${this.context.nameOf(target.file)}`)
    this.indirect.push(...indirectReads(reference, target, steps, summary))
    const method = reference.method !== undefined && steps.length > 0 ? steps.pop() : undefined
    this.push(label, target, {
      use: reference.use,
      path: steps,
      method,
      effect: reference.effect,
      pinned: reference.pinned,
      reference,
    })
  }

  private followImport(reference: Reference): void {
    if (/[*{[!]/.test(reference.name)) return this.followGlob(reference)
    const target = this.moduleOf(reference)
    if (!target) return
    // A URL only makes code count: reads of other files don't affect a version.
    if (reference.use !== 'imported' && target.kind !== 'namespace' && target.kind !== 'unit') return
    const { path, method, pinned } = reference
    const about = { use: 'imported' as const, pinned, eager: false, path, ...(method === undefined ? {} : { method }), reference }
    this.push('import', target, about)
    const effects = target.kind === 'namespace' ? this.context.summaryOf(target.file)?.effects : undefined
    if (effects) this.push('import effects', { kind: 'unit', unit: effects }, about)
  }

  private moduleOf({ name, object }: Reference): Target | undefined {
    if (name !== '' || !object) return this.linker.finder.imported(this.unit.file, name, '*', this.through)
    const own = this.context.summaryOf(this.unit.file)
    return own && { kind: 'unit', unit: this.linker.finder.whole(own) }
  }

  /** `import.meta.glob('./pages/*.ts')`: every file that matches now, and new ones as they are added. */
  private followGlob(reference: Reference): void {
    const found = findGlobbed(this.unit.file, reference.name)
    this.push(
      'glob',
      { kind: 'builtin', name: `glob ${found.map(({ name }) => name).join(' ')}`, exported: '*' },
      { use: 'imported', reference },
    )
    for (const { name, specifier } of found) {
      const target = this.linker.finder.imported(this.unit.file, specifier, '*', this.through)
      this.push(`glob ${name}`, target, { use: 'imported', pinned: reference.pinned, eager: false, reference })
    }
  }

  private addWholeFile(): void {
    const summary = this.context.summaryOf(this.unit.file)!
    for (const name of [...summary.units.keys()].toSorted()) {
      this.push(name, { kind: 'unit', unit: summary.units.get(name)! }, { use: 'referenced' })
    }
    this.push('<effects>', { kind: 'unit', unit: summary.effects }, { use: 'imported' })
    for (const [name, { specifier, name: imported }] of [...summary.imports].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (summary.opaque)
        this.push(name, this.linker.finder.imported(summary.file, specifier, imported, this.through), { use: 'imported' })
    }
  }

  private addModuleUnits(): void {
    const { unit, linker } = this
    const own = linker.moduleUnit(unit.file)
    for (const file of new Set([unit.file, ...this.through])) {
      const module = linker.moduleUnit(file)
      if (module && module !== unit) this.push('<module>', { kind: 'unit', unit: module }, { use: 'imported', ambient: true })
    }
    if (unit !== own) return
    for (const specifier of this.context.summaryOf(unit.file)!.sideEffects) {
      const target = linker.finder.imported(unit.file, specifier, '*', this.through)
      const file = target.kind === 'namespace' ? target.file : target.kind === 'unit' ? target.unit.file : undefined
      const effects = file === undefined ? undefined : this.context.summaryOf(file)?.effects
      if (effects) this.push('<effects>', { kind: 'unit', unit: effects }, { use: 'imported' })
      else if (target.kind !== 'asset') this.push('<effects>', target, { use: 'imported' })
    }
  }
}
