import { decode, encode } from '@jridgewell/sourcemap-codec'
import { parseAst } from 'rollup/parseAst'

/**
 * Node prints the line that an uncaught error was thrown in: each `throw` of a minified text gets a line of its own.
 *
 * @returns the text, and its source map if one is given
 */
export function breakAtThrows(text, map) {
  const places = [...throwsIn(parseAst(text))].flatMap(({ start, end }) => [start, end])
  const breaks = [...new Set(places)].toSorted((a, b) => a - b).filter((at) => text[at - 1] !== '\n' && text[at] !== '\n')
  const parts = [0, ...breaks].map((from, index) => text.slice(from, breaks[index]))
  if (map) map.mappings = encode(splitLines(decode(map.mappings), text, breaks))
  return parts.join('\n')
}

function* throwsIn(node) {
  if (node.type === 'ThrowStatement') yield node
  for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) yield* throwsIn(child)
}

/** Positions of the columns behind a break move to a line of their own. */
function splitLines(lines, text, breaks) {
  const split = []
  let from = 0
  for (const [index, line] of text.split('\n').entries()) {
    const columns = [0, ...breaks.filter((at) => at > from && at < from + line.length).map((at) => at - from)]
    for (const [part, column] of columns.entries()) {
      const end = columns[part + 1] ?? Infinity
      const inside = (lines[index] ?? []).filter(([at]) => at >= column && at < end)
      split.push(inside.map(([at, ...rest]) => [at - column, ...rest]))
    }
    from += line.length + 1
  }
  return split
}
