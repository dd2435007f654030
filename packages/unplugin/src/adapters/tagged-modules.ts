import { existsSync } from 'node:fs'
import { mayHoldTag } from '../filter.js'
import { CacherPlaces, type Lead } from '../find/cacher-places.js'
import { projectRoot } from '../surroundings/source-files.js'
import { findKeptFile } from '../kept/kept-file.js'
import type { ModuleResult } from '../kept/kept-results.js'
import { resolveOptions, type PluginOptions, type ResolvedOptions } from '../resolve-options.js'
import { fileOf } from '../module-id.js'
import type { ProjectResults } from './project-results.js'

/** What one plugin instance knows of its tagged modules, for as long as the dev server or the watch runs. */
export interface TaggedModules {
  /** What a bundler tells of itself once its configuration is resolved; the plugin's own options win. */
  configure(bundler: { root?: string | undefined; alias?: Record<string, string> }): void
  /** A build begins: where an earlier one kept something, it is read while the bundler is still on its way to the first module. */
  prepare(): void
  /** Whether a module may be one: by its text, and for a call like `reports(fn)` by where its import leads. */
  mayConcern(code: string, id: string): boolean
  /** `undefined` when there is no tag after all; no code where only an edit elsewhere would make one of a call. */
  transform(code: string, id: string): Promise<ModuleResult | { code?: undefined; watchFiles: string[] } | undefined>
  /** Tagged files whose version a change in `file` can move, itself included. */
  reaching(file: string): string[]
  /** Whether a file may be one that a version is made of; in the first build every file may. */
  mayReach(file: string): boolean
  /**
   * Looks at a file again that is said to have changed, whatever its time stamp says; without one, also where imports
   * lead and which settings govern, since files may have come and gone.
   */
  forget(file?: string): void
  /** At the end of a build: what was worked out is kept for the next process. */
  save(): Promise<void>
}

export function createTaggedModules(given: PluginOptions | undefined): TaggedModules {
  /** Tagged file -> files that its versions are made of. */
  const reached = new Map<string, Set<string>>()
  let options: ResolvedOptions = resolveOptions(given)
  let opened: Promise<ProjectResults> | undefined
  let places = new CacherPlaces(Object.keys(options.alias))
  let builds = 0
  let queue: Promise<void> = Promise.resolve()

  /** One module in each turn of the event loop: a bundler that hands over thousands gets answers for the others in between. */
  const turn = () => (queue = queue.then(() => new Promise((resume) => setImmediate(resume))))

  const open = () => import('./project-results.js').then(({ ProjectResults }) => new ProjectResults(options))

  async function resultOf(code: string, file: string): Promise<ModuleResult | undefined> {
    const results = await (opened ??= open())
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

  async function lookAt(code: string, file: string): Promise<Lead> {
    const lead = places.look(file, code)
    if (lead.leads !== undefined) return lead
    const { resolver } = (await (opened ??= open())).surroundings
    return places.look(file, code, resolver.lookUp.bind(resolver))
  }

  const taggedOf = (changed: string) => {
    const path = fileOf(changed)
    return [...reached].filter(([file, watched]) => file === path || watched.has(path)).map(([file]) => file)
  }

  const keptFile = () => findKeptFile(projectRoot(options.root), { alias: options.alias, strict: options.strict })

  return {
    prepare() {
      const file = opened ? undefined : keptFile()
      if (file === undefined || !existsSync(file)) return
      opened = open().then((results) => {
        results.kept.read()
        return results
      })
      // Told to whoever asks for a module.
      opened.catch(() => {})
    },
    configure({ root, alias }) {
      options = resolveOptions({ ...given, alias: { ...alias, ...given?.alias } }, root)
      opened = undefined
      places = new CacherPlaces(Object.keys(options.alias))
    },
    mayConcern: (code, id) => mayHoldTag(code) || places.look(fileOf(id), code).leads !== false,
    async transform(code, id) {
      const file = fileOf(id)
      const lead = mayHoldTag(code) ? undefined : await lookAt(code, file)
      const result = lead && !lead.leads ? undefined : await resultOf(code, file)
      if (!result) {
        reached.delete(file)
        return lead && { watchFiles: lead.files }
      }
      const others = [...result.watchFiles, ...(lead?.files ?? [])]
        .map((path) => path.replaceAll('\\', '/'))
        .filter((path) => path !== file)
      reached.set(file, new Set(others))
      return { ...result, watchFiles: others }
    },
    reaching: taggedOf,
    mayReach: (file) => builds === 0 || taggedOf(file).length > 0,
    forget(changed) {
      places.forget()
      void opened?.then(({ surroundings }) => surroundings.forget(changed === undefined ? undefined : fileOf(changed)))
    },
    async save() {
      builds++
      ;(await opened)?.kept.save()
    },
  }
}
