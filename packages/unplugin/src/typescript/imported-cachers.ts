import type { FindOptions } from '../find/find-tagged-functions.js'
import { createProject, type Project } from '../identity/project.js'

export interface ImportedCachers extends Required<Pick<FindOptions, 'isCacher'>> {
  /** Files have changed. */
  forget(): void
}

/** Knows `@reports` where `reports` comes from another file, as the build does. */
export function importedCachers(root: string): ImportedCachers {
  let project: Project | undefined
  return {
    isCacher: (module, expression) => (project ??= createProject({ root })).isCacher(module, expression),
    forget() {
      project = undefined
    },
  }
}
