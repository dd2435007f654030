import type { Dependency } from './stages.js'

/** What `transform` and `explain --json` tell of a tagged function: one shape, so that the two can be compared. */
export interface ListedFunction {
  /** `<package name>/<path from the package root>#<qualified name>` */
  id: string
  version: string
  dependencies: ListedDependency[]
}

export type ListedDependency = Pick<Dependency, 'kind' | 'name' | 'digest'>

export function listFunction({ id, version, dependencies }: ListedFunction): ListedFunction {
  return {
    id,
    version,
    dependencies: dependencies.map(({ kind, name, digest }) => ({ kind, name, ...(digest ? { digest } : {}) })),
  }
}
