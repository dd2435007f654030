import { globPattern } from '../module-filter.js'

type List<T> = T | readonly T[]
type Patterns<T> = List<T> | { include?: List<T>; exclude?: List<T> }

/** For which modules a hook is called, as in Rollup, Rolldown and Vite. */
export interface HookFilter {
  id?: Patterns<string | RegExp>
  code?: Patterns<string | RegExp>
  moduleType?: Patterns<string>
}

/** Rolldown's lists of expressions aren't evaluated, so the hook itself decides. */
export function matchesFilter(filter: HookFilter | undefined, id: string, code: string, moduleType: string): boolean {
  if (filter === undefined || Array.isArray(filter)) return true
  return (
    matches(filter.moduleType, (type) => type === moduleType) &&
    matches(filter.id, (pattern) => matchesId(pattern, id)) &&
    matches(filter.code, (pattern) => (typeof pattern === 'string' ? code.includes(pattern) : code.search(pattern) >= 0))
  )
}

/** Whether a hook may be called for a module, whatever its text. */
export const mayMatch = (filter: HookFilter | undefined, id: string): boolean =>
  filter?.id === undefined || matches(filter.id, (pattern) => matchesId(pattern, id))

function matches<T extends string | RegExp>(patterns: Patterns<T> | undefined, isMatch: (pattern: T) => boolean): boolean {
  if (patterns === undefined) return true
  const named = typeof patterns === 'object' && !(patterns instanceof RegExp) && !Array.isArray(patterns)
  const { include, exclude } = (named ? patterns : { include: patterns }) as { include?: List<T>; exclude?: List<T> }
  const some = (list: List<T>) => ([list].flat() as T[]).some(isMatch)
  return !(exclude !== undefined && some(exclude)) && (include === undefined || some(include))
}

const globs = new Map<string, RegExp>()

function matchesId(pattern: string | RegExp, id: string): boolean {
  // Also a pattern with a state, like `/x/g`, begins at the start.
  if (typeof pattern !== 'string') return id.replaceAll('\\', '/').search(pattern) >= 0
  let glob = globs.get(pattern)
  if (!glob) globs.set(pattern, (glob = globPattern(pattern, process.cwd())))
  return glob.test(id)
}
