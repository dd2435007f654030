/**
 * What a module's text must hold to be worth parsing: `@cache` (also as part of an import of `@cachecache/runtime`),
 * a decorator where a class member can begin, since a cacher from another file decorates under any name, or an import or
 * `require` that says "cach": `import { reports } from './cachers.js'`, whose call tags as well.
 */
export const TAG_PATTERN =
  /@cache|(?:^|[{;}]|\*\/)[^\S\n]*@[\p{ID_Start}$_]|\b(?:import|require)\b[^'"`;]*(?:[cC][aA][cC][hH]|['"`][^'"`\n]*[cC][aA][cC][hH])/mu

const NAME = String.raw`[\w$\u0080-\uffff]+`
/** `useMemo(() => …)` is what nearly every module of some projects has, and no cacher is called like that. */
const NO_HOOK = String.raw`(?:[$\u0080-\uffff]|[^\Wu]|u(?:[^\Ws]|s(?:[^\We]|e[^\WA-Z])))[\w$\u0080-\uffff]*`
const FUNCTION = String.raw`(?:async\b|function\b|\(|<|\/[/*]|${NAME}\s*=>)`
// Bounded, as all that may be tried from many places of a text.
const CALLED = String.raw`(?:<[^;]{0,200}>)?\s*\(\s*`
const USED = String.raw`(?:[=(,:[?|&>]|\b(?:return|default|await))\s*`

/** Text without another `import *`, which would look through the same text once more. */
const UP_TO_NEXT = String.raw`(?:[^i]|i[^m]|im[^p]|imp[^o]|impo[^r]|impor[^t]|import\s*[^*\s])*?`

/**
 * A call like `reports(async () => …)` whose result is used, of a bare name or where there is a namespace also of its member;
 * or one at the top level or in a class field that gets a name. `find/cacher-places.ts` decides. Handing each module over
 * costs a bundler written in Rust more than the look, and a look-around or a back reference would cost it its linear engine.
 */
export const CALL_PATTERN = new RegExp(
  [
    `${USED}${NO_HOOK}\\s*${CALLED}${FUNCTION}`,
    `\\bimport\\s*\\*${UP_TO_NEXT}${USED}${NAME}\\s*\\.\\s*${NAME}\\s*${CALLED}${FUNCTION}`,
    String.raw`^(?:export\s+)?(?:default\s+|(?:const|let|var)\s[^=\n]*=\s*)(?:${NAME}\.)?${NO_HOOK}\s*${CALLED}[\w$.\u0080-\uffff]+\s*,?\s*\)`,
    String.raw`^[^\S\n]+(?:(?:static|readonly|public|private|protected)\s+)*#?${NAME}\s*=\s*(?:${NAME}\.)?${NO_HOOK}\s*${CALLED}[\w$.\u0080-\uffff]+\s*,?\s*\)`,
  ].join('|'),
  'm',
)

/** What every text that fits the pattern has. Most modules have none of it, and the pattern tries every line. */
const FIRST_SIGHT = /@|cach/i

/** Modules that a plugin looks at unless it is told otherwise. */
export const DEFAULT_INCLUDE: readonly RegExp[] = [/\.[cm]?[jt]sx?$/]
export const DEFAULT_EXCLUDE: readonly RegExp[] = [/[\\/]node_modules[\\/]/]

/** A substring or regular-expression test: nothing is parsed for a module that cannot hold a tag. */
export function mayHoldTag(source: string): boolean {
  return FIRST_SIGHT.test(source) && (source.includes('@cache') || TAG_PATTERN.test(source))
}
