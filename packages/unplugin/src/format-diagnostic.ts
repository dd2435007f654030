import { codeFrameColumns } from '@babel/code-frame'
import type { Diagnostic } from './stages.js'

/** For people: `file:line:column`, the message, and the lines around the place. */
export function formatDiagnostic(diagnostic: Diagnostic, source: string): string {
  const { file, line, column, message, code } = diagnostic
  const frame = codeFrameColumns(source, { start: { line, column } }, { highlightCode: false })
  return `${file}:${line}:${column}: ${message} [cachecache ${code}]\n\n${frame}`
}
