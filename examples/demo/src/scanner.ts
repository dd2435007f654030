export type TokenKind = 'word' | 'string' | 'template' | 'number' | 'regex' | 'comment' | 'mark'

/** Called for every token with its place in the text: `[start, end)`. */
export type Visit = (kind: TokenKind, start: number, end: number) => void

// Made anew for each scan: a sticky pattern carries a position from one match to the next.
const createPatterns = () => ({
  space: /[\s\uFEFF]+/y,
  comment: /\/\/[^\n]*|\/\*[^]*?\*\//y,
  word: /[\p{ID_Start}$_#][\p{ID_Continue}$\u200C\u200D]*/uy,
  number: /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y,
  string: /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y,
  regex: /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
  templatePart: /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y,
})

// After one of these a slash begins a regular expression, not a division.
const beforeOperand = /(?:^|[({[,;:?=&|!~+\-*%<>^}]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do))$/

/** Splits JavaScript into tokens; knows nothing of its grammar beyond brackets. */
export function scan(text: string, visit: Visit): void {
  const patterns = createPatterns()
  const templates: number[] = []
  let depth = 0
  let at = 0
  let previous = ''

  const match = (pattern: RegExp): number => {
    pattern.lastIndex = at
    return pattern.test(text) ? pattern.lastIndex : -1
  }
  const take = (kind: TokenKind, end: number): void => {
    visit(kind, at, end)
    if (kind !== 'comment') previous = kind === 'mark' || kind === 'word' ? text.slice(at, end) : 'x'
    at = end
  }
  // Up to the closing backtick, or to `${`, where code follows until its own closing brace.
  const takeTemplate = (): void => {
    const start = at++
    const end = match(patterns.templatePart)
    at = start
    take('template', end < 0 ? text.length : end)
    if (end > 0 && text.charCodeAt(end - 1) === 123) templates.push(depth++)
  }

  while (at < text.length) {
    const end = match(patterns.space)
    if (end > 0) {
      at = end
      continue
    }
    const first = text[at]!
    const second = text[at + 1]
    if (first === '/' && (second === '/' || second === '*')) take('comment', Math.max(match(patterns.comment), at + 1))
    else if (first === '"' || first === "'") take('string', Math.max(match(patterns.string), at + 1))
    else if (first === '`') takeTemplate()
    else if (first === '}' && templates.at(-1) === depth - 1) {
      depth = templates.pop()!
      takeTemplate()
    } else if ((first >= '0' && first <= '9') || (first === '.' && second !== undefined && second >= '0' && second <= '9')) {
      take('number', match(patterns.number))
    } else if (first === '/' && beforeOperand.test(previous) && match(patterns.regex) > 0) take('regex', match(patterns.regex))
    else {
      const wordEnd = match(patterns.word)
      if (wordEnd > 0) take('word', wordEnd)
      else {
        if (first === '{') depth++
        else if (first === '}') depth--
        take('mark', at + 1)
      }
    }
  }
}
