import { digestText } from '../digest.js'
import { readTextFacts } from './free-names.js'
import { functionText, isNativeText } from '../intrinsics.js'

/** What is known about a function or class without the build. */
export interface FunctionText {
  digest: string
  isClass: boolean
  isNative?: true
  isArrow?: true
  /** Why the text can't identify the function, phrased to follow "the function f, which …". */
  obstacle?: string
  usesSuper?: true
  /** The function formats or compares by the machine's time zone or language. */
  isLocal?: true
  /** Instances of the class have private fields. */
  hasPrivateFields?: true
  /** The class has static private fields. */
  hasStaticPrivateFields?: true
  /** The class passes `this` to other code, which may keep state for it elsewhere. */
  handsOutThis?: true
}

const byFunction = new WeakMap<Function, FunctionText>()
// Closures are recreated on every call, but from a small number of texts.
const byText = new Map<string, FunctionText>()
const mostTexts = 1_000

const local =
  /\bIntl\b|\btoLocale|\blocaleCompare\b|\bDate\b|\b[gs]et(?:Hours|Minutes|Date|Day|Month|FullYear|Year|TimezoneOffset)\b/

export function factsOfFunction(fn: Function): FunctionText {
  let facts = byFunction.get(fn)
  if (facts === undefined) {
    const text = functionText(fn)
    facts = byText.get(text)
    if (facts === undefined) {
      facts = read(text)
      if (byText.size >= mostTexts) byText.clear()
      byText.set(text, facts)
    }
    byFunction.set(fn, facts)
  }
  return facts
}

function read(text: string): FunctionText {
  const facts: FunctionText = { digest: digestText(text), isClass: /^class\b/.test(text) }
  if (isNativeText(text)) return { ...facts, isNative: true, obstacle: 'is native or bound' }
  if (facts.isClass) {
    const state = privateState(text)
    if (state.instance) facts.hasPrivateFields = true
    if (state.own) facts.hasStaticPrivateFields = true
  }
  if (/[(,]\s*this\s*[,)]/.test(text)) facts.handsOutThis = true
  if (local.test(text)) facts.isLocal = true
  const { obstacle, usesSuper, form } = readTextFacts(text)
  if (form === 'arrow') facts.isArrow = true
  if (obstacle !== undefined) facts.obstacle = obstacle
  if (usesSuper === true) facts.usesSuper = true
  return facts
}

/** In code compiled to older targets, private members use helpers with these names. A name may also be written with escapes. */
const compiledPrivate = /__private(?:Get|Add|Set|Method|In)|_classPrivate|__classPrivate|#\\/u
const privateName = /(\.\s*|\bstatic\s+)?#([\p{ID_Start}$_][\p{ID_Continue}$]*)(\s*\(|\s+in\b)?/gu

/**
 * The text covers private methods and accessors, as they are code. In doubt, for example if a comment mentions the name, it counts as a
 * field.
 */
function privateState(text: string): { instance: boolean; own: boolean } {
  const used = new Set<string>()
  const methods = new Set<string>()
  const fields = new Set<string>()
  let own = false
  for (const [, before = '', name = '', next = ''] of text.matchAll(privateName)) {
    if (before.startsWith('static')) {
      if (!next.endsWith('(')) own = true
      else methods.add(name)
    } else if (before !== '' || next.endsWith('in')) used.add(name)
    else if (next !== '') methods.add(name)
    else fields.add(name)
  }
  const isField = (name: string): boolean => fields.has(name) || !methods.has(name)
  return { instance: compiledPrivate.test(text) || [...used].some(isField), own }
}
