/** What a function's own text reveals about its parameters. */
export interface ParameterList {
  /** Number of declared parameters. */
  declared: number
  /** Their names; a pattern has none and is named `argument n`. */
  names: string[]
}

const head = /^(?:async\s*)?(?:function\s*\*?\s*[\p{ID_Continue}$]*|\*?\s*#?[\p{ID_Start}$_][\p{ID_Continue}$]*|)\s*\(/u
const single = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u
const name = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:=|$)/u

/**
 * Reads the parameter list from a function's text, for functions that no transform has seen.
 * @returns undefined if the number of parameters can't be determined reliably: a rest parameter, `arguments`, a comment or a regular
 * expression in the list
 */
export function readParameterList(text: string): ParameterList | undefined {
  if (/\barguments\b/.test(text)) return undefined
  const alone = single.exec(text)
  if (alone !== null) return { declared: 1, names: [alone[1] as string] }
  const start = head.exec(text)
  if (start === null) return undefined
  const parts = splitList(text, start[0].length)
  if (parts === undefined || parts.some((part) => part.trim().startsWith('...'))) return undefined
  return { declared: parts.length, names: parts.map((part, i) => name.exec(part)?.[1] ?? `argument ${i + 1}`) }
}

/** Splits a list at its commas. The list begins at `from` and ends with its closing parenthesis. */
function splitList(text: string, from: number): string[] | undefined {
  const parts: string[] = []
  let depth = 0
  let partStart = from
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '/' || character === '`') return undefined
    if (character === '"' || character === "'") {
      at = closingQuote(text, at)
      if (at < 0) return undefined
    } else if ('([{'.includes(character)) depth++
    else if (depth === 0 && (character === ')' || character === ',')) {
      const part = text.slice(partStart, at)
      // A trailing comma declares no parameter.
      if (part.trim() !== '') parts.push(part)
      partStart = at + 1
      if (character === ')') return parts
    } else if (')]}'.includes(character)) depth--
  }
  return undefined
}

function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === text[start]) return at
  }
  return -1
}
