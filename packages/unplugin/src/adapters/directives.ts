const SPACE = /\s/
/** After a string and a line break, these continue the expression. Also those that only may: then it isn't taken as a directive. */
const CONTINUES = /[.,([+\-*/%=<>&|^?:!`]|(?:in|instanceof|as|satisfies)\b/y

/**
 * Where a statement can be inserted before all others: after the directives and the comments at the top, which must stay first.
 * Reads each character once and doesn't parse the module.
 */
export function afterDirectives(code: string): { offset: number; separator: string } {
  const top = code.startsWith('#!') ? Math.min(endOfLine(code, 0) + 1, code.length) : 0
  const first = skipTrivia(code, top)
  // The last comment may have no end.
  let found = { offset: first < code.length ? first : top, separator: '' }
  for (let at = first; ; at = skipTrivia(code, found.offset)) {
    const end = endOfString(code, at)
    if (end === undefined) return found
    const next = skipTrivia(code, end)
    if (code[next] === ';') found = { offset: next + 1, separator: '' }
    else if (next === code.length || (/[\n\r\u2028\u2029]/.test(code.slice(end, next)) && !continues(code, next)))
      found = { offset: end, separator: ';' }
    else return found
  }
}

/** The end of the white space and the comments at an offset. */
function skipTrivia(code: string, start: number): number {
  for (let at = start; ;) {
    if (code.startsWith('//', at)) at = endOfLine(code, at)
    else if (code.startsWith('/*', at)) {
      const end = code.indexOf('*/', at + 2)
      at = end < 0 ? code.length : end + 2
    } else if (at < code.length && SPACE.test(code[at]!)) at++
    else return at
  }
}

/** The offset of the line break that ends a line. */
function endOfLine(code: string, start: number): number {
  for (let at = start; at < code.length; at++) if (/[\n\r\u2028\u2029]/.test(code[at]!)) return at
  return code.length
}

/** `undefined` if there is no string at the offset. */
function endOfString(code: string, start: number): number | undefined {
  const quote = code[start]
  if (quote !== "'" && quote !== '"') return undefined
  for (let at = start + 1; at < code.length; at++) {
    if (code[at] === quote) return at + 1
    if (code[at] === '\\') at++
    else if (code[at] === '\n' || code[at] === '\r') return undefined
  }
  return undefined
}

function continues(code: string, at: number): boolean {
  CONTINUES.lastIndex = at
  return CONTINUES.test(code)
}
