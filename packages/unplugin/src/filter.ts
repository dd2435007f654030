/**
 * What a module's text must hold to be worth parsing: `@cache` (also as part of an import of `@cachecache/runtime`),
 * or a decorator where a class member can begin, since a cacher from another file decorates under any name.
 */
export const TAG_PATTERN = /@cache|(?:^|[{;}]|\*\/)[^\S\n]*@[\p{ID_Start}$_]/mu

/** Modules that a plugin looks at unless it is told otherwise. */
export const DEFAULT_INCLUDE: readonly RegExp[] = [/\.[cm]?[jt]sx?$/]
export const DEFAULT_EXCLUDE: readonly RegExp[] = [/[\\/]node_modules[\\/]/]

/** A substring or regular-expression test: nothing is parsed for a module that cannot hold a tag. */
export function mayHoldTag(source: string): boolean {
  return source.includes('@cache') || TAG_PATTERN.test(source)
}
