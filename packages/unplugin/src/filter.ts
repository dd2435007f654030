/**
 * What a module's text must hold to be worth parsing: `@cache` (also as part of an import of `@cachecache/runtime`) in upper or
 * lower case, since what only looks like a tag is reported, a decorator where a class member can begin, since a cacher from another file decorates under any name, or an import or
 * `require` that says "cach": `import { reports } from './cachers.js'`, whose call tags as well.
 */
export const TAG_PATTERN =
  /@[cC][aA][cC][hH][eE]|(?:^|[{;}]|\*\/)[^\S\n]*@[\p{ID_Start}$_]|\b(?:import|require)\b[^'"`;]*(?:[cC][aA][cC][hH]|['"`][^'"`\n]*[cC][aA][cC][hH])/mu

// The parts of CALL_PATTERN. A bundler written in Rust has neither look-arounds nor back references, and JavaScript's engine goes
// through a text many times where what it tries from many places has no bound.
const or = (...parts: string[]): string => `(?:${parts.join('|')})`
const LETTER = String.raw`[\w$\u0080-\uffff]`
const NAME = `${LETTER}+`

/** A name, unless it is one of a hook: `useMemo(() => …)` is what nearly every module of some projects has, and no cacher is called like that. */
const CALLEE = `${or(
  String.raw`[$\u0080-\uffff]`,
  String.raw`[^\Wu]`,
  String.raw`u[^\Ws]`,
  String.raw`us[^\We]`,
  String.raw`use[^\WA-Z]`,
)}${LETTER}*`
/** From a callee to its first argument: `<Row[]>(`. */
const OPEN = String.raw`\s*(?:<[^;]{0,200}>)?\s*\(\s*`
/** How a function that is written out begins, or a comment before it. */
const FUNCTION = or(String.raw`async\b`, String.raw`function\b`, String.raw`\(`, '<', '/[/*]', String.raw`${NAME}\s*=>`)
/** A function's name, `load` or `this.load`, as the only argument. */
const NAMED = String.raw`[\w$.\u0080-\uffff]+\s*,?\s*\)`
/** What stands before a value that somebody takes. */
const USED = String.raw`(?:[=(,:[?|&>]|\b(?:return|default|await))\s*`
/** A namespace import, and all behind it; where another one begins, that one looks through the rest. */
const NAMESPACE = String.raw`\bimport\s*\*(?:[^i]|i[^m]|im[^p]|imp[^o]|impo[^r]|impor[^t]|import\s*[^*\s])*?`
/** A variable or a default export at the top level, up to its value. */
const TOP_LEVEL = String.raw`^(?:export\s+)?(?:default\s+|(?:const|let|var)\s[^=\n]*=\s*)`
/** A class field, up to its value. */
const FIELD = String.raw`^[^\S\n]+(?:(?:static|readonly|public|private|protected)\s+)*#?${NAME}\s*=\s*`

/**
 * A call that may be one of an imported cacher: `reports(async () => …)` whose result is used, the same of a namespace's member,
 * or one that gets a name, at the top level or in a class field. `find/cacher-places.ts` decides. Handing each module over
 * costs a bundler written in Rust more than the look.
 */
export const CALL_PATTERN = new RegExp(
  [
    USED + CALLEE + OPEN + FUNCTION,
    String.raw`${NAMESPACE}${USED}${NAME}\s*\.\s*${NAME}${OPEN}${FUNCTION}`,
    String.raw`${or(TOP_LEVEL, FIELD)}(?:${NAME}\.)?${CALLEE}${OPEN}${NAMED}`,
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
