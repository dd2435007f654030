import type * as ts from 'typescript'

/** The hover text for the parameter that isn't in the source. */
const OPTIONS_DOC = [
  'options of this call:',
  '- `again`: recompute, and overwrite the stored result once the computation has succeeded (default `false`)',
  '- `cacheResults`: whether this call reads and writes the cache at all (default `true`)',
  "- `cachePath`: another place for this call: a folder, a `.sqlite` file, `memory:`, `redis://…` (default: the cacher's path)",
].join('\n')

/** The parts of the type as the overlay writes it. */
const QUALIFIER = ['import', '(', '"@cachecache/runtime"', ')', '.']

/**
 * Shortens `options?: import("@cachecache/runtime").CacheOptions` to what a user would write, and adds the meaning of each
 * option.
 */
export function describeHover(hover: ts.QuickInfo | undefined): ts.QuickInfo | undefined {
  const parts = hover?.displayParts
  if (!hover || !parts) return hover
  const displayParts = parts.filter((_, i) => !QUALIFIER.some((_, back) => standsAt(parts, i - back)))
  const option = parts.findIndex((_, i) => standsAt(parts, i))
  if (option < 0) return hover
  const name = parts.slice(0, option).findLast((part) => part.kind === 'parameterName')?.text ?? 'options'
  const tag = {
    name: 'param',
    text: [
      { kind: 'parameterName', text: name },
      { kind: 'space', text: ' ' },
      { kind: 'text', text: OPTIONS_DOC },
    ],
  }
  return { ...hover, displayParts, tags: [...(hover.tags ?? []), tag] }
}

function standsAt(parts: readonly ts.SymbolDisplayPart[], start: number): boolean {
  return QUALIFIER.every((text, i) => parts[start + i]?.text === text)
}
