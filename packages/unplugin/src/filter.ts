/**
 * What a module's text must hold to be worth parsing: `@cache` (also as part of an import of `@cachecache/runtime`),
 * a decorator where a class member can begin, since a cacher from another file decorates under any name, or an import or
 * `require` that says "cach": `import { reports } from './cachers.js'`, whose call tags as well.
 */
export const TAG_PATTERN =
  /@cache|(?:^|[{;}]|\*\/)[^\S\n]*@[\p{ID_Start}$_]|\b(?:import|require)\b[^'"`;]*(?:[cC][aA][cC][hH]|['"`][^'"`\n]*[cC][aA][cC][hH])/mu

/** What every text that fits the pattern has. Most modules have none of it, and the pattern tries every line. */
const FIRST_SIGHT = /@|cach/i

/** Modules that a plugin looks at unless it is told otherwise. */
export const DEFAULT_INCLUDE: readonly RegExp[] = [/\.[cm]?[jt]sx?$/]
export const DEFAULT_EXCLUDE: readonly RegExp[] = [/[\\/]node_modules[\\/]/]

/** A substring or regular-expression test: nothing is parsed for a module that cannot hold a tag. */
export function mayHoldTag(source: string): boolean {
  return FIRST_SIGHT.test(source) && (source.includes('@cache') || TAG_PATTERN.test(source))
}
