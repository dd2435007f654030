import { createRequire } from 'node:module'
import type { Diagnostic } from './stages.js'

/** For people: `file:line:column`, the message, and the lines around the place. */
export function formatDiagnostic(diagnostic: Diagnostic, source: string): string {
  const { file, line, column, message, code } = diagnostic
  // Loaded for those who have something to be told.
  const { codeFrameColumns } = createRequire(import.meta.url)('@babel/code-frame') as typeof import('@babel/code-frame')
  const frame = codeFrameColumns(source, { start: { line, column } }, { highlightCode: false })
  return `${file}:${line}:${column}: ${message} [cachecache ${code}]\n\n${frame}`
}
