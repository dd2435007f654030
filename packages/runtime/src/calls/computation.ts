import { platform } from '#platform'
import type { Backend, EntryData } from '../backends/backend.js'
import { inlineRecording, setInlineRecording, type Recording } from '../files/observing/recordings.js'
import type { LazyStates } from '../key/lazy-values.js'
import type { Context } from '../platform/platform.js'

/** How a computation ended for the calls that wait for it: with an entry, without a result to share, or without a store. */
export type Outcome = EntryData | 'nothing' | 'no-store'

/** A running computation of one key in this process. */
export class Computation {
  /** The function returns a promise, so later calls can wait for it. */
  promised = false
  /** A later call with `again` has replaced this computation; that call's result is stored. */
  superseded = false
  /** See `rewriting.ts`. */
  relies: readonly string[] | undefined
  lazies: LazyStates | undefined
  /** Computations that calls inside this one have joined. */
  // Created on demand: an asynchronous hit is also a computation, and needs neither.
  waits: Set<Computation> | undefined
  children: Set<Computation> | undefined
  /** Records what the body reads from disk. A body without a recording of its own uses the enclosing one. */
  recording: Recording | undefined
  /** The key of its entry, which depends on the files that it has read. */
  entryKey: string | undefined
  private resolve: ((outcome: Outcome) => void) | undefined
  private ended: Outcome | undefined
  private promise: Promise<Outcome> | undefined

  constructor(
    /** The computation whose body made this call. */
    readonly parent: Computation | undefined,
    private readonly running: Map<string, Computation>,
    private readonly key: string,
  ) {
    if (parent !== undefined) (parent.children ??= new Set()).add(this)
    this.recording = inlineRecording() ?? parent?.recording
  }

  /** Created when the first call waits. */
  get outcome(): Promise<Outcome> {
    this.promise ??= new Promise((resolve) => {
      if (this.ended === undefined) this.resolve = resolve
      else resolve(this.ended)
    })
    return this.promise
  }

  settle(outcome: Outcome): void {
    if (this.ended !== undefined) return
    this.ended = outcome
    this.parent?.children?.delete(this)
    if (this.running.get(this.key) === this) {
      this.running.delete(this.key)
      underWay--
    }
    this.resolve?.(outcome)
  }
}

/** The number of computations that can be joined. It is mostly 0, and then calls skip the search. */
let underWay = 0
const runningByBackend = new WeakMap<Backend, Map<string, Computation>>()

function runningAt(backend: Backend): Map<string, Computation> {
  let running = runningByBackend.get(backend)
  if (running === undefined) {
    running = new Map()
    runningByBackend.set(backend, running)
  }
  return running
}

/** Finds a computation of this key that a call can wait for. */
export function findComputation(backend: Backend, key: string): Computation | undefined {
  return underWay === 0 ? undefined : runningByBackend.get(backend)?.get(key)
}

/** Starts a computation. With `replace`, later calls wait for this one instead of an older one. */
export function startComputation(backend: Backend, key: string, replace: boolean): Computation {
  const running = runningAt(backend)
  const computation = new Computation(currentComputation(), running, key)
  const older = running.get(key)
  if (older === undefined || replace) {
    if (older === undefined) underWay++
    else older.superseded = true
    running.set(key, computation)
  }
  return computation
}

let context: Context<Computation> | undefined
let active = 0
/** While the context is enabled, every `await` is slower. */
let costly = false
let resting = false

/** Returns the computation whose body is running, unless that runs inline. */
export function currentComputation(): Computation | undefined {
  return active === 0 ? undefined : context?.get()
}

export const meets = (some: readonly string[], others: readonly string[]): boolean => some.some((one) => others.includes(one))

/** Whether a computation around this call relies on one of these variables. */
export function isReliedOnAround(skips: readonly string[]): boolean {
  for (let at = currentComputation(); at !== undefined; at = at.parent) if (at.relies && meets(at.relies, skips)) return true
  return false
}

/** Runs a body in an async context that identifies its computation to calls inside. Each call must be paired with `leaveComputation`. */
export function enterComputation<R>(computation: Computation, body: () => R): R {
  context ??= platform.createContext<Computation>()
  active++
  costly = true
  return runInside(context, computation, body)
}

function runInside<R>(bodies: Context<Computation>, computation: Computation, body: () => R): R {
  const around = setInlineRecording(undefined)
  try {
    return bodies.run(computation, body)
  } finally {
    setInlineRecording(around)
  }
}

/** Returns the recording of the code that is running. */
export function currentRecording(): Recording | undefined {
  return inlineRecording() ?? currentComputation()?.recording
}

const alone = new Map<string, Computation>()

/** A computation that no call can join. */
export const loneComputation = (): Computation => new Computation(currentComputation(), alone, '')

/**
 * The context of an asynchronous generator's body, which is left at each `yield`. `enter` must be called from the body directly after an
 * `await`, so that no caller's context is changed.
 */
export class BodyContext {
  private readonly computation: Computation

  constructor(recording: Recording) {
    this.computation = loneComputation()
    this.computation.recording = recording
    context ??= platform.createContext<Computation>()
    active++
    costly = true
  }

  enter(): void {
    context!.enter(this.computation)
  }

  run<R>(body: () => R): R {
    return runInside(context!, this.computation, body)
  }

  leave(): void {
    leaveComputation()
    this.computation.settle('nothing')
  }
}

/**
 * On Node 20, an active AsyncLocalStorage slows down every `await` in the program, so it is disabled while nothing is computed. Enabling
 * and disabling it costs as much as thirty awaits, so successive computations share it until the end of the turn.
 */
export function leaveComputation(): void {
  active--
  if (active > 0 || resting) return
  resting = true
  platform.onTurnEnd(() => {
    resting = false
    restContext()
  })
}

/** Disables the context unless a computation is running. */
export function restContext(): void {
  if (!costly || active > 0) return
  costly = false
  context?.disable()
}

/**
 * Waits for another call's computation.
 * @returns undefined if this would deadlock, because the other computation depends on the one that contains this call
 */
export function joinComputation(target: Computation): Promise<Outcome> | undefined {
  const current = currentComputation()
  if (current === undefined) return target.outcome
  if (dependsOn(target, ancestorsOf(current))) return undefined
  const waits = (current.waits ??= new Set())
  waits.add(target)
  return target.outcome.finally(() => waits.delete(target))
}

function ancestorsOf(computation: Computation): Set<Computation> {
  const ancestors = new Set<Computation>()
  for (let at: Computation | undefined = computation; at !== undefined; at = at.parent) ancestors.add(at)
  return ancestors
}

function dependsOn(target: Computation, goals: ReadonlySet<Computation>): boolean {
  const seen = new Set<Computation>()
  const pending = [target]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (goals.has(at)) return true
    if (seen.has(at)) continue
    seen.add(at)
    pending.push(...(at.children ?? []), ...(at.waits ?? []))
  }
  return false
}
