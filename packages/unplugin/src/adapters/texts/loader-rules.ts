/** A loader with its options, as a rule names it. */
export interface LoaderUse {
  loader: string
  options?: unknown
}

type Condition = string | RegExp | ((value: string) => boolean) | readonly Condition[] | Combined

interface Combined {
  and?: Condition[]
  or?: Condition[]
  not?: Condition
}

type Use = string | (LoaderUse & { query?: unknown }) | ((data: object) => unknown) | readonly Use[] | null | undefined | false

export interface LoaderRule {
  enforce?: 'pre' | 'post'
  use?: Use
  loader?: string
  options?: unknown
  query?: unknown
  rules?: (LoaderRule | null | undefined | false | '...')[]
  oneOf?: (LoaderRule | null | undefined | false)[]
}

const OF_FILE = ['test', 'include', 'resource'] as const
/** Of what imports the file and how. No import is known here, so they match only what is empty. */
const OF_IMPORT = [
  'resourceQuery',
  'resourceFragment',
  'issuer',
  'issuerLayer',
  'mimetype',
  'scheme',
  'compiler',
  'phase',
] as const

/** The loaders that the rules of webpack or Rspack give a file, in the order in which they change its text. */
export function loadersFor(rules: readonly unknown[], file: string): LoaderUse[] {
  const found = { pre: [] as LoaderUse[], normal: [] as LoaderUse[], post: [] as LoaderUse[] }
  for (const rule of rules) apply(rule as LoaderRule, file, found)
  return [...found.pre.toReversed(), ...found.normal.toReversed(), ...found.post.toReversed()]
}

function apply(rule: LoaderRule, file: string, found: Record<'pre' | 'normal' | 'post', LoaderUse[]>): boolean {
  if (typeof rule !== 'object' || rule === null || !matchesRule(rule as Record<string, Condition>, file)) return false
  found[rule.enforce ?? 'normal'].push(...usesOf(rule.use, file), ...usesOf(rule.loader && (rule as LoaderUse), file))
  for (const each of rule.rules ?? []) apply(each as LoaderRule, file, found)
  rule.oneOf?.some((each) => apply(each as LoaderRule, file, found))
  return true
}

function matchesRule(rule: Record<string, Condition>, file: string): boolean {
  const isGiven = (name: string) => rule[name] !== undefined
  return (
    OF_FILE.filter(isGiven).every((name) => matches(rule[name]!, file)) &&
    !(isGiven('exclude') && matches(rule['exclude']!, file)) &&
    OF_IMPORT.filter(isGiven).every((name) => matches(rule[name]!, '')) &&
    !(isGiven('dependency') && !matches(rule['dependency']!, 'esm'))
  )
}

function matches(condition: Condition, value: string): boolean {
  if (typeof condition === 'string') return value.startsWith(condition)
  if (typeof condition === 'function') return condition(value)
  if (condition instanceof RegExp) return value.search(condition) >= 0
  if (Array.isArray(condition)) return condition.some((each: Condition) => matches(each, value))
  const { and = [], or, not } = condition as Combined
  return (
    and.every((each) => matches(each, value)) &&
    (!or || or.some((each) => matches(each, value))) &&
    !(not !== undefined && matches(not, value))
  )
}

/** All loaders of rules, whatever the file, and the functions that choose some. */
export function loadersIn(rules: readonly unknown[]): (LoaderUse | ((data: object) => unknown))[] {
  return rules.flatMap((rule) => {
    if (typeof rule !== 'object' || rule === null) return []
    const { use, loader, rules: inner = [], oneOf = [] } = rule as LoaderRule
    return [...usesIn(use), ...usesIn(loader && (rule as LoaderUse)), ...loadersIn(inner), ...loadersIn(oneOf)]
  })
}

function usesOf(use: unknown, file: string): LoaderUse[] {
  const data = { resource: file, realResource: file, resourceQuery: '', issuer: '', compiler: '' }
  return usesIn(use).flatMap((each) => (typeof each === 'function' ? usesOf(each(data), file) : [each]))
}

function usesIn(use: unknown): (LoaderUse | ((data: object) => unknown))[] {
  if (!use) return []
  if (Array.isArray(use)) return use.flatMap((each: unknown) => usesIn(each))
  if (typeof use === 'function') return [use as (data: object) => unknown]
  const { loader, options, query } = typeof use === 'string' ? ({ loader: use } as LoaderRule) : (use as LoaderRule)
  if (typeof loader !== 'string') return []
  const [, name = loader, added] = /^([^?]*)\?(.*)$/s.exec(loader) ?? []
  return [{ loader: name, options: options ?? query ?? added }]
}
