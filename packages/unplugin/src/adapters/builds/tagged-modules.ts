import { FileNames } from '../../file-names.js'
import { mayHoldTag } from '../../filter.js'
import { CacherPlaces, type Lead } from '../../find/cacher-places.js'
import type { ModuleResult, ResultKind } from '../../build-cache/transform-cache.js'
import { fileOf } from '../../module-id.js'
import { resolveOptions, type PluginOptions } from '../../resolve-options.js'
import type { Diagnostic } from '../../stages.js'
import { withSlashes } from '../../surroundings/source-files.js'
import { Builds, type BundlerConfiguration } from './builds.js'
import { MissingRuntime } from '../runtime/missing-runtime.js'
import { markMocks, mayMock } from '../mocks.js'
import type { ProjectResults } from './project-results.js'

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
   * and isn't told about files that don't matter now.
   */
  transform(code: string, id: string, environment?: string, watches?: boolean): Promise<TransformedModule | undefined>
  /** The text of a file as the scan for tags read it. A later edit affects only `mayConcern`. */
  glimpse(file: string): string | undefined
  /** Tagged files whose version may depend on `file`, including the file itself. */
  reaching(file: string): string[]
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
  /** Tagged file -> files that its versions depend on. */
  const reached = new Map<string, FileNames>()
  let builds = new Builds(resolveOptions(userOptions), { tool: 'unknown', settings: {} })
  const placesOf = ({ options, files }: Builds) => new CacherPlaces(Object.keys(options.alias), (file) => files.glimpse(file))
  let places = placesOf(builds)
  const missing = new MissingRuntime()
  let isBuilt = false
  let queue: Promise<void> = Promise.resolve()

  /**
   * Processes one module per turn of the event loop, so that a bundler that passes thousands of modules also gets answers for
   * the others.
   */
  const turn = () => (queue = queue.then(() => new Promise((resume) => setImmediate(resume))))

  async function resultOf(
    code: string,
    file: string,
    results: ProjectResults,
    asked: number,
    kind: ResultKind = 'tagged',
  ): Promise<ModuleResult | undefined> {
    const found = results.cache.find(file, code, kind, asked)
    if (found) return found.result
    // The first tag of a build loads the compiler; a build without tags never does.
    const [compiler, { createProject }] = await Promise.all([import('../../transform.js'), import('../../identity/project.js')])
    await turn()
    // The file may be requested both as a module and as a file that may have a tag.
    const meanwhile = results.cache.find(file, code, kind, asked)
    return meanwhile ? meanwhile.result : results.make(file, code, { ...compiler, createProject }, kind, asked)
  }

  async function taggedResult(
    code: string,
    file: string,
    environment: string,
    watches: boolean,
  ): Promise<TransformedModule | undefined> {
    const asked = performance.now()
    const hasTag = mayHoldTag(code)
    if (!hasTag && !watches && !mayLead(code, file)) return undefined
    const lead = hasTag ? undefined : await lookAt(code, file, environment)
    if (lead && !lead.leads) return { watchFiles: lead.files }
    const build = builds.of(environment)
    const result = await resultOf(code, file, await build.open(), asked)
    build.note(file, result)
    if (!result) return lead && { watchFiles: lead.files }
    return { ...result, watchFiles: result.watchFiles.with(lead?.files.map(withSlashes) ?? []) }
  }

  async function knownResult(code: string, file: string, environment: string): Promise<TransformedModule | undefined> {
    const build = builds.of(environment)
    if (build.isForBrowsers || builds.files.candidates().length === 0) return undefined
    const asked = performance.now()
    const results = await build.open()
    const toKnow = await build.modulesToKnow((tagged, text) => resultOf(text, tagged, results, asked))
    const result = toKnow.wants(file, code) ? await resultOf(code, file, results, asked, 'known') : undefined
    return result && { ...result, isKnown: true }
  }

  /** Once the project's texts have been scanned, checking a module's imports is faster than checking its calls. */
  const mayLead = (code: string, file: string) => !builds.files.isScanned || places.mayLead(file, code)

  async function lookAt(code: string, file: string, environment: string): Promise<Lead> {
    const lead = places.look(file, code)
    if (lead.leads !== undefined) return lead
    const { resolver } = (await builds.of(environment).open()).surroundings
    return places.look(file, code, resolver.lookUp.bind(resolver))
  }

  /** Tagged files may also be outside of the root, or in a project that is too large to scan. */
  function canMark(code: string, id: string, environment: string): boolean {
    const { settings } = builds.of(environment)
    if (missing.finds(id, settings)) return true
    return builds.files.candidates().length > 0 && !missing.refuse(id, code, builds.options.root, settings)
  }

  const taggedOf = (changed: string) => {
    const path = fileOf(changed)
    const reaching = FileNames.holding(path, reached).map((key) => key.slice(key.indexOf('\0') + 1))
    return [...new Set(reaching)]
  }

  /** @param mocks Vitest hoists the mocks above the imports, so they can't use an import of ours; such a test caches nothing */
  async function transformed(
    code: string,
    id: string,
    environment: string,
    mocks: boolean,
    watches: boolean,
  ): Promise<TransformedModule | undefined> {
    const file = fileOf(id)
    const tagged = await taggedResult(code, file, environment, watches)
    const known = tagged?.code === undefined && !mocks ? await knownResult(code, file, environment) : undefined
    const result = known ?? tagged
    const key = `${environment}\0${file}`
    if (result?.code === undefined) {
      reached.delete(key)
      return result
    }
    const build = builds.of(environment)
    if (!known) build.met.add(file)
    const lead = tagged?.code === undefined ? tagged?.watchFiles : undefined
    const watchFiles = result.watchFiles.with(lead?.map(withSlashes) ?? []).without(file)
    reached.set(key, watchFiles.with([file]))
    const refusal = result.code === code ? undefined : missing.refuse(id, code, builds.options.root, build.settings)
    // If a tagged module is refused here, a module that is only registered stays unchanged.
    if (refusal && known) return undefined
    return { ...result, ...(refusal && { code, diagnostics: [refusal] }), watchFiles }
  }

  return {
    prepare: () => builds.prepare(),
    configure(bundler) {
      const { root, alias } = bundler
      builds = new Builds(resolveOptions({ ...userOptions, alias: { ...alias, ...userOptions?.alias } }, root), bundler)
      places = placesOf(builds)
    },
    mayConcern(code, id, asOfNow = false) {
      const file = fileOf(id)
      if (builds.files.mayHoldTag(file, code)) return true
      if (builds.areTests && mayMock(code, file)) return true
      const mayBeKnown = !builds.areForBrowsers && builds.files.candidates().length > 0
      if (mayLead(code, file) && places.look(file, code).leads !== false) return true
      return mayBeKnown && (!asOfNow || builds.mayKnow(file, code))
    },
    glimpse: (file) => builds.files.glimpse(file),
    async transform(code, id, environment = '', watches = true) {
      const mocks = builds.areTests && mayMock(code, fileOf(id))
      const result = await transformed(code, id, environment, mocks, watches)
      if (!mocks || !canMark(code, id, environment)) return result
      const rewritten =
        result?.code === undefined ? { code, diagnostics: [], watchFiles: new FileNames([]), isKnown: true } : result
      return { ...rewritten, code: markMocks(rewritten.code, fileOf(id), true) }
    },
    reaching: taggedOf,
    mayReach: (file) => !isBuilt || taggedOf(file).length > 0,
    forget(changed) {
      places.forget()
      missing.forget()
      builds.forget(changed === undefined ? undefined : fileOf(changed))
    },
    async findUnmet(ids) {
      const { root, strict } = builds.options
      if (!strict) return []
      const { findUnmetTags } = await import('./unmet-tags.js')
      return findUnmetTags({ root, isMet: await builds.metFiles(), modules: ids })
    },
    save() {
      isBuilt = true
      return builds.save()
    },
  }
}
