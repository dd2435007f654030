/**
 * Matches the text of modules that are worth parsing, by one of three parts:
 * - `@cache` in upper or lower case, because lookalikes are reported too; it also matches an import of `@cachecache/runtime`;
 * - a decorator at the position of a class member, because an imported cacher can have any name;
 * - an import or `require` that contains "cach", such as `import { reports } from './cachers.js'`, because calling it tags too.
 */
export const TAG_PATTERN =
  /@[cC][aA][cC][hH][eE]|(?:^|[{;}]|\*\/)[^\S\n]*@[\p{ID_Start}$_]|\b(?:import|require)\b[^'"`;]*(?:[cC][aA][cC][hH]|['"`][^'"`\n]*[cC][aA][cC][hH])/mu

// The parts of CALL_PATTERN. Bundlers written in Rust support neither look-around nor back references, and JavaScript's engine
// scans a text many times if an unbounded part can start at many positions.
const or = (...parts: string[]): string => `(?:${parts.join('|')})`
const LETTER = String.raw`[\w$\u0080-\uffff]`
const NAME = `${LETTER}+`

/**
 * A name other than a hook's: in some projects nearly every module contains `useMemo(() => …)`, and no cacher has such a name.
 */
const CALLEE = `${or(
  String.raw`[$\u0080-\uffff]`,
  String.raw`[^\Wu]`,
  String.raw`u[^\Ws]`,
  String.raw`us[^\We]`,
  String.raw`use[^\WA-Z]`,
)}${LETTER}*`
/** The text between a callee and its first argument: `<Row[]>(`. */
const OPEN = String.raw`\s*(?:<[^;]{0,200}>)?\s*\(\s*`
/** The start of a function literal, or of a comment before it. */
const FUNCTION = or(String.raw`async\b`, String.raw`function\b`, String.raw`\(`, '<', '/[/*]', String.raw`${NAME}\s*=>`)
/** A function name, `load` or `this.load`, as the only argument. */
const NAMED = String.raw`[\w$.\u0080-\uffff]+\s*,?\s*\)`
/** The text before a value that is used. */
const USED = String.raw`(?:[=(,:[?|&>]|\b(?:return|default|await))\s*`
/** A namespace import and everything after it. If another namespace import follows, that one matches the rest. */
const NAMESPACE = String.raw`\bimport\s*\*(?:[^i]|i[^m]|im[^p]|imp[^o]|impo[^r]|impor[^t]|import\s*[^*\s])*?`
/** A top-level variable or default export, up to its value. */
const TOP_LEVEL = String.raw`^(?:export\s+)?(?:default\s+|(?:const|let|var)\s[^=\n]*=\s*)`
/** A class field, up to its value. */
const FIELD = String.raw`^[^\S\n]+(?:(?:static|readonly|public|private|protected)\s+)*#?${NAME}\s*=\s*`

/**
 * A call that may be one of an imported cacher: `reports(async () => …)` whose result is used, the same for a namespace member,
 * or a call with a function name at the top level or in a class field. `find/cacher-places.ts` decides. For a bundler written
 * in Rust, passing every module to JavaScript costs more than matching this pattern.
 */
export const CALL_PATTERN = new RegExp(
  [
    USED + CALLEE + OPEN + FUNCTION,
    String.raw`${NAMESPACE}${USED}${NAME}\s*\.\s*${NAME}${OPEN}${FUNCTION}`,
    String.raw`${or(TOP_LEVEL, FIELD)}(?:${NAME}\.)?${CALLEE}${OPEN}${NAMED}`,
  ].join('|'),
  'm',
)

/** Occurs in every text that matches the pattern, if no `@` does. The pattern itself tries every line. */
const CACH = /cach/i

/** The modules that the plugin examines by default. */
export const DEFAULT_INCLUDE: readonly RegExp[] = [/\.[cm]?[jt]sx?$/]
export const DEFAULT_EXCLUDE: readonly RegExp[] = [/[\\/]node_modules[\\/]/]

/** A substring or regular-expression test, so that a module that can't contain a tag isn't parsed. */
export function mayHoldTag(source: string): boolean {
  return (source.includes('@') || CACH.test(source)) && (source.includes('@cache') || TAG_PATTERN.test(source))
}
