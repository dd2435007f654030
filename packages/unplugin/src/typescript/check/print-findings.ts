import path from 'node:path'
import type { Finding, Span } from './finding.js'

export interface PrintOptions {
  /** Paths are printed relative to this folder. */
  cwd: string
  /** Prints colours and frames, like `tsc --pretty`. */
  pretty: boolean
  /** The compiler version whose layout is used: version 7 prints related messages before their frames. */
  version: 6 | 7
}

const COLOURS = { grey: '\u001b[90m', red: '\u001b[91m', yellow: '\u001b[93m', blue: '\u001b[94m', cyan: '\u001b[96m' }
const REVERSE = '\u001b[7m'
const RESET = '\u001b[0m'
const CATEGORY = { error: COLOURS.red, warning: COLOURS.yellow, message: COLOURS.blue }
/** `File appears to be binary`: the compiler prints no frame for it. */
const BINARY_FILE = 1490

/** The exact output of `tsc` for these findings, without the summary. */
export function printFindings(findings: readonly Finding[], options: PrintOptions): string {
  return findings.map((finding) => (options.pretty ? prettyLine(finding, options) : plainLine(finding, options.cwd))).join('')
}

/**
 * The same for programs: an array in the format of the plugin's diagnostics; findings outside any file have a `null` position.
 */
export function jsonOf(findings: readonly Finding[]): string {
  const list = findings.map(({ category, code, message, place }) => ({
    code: `TS${code}`,
    severity: category,
    message,
    file: place?.file ?? null,
    ...(place ? position(place.text, place.start) : { line: null, column: null }),
  }))
  return `${JSON.stringify(list, null, 2)}\n`
}

function plainLine({ category, code, message, place }: Finding, cwd: string): string {
  const text = `${category} TS${code}: ${message}\n`
  if (!place) return text
  const { line, column } = position(place.text, place.start)
  return `${relative(cwd, place.file)}(${line},${column}): ${text}`
}

function prettyLine({ category, code, message, place, related }: Finding, { cwd, version }: PrintOptions): string {
  const colour = CATEGORY[category]
  let output = place ? `${location(place, cwd)} - ` : ''
  output += `${paint(category, colour)}${paint(` TS${code}: `, COLOURS.grey)}${message}`
  if (place && code !== BINARY_FILE) output += `\n${frame(place, '', colour)}`
  output += '\n'
  for (const item of related) output += version === 6 ? relatedIn6(item, cwd) : relatedIn7(item, cwd)
  return `${output}${version === 6 && related.length > 0 ? '\n' : ''}\n`
}

function relatedIn6({ place, message }: Finding, cwd: string): string {
  const there = place ? `\n  ${location(place, cwd)}${frame(place, '    ', COLOURS.cyan)}` : ''
  return `${there}\n    ${message}`
}

function relatedIn7({ place, message }: Finding, cwd: string): string {
  return place ? `\n  ${location(place, cwd)} - ${message}${frame(place, '    ', COLOURS.cyan)}\n` : `\n    ${message}\n`
}

function location(place: Span, cwd: string): string {
  const { line, column } = position(place.text, place.start)
  return `${paint(relative(cwd, place.file), COLOURS.cyan)}:${paint(`${line}`, COLOURS.yellow)}:${paint(`${column}`, COLOURS.yellow)}`
}

/** The lines of a range with squiggles; of more than five lines, only the first and last two. */
function frame({ text, start, end }: Span, indent: string, colour: string): string {
  const first = position(text, start)
  const last = position(text, end)
  const lines = linesOf(text)
  const shortened = last.line - first.line >= 4
  const width = Math.max(`${last.line}`.length, shortened ? 3 : 0)
  const gutter = (content: string) => `${indent}${paint(content.padStart(width), REVERSE)} `
  let output = ''
  for (let line = first.line; line <= last.line; line++) {
    output += '\n'
    if (shortened && first.line + 1 < line && line < last.line - 1) {
      output += `${gutter('...')}\n`
      line = last.line - 1
    }
    const content = lines[line - 1]!.trimEnd().replaceAll('\t', ' ')
    const from = line === first.line ? first.column - 1 : 0
    const to = line === last.line ? last.column - 1 : undefined
    const squiggle = content.slice(0, from).replace(/\S/g, ' ') + content.slice(from, to).replace(/./g, '~')
    output += `${gutter(`${line}`)}${content}\n${gutter('')}${colour}${squiggle}${RESET}`
  }
  return output
}

/** The summary that `tsc --pretty` prints at the end. */
export function printSummary(findings: readonly Finding[], { cwd, version }: PrintOptions): string {
  const errors = findings.filter((finding) => finding.category === 'error')
  if (errors.length === 0) return ''
  const files = errors.flatMap(({ place }) => (place ? [place.file] : []))
  const firstLines = new Map<string, number>()
  for (const { place } of findings) {
    if (place && !firstLines.has(place.file)) firstLines.set(place.file, position(place.text, place.start).line)
  }
  const reference = (file: string) => `${relative(cwd, file)}${paint(`:${firstLines.get(file)}`, COLOURS.grey)}`
  const distinct = [...new Set(files)]
  return `\n${summaryLine()}\n\n${distinct.length > 1 ? table() : ''}`

  function summaryLine(): string {
    const count = errors.length
    if (count === 1) return errors[0]!.place ? `Found 1 error in ${reference(files[0]!)}` : 'Found 1 error.'
    if (distinct.length === 0) return `Found ${count} errors.`
    if (distinct.length === 1) return `Found ${count} errors in the same file, starting at: ${reference(distinct[0]!)}`
    return `Found ${count} errors in ${distinct.length} files.`
  }

  function table(): string {
    const counts = distinct.map((file) => [files.filter((other) => other === file).length, file] as const)
    const width = Math.max('Errors'.length, ...counts.map(([count]) => `${count}`.length))
    const rows = counts.map(([count, file]) => `${`${count}`.padStart(width)}  ${reference(file)}\n`)
    return `${' '.repeat(width - 'Errors'.length)}Errors  Files\n${rows.join('')}${version === 7 ? '\n' : ''}`
  }
}

function paint(text: string, style: string): string {
  return `${style}${text}${RESET}`
}

function relative(cwd: string, file: string): string {
  return path.relative(cwd, file).replaceAll('\\', '/')
}

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/g

/** Line and column, starting at 1. */
function position(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (const match of text.matchAll(LINE_BREAK)) {
    const next = match.index + match[0].length
    if (next > offset) break
    line++
    start = next
  }
  return { line, column: offset - start + 1 }
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/)
}
