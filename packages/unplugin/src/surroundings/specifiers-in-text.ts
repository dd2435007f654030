/** Specifiers by the text alone, for files that aren't parsed. */
export const SPECIFIER = /\b(?:from|import|require)\b\s*\(?\s*(['"])([^'"\n]+)\1/g

/** Statements that TypeScript removes: `import type { T } from './a'`. */
const TYPES_ONLY =
  /\b(?:import\s+type\s*(?:\{[^{}'"]*\}|\s(?!from\s*['"])[\w$]+|\*\s*as\s+[\w$]+)|export\s+type\s*(?:\{[^{}'"]*\}|\*(?:\s*as\s+[\w$]+)?))\s*from\s*(['"])[^'"\n]+\1/g
/** A bundle runs a module that it awaits like one that is imported. */
const AT_LOAD =
  /(?:\bfrom|\bimport|\bawait\s+import\s*\(|\brequire\s*\()(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*(['"])([^'"\n]+)\1/g

/** What may be loaded before the rest of a module runs. */
export const importedAtLoad = (text: string): string[] => specifiersIn(text.replace(TYPES_ONLY, ''), AT_LOAD)

export const specifiersIn = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[2]!)),
]

/** `report` of `./lib/report.js`; `lib` of `./lib/index.ts`. */
export function nameOf(file: string): string {
  const parts = file.replace(/[?#].*$/, '').split('/')
  const name = (at: number) => (parts.at(at) ?? '').replace(/\.[cm]?[jt]sx?$/, '')
  return name(-1) === 'index' ? name(-2) : name(-1)
}
