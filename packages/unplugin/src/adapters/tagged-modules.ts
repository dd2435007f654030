import { mayHoldTag } from '../filter.js'
import { CacherPlaces, type Lead } from '../find/cacher-places.js'
import type { ModuleResult, ResultKind } from '../kept/kept-results.js'
import { fileOf } from '../module-id.js'
import { resolveOptions, type PluginOptions } from '../resolve-options.js'
import type { Diagnostic } from '../stages.js'
import { Builds, type BundlerConfiguration } from './builds.js'
import { MissingRuntime } from './missing-runtime.js'
import { markMocks, mayMock } from './mocks.js'
import type { ProjectResults } from './project-results.js'

/** What one plugin instance knows of its tagged modules, for as long as the dev server or the watch runs. */
export interface TaggedModules {
  configure(bundler: BundlerConfiguration): void
  /** A build begins: where an earlier one kept something, it is read while the bundler is still on its way to the first module. */
  prepare(): void
  /**
   * Whether a module may be one: by its text, and for a call like `reports(fn)` by where its import leads; or it may hold
   * functions and classes that tagged functions meet. `asOfNow`: the host asks again in each build, so that what is known by
   * now decides.
   */
  mayConcern(code: string, id: string, asOfNow?: boolean): boolean
  /**
   * `undefined` when there is no tag after all; no code where only an edit elsewhere would make one of a call. `isKnown`:
   * there is no tag, and the module only tells of its functions and classes. Without `watches`, the host asks again in each
   * build, and is told nothing of files that do not matter now.
   */
  transform(code: string, id: string, environment?: string, watches?: boolean): Promise<TransformedModule | undefined>
  /** The text of a file, as the look for tags found it: an edit since then shows in nothing but `mayConcern`. */
  glimpse(file: string): string | undefined
  /** Tagged files whose version a change in `file` can move, itself included. */
  reaching(file: string): string[]
  /** Whether a file may be one that a version is made of; in the first build every file may. */
  mayReach(file: string): boolean
  /**
   * Looks at a file again that is said to have changed, whatever its time stamp says; without one, also where imports
   * lead and which settings govern, since files may have come and gone.
   */
  forget(file?: string): void
  /** With `strict`, at the end of a build of these modules: tagged functions that were not rewritten. */
  findUnmet(modules: Iterable<string>): Promise<Diagnostic[]>
  /** At the end of a build: what was worked out is kept for the next process. */
  save(): Promise<void>
}

export type TransformedModule = (ModuleResult & { isKnown?: boolean }) | { code?: undefined; watchFiles: string[] }

export function createTaggedModules(given: PluginOptions | undefined): TaggedModules {
  /** Tagged file -> files that its versions are made of. */
  const reached = new Map<string, Set<string>>()
  let builds = new Builds(resolveOptions(given), { tool: 'unknown', settings: {} })
  const placesOf = ({ options, files }: Builds) => new CacherPlaces(Object.keys(options.alias), (file) => files.glimpse(file))
  let places = placesOf(builds)
  const missing = new MissingRuntime()
  let isBuilt = false
  let queue: Promise<void> = Promise.resolve()

  /** One module in each turn of the event loop: a bundler that hands over thousands gets answers for the others in between. */
  const turn = () => (queue = queue.then(() => new Promise((resume) => setImmediate(resume))))

  async function resultOf(
    code: string,
    file: string,
    results: ProjectResults,
    asked: number,
    kind: ResultKind = 'tagged',
  ): Promise<ModuleResult | undefined> {
    const found = results.kept.find(file, code, kind, asked)
    if (found) return found.result
    // The first tag of the build loads the compiler; a build without one never does.
    const [compiler, { createProject }] = await Promise.all([import('../transform.js'), import('../identity/project.js')])
    await turn()
    // It may be asked for as a module and as a file that may have a tag.
    const meanwhile = results.kept.find(file, code, kind, asked)
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
    return { ...result, watchFiles: [...result.watchFiles, ...(lead?.files ?? [])] }
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

  /** Once the texts of the project are at hand, its imports tell sooner than its calls. */
  const mayLead = (code: string, file: string) => !builds.files.isScanned || places.mayLead(file, code)

  async function lookAt(code: string, file: string, environment: string): Promise<Lead> {
    const lead = places.look(file, code)
    if (lead.leads !== undefined) return lead
    const { resolver } = (await builds.of(environment).open()).surroundings
    return places.look(file, code, resolver.lookUp.bind(resolver))
  }

  const taggedOf = (changed: string) => {
    const path = fileOf(changed)
    const files = [...reached].map(([key, watched]) => ({ file: key.slice(key.indexOf('\0') + 1), watched }))
    return [...new Set(files.filter(({ file, watched }) => file === path || watched.has(path)).map(({ file }) => file))]
  }

  /** @param mocks what Vitest moves in front of the imports cannot use one of ours, and nothing is cached in such a test */
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
    const others = [...result.watchFiles, ...(tagged?.watchFiles ?? [])]
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path !== file)
    reached.set(key, new Set(others))
    const refusal = result.code === code ? undefined : missing.refuse(id, code, builds.options.root, build.settings)
    // Where a tagged module is refused, one that only tells of its code stays as it is.
    if (refusal && known) return undefined
    return { ...result, ...(refusal && { code, diagnostics: [refusal] }), watchFiles: [...new Set(others)] }
  }

  return {
    prepare: () => builds.prepare(),
    configure(bundler) {
      const { root, alias } = bundler
      builds = new Builds(resolveOptions({ ...given, alias: { ...alias, ...given?.alias } }, root), bundler)
      places = placesOf(builds)
    },
    mayConcern(code, id, asOfNow = false) {
      const file = fileOf(id)
      if (builds.files.mayHoldTag(file, code)) return true
      const mayBeKnown = !builds.areForBrowsers && builds.files.candidates().length > 0
      if (mayLead(code, file) && places.look(file, code).leads !== false) return true
      return mayBeKnown && (!asOfNow || builds.mayKnow(file, code))
    },
    glimpse: (file) => builds.files.glimpse(file),
    async transform(code, id, environment = '', watches = true) {
      const mocks = builds.areTests && mayMock(code, fileOf(id)) && builds.files.candidates().length > 0
      const result = await transformed(code, id, environment, mocks, watches)
      if (!mocks || missing.refuse(id, code, builds.options.root, builds.of(environment).settings)) return result
      const rewritten = result?.code === undefined ? { code, diagnostics: [], watchFiles: [], isKnown: true } : result
      return { ...rewritten, code: markMocks(rewritten.code) }
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
