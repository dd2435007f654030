import type { Dependency } from './stages.js'

/**
 * The description of a tagged function in `transform` and `explain --json`. It is the same in both, so that they can be
 * compared.
 */
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
