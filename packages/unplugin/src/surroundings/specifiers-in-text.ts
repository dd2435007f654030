/** Specifiers by the text alone, for files that aren't parsed. */
export const SPECIFIER = /\b(?:from|import|require)\b\s*\(?\s*(['"])([^'"\n]+)\1/g

export const specifiersIn = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[2]!)),
]

/** `report` of `./lib/report.js`; `lib` of `./lib/index.ts`. */
export function nameOf(file: string): string {
  const parts = file.replace(/[?#].*$/, '').split('/')
  const name = (at: number) => (parts.at(at) ?? '').replace(/\.[cm]?[jt]sx?$/, '')
  return name(-1) === 'index' ? name(-2) : name(-1)
}
