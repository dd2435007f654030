import { lineOf, lineStarts } from './lines.js'
import { scan } from './scanner.js'

export interface FunctionPlace {
  name: string
  /** From 1. */
  line: number
  lines: number
  start: number
  end: number
}

interface OpenFunction {
  name: string
  start: number
  braces: number
  parentheses: number
}

/**
 * Every `function name(…) { … }` of the text, in the order in which they end.
 *
 * @cache
 */
export function outline(text: string): FunctionPlace[] {
  const places: FunctionPlace[] = []
  const starts = lineStarts(text)
  const open: OpenFunction[] = []
  let announced: OpenFunction | undefined
  let parentheses = 0
  let braces = 0
  let previous = ''

  scan(text, (kind, start, end) => {
    const token = kind === 'word' || kind === 'mark' ? text.slice(start, end) : ''
    if (kind === 'word' && previous === 'function') announced = { name: token, start, braces, parentheses }
    if (token !== '*') previous = token
    if (token === '(') parentheses++
    else if (token === ')') parentheses--
    else if (token === '{') {
      // Braces inside the parameter list belong to patterns and defaults.
      if (announced?.parentheses === parentheses) {
        open.push(announced)
        announced = undefined
      }
      braces++
    } else if (token === '}') {
      braces--
      if (open.at(-1)?.braces !== braces) return
      const { name, start: from } = open.pop()!
      const line = lineOf(starts, from)
      places.push({ name, line, lines: lineOf(starts, end) - line + 1, start: from, end })
    }
  })
  return places
}

/**
 * @cache
 */
export function longestFunctions(text: string, top = 5): FunctionPlace[] {
  return outline(text)
    .toSorted((a, b) => b.lines - a.lines)
    .slice(0, top)
}
