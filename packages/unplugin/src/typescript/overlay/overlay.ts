import type { FindType } from '../../describe/cache-options-type.js'
import type { TaggedFunction } from '../../stages.js'
import { findTaggedFunctions, type FindOptions } from '../../find/find-tagged-functions.js'
import { mayHoldTag } from '../../filter.js'
import { parseModule } from '../../source/source-module.js'
import { optionInsertions, type Unexpressed } from './option-insertions.js'
import { carryInsertions, overlayText, type OverlayText } from './overlay-text.js'

/** A source as the type checker sees it, in which tagged functions declare their options. */
export interface Overlay extends OverlayText {
  readonly functions: readonly TaggedFunction[]
  readonly unexpressed: readonly Unexpressed[]
}

const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/

export function isOverlaid(file: string): boolean {
  return SOURCE.test(file) && !file.replaceAll('\\', '/').includes('/node_modules/')
}

export interface OverlayOptions extends FindOptions {
  /** Finds the declaration of an imported type, since `CacheOptions` may have an alias. */
  findType?: FindType | undefined
  /** The overlay of an earlier state of the file, used if the text doesn't parse. */
  previous?: OverlayText | undefined
}

/** @returns `undefined` for a file without tagged functions */
export function overlayOf(file: string, text: string, options: OverlayOptions = {}): Overlay | undefined {
  if (!isOverlaid(file) || !mayHoldTag(text)) return undefined
  const module = parseModule(file, text)
  if (module.errors.length > 0) {
    const carried = options.previous ? carryInsertions(options.previous, text) : []
    return carried.length > 0 ? { ...overlayText(text, carried), functions: [], unexpressed: [] } : undefined
  }
  const { tagged } = findTaggedFunctions(module, options)
  if (tagged.length === 0) return undefined
  const { insertions, unexpressed } = optionInsertions(tagged, options.findType)
  return { ...overlayText(text, insertions), functions: tagged, unexpressed }
}
