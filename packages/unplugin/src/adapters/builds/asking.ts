import type { AskBundler } from './asked-imports.js'
import type { AskText } from './asked-texts.js'

/** How an adapter asks its bundler, given the context of a hook; none if nothing but the bundler's settings decides. */
export interface Asking {
  /** Where imports lead. */
  ask?: ((context: object) => AskBundler) | undefined
  /** What other plugins make of a file's text. */
  text?: ((context: object) => AskText | undefined) | undefined
}

/** What one hook may ask its bundler. */
export interface Questions {
  ask?: AskBundler | undefined
  text?: AskText | undefined
}

/** `undefined` if there is nothing to ask. */
export function questionsIn({ ask, text }: Asking, context: object): Questions | undefined {
  return ask || text ? { ask: ask?.(context), text: text?.(context) } : undefined
}
