import type { FindType } from '../describe/cache-options-type.js'
import type { FindOptions } from '../find/find-tagged-functions.js'
import { createProject, type Project } from '../identity/project.js'

/** What names of other files stand for, as far as call sites depend on it. */
export interface ImportedNames extends Required<Pick<FindOptions, 'isCacher'>> {
  findType: FindType
  /** Files have changed. */
  forget(): void
}

/** Knows `@reports` where `reports` comes from another file, and `CacheOptions` by another name, as the build does. */
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
