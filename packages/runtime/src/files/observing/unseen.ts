import { parsePath, isIgnored } from '../paths.js'
import { isExpected, raw } from './raw-fs.js'
import { isNoticing, type BodyRecording } from './recording.js'
import { currentRecording } from './seam.js'

type Any = (...args: unknown[]) => unknown

/** Files that Node loads as code, by routes that can't be observed elsewhere. */
const CODE = /\.(?:[cm]?[jt]sx?|node|wasm)$/
const OPENING = ['open', 'openFileHandle', 'readFileUtf8']

/**
 * Detects reads through functions that were taken from `node:fs` before they were wrapped. The result is then not stored. This hooks Node's
 * internal functions below `fs`.
 * @returns whether the hook works: other platforms have no such functions, or don't call them
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
    // Some sandboxes don't allow a program to read its executable.
  }
  return isSeen
}

function judge(argument: unknown, flags: unknown): void {
  const recording = currentRecording() as BodyRecording | undefined
  if (recording === undefined || !('note' in recording)) return
  const { path } = parsePath(argument) ?? {}
  if (path === undefined || isIgnored(path) || CODE.test(path) || recording.knowsContent(path)) return
  if (typeof flags === 'number' && (flags & raw.constants.O_WRONLY) !== 0) return
  recording.spoil(
    'unseen-read',
    `${recording.name(path)} is read by code that took its functions from node:fs before they could be watched`,
    'Start the program with node --import @cachecache/runtime/files, or name the file with dependsOn() in the body.',
  )
}

/** Reads the property without the deprecation warning that some flags of Node cause. */
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
