import { noticeFields } from './noticed-stats.js'
import { isNoticing, type BodyRecording } from './recording.js'
import { currentRecording } from './seam.js'

interface Opened {
  by: BodyRecording
  path: string
}

const descriptors = new Map<number, Opened>()
const handles = new WeakMap<object, Opened>()

/** Registers a file that a body has opened. Reads of it are covered by the opening. */
export function noticeOpened(recording: BodyRecording, result: unknown, path: string): unknown {
  if (typeof result === 'number') descriptors.set(result, { by: recording, path })
  else if (typeof result === 'object' && result !== null) handles.set(result, { by: recording, path })
  return result
}

export function noticeClosed(descriptor: unknown): void {
  descriptors.delete(descriptor as number)
}

/** Records a read by file descriptor. What it returns depends on earlier reads, unless the body opened the file itself. */
export function noticeDescriptor(recording: BodyRecording, descriptor: number): void {
  judge(recording, descriptors.get(descriptor), descriptor === 0 ? 'standard input' : 'a file that was opened outside of it')
}

export function noticeHandle(recording: BodyRecording, handle: object): void {
  judge(recording, handles.get(handle), 'a file that was opened outside of it')
}

function judge(recording: BodyRecording, opened: Opened | undefined, what: string): void {
  if (opened !== undefined && recording.contains(opened.by)) return
  recording.spoil(
    'open-file',
    `it reads ${what}`,
    'Open the file in the body.',
    opened?.by.contains(recording) === true ? opened.by : undefined,
  )
}

/** Returns the path of a file opened by descriptor. Terminals and pipes have none. */
export function pathOfDescriptor(recording: BodyRecording, descriptor: number): string | undefined {
  if (descriptor > 2) noticeDescriptor(recording, descriptor)
  return descriptors.get(descriptor)?.path
}

const READING = ['read', 'readv', 'readFile', 'readLines', 'createReadStream', 'readableWebStream']
let noticed = false

/** Wraps the methods of `FileHandle`. The class isn't exported, so they are found through the first handle. */
export function noticeHandles(opening: Promise<object>): Promise<object> {
  if (noticed) return opening
  return opening.then((handle) => {
    if (!noticed) wrapMethods(Object.getPrototypeOf(handle) as Record<string, unknown>)
    noticed = true
    return handle
  })
}

function wrapMethods(prototype: Record<string, unknown>): void {
  for (const name of READING) {
    const original = prototype[name]
    if (typeof original !== 'function') continue
    prototype[name] = {
      [name](this: object, ...args: unknown[]): unknown {
        const recording = noticing()
        if (recording !== undefined) noticeHandle(recording, this)
        return Reflect.apply(original, this, args)
      },
    }[name]
  }
  const stat = prototype['stat'] as () => Promise<unknown>
  prototype['stat'] = async function (this: object, ...args: []) {
    const recording = noticing()
    const stats = await Reflect.apply(stat, this, args)
    if (recording === undefined) return stats
    noticeHandle(recording, this)
    const path = handles.get(this)?.path
    return path === undefined
      ? stats
      : noticeFields(stats as never, recording.note({ kind: 'stat', detail: '', path, relative: false }))
  }
}

function noticing(): BodyRecording | undefined {
  const recording = isNoticing() ? (currentRecording() as BodyRecording | undefined) : undefined
  return recording !== undefined && 'note' in recording ? recording : undefined
}
