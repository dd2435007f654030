import { endsValue, isReserved, type Token } from './tokens.js'

/** The token range, inclusive, in which a name refers to a declaration in the text. */
export interface Extent {
  from: number
  to: number
}

const control = /^(?:if|for|while|switch|with|catch)$/

/**
 * The declarations in a function's text, and their scopes. If the grammar allows two readings without a parser, the smaller scope is used,
 * so that no free variable is mistaken for a declared one.
 */
export class Bindings {
  readonly extents = new Map<string, Extent[]>()
  /** The opening braces of class bodies. */
  readonly classBodies = new Set<number>()
  private readonly bodies = new Set<number>()
  /** The text contains something this reader doesn't understand. */
  doubt = false

  constructor(
    readonly tokens: readonly Token[],
    /** The index of the outermost function's parameter list, or -1 for an arrow function or a class. */
    ownList: number,
  ) {
    // Class bodies come first: what precedes them is not a parameter list.
    for (let i = 0; i < tokens.length; i++) if (this.isWord(i, 'class')) this.classOf(i)
    if (ownList >= 0) this.parametersAt(ownList)
    for (let i = 0; i < tokens.length; i++) this.declarationAt(i)
  }

  has(name: string, at: number): boolean {
    return this.extents.get(name)?.some(({ from, to }) => from <= at && at <= to) === true
  }

  text(at: number): string | undefined {
    return this.tokens[at]?.text
  }

  /** Whether a reserved word is used as a keyword here, not as a property name. */
  isWord(at: number, word: string): boolean {
    const token = this.tokens[at]
    if (token?.kind !== 'name' || token.text !== word) return false
    const before = this.text(at - 1)
    return before !== '.' && before !== '?.' && this.text(at + 1) !== ':'
  }

  /** Whether a brace contains statements: a function body, or a block in one. */
  holdsStatements(open: number): boolean {
    return this.bodies.has(open) || this.isBlock(open)
  }

  private declarationAt(at: number): void {
    const token = this.tokens[at] as Token
    if (token.kind === 'punctuator') {
      if (token.text === '=>') this.arrow(at)
      else if (token.text === '(' && this.isParameterList(at)) this.parametersAt(at)
      return
    }
    if (this.isWord(at, 'function')) this.functionAt(at)
    else if (this.isWord(at, 'catch')) this.catchAt(at)
    else if (this.isWord(at, 'let') || this.isWord(at, 'const')) this.variables(at, this.blockAround(at))
    else if (this.isWord(at, 'var')) this.variables(at, this.functionAround(at))
  }

  private add(name: string, from: number, to: number): void {
    const extent = { from, to }
    const known = this.extents.get(name)
    if (known === undefined) this.extents.set(name, [extent])
    else known.push(extent)
  }

  private classOf(at: number): void {
    let open = at + 1
    const named = this.tokens[open]
    const hasName = named?.kind === 'name' && !isReserved(named)
    if (hasName) open++
    if (this.text(open) === 'extends') {
      open++
      while (open < this.tokens.length && this.text(open) !== '{') {
        const { kind, text, partner } = this.tokens[open] as Token
        if (kind === 'name' && /^(?:class|function|async)$/.test(text)) this.doubt = true
        open = partner > open ? partner + 1 : open + 1
      }
      if (this.text(open - 1) === 'extends') this.doubt = true
    }
    const body = this.tokens[open]
    if (body?.text !== '{') {
      this.doubt = true
      return
    }
    this.classBodies.add(open)
    if (hasName) {
      this.add(named.text, at, body.partner)
      if (this.beginsStatement(at)) this.addToBlock(named.text, at)
    }
  }

  private functionAt(at: number): void {
    let list = at + 1
    if (this.text(list) === '*') list++
    const named = this.tokens[list]
    const hasName = named?.kind === 'name'
    if (hasName) list++
    if (this.text(list) !== '(') {
      this.doubt = true
      return
    }
    this.parametersAt(list)
    if (!hasName) return
    this.add(named.text, at, this.tokens[this.tokens[list]!.partner + 1]?.partner ?? list)
    const start = this.text(at - 1) === 'async' ? at - 1 : at
    if (this.beginsStatement(start)) this.addToBlock(named.text, at)
  }

  private arrow(at: number): void {
    const before = this.tokens[at - 1]
    const first = at + 1
    const isBlock = this.text(first) === '{'
    const end = isBlock ? this.tokens[first]!.partner : this.endOfExpression(first)
    if (isBlock) this.bodies.add(first)
    if (before?.text === ')') this.patterns(before.partner + 1, at - 1, { from: before.partner, to: end })
    else if (before?.kind === 'name') this.add(before.text, at - 1, end)
    else this.doubt = true
  }

  private catchAt(at: number): void {
    if (this.text(at + 1) !== '(') return
    const close = this.tokens[at + 1]!.partner
    const body = this.tokens[close + 1]
    if (body?.text === '{') this.patterns(at + 2, close, { from: at + 1, to: body.partner })
  }

  /**
   * Whether this is the parameter list of a method: `name(…) {`. A call can only be followed by a brace on its own line, which is excluded.
   */
  private isParameterList(at: number): boolean {
    const before = this.tokens[at - 1]
    const brace = this.tokens[this.tokens[at]!.partner + 1]
    if (before === undefined || brace?.text !== '{' || this.classBodies.has(this.tokens[at]!.partner + 1)) return false
    const { parent } = this.tokens[at] as Token
    if (this.classBodies.has(parent)) return true
    if (brace.newline || (before.kind === 'punctuator' && before.text !== ']')) return false
    return !control.test(before.text) && before.text !== 'function' && !this.isLoopHead(at)
  }

  private parametersAt(open: number): void {
    const close = this.tokens[open]!.partner
    const body = this.tokens[close + 1]
    if (body?.text !== '{') {
      this.doubt = true
      return
    }
    this.bodies.add(close + 1)
    this.patterns(open + 1, close, { from: open, to: body.partner })
  }

  private variables(at: number, extent: Extent | undefined): void {
    const first = this.tokens[at + 1]
    if (first === undefined || (first.kind !== 'name' && first.text !== '[' && first.text !== '{') || extent === undefined) return
    for (let i = at; ;) {
      i = this.pattern(i + 1, extent)
      if (this.text(i) === '=') i = this.endOfExpression(i + 1)
      if (this.text(i) !== ',') return
    }
  }

  /** Reads the patterns of a list, up to its end. */
  private patterns(from: number, end: number, extent: Extent): void {
    for (let i = from; i < end; i++) {
      if (this.text(i) === ',') continue
      i = this.defaultValue(this.pattern(this.text(i) === '...' ? i + 1 : i, extent))
    }
  }

  private defaultValue(at: number): number {
    return this.text(at) === '=' ? this.endOfExpression(at + 1, true) : at
  }

  /** Reads the names that one pattern binds. @returns the index after it */
  private pattern(at: number, extent: Extent): number {
    const token = this.tokens[at]
    if (token === undefined) return at
    if (token.kind === 'name') {
      this.add(token.text, extent.from, extent.to)
      return at + 1
    }
    if (token.text === '[') this.patterns(at + 1, token.partner, extent)
    else if (token.text === '{') this.properties(at + 1, token.partner, extent)
    else {
      this.doubt = true
      return at + 1
    }
    return token.partner + 1
  }

  private properties(from: number, end: number, extent: Extent): void {
    for (let i = from; i < end; i++) {
      const token = this.tokens[i] as Token
      if (token.text === ',') continue
      if (token.text === '...') {
        i = this.pattern(i + 1, extent)
        continue
      }
      const behindKey = token.text === '[' ? token.partner + 1 : i + 1
      i = this.defaultValue(this.text(behindKey) === ':' ? this.pattern(behindKey + 1, extent) : this.pattern(i, extent))
    }
  }

  /**
   * Returns the index of the token that ends an expression: a comma, a semicolon, a closing bracket, or a line break that ends a statement.
   */
  private endOfExpression(from: number, inList = false): number {
    let choices = 0
    for (let i = from; i < this.tokens.length; i++) {
      const token = this.tokens[i] as Token
      if (!inList && i > from && token.newline && this.breaksBefore(i)) return i
      if (token.kind !== 'punctuator') continue
      if (token.partner > i) i = token.partner
      else if (token.partner >= 0 || token.text === ',' || token.text === ';') return i
      else if (token.text === '?') choices++
      else if (token.text === ':' && choices-- === 0) return i
    }
    return this.tokens.length
  }

  /** Whether a statement may end at the line break before a token. */
  private breaksBefore(at: number): boolean {
    if (!endsValue(this.tokens[at - 1] as Token)) return false
    const { kind, text } = this.tokens[at] as Token
    if (kind === 'name') return !/^(?:in|instanceof)$/.test(text)
    return kind !== 'punctuator' ? text !== '`' : /^(?:\{|\+\+|--|!|~|@)$/.test(text)
  }

  /** Returns the enclosing block or loop, which is the scope of a `let`. */
  private blockAround(at: number): Extent | undefined {
    const { parent } = this.tokens[at] as Token
    const open = this.tokens[parent]
    if (open === undefined) return undefined
    if (open.text === '{') return { from: parent, to: open.partner }
    return this.isLoopHead(parent) ? { from: parent, to: this.endOfLoop(open.partner + 1) } : undefined
  }

  private endOfLoop(body: number): number {
    return this.text(body) === '{' ? this.tokens[body]!.partner : this.endOfExpression(body) - 1
  }

  /** Returns the enclosing function, which is the scope of a `var`. A brace that may not be a block of statements ends the scope. */
  private functionAround(at: number): Extent | undefined {
    let { parent } = this.tokens[at] as Token
    while (parent >= 0 && (this.isLoopHead(parent) || this.isBlock(parent))) parent = this.tokens[parent]!.parent
    const open = this.tokens[parent]
    return open?.text === '{' ? { from: parent, to: open.partner } : undefined
  }

  private isLoopHead(open: number): boolean {
    if (this.text(open) !== '(') return false
    const word = this.text(open - 1) === 'await' ? open - 2 : open - 1
    return this.isWord(word, 'for')
  }

  private isBlock(open: number): boolean {
    const token = this.tokens[open]
    if (token?.text !== '{' || token.parent < 0 || this.classBodies.has(open)) return false
    if (!this.holdsStatements(token.parent)) return false
    const before = this.tokens[open - 1] as Token
    if (before.text !== ')') return /^(?:else|do|try|finally)$/.test(before.text) && this.isWord(open - 1, before.text)
    const word = this.text(before.partner - 1) === 'await' ? before.partner - 2 : before.partner - 1
    return control.test(this.text(word) ?? '') && this.isWord(word, this.text(word) as string)
  }

  private beginsStatement(at: number): boolean {
    const before = this.tokens[at - 1]
    if (before === undefined) return false
    if (before.text === '{') return this.holdsStatements(at - 1)
    if (before.text === ';' || before.text === '}') return true
    return this.tokens[at]!.newline && endsValue(before)
  }

  private addToBlock(name: string, at: number): void {
    const { parent } = this.tokens[at] as Token
    const open = this.tokens[parent]
    if (open?.text === '{') this.add(name, parent, open.partner)
  }
}
