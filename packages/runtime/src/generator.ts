import { answered, beginAsync, beginCall, bypass } from './begin.js'
import type { Call } from './call-state.js'
import type { EntryKind } from './codec.js'
import type { FoundState } from './files/call-files.js'
import { RecordingFrame } from './recording-frame.js'
import type { Site } from './site.js'
import { PassingFrame, ProbedFrame, WaitingFrame, type GeneratorFrame } from './generator-frame.js'
import { warnWithoutSync } from './without-sync.js'

type Captured = (() => unknown[]) | undefined

/** A generator or an async generator. */
export function enterGenerator(
  site: Site | undefined,
  values: unknown[],
  options: unknown,
  self: unknown,
  captured: Captured,
): GeneratorFrame {
  if (site === undefined) return new PassingFrame()
  if (site.record.kind !== 'asyncGenerator') return frameOf(site, beginCall(site, values, options, self, captured))
  const begun = beginAsync(site, values, options, self, captured)
  return begun instanceof Promise ? new WaitingFrame(begun.then((call) => frameOf(site, call))) : frameOf(site, begun)
}

function frameOf(site: Site, call: Call | typeof answered | undefined): GeneratorFrame {
  if (call === undefined) return new PassingFrame()
  if (call === answered) return new ProbedFrame()
  if (site.record.actsWhenStopped === true) {
    bypass(site, 'its finally yields or jumps')
    return new PassingFrame()
  }
  const isAsync = site.record.kind === 'asyncGenerator'
  const frame = new RecordingFrame(call, isAsync)
  if (isAsync) {
    if (call.again && call.files === undefined) call.observe()
    else frame.busy = readLater(call, frame)
    return frame
  }
  const { sync } = call.backend
  if (sync === undefined) {
    warnWithoutSync(call)
    return new PassingFrame()
  }
  try {
    const isTraced = call.files?.isMuted === false
    if (isTraced && call.again) call.files.findPlaceNow((key) => sync.read(key, call.ttl))
    else if (isTraced)
      frame.takeState(call.files.findSoon((key) => sync.read(key, call.ttl), noClaim, isGenerator) as FoundState | undefined)
    else if (!call.again) frame.take(sync.read(call.key, call.ttl))
  } catch (error) {
    call.storeTrouble(error)
  }
  if (!frame.hit) {
    call.observe()
    frame.enter()
  }
  return frame
}

/** Generators exclude nobody. */
const noClaim = (): undefined => undefined
const isGenerator = (kind: EntryKind): boolean => kind === 'generator'

async function readLater(call: Call, frame: RecordingFrame): Promise<void> {
  const { backend, files } = call
  const read = (key: string) => backend.read(key, call.ttl)
  try {
    if (files?.isMuted === false) {
      if (call.again) await files.findPlace(read)
      else frame.takeState(await files.find(read, noClaim, isGenerator))
    } else if (!call.again) frame.take(await read(call.key))
    if (!frame.hit) call.observe()
  } catch (error) {
    call.storeTrouble(error)
  }
}
