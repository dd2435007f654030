import type { EntryData, SyncAccess } from '../backends/backend.js'
import { decode, type DecodedEntry } from '../codec.js'
import type { Site } from '../sites/site.js'
import { answered, beginAsync, beginCall, bypass, type Begun } from './begin.js'
import { Call, type FoundEntry } from './call.js'
import {
  enterComputation,
  findComputation,
  joinComputation,
  leaveComputation,
  restContext,
  startComputation,
  type Computation,
  type Outcome,
} from './computation.js'
import { InlineFrame, probedFrame, type Frame } from './frames/inline-frame.js'
import { findPlace, findPlaceSync, lookUp, lookUpSync } from './look-up.js'
import { isNativePromise, isThenable, settleLike } from './promises.js'
import { rewritingFrame, runRewriting, whileRewriting } from './rewriting.js'
import { reportStoreTrouble } from './store-trouble.js'
import { warnWithoutSync } from './without-sync.js'

// The steps of a call: options → mode → key → backend → read → (join) → compute → key again → encode → write → event.
// The first steps, up to the backend, are in `begin.ts`. The entry points below differ in how they read and in which calls wait.

type Captured = (() => unknown[]) | undefined

/** A synchronous function that can't return a promise: the body runs inline. */
export function enter(site: Site | undefined, values: unknown[], options: unknown, self: unknown, captured: Captured): Frame {
  const call = beginCall(site, values, options, self, captured)
  if (!(call instanceof Call)) return call === answered ? probedFrame : rewritingFrame(site)
  const { backend, again, files } = call.request
  const { sync } = backend
  if (sync === undefined) {
    runWithoutSync(call)
    return rewritingFrame(site)
  }
  const found = again ? claimAgain(call, sync) : lookUpSync(call, sync, true)
  const frame = new InlineFrame(call, found !== undefined, found?.entry.value)
  if (found !== undefined) return frame
  files?.enter()
  return whileRewriting(frame, call.request)
}

function claimAgain(call: Call, sync: SyncAccess): undefined {
  findPlaceSync(call.request.files, sync)
  call.lease.claim(sync, 'again')
}

/** A synchronous function that may return a promise. */
export function call<C extends unknown[]>(
  site: Site | undefined,
  values: unknown[],
  options: unknown,
  self: unknown,
  captured: Captured,
  body: (...clash: C) => unknown,
  ...clash: C
): unknown {
  return proceed(site, beginCall(site, values, options, self, captured), answerSync, () => body(...clash))
}

/** An async function. */
export function callAsync<C extends unknown[]>(
  site: Site | undefined,
  values: unknown[],
  options: unknown,
  self: unknown,
  captured: Captured,
  body: (...clash: C) => unknown,
  ...clash: C
): unknown {
  const run = () => body(...clash)
  const begun = beginAsync(site, values, options, self, captured)
  return begun instanceof Promise ? begun.then((ready) => proceed(site, ready, answer, run)) : proceed(site, begun, answer, run)
}

function proceed(
  site: Site | undefined,
  begun: Begun,
  answerCall: (call: Call, run: () => unknown) => unknown,
  run: () => unknown,
): unknown {
  if (begun instanceof Call) return answerCall(begun, run)
  return begun === answered ? undefined : runRewriting(site, run)
}

function answerSync(call: Call, run: () => unknown): unknown {
  const { backend, key, again } = call.request
  const { sync } = backend
  if (sync === undefined) {
    runWithoutSync(call)
    return runRewriting(call.request.site, run)
  }
  if (again) claimAgain(call, sync)
  else {
    const running = findComputation(backend, key)
    const outcome = running?.promised === true ? joinComputation(running) : undefined
    if (outcome !== undefined) return shareOutcome(call, running!, outcome, run)
    const found = lookUpSync(call, sync, false)
    if (found !== undefined) return found.entry.kind === 'promise' ? Promise.resolve(found.entry.value) : found.entry.value
  }
  return computeSync(call, run)
}

function computeSync(call: Call, run: () => unknown): unknown {
  const { backend, key, again } = call.request
  const computation = startComputation(backend, key, again)
  track(call, computation)
  let result: unknown
  let waiting = false
  try {
    result = enterComputation(computation, run)
    waiting = isNativePromise(result)
  } catch (error) {
    call.report('error', 0)
    throw error
  } finally {
    if (!waiting) closeComputation(computation, 'nothing')
  }
  if (waiting) {
    computation.promised = true
    return settleLike(result as Promise<unknown>, {
      fulfilled: (value) => finish(computation, () => call.storeSync(value, 'promise', computation.superseded)),
      rejected: () => finish(computation, () => void call.report('error', 0)),
    })
  }
  // A thenable (a query builder) may run its operation each time it is awaited, so it is not inspected.
  if (isThenable(result)) call.reportComputed(0)
  else call.storeSync(result, 'value')
  return result
}

/** Attributes reads of the body to the computation from now on. */
function track({ request }: Call, computation: Computation): void {
  computation.entryKey = request.files?.entryKey ?? request.key
  computation.relies = request.site.record.relies
  request.lazies.body = computation
  computation.lazies = request.lazies
  if (request.files !== undefined) computation.recording = request.files.start()
}

/** The entry of another call's computation. */
function joined({ request: { files, key } }: Call, data: EntryData, { entryKey }: Computation): DecodedEntry | undefined {
  return files === undefined ? decode(data, key) : files.join(data, entryKey ?? key)
}

function finish(computation: Computation, store: () => EntryData | undefined): void {
  let data: EntryData | undefined
  try {
    data = store()
  } finally {
    closeComputation(computation, data ?? 'nothing')
  }
}

async function shareOutcome(call: Call, running: Computation, waiting: Promise<Outcome>, run: () => unknown): Promise<unknown> {
  const outcome = await waiting
  const entry = typeof outcome === 'string' ? undefined : joined(call, outcome, running)
  if (entry === undefined) return answerSync(call, run)
  call.report('joined', outcome.length, entry)
  return entry.value
}

function answer(call: Call, run: () => unknown): unknown {
  const { backend, key, again } = call.request
  if (again) return compute(call, run, startComputation(backend, key, true))
  const running = findComputation(backend, key)
  return running === undefined ? answerAlone(call, run) : answerJoined(call, run, running)
}

async function answerJoined(call: Call, run: () => unknown, first: Computation): Promise<unknown> {
  const { backend, key } = call.request
  for (let running: Computation | undefined = first; running !== undefined; running = findComputation(backend, key)) {
    const waiting = joinComputation(running)
    // The other computation waits for the one that contains this call; waiting would deadlock.
    if (waiting === undefined) {
      call.lease.observe()
      return compute(call, run, startComputation(backend, key, false))
    }
    const outcome = await waiting
    if (outcome === 'no-store') return run()
    const entry = outcome === 'nothing' ? undefined : joined(call, outcome, running)
    if (entry !== undefined) {
      call.report('joined', outcome.length, entry)
      return entry.value
    }
  }
  return answerAlone(call, run)
}

/** No other call computes the key. @returns the value itself if the store answers at once: each promise costs a hit a tenth */
function answerAlone(call: Call, run: () => unknown): unknown {
  const { backend, key } = call.request
  let found: ReturnType<typeof lookUp>
  try {
    found = lookUp(call)
  } catch (error) {
    return answerWithoutStore(call, run, error)
  }
  if (found === undefined) return compute(call, run, startComputation(backend, key, false))
  return found instanceof Promise ? answerLater(call, run, found) : takeHit(call, found)
}

function takeHit(call: Call, { data, entry }: FoundEntry): unknown {
  restContext()
  call.report('hit', data.length, entry)
  return entry.value
}

/** Other calls of the key can wait for the store, too. */
async function answerLater(call: Call, run: () => unknown, looking: Promise<FoundEntry | undefined>): Promise<unknown> {
  const { backend, key, files } = call.request
  const computation = startComputation(backend, key, false)
  computation.promised = true
  let found: FoundEntry | undefined
  try {
    found = await looking
  } catch (error) {
    computation.settle('no-store')
    return answerWithoutStore(call, run, error)
  }
  if (found === undefined) return compute(call, run, computation)
  computation.entryKey = files?.entryKey ?? key
  computation.settle(found.data)
  return takeHit(call, found)
}

function answerWithoutStore({ request }: Call, run: () => unknown, error: unknown): unknown {
  reportStoreTrouble(request, error)
  bypass(request.site, 'the store failed')
  return run()
}

async function compute(call: Call, run: () => unknown, computation: Computation): Promise<unknown> {
  computation.promised = true
  let data: EntryData | undefined
  try {
    if (call.request.again) {
      const placing = findPlace(call.request)
      if (placing !== undefined) await placing
      const claimed = call.lease.claim(call.request.backend, 'again')
      if (claimed instanceof Promise) await claimed
    }
  } catch (error) {
    computation.settle('no-store')
    throw error
  }
  track(call, computation)
  try {
    const value = await enterComputation(computation, run)
    const storing = call.store(value, 'promise', () => computation.superseded)
    data = storing instanceof Promise ? await storing : storing
    return value
  } catch (error) {
    call.report('error', 0)
    throw error
  } finally {
    closeComputation(computation, data ?? 'nothing')
  }
}

function closeComputation(computation: Computation, outcome: EntryData | 'nothing'): void {
  leaveComputation()
  computation.settle(outcome)
}

/** The store can't be read synchronously. */
function runWithoutSync({ request }: Call): void {
  warnWithoutSync(request)
  bypass(request.site, `${request.backend.name} has no synchronous access`)
}
