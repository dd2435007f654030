import { givenPath, isIgnored } from './paths.js'
import { isExpected, raw } from './raw-fs.js'
import { isNoticing, type BodyRecording } from './recording.js'
import { currentRecording } from './seam.js'

type Any = (...args: unknown[]) => unknown

/** What Node loads as code, in ways that are seen nowhere else. */
const CODE = /\.(?:[cm]?[jt]sx?|node|wasm)$/
const OPENING = ['open', 'openFileHandle', 'readFileUtf8']

/**
 * Finds out what is read by functions that somebody took from `node:fs` before they could be wrapped: such a result is not
 * stored. Node's own functions under `fs` are looked at for that.
 * @returns whether they can be: other platforms have none, or do not call them
 */
export function watchUnseen(): boolean {
  const binding = quietBinding()
  if (binding === undefined) return false
  let isSeen = false
  for (const name of OPENING) {
    const original = binding[name]
    if (typeof original !== 'function') continue
    binding[name] = function (this: unknown, ...args: unknown[]) {
      isSeen = true
      if (!isExpected() && isNoticing()) judge(args[0], args[1])
      return Reflect.apply(original as Any, this, args)
    }
  }
  try {
    raw.closeSync(raw.openSync(process.execPath, 'r'))
  } catch {
    // Some sandboxes do not let a program read this file.
  }
  return isSeen
}

function judge(given: unknown, flags: unknown): void {
  const recording = currentRecording() as BodyRecording | undefined
  if (recording === undefined || !('note' in recording)) return
  const { path } = givenPath(given) ?? {}
  if (path === undefined || isIgnored(path) || CODE.test(path) || recording.knowsContent(path)) return
  if (typeof flags === 'number' && (flags & raw.constants.O_WRONLY) !== 0) return
  recording.spoil(
    'unseen-read',
    `${recording.name(path)} is read by code that took its functions from node:fs before they could be watched`,
    'Start the program with node --import @cachecache/runtime/files, or name the file with dependsOn() in the body.',
  )
}

/** Reading the property is all it takes, and some flags of Node warn of that. */
function quietBinding(): Record<string, unknown> | undefined {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return (process as unknown as { binding(name: string): Record<string, unknown> }).binding('fs')
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}
