import { mayHoldTag } from '../filter.js'
import { CacherPlaces, type Lead } from '../find/cacher-places.js'
import type { ModuleResult } from '../kept/kept-results.js'
import { fileOf } from '../module-id.js'
import { resolveOptions, type PluginOptions } from '../resolve-options.js'
import type { Diagnostic } from '../stages.js'
import { Builds, type BundlerConfiguration } from './builds.js'
import { MissingRuntime } from './missing-runtime.js'
import type { ProjectResults } from './project-results.js'

/** What one plugin instance knows of its tagged modules, for as long as the dev server or the watch runs. */
export interface TaggedModules {
  configure(bundler: BundlerConfiguration): void
  /** A build begins: where an earlier one kept something, it is read while the bundler is still on its way to the first module. */
  prepare(): void
  /** Whether a module may be one: by its text, and for a call like `reports(fn)` by where its import leads. */
  mayConcern(code: string, id: string): boolean
  /** `undefined` when there is no tag after all; no code where only an edit elsewhere would make one of a call. */
  transform(
    code: string,
    id: string,
    environment?: string,
  ): Promise<ModuleResult | { code?: undefined; watchFiles: string[] } | undefined>
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

export function createTaggedModules(given: PluginOptions | undefined): TaggedModules {
  /** Tagged file -> files that its versions are made of. */
  const reached = new Map<string, Set<string>>()
  let builds = new Builds(resolveOptions(given), { tool: 'unknown', settings: {} })
  let places = new CacherPlaces(Object.keys(builds.options.alias))
  const missing = new MissingRuntime()
  let isBuilt = false
  let queue: Promise<void> = Promise.resolve()

  /** One module in each turn of the event loop: a bundler that hands over thousands gets answers for the others in between. */
  const turn = () => (queue = queue.then(() => new Promise((resume) => setImmediate(resume))))

  async function resultOf(code: string, file: string, results: ProjectResults): Promise<ModuleResult | undefined> {
    const found = results.kept.find(file, code)
    if (found) return found.result
    // The first tag of the build loads the compiler; a build without one never does.
    const [{ rewriteTagged }, { createProject }] = await Promise.all([
      import('../transform.js'),
      import('../identity/project.js'),
    ])
    await turn()
    return results.make(file, code, { rewriteTagged, createProject })
  }

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

  return {
    prepare: () => builds.prepare(),
    configure(bundler) {
      const { root, alias } = bundler
      builds = new Builds(resolveOptions({ ...given, alias: { ...alias, ...given?.alias } }, root), bundler)
      places = new CacherPlaces(Object.keys(builds.options.alias))
    },
    mayConcern: (code, id) => mayHoldTag(code) || places.look(fileOf(id), code).leads !== false,
    async transform(code, id, environment = '') {
      const file = fileOf(id)
      const lead = mayHoldTag(code) ? undefined : await lookAt(code, file, environment)
      const build = builds.of(environment)
      const result = lead && !lead.leads ? undefined : await resultOf(code, file, await build.open())
      const key = `${environment}\0${file}`
      if (!result) {
        reached.delete(key)
        return lead && { watchFiles: lead.files }
      }
      build.met.add(file)
      const others = [...result.watchFiles, ...(lead?.files ?? [])]
        .map((path) => path.replaceAll('\\', '/'))
        .filter((path) => path !== file)
      reached.set(key, new Set(others))
      const refusal = result.code === code ? undefined : missing.refuse(id, code, builds.options.root, build.settings)
      return { ...result, ...(refusal && { code, diagnostics: [refusal] }), watchFiles: others }
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
