import { createRequire } from 'node:module'
import { TagError } from '../../errors.js'
import { mayHoldTag } from '../../filter.js'
import { formatDiagnostic } from '../../format-diagnostic.js'
import { CacherPlaces } from '../../find/cacher-places.js'
import type { ModuleResult, ResultKind } from '../../build-cache/transform-cache.js'
import type { ResolvedOptions } from '../../resolve-options.js'
import type { Diagnostic } from '../../stages.js'
import type { BuildSettings } from '../../surroundings/build-settings.js'
import { projectRoot, readIfThere } from '../../surroundings/source-files.js'
import { MetFiles } from '../met-files.js'
import { MissingRuntime } from '../runtime/missing-runtime.js'
import { mayMock, mayMockInTest } from '../mocks.js'
import { moduleFilter, takes, type ModuleFilter } from '../module-filter.js'
import { ModulesToKnow } from './modules-to-know.js'
import { ProjectResults, type Compiler } from './project-results.js'
import { TaggedFiles } from './tagged-files.js'

/** The most files to scan; a program should start immediately. */
const MOST_FILES = 2_000

/** The tagged modules of hosts that need synchronous results: Node's `require`, Jest. */
export class ModulesAtOnce {
  isLoadingCompiler = false
  private readonly filter: ModuleFilter['id']
  private readonly places: CacherPlaces
  private readonly results: ProjectResults
  private readonly met: MetFiles
  private readonly missing = new MissingRuntime()
  private readonly files: TaggedFiles
  private readonly toKnow: ModulesToKnow
  /** The scan of the project's files for which all files with tags have been transformed. */
  private examined = -1
  private isSaving = false

  constructor(
    private readonly options: ResolvedOptions,
    private readonly host: { tool: string; settings: BuildSettings },
    private readonly warn: (message: string, code: string) => void,
  ) {
    this.filter = moduleFilter(options).id
    this.places = new CacherPlaces(Object.keys(options.alias))
    this.results = new ProjectResults(options, host.settings)
    this.met = new MetFiles({ ...options, ...host, whole: false })
    this.files = new TaggedFiles(projectRoot(options.root), (file) => this.takes(file), MOST_FILES)
    const { resolver } = this.results.surroundings
    this.toKnow = new ModulesToKnow(this.files, resolver.lookUp.bind(resolver))
  }

  takes(file: string): boolean {
    return takes(this.filter, file)
  }

  /** `file` is absolute, with `/`. */
  resultOf(file: string, code: string): ModuleResult | undefined {
    const { resolver } = this.results.surroundings
    if (!mayHoldTag(code) && this.places.look(file, code, resolver.lookUp.bind(resolver)).leads !== true) return undefined
    const result = this.cachedTransformOf(file, code, 'tagged')
    if (result) {
      this.met.add(file)
      // Needed even if the result itself was stored: the program may end soon.
      this.saveSoon()
    }
    return result
  }

  /** The result for a module without tags, whose functions and classes may be registered. */
  knownResultOf(file: string, code: string): ModuleResult | undefined {
    if (!this.wants(file, code)) return undefined
    const result = this.cachedTransformOf(file, code, 'known')
    return result && !this.missing.refuse(file, code, this.options.root) ? result : undefined
  }

  private wants(file: string, code: string): boolean {
    const { files, toKnow } = this
    const candidates = files.candidates()
    if (candidates.length === 0) return false
    if (this.examined !== files.generation) {
      this.examined = files.generation
      toKnow.forget()
      for (const tagged of candidates) toKnow.note(tagged, this.cachedTransformOf(tagged, files.textOf(tagged), 'tagged'))
      files.drop()
    }
    return toKnow.wants(file, code)
  }

  private cachedTransformOf(file: string, code: string, kind: ResultKind): ModuleResult | undefined {
    const found = this.results.cache.find(file, code, kind)
    if (found) return found.result
    const result = this.results.make(file, code, this.loadCompiler(), kind)
    this.saveSoon()
    return result
  }

  /** Whether a test module that replaces other code must notify the runtime. */
  mocks(file: string, code: string): boolean {
    const may = this.host.tool === 'jest' ? mayMock(code, file) : mayMockInTest(code, file)
    if (!may) return false
    // Tagged files may also be outside of the root, or in a project that is too large to scan.
    if (this.missing.finds(file)) return true
    return this.files.candidates().length > 0 && !this.missing.refuse(file, code, this.options.root)
  }

  findingsOf(file: string, code: string, { diagnostics }: ModuleResult): Diagnostic[] {
    const refusal = this.missing.refuse(file, code, this.options.root)
    return refusal ? [refusal, ...diagnostics] : diagnostics
  }

  /** Errors abort the import of the module. */
  report(findings: readonly Diagnostic[], file: string, code: string): void {
    const format = (found: Diagnostic) =>
      formatDiagnostic(found, found.file === file ? code : (readIfThere(found.file)?.toString('utf8') ?? ''))
    const errors = findings.filter(({ severity }) => severity === 'error')
    for (const found of findings) if (found.severity === 'warning') this.warn(format(found), found.code)
    if (errors.length > 0) throw new TagError(errors[0]!.code, errors.map(format).join('\n\n'))
  }

  /** Called when files may have been changed, added or removed. */
  forget(): void {
    this.places.forget()
    this.files.forget()
    this.results.surroundings.forget()
  }

  /** For the next start. */
  save(): void {
    this.results.cache.save()
    if (!this.met.isSaved) this.met.save()
  }

  // Saves once for all modules loaded in this turn of the event loop.
  private saveSoon(): void {
    if (this.isSaving) return
    this.isSaving = true
    setImmediate(() => {
      this.isSaving = false
      this.save()
    })
  }

  /** Loaded on first use: if all results are stored, a program starts without it. */
  private loadCompiler(): Compiler {
    this.isLoadingCompiler = true
    try {
      return createRequire(import.meta.url)('@cachecache/unplugin/transform') as Compiler
    } finally {
      this.isLoadingCompiler = false
    }
  }
}
