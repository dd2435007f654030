import { answered, beginAsync, beginCall, bypass } from './begin.js'
import type { EntryData, SyncAccess } from './backends/backend.js'
import type { Call } from './call-state.js'
import { decode } from './codec.js'
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
import { findPlace, findState } from './files/find-state.js'
import { isNativePromise, isThenable, settleLike } from './promises.js'
import type { Site } from './site.js'
import { warnWithoutSync } from './without-sync.js'

// The life of a call: options → mode → key → backend → read → (join) → compute → key again → encode → write → event.
// `beginCall` goes as far as the backend; storing takes the key again. What differs between the three entry points is
// how they read and who waits.

type Captured = (() => unknown[]) | undefined

/** What emitted code of an inline function holds on to. */
export interface Frame {
  readonly hit: boolean
  readonly value: unknown
  done(value?: unknown): unknown
  fail(error: unknown): unknown
  end(): void
}

const same = (value?: unknown): unknown => value
const uncached: Frame = Object.freeze({ hit: false, value: undefined, done: same, fail: same, end: () => {} })
const probed: Frame = Object.freeze({ ...uncached, hit: true })

/** A synchronous function that provably returns no promise: the body runs in place. */
export function enter(site: Site | undefined, values: unknown[], options: unknown, self: unknown, captured: Captured): Frame {
  if (site === undefined) return uncached
  const call = beginCall(site, values, options, self, captured)
  if (call === undefined) return uncached
  if (call === answered) return probed
  const { sync } = call.backend
  if (sync === undefined) return withoutSync(call)
  const entry = call.again ? claimAgain(call, sync) : call.readSync(sync, true)
  if (entry !== undefined) {
    call.hit = true
    call.value = entry.value
  } else call.files?.enter()
  return call
}

function claimAgain(call: Call, sync: SyncAccess): undefined {
  call.files?.findPlaceNow((key) => sync.read(key))
  call.claimSync(sync, 'again')
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
  if (site === undefined) return body(...clash)
  const state = beginCall(site, values, options, self, captured)
  if (state === undefined) return body(...clash)
  if (state === answered) return undefined
  return answerSync(state, () => body(...clash))
}

function answerSync(call: Call, run: () => unknown): unknown {
  const { sync } = call.backend
  if (sync === undefined) {
    withoutSync(call)
    return run()
  }
  if (!call.again) {
    const running = findComputation(call.backend, call.key)
    const outcome = running?.promised === true ? joinComputation(running) : undefined
    if (outcome !== undefined) return shareOutcome(call, running!, outcome, run)
    const entry = call.readSync(sync, false)
    if (entry !== undefined) return entry.kind === 'promise' ? Promise.resolve(entry.value) : entry.value
  } else claimAgain(call, sync)
  return computeSync(call, run)
}

function computeSync(call: Call, run: () => unknown): unknown {
  const computation = startComputation(call.backend, call.key, call.again)
  notice(call, computation)
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
  // A thenable (a query builder) may do its work each time somebody waits for it: it is not even looked into.
  if (isThenable(result)) call.report(call.again ? 'again' : 'miss', 0)
  else call.storeSync(result, 'value')
  return result
}

/** From here on the body's reads are its own. */
function notice({ files, entryKey }: Call, computation: Computation): void {
  computation.entryKey = entryKey
  if (files !== undefined) computation.recording = files.start()
}

/** The entry of another call's computation. */
function joined(call: Call, data: EntryData, { entryKey }: Computation): { value: unknown } | undefined {
  return call.files === undefined ? decode(data, call.key) : call.files.join(data, entryKey ?? call.key)
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
  call.report('joined', outcome.length)
  return entry.value
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
  if (site === undefined) return body(...clash)
  const run = () => body(...clash)
  const begun = beginAsync(site, values, options, self, captured)
  return begun instanceof Promise ? begun.then((state) => proceed(state, run)) : proceed(begun, run)
}

function proceed(state: Call | typeof answered | undefined, run: () => unknown): unknown {
  if (state === undefined) return run()
  if (state === answered) return undefined
  return state.again ? compute(state, run, startComputation(state.backend, state.key, true)) : answer(state, run)
}

async function answer(call: Call, run: () => unknown): Promise<unknown> {
  const { backend, key } = call
  for (;;) {
    const running = findComputation(backend, key)
    if (running === undefined) break
    const waiting = joinComputation(running)
    // It waits for the computation that this call is part of: neither would ever end.
    if (waiting === undefined) {
      call.observe()
      return compute(call, run, startComputation(backend, key, false))
    }
    const outcome = await waiting
    if (outcome === 'no-store') return run()
    const entry = outcome === 'nothing' ? undefined : joined(call, outcome, running)
    if (entry !== undefined) {
      call.report('joined', outcome.length)
      return entry.value
    }
  }
  const computation = startComputation(backend, key, false)
  computation.promised = true
  let found: ReturnType<Call['usable']>
  try {
    const isTraced = call.files?.isMuted === false
    if (isTraced) {
      const reading = findState(call, call.files)
      found = reading instanceof Promise ? await reading : reading
    }
    const early = !isTraced && call.claimsFirst ? call.claim('missing') : undefined
    let bytes = early instanceof Promise ? await early : early
    if (!isTraced && !call.isClaimed) {
      // A body begins in the tick of its call, as it does untagged, wherever the store can answer within it.
      bytes ??= backend.sync === undefined ? await backend.read(key, call.ttl) : backend.sync.read(key, call.ttl)
      found = call.usable(bytes)
      if (found === undefined) {
        const claimed = call.claim(bytes === undefined ? 'missing' : 'unreadable')
        found = call.usable(claimed instanceof Promise ? await claimed : claimed)
      }
    }
  } catch (error) {
    computation.settle('no-store')
    call.storeTrouble(error)
    bypass(call.site, 'the store failed')
    return run()
  }
  if (found === undefined) return compute(call, run, computation)
  computation.entryKey = call.entryKey
  computation.settle(found.data)
  restContext()
  call.report('hit', found.data.length)
  return found.entry.value
}

async function compute(call: Call, run: () => unknown, computation: Computation): Promise<unknown> {
  computation.promised = true
  let data: EntryData | undefined
  try {
    if (call.again && call.files !== undefined) {
      const placing = findPlace(call, call.files)
      if (placing !== undefined) await placing
    }
    const claimed = call.again ? call.claim('again') : undefined
    if (claimed instanceof Promise) await claimed
  } catch (error) {
    computation.settle('no-store')
    throw error
  }
  notice(call, computation)
  try {
    const value = await enterComputation(computation, run)
    data = await call.store(value, 'promise', () => computation.superseded)
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

function withoutSync(call: Call): Frame {
  warnWithoutSync(call)
  bypass(call.site, `${call.backend.name} has no synchronous access`)
  return uncached
}
