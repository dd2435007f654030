import { codeFromText } from '../../reporting/errors.js'
import { shared } from '../../shared.js'
import { factsOfFunction } from './function-text.js'
import { functionText } from '../intrinsics.js'
import { tokenise, type Token } from './tokens.js'

// `new Function(text)` in code of the project. The key covers whatever the text was put together from, so the text needs no part of its own.
// It must only not read anything else. Whether it does shows when the function is made, which may be in an earlier call: from the first text
// that does, all calls that may run such functions run uncached.

const trouble: { reason?: string } = /* @__PURE__ */ shared('texts.1', () => ({}))

/**
 * Leads from a value to the global object or to other ways of running text, or reads the clock, randomness, the time zone or the locale. In
 * quotes too, because of `value['constructor']`.
 */
const outside =
  /^['"]?(?:this|constructor|random|Date|Intl|Reflect|WeakRef|FinalizationRegistry|toLocale\w*|localeCompare|[gs]et(?:Hours|Minutes|Date|Day|Month|FullYear|Year|TimezoneOffset))['"]?$/

/** Notes a function that the project's code makes of a text, and returns it. */
export function ofText<T>(made: T): T {
  if (trouble.reason === undefined && typeof made === 'function') {
    const reason = obstacleOf(made)
    if (reason !== undefined) trouble.reason = reason
  }
  return made
}

/** An input of all code that makes functions of texts. @throws Unkeyable if one of them reads more than it is given */
export function onlyPlainTexts(): undefined {
  if (trouble.reason !== undefined) throw codeFromText(trouble.reason)
}

function obstacleOf(made: Function): string | undefined {
  const facts = factsOfFunction(made)
  if (facts.obstacle !== undefined) return facts.obstacle
  const tokens = tokenise(functionText(made)) ?? []
  const found = tokens.find(({ text }, at) => outside.test(text) && !isHarmless(tokens, at))
  return found && `uses \`${found.text}\``
}

/** `x instanceof Date`, `Date.UTC(…)` */
function isHarmless(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]!.text !== 'Date') return false
  return tokens[at - 1]?.text === 'instanceof' || (tokens[at + 1]?.text === '.' && tokens[at + 2]?.text === 'UTC')
}
