import path from 'node:path'
import { FileNames } from '../../file-names.js'
import { mayHoldTag } from '../../filter.js'
import { CacherPlaces, type Lead } from '../../find/cacher-places.js'
import type { ModuleResult } from '../../build-cache/transform-cache.js'
import { fileOf } from '../../module-id.js'
import { resolveOptions, type PluginOptions } from '../../resolve-options.js'
import type { Diagnostic } from '../../stages.js'
import { tellText } from '../../surroundings/loaded-texts.js'
import { readIfThere, realFile, withSlashes } from '../../surroundings/source-files.js'
import { Builds, type BundlerConfiguration } from './builds.js'
import type { Questions } from './asking.js'
import { isParsable } from './is-parsable.js'
import { MissingRuntime } from '../runtime/missing-runtime.js'
import { markMocks, mayMock } from '../mocks.js'
import { ResultsInTurn } from './results-in-turn.js'

/** What one plugin instance knows about its tagged modules, as long as the dev server or the watcher runs. */
export interface TaggedModules {
  configure(bundler: BundlerConfiguration): void
  /** Called when a build begins. Reads stored results while the bundler is still loading the first module. */
  prepare(): void
  /**
   * Whether a module may be relevant: it may be tagged, by its text, or for a call like `reports(fn)` by the target of its
   * import; or it may contain functions and classes that tagged functions receive. `asOfNow`: the host asks again in each
   * build, so current knowledge decides.
   */
  mayConcern(code: string, id: string, asOfNow?: boolean): boolean
  /**
   * `undefined` if there turns out to be no tag; no code if a call becomes a tag only after an edit elsewhere. `isKnown`: there
   * is no tag, and the module's functions and classes are only registered. Without `watches`, the host asks again in each build
   * and isn't told about files that don't matter now. `questions`: if other plugins may lead imports elsewhere or change
   * texts.
   */
  transform(
    code: string,
    id: string,
    environment?: string,
    watches?: boolean,
    questions?: Questions,
  ): Promise<TransformedModule | undefined>
  /** Whether what another plugin makes of a file's text differs in types, comments and layout only. */
  meansTheSame(file: string, own: string, made: string): Promise<boolean>
  /** The text of a file as the scan for tags read it. A later edit affects only `mayConcern`. */
  glimpse(file: string): string | undefined
  /** Tagged files whose version may depend on `file`, including the file itself. */
  reaching(file: string): string[]
  /** All files whose modules were rewritten. */
  rewritten(): string[]
  /** Whether a version may depend on a file; in the first build, any file is possible. */
  mayReach(file: string): boolean
  /**
   * Checks a file again that was reported as changed, whatever its time stamp says. Without a file, also checks where imports
   * lead and which settings apply, because files may have been added or removed.
   */
  forget(file?: string): void
  /** With `strict`, at the end of a build of these modules: tagged functions that were not rewritten. */
  findUnmet(modules: Iterable<string>): Promise<Diagnostic[]>
  /** Called at the end of a build: stores the results for the next process. */
  save(): Promise<void>
}

export type TransformedModule = (ModuleResult & { isKnown?: boolean }) | { code?: undefined; watchFiles: readonly string[] }

export function createTaggedModules(userOptions: PluginOptions | undefined): TaggedModules {
  return new ModulesOfPlugin(userOptions)
}

const placesOf = ({ options, files }: Builds) => new CacherPlaces(Object.keys(options.alias), (file) => files.glimpse(file))

class ModulesOfPlugin implements TaggedModules {
  /** Tagged file -> files that its versions depend on. */
  private readonly reached = new Map<string, FileNames>()
  private builds: Builds
  private places: CacherPlaces
  private readonly missing = new MissingRuntime()
  private isBuilt = false
  private readonly results = new ResultsInTurn()

  constructor(private readonly userOptions: PluginOptions | undefined) {
    this.builds = new Builds(resolveOptions(userOptions), { tool: 'unknown', settings: {} })
    this.places = placesOf(this.builds)
  }

  private async taggedResult(
    code: string,
    file: string,
    environment: string,
    watches: boolean,
    questions: Questions | undefined,
  ): Promise<TransformedModule | undefined> {
    const asked = performance.now()
    const hasTag = mayHoldTag(code)
    if (!hasTag && !watches && !this.mayLead(code, file)) return undefined
    const lead = hasTag ? undefined : await this.lookAt(code, file, environment)
    if (lead && !lead.leads) return { watchFiles: lead.files }
    const build = this.builds.of(environment)
    const result = await this.results.of(code, file, await build.open(), { asked, questions })
    build.note(file, result)
    if (!result) return lead && { watchFiles: lead.files }
    return { ...result, watchFiles: result.watchFiles.with(lead?.files.map(withSlashes) ?? []) }
  }

  private async knownResult(
    code: string,
    file: string,
    environment: string,
    questions: Questions | undefined,
  ): Promise<TransformedModule | undefined> {
    const build = this.builds.of(environment)
    if (build.isForBrowsers || this.builds.files.candidates().length === 0) return undefined
    const request = { asked: performance.now(), questions }
    const results = await build.open()
    const toKnow = await build.modulesToKnow((tagged, text) =>
      this.results.of(text, tagged, results, { ...request, isMet: build.met.has(tagged) }),
    )
    const result = toKnow.wants(file, code) ? await this.results.of(code, file, results, request, 'known') : undefined
    return result && { ...result, isKnown: true }
  }

  /** Once the project's texts have been scanned, checking a module's imports is faster than checking its calls. */
  private mayLead(code: string, file: string): boolean {
    return !this.builds.files.isScanned || this.places.mayLead(file, code)
  }

  private async lookAt(code: string, file: string, environment: string): Promise<Lead> {
    const lead = this.places.look(file, code)
    if (lead.leads !== undefined) return lead
    const { resolver } = (await this.builds.of(environment).open()).surroundings
    return this.places.look(file, code, resolver.lookUp.bind(resolver))
  }

  /** Tagged files may also be outside of the root, or in a project that is too large to scan. */
  private canMark(code: string, id: string, environment: string): boolean {
    const { settings } = this.builds.of(environment)
    if (this.missing.finds(id, settings)) return true
    return this.builds.files.candidates().length > 0 && !this.missing.refuse(id, code, this.builds.options.root, settings)
  }

  reaching(changed: string): string[] {
    const path = fileOf(changed)
    const reaching = FileNames.holding(path, this.reached).map((key) => key.slice(key.indexOf('\0') + 1))
    return [...new Set(reaching)]
  }

  rewritten(): string[] {
    return [...new Set([...this.reached.keys()].map((key) => key.slice(key.indexOf('\0') + 1)))]
  }

  /** @param mocks Vitest hoists the mocks above the imports, so they can't use an import of ours; such a test caches nothing */
  private async transformed(
    code: string,
    id: string,
    environment: string,
    mocks: boolean,
    watches: boolean,
    questions: Questions | undefined,
  ): Promise<TransformedModule | undefined> {
    const file = fileOf(id)
    const tagged = await this.taggedResult(code, file, environment, watches, questions)
    const known = tagged?.code === undefined && !mocks ? await this.knownResult(code, file, environment, questions) : undefined
    const result = known ?? tagged
    const key = `${environment}\0${file}`
    if (result?.code === undefined) {
      this.reached.delete(key)
      return result
    }
    const build = this.builds.of(environment)
    if (!known) build.met.add(file)
    const lead = tagged?.code === undefined ? tagged?.watchFiles : undefined
    const watchFiles = result.watchFiles.with(lead?.map(withSlashes) ?? []).without(file)
    this.reached.set(key, watchFiles.with([file]))
    const refusal = result.code === code ? undefined : this.missing.refuse(id, code, this.builds.options.root, build.settings)
    // If a tagged module is refused here, a module that is only registered stays unchanged.
    if (refusal && known) return undefined
    return { ...result, ...(refusal && { code, diagnostics: [refusal] }), watchFiles }
  }

  prepare(): void {
    this.builds.prepare()
  }

  configure(bundler: BundlerConfiguration): void {
    const { root, alias } = bundler
    const { userOptions } = this
    this.builds = new Builds(resolveOptions({ ...userOptions, alias: { ...alias, ...userOptions?.alias } }, root), bundler)
    this.places = placesOf(this.builds)
  }

  mayConcern(code: string, id: string, asOfNow = false): boolean {
    const file = fileOf(id)
    if (this.builds.files.mayHoldTag(file, code)) return true
    if (this.builds.areTests && mayMock(code, file)) return true
    const mayBeKnown = !this.builds.areForBrowsers && this.builds.files.candidates().length > 0
    if (this.mayLead(code, file) && this.places.look(file, code).leads !== false) return true
    return mayBeKnown && (!asOfNow || this.builds.mayKnow(file, code))
  }

  async meansTheSame(file: string, own: string, made: string): Promise<boolean> {
    if (own === made) return true
    const results = await this.builds.of('').open()
    return results.meansTheSame(withSlashes(file), own, made)
  }

  glimpse(file: string): string | undefined {
    return this.builds.files.glimpse(file)
  }

  async transform(
    code: string,
    id: string,
    environment = '',
    watches = true,
    questions?: Questions,
  ): Promise<TransformedModule | undefined> {
    const mocks = this.builds.areTests && mayMock(code, fileOf(id))
    const transformed = await this.transformed(code, id, environment, mocks, watches, questions)
    const result = await this.told(code, id, environment, transformed, questions)
    if (!mocks || !this.canMark(code, id, environment)) return result
    const rewritten =
      result?.code === undefined ? { code, diagnostics: [], watchFiles: new FileNames([]), isKnown: true } : result
    return { ...rewritten, code: markMocks(rewritten.code, fileOf(id), true) }
  }

  /** Makes a module tell its text, if the host may load another text of it while the program runs. */
  private async told(
    code: string,
    id: string,
    environment: string,
    result: TransformedModule | undefined,
    questions: Questions | undefined,
  ): Promise<TransformedModule | undefined> {
    const build = this.builds.of(environment)
    if (!build.settings.reloads || build.isForBrowsers || fileOf(id) !== withSlashes(id) || !this.builds.hasTags) return result
    const file = realFile(id)
    const own = readIfThere(file)
    // It isn't in the file system.
    if (own === undefined) return result
    if (result?.code === undefined && !(await isParsable(file, code))) return result
    const watchFiles = new FileNames([result ? [...result.watchFiles] : []])
    const made = result?.code === undefined ? { code, diagnostics: [], watchFiles, isKnown: true } : result
    const { surroundings, imports } = await build.open()
    if (questions) await imports.follow(file, own.toString('utf8'), questions)
    const content = surroundings.files.made.over(file, own)!
    const name = path.posix.relative(surroundings.root, file)
    return { ...made, code: tellText(made.code, file, content, name, surroundings) }
  }

  mayReach(file: string): boolean {
    return !this.isBuilt || this.reaching(file).length > 0
  }

  forget(changed?: string): void {
    this.places.forget()
    this.missing.forget()
    this.builds.forget(changed === undefined ? undefined : fileOf(changed))
  }

  async findUnmet(modules: Iterable<string>): Promise<Diagnostic[]> {
    const { root, strict } = this.builds.options
    if (!strict) return []
    const { findUnmetTags } = await import('./unmet-tags.js')
    return findUnmetTags({ root, isMet: await this.builds.metFiles(), modules })
  }

  save(): Promise<void> {
    this.isBuilt = true
    return this.builds.save()
  }
}
