import type { Project } from '../identity/project.js'
import { resolveOptions, type PluginOptions, type ResolvedOptions } from '../resolve-options.js'
import type { TransformResult } from '../transform.js'
import { fileOf } from './module-filter.js'

/** What one plugin instance knows of its tagged modules, for as long as the dev server or the watch runs. */
export interface TaggedModules {
  /** What a bundler tells of itself once its configuration is resolved; the plugin's own options win. */
  configure(bundler: { root?: string | undefined; alias?: Record<string, string> }): void
  /** `undefined` when there is no tag after all. */
  transform(code: string, id: string): Promise<TransformResult | undefined>
  /** Tagged files whose version a change in `file` can move, itself included. */
  reaching(file: string): string[]
  /** Drops what is known of a file that changed; without one, of every file reached so far. */
  forget(file?: string): void
}

export function createTaggedModules(given: PluginOptions | undefined): TaggedModules {
  /** Tagged file -> files that its versions are made of. */
  const reached = new Map<string, Set<string>>()
  let options: ResolvedOptions = resolveOptions(given)
  let project: Promise<Project> | undefined

  async function openProject(): Promise<Project> {
    const { createProject } = await import('../identity/project.js')
    return createProject({ root: options.root, alias: options.alias })
  }

  return {
    configure({ root, alias }) {
      options = resolveOptions({ ...given, alias: { ...alias, ...given?.alias } }, root)
      project = undefined
    },
    async transform(code, id) {
      const file = fileOf(id)
      // The first tag of the build loads the compiler; a build without one never does.
      const { transform } = await import('../transform.js')
      const { root, strict } = options
      const result = transform(code, file, { root, strict, project: await (project ??= openProject()) })
      if (!result) {
        reached.delete(file)
        return undefined
      }
      const others = result.watchFiles.map((path) => path.replaceAll('\\', '/')).filter((path) => path !== file)
      reached.set(file, new Set(others))
      return { ...result, watchFiles: others }
    },
    reaching(changed) {
      const path = fileOf(changed)
      return [...reached].filter(([file, watched]) => file === path || watched.has(path)).map(([file]) => file)
    },
    forget(changed) {
      const paths =
        changed === undefined ? new Set([...reached].flatMap(([file, watched]) => [file, ...watched])) : [fileOf(changed)]
      void project?.then((open) => {
        for (const path of paths) open.invalidate(path)
      })
    },
  }
}
