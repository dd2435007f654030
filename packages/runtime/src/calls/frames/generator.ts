import { answered, beginAsync, beginCall, bypass } from '../begin.js'
import type { Call, FoundEntry } from '../call.js'
import type { EntryKind } from '../../codec.js'
import { findPlaceSync } from '../look-up.js'
import { isTraced } from '../request.js'
import { relyFromNowOn } from '../rewriting.js'
import { reportStoreTrouble } from '../store-trouble.js'
import { RecordingFrame } from './recording-frame.js'
import type { Site } from '../../sites/site.js'
import { PassingFrame, ProbedFrame, WaitingFrame, type GeneratorFrame } from './generator-frame.js'
import { warnWithoutSync } from '../without-sync.js'

type Captured = (() => unknown[]) | undefined

/** Enters a generator or an async generator. */
export function enterGenerator(
  site: Site | undefined,
  values: unknown[],
  options: unknown,
  self: unknown,
  captured: Captured,
): GeneratorFrame {
  if (site === undefined) return new PassingFrame()
  relyFromNowOn(site)
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
  const { backend, again, files, key, ttl } = call.request
  const isAsync = site.record.kind === 'asyncGenerator'
  const frame = new RecordingFrame(call, isAsync)
  if (isAsync) {
    if (again && files === undefined) {
      call.lease.observe()
      frame.enter()
    } else frame.busy = readLater(call, frame)
    return frame
  }
  const { sync } = backend
  if (sync === undefined) {
    warnWithoutSync(call.request)
    return new PassingFrame()
  }
  try {
    if (!isTraced(call.request)) {
      if (!again) frame.take(sync.read(key, ttl))
    } else if (again) findPlaceSync(files, sync, ttl)
    else frame.takeState(files!.findSoon((of) => sync.read(of, ttl), noClaim, isGenerator) as FoundEntry | undefined)
  } catch (error) {
    reportStoreTrouble(call.request, error)
  }
  if (!frame.hit) {
    call.lease.observe()
    frame.enter()
  }
  return frame
}

/** Generators take no lease. */
const noClaim = (): undefined => undefined
const isGenerator = (kind: EntryKind): boolean => kind === 'generator'

async function readLater(call: Call, frame: RecordingFrame): Promise<void> {
  const { backend, files, key, ttl, again } = call.request
  const read = (of: string) => backend.read(of, ttl)
  try {
    if (!isTraced(call.request)) {
      if (!again) frame.take(await read(key))
    } else if (again) await files!.findPlace(read)
    else frame.takeState(await files!.find(read, noClaim, isGenerator))
    if (!frame.hit) call.lease.observe()
  } catch (error) {
    reportStoreTrouble(call.request, error)
  }
  if (!frame.hit) frame.enter()
}
