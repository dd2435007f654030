import { currentRecording } from './computation.js'
import { OptionError } from './errors.js'
import { fileTracer } from './files/recordings.js'
import { describe } from './options.js'

/**
 * Names files that the body of a tagged function reads in a way that nobody sees: by a child process, a native package, a
 * database library. A folder stands for all that is in it. Outside of such a body it does nothing.
 * @throws OptionError for what is no path
 */
export function dependsOn(paths: string | URL | readonly (string | URL)[]): void {
  const list: readonly unknown[] = Array.isArray(paths) ? paths : [paths]
  for (const path of list) {
    if ((typeof path === 'string' && path !== '') || path instanceof URL) continue
    throw new OptionError(
      'wrong-option-type',
      `dependsOn: ${describe(path)} is no path. Give a path, a file: URL or a list of them.`,
    )
  }
  const recording = currentRecording()
  if (recording !== undefined) fileTracer()?.dependsOn(recording, list)
}
