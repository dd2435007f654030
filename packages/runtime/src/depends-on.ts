import { currentRecording } from './calls/computation.js'
import { OptionError } from './reporting/errors.js'
import { fileTracer } from './files/observing/recordings.js'
import { describe } from './options/options.js'

/**
 * Declares files that the body of a tagged function reads without `node:fs`: through a child process, a native package or a
 * database library. A folder includes everything in it. Outside of such a body it does nothing.
 * @throws OptionError for a value that is not a path
 */
export function dependsOn(paths: string | URL | readonly (string | URL)[]): void {
  const list: readonly unknown[] = Array.isArray(paths) ? paths : [paths]
  for (const path of list) {
    if ((typeof path === 'string' && path !== '') || path instanceof URL) continue
    throw new OptionError(
      'wrong-option-type',
      `dependsOn: ${describe(path)} is not a path. Pass a path, a file: URL or a list of them.`,
    )
  }
  const recording = currentRecording()
  if (recording !== undefined) fileTracer()?.dependsOn(recording, list)
}
