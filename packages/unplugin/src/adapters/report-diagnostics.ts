import { readFile } from 'node:fs/promises'
import type { UnpluginContext, UnpluginMessage } from 'unplugin'
import type { Diagnostic } from '../stages.js'
import { formatDiagnostic } from '../format-diagnostic.js'
import { fileOf } from '../module-id.js'

/** The transformed module: the bundler's text may differ from the file's. */
export interface ReportedModule {
  id: string
  code: string
}

/** A finding may be in another file than the module, such as a helper that it reaches. */
export async function sourceOf(found: Diagnostic, module: ReportedModule): Promise<string> {
  return fileOf(found.file) === fileOf(module.id) ? module.code : readFile(found.file, 'utf8').catch(() => '')
}

/** Reports findings as the bundler's own errors and warnings. @returns whether one of them fails the build */
export async function reportDiagnostics(
  context: UnpluginContext,
  diagnostics: readonly Diagnostic[],
  module: ReportedModule,
  framework: string,
): Promise<boolean> {
  if (diagnostics.length === 0) return false
  const errors: UnpluginMessage[] = []
  for (const found of diagnostics) {
    const { code, file, line, column } = found
    const message = {
      message: formatDiagnostic(found, await sourceOf(found, module)),
      code,
      id: file,
      // Vite would print a second code frame. The column is in the message, because Rollup prints both one after the other.
      ...(framework !== 'vite' && { loc: { file, line, column } }),
    }
    if (found.severity === 'error') errors.push(message)
    else context.warn(message)
  }
  const [first, ...others] = errors
  if (!first) return false
  // Rollup and its relatives throw at the first error, so it includes the others.
  context.error({ ...first, message: [first, ...others].map(({ message }) => message).join('\n\n') })
  return true
}
