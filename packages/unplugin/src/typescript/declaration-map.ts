import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec'
import type { OverlayText } from './overlay/overlay-text.js'

/** Changes the map of a declaration file generated from overlaid text so that it points to the original. */
export function mapToOriginal(map: string, { text, original, toOriginal }: OverlayText): string {
  const { mappings, ...rest } = JSON.parse(map) as { mappings: string }
  const overlaidLines = lineStarts(text)
  const originalLines = lineStarts(original)
  const placeOf = (line: number, column: number): [line: number, column: number] => {
    const { offset } = toOriginal((overlaidLines[line] ?? text.length) + column)
    const found = originalLines.findLastIndex((start) => start <= offset)
    return [found, offset - originalLines[found]!]
  }
  const moved = decode(mappings).map((segments) =>
    segments.map((segment): SourceMapSegment => {
      if (segment.length === 1) return segment
      const [column, source, line, from, name] = segment
      return name === undefined ? [column, source, ...placeOf(line, from)] : [column, source, ...placeOf(line, from), name]
    }),
  )
  return JSON.stringify({ ...rest, mappings: encode(moved) })
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((match) => match.index + match[0].length)]
}
