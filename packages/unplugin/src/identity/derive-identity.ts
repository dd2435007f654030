import { actsWhenStopped } from '../describe/acts-when-stopped.js'
import type { Node, SourceModule } from '../source/source-module.js'
import type { DescribedFunction, Identity, IdentityParts } from '../stages.js'
import { VariableClassifier } from './classify-variable.js'
import type { CompilerFlags } from '../surroundings/compiler-flags.js'
import { asDiagnostics, deriveFindings, dropAccepted } from './derive-findings.js'
import { isPure, pinOf } from './tag-facts.js'
import { capturedBy } from './captured-values.js'
import { deriveInputs } from './derive-inputs.js'
import type { DerivedInputs, Finding } from './derived-inputs.js'
import { UnitDigests } from './derive-version.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { Target } from './find-targets.js'
import { edgesOf, findReach, reachOfOne, type Reach } from './find-reach.js'
import { isSetting, mayBeQuiet, mayReadMembers, QuietUnits } from './quiet-units.js'
import type { InstalledPackages } from '../surroundings/installed-packages.js'
import { LeafDigests } from './leaf-digests.js'
import { ImportCycles } from './import-cycles.js'
import { UnitLinker, type LinkedUnit } from './link-units.js'
import { listCodeDigests, listDependencies } from './files/list-dependencies.js'
import { LocalNames } from './local-names.js'
import { identityPath, type PackageRoot } from '../surroundings/package-root.js'
import { actingWhenStopped, shadowedCapture, skippedUpdate, unparsedFile } from './problems.js'
import { FILES_MARK, reachesFileSystem, unseenReaders } from './files/reaches-file-system.js'
import { identifyCode, type CodeAnalysis, type CodeToIdentify, type IdentifiedCode, type ModuleCode } from './identify-code.js'
import type { CodeSearch } from '../find/find-code.js'
import { reachedClasses } from './reached-classes.js'
import { findRootUnit, type RootUnit } from './root-unit.js'
import { writtenVariables } from './skipped-writes.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import { scanContextOf } from '../summary/summarise.js'
import type { Surroundings } from '../surroundings/surroundings.js'
import { DisplayedFiles } from './files/displayed-files.js'
import { isAsset, WatchedFiles } from './files/watched-files.js'
import { Influence, type InfluencingReach } from './influence.js'
import type { InputContext } from './input-context.js'
import { staticName } from '../summary/render-code.js'
import { ChangedTexts, type Trouble } from './changed-texts.js'
import { unitsAround } from './units-around.js'

export interface DeriverContext {
  surroundings: Surroundings
  summaryOf(file: string): FileSummary | undefined
  textOf(file: string): string | undefined
  /** The parsed file, of the same text. */
  moduleOf(file: string): SourceModule | undefined
}

/** Derives identities. Intermediate results are kept until a file changes. */
export class IdentityDeriver {
  private readonly files: SourceFiles
  private readonly packages: InstalledPackages
  private readonly flags: CompilerFlags
  private readonly leaves: LeafDigests
  private readonly texts: ChangedTexts
  private linker!: UnitLinker
  private localNames!: LocalNames
  private digests!: UnitDigests
  private classifier!: VariableClassifier
  private cycles!: ImportCycles
  private quiet!: QuietUnits
  private influence!: Influence
  private watched!: WatchedFiles
  private displayed!: DisplayedFiles
  private generation = -1

  constructor(private readonly context: DeriverContext) {
    this.files = context.surroundings.files
    this.packages = context.surroundings.packages
    this.flags = context.surroundings.flags
    this.leaves = new LeafDigests(this.files, this.packages)
    this.texts = new ChangedTexts(this.files)
  }

  derive(fn: DescribedFunction): Identity {
    this.context.surroundings.startRound()
    // The traversal checks every file that it reaches; if one has changed, the existing links are invalid.
    for (;;) {
      this.refresh(fn.module)
      const identity = this.deriveOnce(fn)
      if (this.files.generation === this.generation) return identity
    }
  }

  /** The functions and classes of a module, for the registry of code values. */
  identifyCode(module: SourceModule, search: CodeSearch): ModuleCode {
    this.context.surroundings.startRound()
    for (;;) {
      this.refresh(module)
      const code = identifyCode(module, search, this.codeAnalysis())
      if (this.files.generation === this.generation) return code
    }
  }

  isCacher(module: SourceModule, expression: Node): boolean {
    const target = this.targetOf(module, expression)
    return this.linker.isCacher(target)
  }

  /** The target of a name or of a namespace member. */
  unitOf(module: SourceModule, expression: Node): Unit | undefined {
    const target = this.targetOf(module, expression)
    return target?.kind === 'unit' ? target.unit : undefined
  }

  isCached(unit: Unit): boolean {
    return this.linker.isCached(unit)
  }

  /** The declaration of a type; for a type of cachecache itself, its name. */
  typeNamed(
    module: SourceModule,
    name: string,
    path: readonly string[],
  ): { file: string; name: string } | { library: string } | undefined {
    this.files.startRound()
    this.refresh()
    const target = this.linker.finder.member(module.file, name, path)
    if (target?.kind === 'library') return { library: target.name }
    return target?.kind === 'type' ? { file: target.file, name: target.name } : undefined
  }

  private targetOf(module: SourceModule, expression: Node): Target | undefined {
    this.files.startRound()
    this.refresh()
    const path: string[] = []
    let node = expression
    for (; node.type === 'MemberExpression'; node = node.object) path.unshift(staticName(node) ?? '*')
    return node.type === 'Identifier' ? this.linker.finder.member(module.file, node.name, path) : undefined
  }

  /** @param held the module that is rewritten */
  private refresh(held?: SourceModule): void {
    if (held) this.texts.hold(held)
    const { surroundings, summaryOf, moduleOf, textOf } = this.context
    if (this.generation === this.files.generation) return
    surroundings.refresh()
    this.generation = this.files.generation
    this.displayed = new DisplayedFiles((file) => this.context.surroundings.packageRoot(file))
    const { resolver, settings, isOfRoot } = surroundings
    const { packages, nameOf } = this
    this.linker = new UnitLinker({ summaryOf, moduleOf, resolver, packages, settings, nameOf, isOfRoot }, this.flags)
    this.localNames = new LocalNames(this.linker)
    this.digests = new UnitDigests(this.linker, (target) => this.leaves.of(target), this.flags.describeBuild())
    this.cycles = new ImportCycles(textOf, surroundings.resolver, this.linker, summaryOf)
    this.classifier = new VariableClassifier(this.linker, summaryOf, this.leaves.isLarge, this.cycles)
    const hasAccessors = (file: string) => (summaryOf(file)?.accessors.size ?? 0) > 0
    this.quiet = new QuietUnits(this.linker, (unit, linked) => this.isQuiet(unit, linked), hasAccessors)
    this.influence = new Influence(this.linker, this.classifier, this.quiet, moduleOf)
    this.watched = new WatchedFiles(this.files, this.flags, this.quiet, this.cycles)
  }

  private isQuiet(unit: Unit, linked: LinkedUnit): boolean {
    if (!mayBeQuiet(unit, linked, this.linker)) return false
    const reach = reachOfOne(unit, linked)
    for (const file of reach.files) if (this.troubleOf(file)) return false
    if (mayReadMembers(unit, linked)) {
      const { relies, findings, outside, inputs } = this.inputsOf({ ...reach, relied: [] }, unit.file, '')
      if (relies.size > 0 || findings.length + outside.length > 0 || inputs.some(({ by }) => !isSetting(by))) return false
    }
    return !reachesFileSystem(reach, this.files, this.context.summaryOf)
  }

  private deriveOnce(fn: DescribedFunction): Identity {
    const { files, linker } = this
    const { summaryOf } = this.context
    const root = this.rootOf(fn)
    const reach = this.reachOf(root.unit)
    const isGenerator = fn.kind === 'generator' || fn.kind === 'asyncGenerator'
    const pin = pinOf(fn)
    const how = { pure: isPure(fn), pinned: pin !== undefined, readsRewritten: isGenerator }
    const readEarly = this.cycles.readEarlyBy(root.unit, unitsAround(fn, summaryOf))
    const influencing = this.influence.of(reach)
    const derived = this.inputsOf(influencing, (fn.host ?? fn.module).file, fn.qualifiedName, { ...how, readEarly })
    const own = this.context.surroundings.packageRoot(fn.module.file)
    const findings = this.findings(fn, root, influencing, derived, own)
    const readsFiles = reachesFileSystem(reach, files, summaryOf)
    const obstacle = isPure(fn) ? undefined : findings.find((finding) => finding.obstacle)
    return {
      id: `${this.nameOf(fn.module.file)}#${fn.qualifiedName}`,
      version:
        pin ?? this.digests.versionOf(reach, fn.tag.form === 'call' ? undefined : fn.tag.options?.inputs, this.texts.digest),
      parts: () => this.parts(findReach(root.unit, linker), derived, own, pin !== undefined),
      inputs: derived.inputs,
      ...writtenVariables(root, reach, derived, linker, this.nameOf, summaryOf),
      captured: capturedBy(root, derived, readsFiles),
      classes: reachedClasses(reach, summaryOf((fn.host ?? fn.module).file)!, {
        quiet: this.quiet,
        digests: this.digests,
        linker,
      }),
      readsFiles,
      ...(obstacle ? { uncached: obstacle.problem.message } : {}),
      watchFiles: this.watched.of(reach, own),
      diagnostics: asDiagnostics(findings),
    }
  }

  private reachOf(root: Unit): Reach {
    const reach = findReach(root, this.linker, this.quiet)
    // Checked again in each round, even if the edges are still known.
    for (const file of [...reach.files, ...this.quiet.unchecked([...reach.quiet], this.files.round)])
      if (!isAsset(file)) this.context.summaryOf(file)
    for (const { target } of edgesOf(reach)) if (target.kind === 'package') this.packages.closure(target.package, target.file)
    return reach
  }

  private inputsOf(reach: InfluencingReach, file: string, name: string, how: Partial<InputContext> = {}): DerivedInputs {
    const { pure = false, pinned = false, readsRewritten = false, readEarly = [] } = how
    const { linker, quiet, localNames, classifier, packages } = this
    const { summaryOf, moduleOf } = this.context
    const parts = { linker, quiet, localNames, classifier, packages, summaryOf, moduleOf }
    const lookUps = { isLarge: this.leaves.isLarge, packageOf: (other: string) => this.context.surroundings.packageRoot(other) }
    return deriveInputs(reach, { pure, pinned, readsRewritten, readEarly, name, file, ...parts, ...lookUps })
  }

  private codeAnalysis(): CodeAnalysis {
    const { classifier, cycles, leaves, nameOf } = this
    return {
      summaryOf: this.context.summaryOf,
      moduleOf: this.context.moduleOf,
      nameOf,
      identify: (code, module) => this.identifyValue(code, module),
      targetOf: (file, name, path) => this.linker.finder.member(file, name, path),
      digestOfPackage: (target) => leaves.of(target),
      isChanging: (unit) => classifier.hasState(unit) || cycles.mayBeReadEarly(unit),
    }
  }

  private identifyValue(code: CodeToIdentify, module: SourceModule): IdentifiedCode | undefined {
    const root = 'unit' in code ? { ...code, captured: [], shadowed: [], lazy: [], moves: false } : this.rootOf(code.fn)
    if (root.shadowed.length > 0) return undefined
    const reach = this.reachOf(root.unit)
    const own = this.context.surroundings.packageRoot(module.file)
    const around = 'unit' in code ? [code.unit] : unitsAround(code.fn, this.context.summaryOf)
    const readEarly = this.cycles.readEarlyBy(root.unit, around)
    const influencing = this.influence.of(reach)
    const derived = this.inputsOf(influencing, module.file, root.unit.name, { readEarly })
    const findings = [...derived.findings, ...this.findingsOf(influencing, root.unit.name, own, derived)]
    if (findings.some(({ obstacle }) => obstacle)) return undefined
    const readsFiles = reachesFileSystem(reach, this.files, this.context.summaryOf)
    const digest = this.digests.versionOf(reach, undefined, this.texts.digest) + (readsFiles ? FILES_MARK : '')
    return { digest, inputs: derived.inputs, captured: capturedBy(root, derived, readsFiles), files: this.watched.of(reach, own) }
  }

  private rootOf(fn: DescribedFunction): RootUnit {
    return findRootUnit(fn, this.context.summaryOf(fn.module.file)!, scanContextOf(fn.module, new Map()))
  }

  /** `<package>/<path>` */
  private readonly nameOf = (file: string, own = this.context.surroundings.packageRoot(file)): string =>
    `${own.name}/${identityPath(file, own)}`

  /** Only for display; for a large reach it takes longer than everything else. */
  private parts(reach: Reach, derived: DerivedInputs, own: PackageRoot, pinned: boolean): IdentityParts {
    const { digests, leaves, packages } = this
    const display = (file: string) => this.displayed.of(file, own)
    const found = listDependencies(reach, { display, digests, leaves, packages, derived })
    return {
      // A pinned version depends only on its pin, but values read at call time still count.
      dependencies: pinned ? found.filter(({ kind }) => kind === 'env' || kind === 'value') : found,
      codeDigests: listCodeDigests(reach, display),
      unseen: unseenReaders(reach, packages),
    }
  }

  private findings(fn: DescribedFunction, root: RootUnit, reach: Reach, derived: DerivedInputs, own: PackageRoot): Finding[] {
    const place = { file: fn.module.file, ...fn.module.position(fn.node.start) }
    const name = fn.qualifiedName
    const obstacle = true as const
    const found: Finding[] = [
      ...this.findingsOf(reach, name, own, derived),
      ...derived.findings,
      ...(actsWhenStopped(fn.node) ? [{ problem: actingWhenStopped(name), place }] : []),
      ...[...root.updated, ...(fn.parts?.updated ?? []).map((field) => `this.${field}`)].map((variable) => ({
        problem: skippedUpdate(name, variable),
        place,
      })),
      ...root.shadowed.map(({ variable, by }) => ({ problem: shadowedCapture(name, variable, by), place, obstacle })),
    ]
    return dropAccepted(found, fn.tag.form === 'call' ? [] : (fn.tag.options?.names ?? []))
  }

  private findingsOf(reach: Reach, name: string, own: PackageRoot, derived: DerivedInputs): Finding[] {
    const keyed = new Set([...derived.names.keys()].filter(({ variable }) => variable?.madeAtLoad))
    return deriveFindings(
      name,
      reach,
      keyed,
      (file) => this.displayed.of(file, own),
      this.troubleOf,
      (file) => this.leaves.isOpaque(file),
    )
  }

  private readonly troubleOf = (file: string): Trouble | undefined => {
    if (isAsset(file)) return undefined
    return this.context.summaryOf(file)?.broken === true ? unparsedFile : this.texts.troubleOf(file)
  }
}
