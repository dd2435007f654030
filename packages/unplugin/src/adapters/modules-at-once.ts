import { createRequire } from 'node:module'
import { TagError } from '../errors.js'
import { mayHoldTag } from '../filter.js'
import { formatDiagnostic } from '../format-diagnostic.js'
import { CacherPlaces } from '../find/cacher-places.js'
import type { ModuleResult } from '../kept/kept-results.js'
import type { ResolvedOptions } from '../resolve-options.js'
import type { Diagnostic } from '../stages.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import { readIfThere } from '../surroundings/source-files.js'
import { MetFiles } from './met-files.js'
import { MissingRuntime } from './missing-runtime.js'
import { moduleFilter, takes, type ModuleFilter } from './module-filter.js'
import { ProjectResults, type Compiler } from './project-results.js'

/** The tagged modules of hosts that cannot wait: Node's `require`, Jest's. */
export class ModulesAtOnce {
  isLoadingCompiler = false
  private readonly filter: ModuleFilter['id']
  private readonly places: CacherPlaces
  private readonly results: ProjectResults
  private readonly met: MetFiles
  private readonly missing = new MissingRuntime()
  private isSaving = false

  constructor(
    private readonly options: ResolvedOptions,
    host: { tool: string; settings: BuildSettings },
    private readonly warn: (message: string, code: string) => void,
  ) {
    this.filter = moduleFilter(options).id
    this.places = new CacherPlaces(Object.keys(options.alias))
    this.results = new ProjectResults(options, host.settings)
    this.met = new MetFiles({ ...options, ...host, whole: false })
  }

  takes(file: string): boolean {
    return takes(this.filter, file)
  }

  /** `file` is absolute, with `/`. */
  resultOf(file: string, code: string): ModuleResult | undefined {
    const { resolver } = this.results.surroundings
    if (!mayHoldTag(code) && this.places.look(file, code, resolver.lookUp.bind(resolver)).leads !== true) return undefined
    const found = this.results.kept.find(file, code)
    const result = found ? found.result : this.results.make(file, code, this.loadCompiler())
    if (!found) this.saveSoon()
    if (result) this.met.add(file)
    return result
  }

  findingsOf(file: string, code: string, { diagnostics }: ModuleResult): Diagnostic[] {
    const refusal = this.missing.refuse(file, code, this.options.root)
    return refusal ? [refusal, ...diagnostics] : diagnostics
  }

  /** Errors end the import of the module. */
  report(findings: readonly Diagnostic[], file: string, code: string): void {
    const format = (found: Diagnostic) =>
      formatDiagnostic(found, found.file === file ? code : (readIfThere(found.file)?.toString('utf8') ?? ''))
    const errors = findings.filter(({ severity }) => severity === 'error')
    for (const found of findings) if (found.severity === 'warning') this.warn(format(found), found.code)
    if (errors.length > 0) throw new TagError(errors[0]!.code, errors.map(format).join('\n\n'))
  }

  /** Files may have changed, come and gone. */
  forget(): void {
    this.places.forget()
    this.results.surroundings.forget()
  }

  /** For the next start. */
  save(): void {
    this.results.kept.save()
    if (!this.met.isSaved) this.met.save()
  }

  // Once for all modules that are loaded in this turn of the event loop.
  private saveSoon(): void {
    if (this.isSaving) return
    this.isSaving = true
    setImmediate(() => {
      this.isSaving = false
      this.save()
    })
  }

  /** When first asked for: a program whose results are all kept starts without it. */
  private loadCompiler(): Compiler {
    this.isLoadingCompiler = true
    try {
      return createRequire(import.meta.url)('@cachecache/unplugin/transform') as Compiler
    } finally {
      this.isLoadingCompiler = false
    }
  }
}
