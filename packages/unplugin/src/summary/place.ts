/** A source position; line and column start at 1. */
export interface SourcePosition {
  file: string
  line: number
  column: number
  /** Diagnostic codes that a comment suppresses here; `*` for all. */
  silenced?: string[]
}

const IGNORE = /cachecache-ignore(?:\s*:\s*([\w-]+(?:\s*,\s*[\w-]+)*))?/

/** `// cachecache-ignore: clock-read` suppresses on its own line and on the next one. */
export function findSilencedLines(
  module: { text: string; readonly comments: readonly { value: string; end: number }[] },
  lineOf: (offset: number) => number,
): Map<number, string[]> {
  const lines = new Map<number, string[]>()
  if (!module.text.includes('cachecache-ignore')) return lines
  for (const comment of module.comments) {
    const match = IGNORE.exec(comment.value)
    if (!match) continue
    const codes = match[1]?.split(/\s*,\s*/) ?? ['*']
    const line = lineOf(comment.end)
    for (const at of [line, line + 1]) lines.set(at, [...(lines.get(at) ?? []), ...codes])
  }
  return lines
}

export function isSilenced(place: SourcePosition, code: string): boolean {
  return place.silenced !== undefined && (place.silenced.includes('*') || place.silenced.includes(code))
}
