import type { Recording } from '../files/observing/recordings.js'
import { bodyHooks } from '../key/lazy-values.js'
import { Renderer } from '../key/renderer.js'
import { currentRecording } from './computation.js'

interface Making {
  /** Of the body that made the variable. */
  recording: Recording | undefined
  /** Of a value that other code may change; `undefined` if it can't be part of a key. */
  digest: string | undefined
}

/** The latest making of each variable, by name. */
const makings = new Map<string, Making>()

/** Notes which body makes a variable on first use, and of a value that other code gets too, what it is. @returns the value */
export function made<T>(value: T, name: string, shared?: 1): T {
  makings.set(name, { recording: currentRecording(), digest: shared && digestOf(value) })
  return value
}

/**
 * Whether the body of a call made a variable that was unset before, so that the call has seen the files of which it is made, and it is
 * still as it was made.
 */
bodyHooks.isMadeBy = (run, { name, isShared, value }, byFiles) => {
  const making = makings.get(name ?? '')
  if (isShared && (making?.digest === undefined || making.digest !== digestOf(value))) return false
  const { recording, mayInterleave } = run
  if (isShared) (run.shared ??= new Set()).add(value)
  return !byFiles || !mayInterleave || (making?.recording !== undefined && recording?.contains(making.recording) === true)
}

export function digestOf(value: unknown): string | undefined {
  try {
    const renderer = new Renderer()
    renderer.input('a module value', value)
    return renderer.digest()
  } catch {
    return undefined
  }
}
