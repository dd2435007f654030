import { standardGlobals } from './standard-globals.js'
import { Bindings } from './text-bindings.js'
import { endsValue, isReserved, tokenise, type Token } from './tokens.js'

/** What a function's text reveals about its free variables. */
export interface TextFacts {
  /** Undefined if the text can't be parsed. */
  form?: Form
  /** Why the text alone can't identify the function: "uses `rate`, …". */
  obstacle?: string
  /** The free variable, if that is the obstacle. */
  free?: string
  /** The function calls methods of a class that its text doesn't name. */
  usesSuper?: true
}

type Form = 'arrow' | 'function' | 'class' | 'method'

const doubtful: TextFacts = { obstacle: 'is written in a way that does not show for sure what it uses from around it' }
const modifiers = /^(?:async|get|set|static)$/

/**
 * Finds the free variables of a function's text, without a parser. In doubt, a name counts as used. The function is then not cached, which
 * is always safe. `test/key/free-names.test.ts` compares the result with real scopes.
 */
export function readTextFacts(text: string): TextFacts {
  const tokens = tokenise(text)
  if (tokens === undefined || tokens.length === 0) return doubtful
  const { form, list } = formOf(tokens)
  const bindings = new Bindings(tokens, form === 'method' ? list : -1)
  if (bindings.doubt) return { ...doubtful, form }
  return { ...new References(tokens, bindings, form).facts(), form }
}

function formOf(tokens: readonly Token[]): { form: Form; list: number } {
  const text = (at: number): string | undefined => tokens[at]?.text
  if (text(0) === 'class') return { form: 'class', list: -1 }
  if (text(0) === 'function' || (text(0) === 'async' && text(1) === 'function')) return { form: 'function', list: -1 }
  const first = text(0) === 'async' && text(1) !== '=>' ? 1 : 0
  const behind = text(first) === '(' ? tokens[first]!.partner + 1 : first + 1
  if (text(behind) === '=>') return { form: 'arrow', list: -1 }
  let list = 0
  while (list < tokens.length && text(list) !== '(') list = text(list) === '[' ? tokens[list]!.partner + 1 : list + 1
  return { form: 'method', list }
}

class References {
  private readonly isAsync: boolean
  private readonly isGenerator: boolean
  private usesSuper = false

  constructor(
    private readonly tokens: readonly Token[],
    private readonly bindings: Bindings,
    private readonly form: Form,
  ) {
    this.isAsync = tokens.some(({ text }) => text === 'async')
    this.isGenerator = tokens.some(({ text }) => text === '*')
  }

  facts(): TextFacts {
    for (let i = this.form === 'class' ? this.classBody() : 0; i < this.tokens.length; i++) {
      if (this.tokens[i]!.kind !== 'name' || this.isPropertyName(i)) continue
      const obstacle = this.obstacleAt(i)
      if (obstacle !== undefined) return obstacle
    }
    return this.usesSuper && this.form !== 'class' ? { usesSuper: true } : {}
  }

  /** The `extends` clause is visible in the prototype chain. */
  private classBody(): number {
    const [body = 0] = this.bindings.classBodies
    return body
  }

  private text(at: number): string | undefined {
    return this.tokens[at]?.text
  }

  private obstacleAt(at: number): TextFacts | undefined {
    const token = this.tokens[at] as Token
    const { text } = token
    if (text === 'this' || text === 'arguments') {
      return this.form === 'arrow' && !this.bindings.has(text, at)
        ? { obstacle: `uses \`${text}\` of its surroundings` }
        : undefined
    }
    if (text === 'super') {
      if (this.form === 'arrow') return { obstacle: 'uses `super` of its surroundings' }
      this.usesSuper = true
    }
    if (text === 'new' && this.text(at + 1) === '.') {
      return this.form === 'arrow' || this.form === 'method' ? { obstacle: 'uses `new.target`' } : undefined
    }
    if (text === 'import' || text === 'with') return { obstacle: `uses \`${text}\`` }
    if (text === 'let' && !this.isBehind(at, /^[[{]$/)) return doubtful
    if (isReserved(token) || this.isWordOfGrammar(at)) return undefined
    if (this.bindings.has(text, at) || standardGlobals.has(text)) return undefined
    return { obstacle: `uses \`${text}\` from around it`, free: text }
  }

  private isBehind(at: number, sign: RegExp): boolean {
    const next = this.tokens[at + 1]
    return next?.kind === 'name' || sign.test(next?.text ?? '')
  }

  /** `.name`, `{ name: …`, `name() { …` and `name = …` in a class. */
  private isPropertyName(at: number): boolean {
    const before = this.text(at - 1)
    if (before === '.' || before === '?.') return true
    const next = this.text(at + 1)
    if (next === ':') return this.isKey(at, before)
    if (next === '(') return this.isMethodName(at)
    return this.isFieldName(at)
  }

  private isKey(at: number, before: string | undefined): boolean {
    if (before === '{' || before === ';') return true
    if (before !== ',') return false
    const { parent } = this.tokens[at] as Token
    // In `case a, b:` the name is a use.
    return this.text(parent) === '{' && this.text(parent - 1) !== ')'
  }

  private isMethodName(at: number): boolean {
    const token = this.tokens[at] as Token
    const close = this.tokens[at + 1]!.partner
    const brace = this.tokens[close + 1]
    if (brace?.text !== '{' || this.bindings.classBodies.has(close + 1)) return false
    if (at === 0) return this.form === 'method'
    if (this.bindings.classBodies.has(token.parent)) return this.beginsMember(at)
    return !brace.newline && !isReserved(token) && this.beginsMember(at)
  }

  private beginsMember(at: number): boolean {
    const before = this.tokens[at - 1] as Token
    if (before.kind === 'punctuator') return /^[{},;*]$/.test(before.text) || (this.tokens[at]!.newline && endsValue(before))
    if (modifiers.test(before.text)) return true
    return this.tokens[at]!.newline && endsValue(before)
  }

  private isFieldName(at: number): boolean {
    const token = this.tokens[at] as Token
    if (!this.bindings.classBodies.has(token.parent)) return false
    const before = this.tokens[at - 1] as Token
    const begins = /^[{};]$/.test(before.text) || before.text === 'static' || (token.newline && endsValue(before))
    if (!begins) return false
    const next = this.tokens[at + 1] as Token
    return /^(?:=|;|\})$/.test(next.text)
  }

  /** `async`, `get`, `of` and others, which are ordinary names elsewhere. */
  private isWordOfGrammar(at: number): boolean {
    const { text, parent } = this.tokens[at] as Token
    const next = this.tokens[at + 1]
    if (next === undefined) return false
    switch (text) {
      case 'await':
        return this.isAsync
      case 'yield':
        return this.isGenerator
      case 'async':
        return !next.newline && (this.isNamed(next) || this.isListOfArrow(at + 1) || this.isMemberBehind(at))
      case 'get':
      case 'set':
        return !next.newline && (this.isNamed(next) || this.isMemberBehind(at))
      case 'static':
        return this.bindings.classBodies.has(parent) && !/^[=;(}]$/.test(next.text)
      case 'of':
        return this.isOfLoop(at)
      default:
        return this.isLabelUse(at)
    }
  }

  private isNamed({ kind, text }: Token): boolean {
    return kind === 'private' || (kind === 'name' && !/^(?:in|instanceof|of)$/.test(text))
  }

  private isListOfArrow(at: number): boolean {
    return this.text(at) === '(' && this.text(this.tokens[at]!.partner + 1) === '=>'
  }

  /** Whether this is a modifier of a generator, or of a member with a computed, quoted or private name. */
  private isMemberBehind(at: number): boolean {
    if (at > 0 && !this.beginsMember(at)) return false
    let name = at + 1
    if (this.text(name) === '*') name++
    const token = this.tokens[name]
    if (token === undefined) return false
    const list = token.text === '[' ? token.partner + 1 : name + 1
    if (token.kind === 'punctuator' && token.text !== '[') return false
    const brace = this.text(list) === '(' ? this.tokens[this.tokens[list]!.partner + 1] : undefined
    return brace?.text === '{' && !brace.newline
  }

  /** Whether this `of` separates the variable of a loop from its iterable: the first one in the loop's parentheses. */
  private isOfLoop(at: number): boolean {
    const { parent } = this.tokens[at] as Token
    if (this.text(parent) !== '(' || !/^(?:for|await)$/.test(this.text(parent - 1) ?? '')) return false
    if (at === parent + 1 || !endsValue(this.tokens[at - 1] as Token)) return false
    for (let i = parent + 1; i < at; i++) if (this.text(i) === 'of' && this.tokens[i]!.parent === parent) return false
    return true
  }

  private isLabelUse(at: number): boolean {
    const before = this.text(at - 1)
    return (before === 'break' || before === 'continue') && !this.tokens[at]!.newline
  }
}
