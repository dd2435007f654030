/** A token of a program text. Comments are not tokens. */
export interface Token {
  kind: 'name' | 'private' | 'literal' | 'punctuator'
  text: string
  /** A line break precedes it. */
  newline: boolean
  /** For a bracket: the index of the matching bracket. */
  partner: number
  /** The index of the innermost open bracket, or -1. */
  parent: number
}

const space = /[\t\v\f \u00a0\ufeff\p{Zs}]+|([\n\r\u2028\u2029]+)|\/\/[^\n\r\u2028\u2029]*|\/\*([\s\S]*?)\*\//uy
const identifier = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
const number = /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?/y
const string = /"(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*'/y
const regularExpression =
  /\/(?:[^\\/[\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029]|\[(?:[^\\\]\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029])*\])+\/([\p{ID_Continue}$]*)/uy
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)/y
const punctuator =
  /=>|\.\.\.|\?\.(?!\d)|[=!]==?|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*/%&|^<>])=|\+\+|--|\*\*|<<|>>>?|&&|\|\||\?\?|[{}()[\];,<>+\-*/%&|^!~?:=.@]/y

const reserved = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function if
  import in instanceof new null return super switch this throw true try typeof var void while with let`.split(/\s+/),
)
const valueWords = new Set(['this', 'super', 'null', 'true', 'false'])
const ambiguousBeforeSlash = new Set(['await', 'yield', 'of', 'let'])
const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

export function isReserved(token: Token | undefined): boolean {
  return token?.kind === 'name' && reserved.has(token.text)
}

/** Whether an expression may end with this token. */
export function endsValue(token: Token): boolean {
  if (token.kind !== 'punctuator') return token.kind !== 'name' || !reserved.has(token.text) || valueWords.has(token.text)
  return token.text in closing || token.text === '++' || token.text === '--'
}

/** Returns the tokens of a function's text, or undefined if it can't be tokenized reliably. */
export function tokenise(text: string): Token[] | undefined {
  if (/<!--|^\s*-->/m.test(text)) return undefined
  const scan = new Scan(text)
  while (scan.at < text.length) if (!scan.next()) return undefined
  return scan.open.length === 0 ? scan.tokens : undefined
}

class Scan {
  at = 0
  readonly tokens: Token[] = []
  readonly open: number[] = []
  private newline = false

  constructor(private readonly text: string) {}

  /** @returns false if the text is ambiguous */
  next(): boolean {
    const blank = this.match(space)
    if (blank !== undefined) {
      if (blank[1] !== undefined || (blank[2] !== undefined && /[\n\r\u2028\u2029]/.test(blank[2]))) this.newline = true
      return true
    }
    const name = this.match(identifier)
    if (name !== undefined) return this.add(name[0].startsWith('#') ? 'private' : 'name', name[0])
    const literal = this.match(number) ?? this.match(string)
    if (literal !== undefined) return this.add('literal', literal[0])
    const character = this.text[this.at]
    if (character === '`') {
      this.at++
      return this.template()
    }
    if (character === '/') {
      const kind = this.slash()
      if (kind === 'doubt') return false
      const expression = kind === 'expression' ? this.match(regularExpression) : undefined
      if (expression !== undefined) return !expression[1]!.includes('v') && this.add('literal', '/')
      if (kind === 'expression') return false
    }
    const sign = this.match(punctuator)
    return sign !== undefined && this.punctuator(sign[0])
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.at = pattern.lastIndex
    return found
  }

  private add(kind: Token['kind'], text: string): true {
    this.tokens.push({ kind, text, newline: this.newline, partner: -1, parent: this.open.at(-1) ?? -1 })
    this.newline = false
    return true
  }

  private punctuator(sign: string): boolean {
    const opening = closing[sign]
    if (opening === undefined) {
      this.add('punctuator', sign)
      if (sign === '(' || sign === '[' || sign === '{') this.open.push(this.tokens.length - 1)
      return true
    }
    const from = this.open.pop()
    const opener = from === undefined ? undefined : this.tokens[from]
    if (from === undefined || opener === undefined) return false
    const isTemplate = opener.text === '${' && sign === '}'
    if (opener.text !== opening && !isTemplate) return false
    this.add('punctuator', sign)
    opener.partner = this.tokens.length - 1
    this.tokens[opener.partner]!.partner = from
    return isTemplate ? this.template() : true
  }

  /** Reads the characters of a template up to its end or the next expression. */
  private template(): boolean {
    const part = this.match(templatePart)
    if (part === undefined) return false
    this.add('literal', '`')
    if (part[1] === '`') return true
    this.add('punctuator', '${')
    this.open.push(this.tokens.length - 1)
    return true
  }

  /** Whether a slash begins a regular expression. */
  private slash(): 'expression' | 'division' | 'doubt' {
    const last = this.tokens.at(-1)
    if (last === undefined || !endsValue(last)) return 'expression'
    if (last.text === '}') return 'doubt'
    if (last.text === ')') {
      const before = this.tokens[last.partner - 1]
      const isControl = before?.kind === 'name' && /^(?:if|while|for|with)$/.test(before.text)
      return isControl && this.tokens[last.partner - 2]?.text !== '.' ? 'expression' : 'division'
    }
    return last.kind === 'name' && ambiguousBeforeSlash.has(last.text) ? 'doubt' : 'division'
  }
}
