import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { UnpluginContext, UnpluginMessage } from 'unplugin'
import type { Diagnostic } from '../stages.js'
import { fileOf } from './module-filter.js'

/** The module that was transformed: the bundler's text of it may differ from the file's. */
export interface ReportedModule {
  id: string
  code: string
}

/** `src/report.ts:3:5`, as terminals and editors link it. */
export const placeOf = ({ file, line, column }: Diagnostic): string =>
  `${path.relative(process.cwd(), file).replaceAll('\\', '/')}:${line}:${column}`

/** A finding may lie in another file than the module: in a helper that it reaches. */
export async function sourceOf(found: Diagnostic, module: ReportedModule): Promise<string> {
  return fileOf(found.file) === fileOf(module.id) ? module.code : readFile(found.file, 'utf8').catch(() => '')
}

async function frameOf(found: Diagnostic, module: ReportedModule): Promise<string> {
  const { codeFrameColumns } = await import('@babel/code-frame')
  return codeFrameColumns(await sourceOf(found, module), { start: { line: found.line, column: found.column } })
}

/** Gives findings to the bundler's own errors and warnings. @returns whether one of them fails the build */
export async function reportDiagnostics(
  context: UnpluginContext,
  diagnostics: readonly Diagnostic[],
  module: ReportedModule,
  framework: string,
): Promise<boolean> {
  // Rollup's family prints place and frame from fields of their own; webpack's prints the message and nothing else.
  const messageOf = framework === 'webpack' || framework === 'rspack' ? plainMessage : placedMessage
  const errors: UnpluginMessage[] = []
  for (const found of diagnostics) {
    const message = messageOf(found, await frameOf(found, module))
    if (found.severity === 'error') errors.push(message)
    else context.warn(message)
  }
  const [first, ...others] = errors
  if (!first) return false
  // Rollup's family throws at the first error, so it tells the others too.
  context.error({ ...first, message: [first, ...others].map(({ message }) => message).join('\n') })
  return true
}

function plainMessage(found: Diagnostic, frame: string): UnpluginMessage {
  return { message: `${placeOf(found)}: ${found.message}\n\n${frame}\n` }
}

function placedMessage(found: Diagnostic, frame: string): UnpluginMessage {
  const { code, file, line } = found
  // These bundlers count columns from 0.
  const loc = { file, line, column: found.column - 1 }
  return Object.assign({ message: `${placeOf(found)}: ${found.message}`, code, id: file, loc }, { frame })
}
