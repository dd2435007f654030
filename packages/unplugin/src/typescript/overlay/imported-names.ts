import type { FindType } from '../../describe/cache-options-type.js'
import type { FindOptions } from '../../find/find-tagged-functions.js'
import { createProject, type Project } from '../../identity/project.js'

/** Resolves imported names, as far as call sites depend on them. */
export interface ImportedNames extends Required<Pick<FindOptions, 'isCacher'>> {
  findType: FindType
  /** Called after files have changed. */
  forget(): void
}

/** Recognises an imported `@reports` and an alias of `CacheOptions`, as the build does. */
export function importedNames(root: string): ImportedNames {
  let project: Project | undefined
  const open = () => (project ??= createProject({ root }))
  return {
    isCacher: (module, expression) => open().isCacher(module, expression),
    findType: (module, name, member) => open().typeNamed(module, name, member),
    forget() {
      project = undefined
    },
  }
}
