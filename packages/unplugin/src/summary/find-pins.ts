import { findTaggedFunctions } from '../find/find-tagged-functions.js'
import type { Node, SourceModule } from '../source/source-module.js'

const NONE: ReadonlyMap<Node, string> = new Map()

/** The functions of a file with a pinned version. Only a file that may contain one is searched. */
export function findPins(module: SourceModule): ReadonlyMap<Node, string> {
  if (!/@cache\b[^]*\bversion\b/.test(module.text)) return NONE
  const pins = new Map<Node, string>()
  for (const { node, tag } of findTaggedFunctions(module).tagged) {
    if (tag.form !== 'call' && tag.options?.version !== undefined) pins.set(node, tag.options.version)
  }
  return pins
}
