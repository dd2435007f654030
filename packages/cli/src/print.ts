import { printable } from '@cachecache/runtime/stores'
import ms from 'ms'

/** Columns are separated by two spaces; the last one is not padded. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  // Not `Math.max(...)`: a spread passes one argument per row, and there may be thousands.
  const cells = rows.map((row) => row.map(printable))
  const widths = header.map((title, column) => cells.reduce((widest, row) => Math.max(widest, row[column]!.length), title.length))
  const formatRow = (row: readonly string[]): string =>
    row
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd()
  return `${[header, ...cells].map(formatRow).join('\n')}\n`
}

export function formatAge(time: number, now = Date.now()): string {
  return now - time < 1000 ? 'just now' : `${ms(now - time, { long: true })} ago`
}

export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

export function countOf(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
