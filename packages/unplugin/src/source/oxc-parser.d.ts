// The parser declares no types for these two of its files.
declare module 'oxc-parser/src-js/bindings.js' {
  import type { ParseResult, ParserOptions } from 'oxc-parser'
  /** `program` is the tree as JSON. Each field can be read once. */
  export interface NativeResult extends Omit<ParseResult, 'program'> {
    readonly program: string
  }
  export function parseSync(file: string, text: string, options?: ParserOptions): NativeResult
}

declare module 'oxc-parser/src-js/wrap.js' {
  import type { ParseResult } from 'oxc-parser'
  export function jsonParseAst(json: string): ParseResult['program']
}

declare module 'oxc-parser/src-js/generated/visit/keys.js' {
  const visitorKeys: { readonly [type: string]: readonly string[] }
  export default visitorKeys
}
