import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { NOTICES, realpath, type Notice } from './notices.js'
import { noticeHandles } from './open-files.js'
import { expected } from './raw-fs.js'
import { isNoticing, type BodyRecording } from './recording.js'
import { currentRecording } from './seam.js'

type Any = (...args: unknown[]) => unknown

/**
 * Replaces the functions of `node:fs` by wrappers that record what they access.
 * @returns whether named imports of `node:fs` get the wrappers; in Bun they keep the original functions
 */
export function wrapFileSystem(): boolean {
  const fs = process.getBuiltinModule('node:fs') as unknown as Record<string, unknown>
  const promises = fs['promises'] as Record<string, unknown>
  for (const [name, notice] of Object.entries(NOTICES)) {
    replace(fs, name, (original) => wrapCallback(original, notice))
    replace(fs, `${name}Sync`, (original) => wrapSync(original, notice))
    replace(promises, name, (original) => wrapPromise(original, notice))
  }
  for (const name of ['realpath', 'realpathSync']) {
    const { native } = fs[name] as { native: Any }
    const wrap = name === 'realpath' ? wrapCallback : wrapSync
    ;(fs[name] as { native: Any }).native = named(wrap(native, realpath), native)
  }
  const { cwd } = process
  const noticed = (): string => {
    const recording = isNoticing() ? (currentRecording() as BodyRecording | undefined) : undefined
    if (recording !== undefined && 'note' in recording) recording.note({ kind: 'cwd', detail: '', path: cwd(), relative: true })
    return cwd()
  }
  process.cwd = named(noticed as Any, cwd as Any) as typeof cwd
  replace(process as unknown as Record<string, unknown>, 'loadEnvFile', (original) => {
    const wrapper = wrapSync(original, NOTICES['readFile']!)
    return (path: unknown = '.env') => wrapper.call(process, path)
  })
  syncBuiltinESMExports()
  return readFileSync === fs['readFileSync']
}

function replace(target: Record<string, unknown>, name: string, wrap: (original: Any) => Any): void {
  const original = target[name]
  if (typeof original !== 'function') return
  target[name] = named(wrap(original as Any), original as Any)
}

/** Copies the name, the length and other properties: `util.promisify` finds alternative implementations by a symbol. */
function named(wrapper: Any, original: Any): Any {
  const { prototype: _, ...own } = Object.getOwnPropertyDescriptors(original) as Record<PropertyKey, PropertyDescriptor>
  return Object.defineProperties(wrapper, own) as Any
}

/** Returns the recording of the calling body. An error while observing invalidates the recording, not the call. */
function noticing(notice: Notice, args: unknown[]): { recording: BodyRecording; kept: unknown } | undefined {
  const recording = currentRecording() as BodyRecording | undefined
  if (recording === undefined || !('note' in recording)) return undefined
  try {
    return { recording, kept: expected(() => notice.before(recording, args)) }
  } catch (error) {
    recording.spoil(
      'files-unknown',
      `what it reads cannot be noticed (${error instanceof Error ? error.message : 'unknown reason'})`,
    )
    return { recording, kept: undefined }
  }
}

function wrapSync(original: Any, notice: Notice): Any {
  return function (this: unknown, ...args) {
    const noticed = isNoticing() ? noticing(notice, args) : undefined
    if (noticed === undefined) return Reflect.apply(original, this, args)
    const result = expected(() => Reflect.apply(original, this, args))
    return notice.after === undefined ? result : notice.after(noticed.recording, result, noticed.kept)
  }
}

function wrapCallback(original: Any, notice: Notice): Any {
  return function (this: unknown, ...args) {
    const noticed = isNoticing() ? noticing(notice, args) : undefined
    if (noticed === undefined) return Reflect.apply(original, this, args)
    const last = args.at(-1)
    if (notice.after !== undefined && typeof last === 'function') {
      const { recording, kept } = noticed
      args[args.length - 1] = function (this: unknown, error: unknown, result: unknown, ...rest: unknown[]) {
        const replaced = error === null || error === undefined ? notice.after!(recording, result, kept) : result
        return Reflect.apply(
          last,
          this,
          replaced === undefined && result === undefined ? [error] : [error, replaced, ...rest],
        ) as unknown
      }
    }
    return expected(() => Reflect.apply(original, this, args))
  }
}

function wrapPromise(original: Any, notice: Notice): Any {
  const isOpen = original.name === 'open'
  return function (this: unknown, ...args) {
    const noticed = isNoticing() ? noticing(notice, args) : undefined
    if (noticed === undefined) {
      const result = Reflect.apply(original, this, args)
      return isOpen ? noticeHandles(result as Promise<object>) : result
    }
    const result = expected(() => Reflect.apply(original, this, args)) as Promise<unknown>
    if (notice.after === undefined) return result
    const replaced = isOpen ? noticeHandles(result as Promise<object>) : result
    return replaced.then((value) => notice.after!(noticed.recording, value, noticed.kept))
  }
}
