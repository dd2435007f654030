// oxlint-disable-next-line typescript/triple-slash-reference -- declarations of other modules can't be imported
/// <reference path="./oxc-parser.d.ts" />
import type { Comment, EcmaScriptModule, OxcError, ParseResult, ParserOptions } from 'oxc-parser'
// Not by the parser's own entry: it gives object literals with a getter, each of which has a hidden class of its own that holds what the
// getter sees until the next full garbage collection, and it reads comments, which most files don't need.
import { parseSync, type NativeResult } from 'oxc-parser/src-js/bindings.js'
import { jsonParseAst } from 'oxc-parser/src-js/wrap.js'

export function parseText(file: string, text: string, options?: ParserOptions): ParsedText {
  return new ParsedText(parseSync(file, text, options))
}

/** What the parser gives for a text. The tree and the comments are created on first use. */
export class ParsedText {
  readonly module: EcmaScriptModule
  readonly errors: OxcError[]
  private tree: ParseResult['program'] | undefined
  private found: Comment[] | undefined

  constructor(private readonly native: NativeResult) {
    this.module = native.module
    this.errors = native.errors
  }

  get program(): ParseResult['program'] {
    return (this.tree ??= jsonParseAst(this.native.program))
  }

  get comments(): Comment[] {
    return (this.found ??= this.native.comments)
  }
}
