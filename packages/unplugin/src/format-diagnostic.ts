import { createRequire } from 'node:module'
import type { Diagnostic } from './stages.js'

/** A message for users: `file:line:column`, the message, and the lines around the position. */
export function formatDiagnostic(diagnostic: Diagnostic, source: string): string {
  const { file, line, column, message, code } = diagnostic
  // Loaded only if there is something to report.
  const { codeFrameColumns } = createRequire(import.meta.url)('@babel/code-frame') as typeof import('@babel/code-frame')
  const frame = codeFrameColumns(source, { start: { line, column } }, { highlightCode: false })
  return `${file}:${line}:${column}: ${message} [cachecache ${code}]\n\n${frame}`
}
