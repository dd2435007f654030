import { platform } from '#platform'
import type { Backend, EntryData } from '../backends/backend.js'
import { inlineRecording, setInlineRecording, type Recording } from '../files/recordings.js'
import type { Context } from '../platform/platform.js'

/** How a computation ended for those that wait: with an entry, with none to share, or without a store to ask. */
export type Outcome = EntryData | 'nothing' | 'no-store'

/** One computation of one key under way in this process. */
export class Computation {
  /** The function returns a promise, so that later calls can wait for it. */
  promised = false
  /** A later `again` has taken the place: its result is the one to keep. */
  superseded = false
  /** Computations that calls made inside of this one have joined. */
  // Made when needed: an asynchronous hit is a computation too, and has neither.
  waits: Set<Computation> | undefined
  children: Set<Computation> | undefined
  /** What the body reads from disk; where nothing is noticed for it, what the one around it does. */
  recording: Recording | undefined
  /** Where its entry lies, which depends on the files that it has read. */
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

  /** Made only when somebody waits. */
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

/** How many can be found: mostly none, and then no call looks. */
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

/** The computation of a key that later calls can wait for. */
export function findComputation(backend: Backend, key: string): Computation | undefined {
  return underWay === 0 ? undefined : runningByBackend.get(backend)?.get(key)
}

/** Begins a computation. With `replace` later calls wait for this one and no longer for an older one. */
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
/** The context costs at every await. */
let costly = false
let resting = false

function currentComputation(): Computation | undefined {
  return active === 0 ? undefined : context?.get()
}

/** Runs a body so that calls inside of it know what they are part of. Each must be ended by `leaveComputation`. */
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

/** What notices the reads of the code that asks. */
export function currentRecording(): Recording | undefined {
  return inlineRecording() ?? currentComputation()?.recording
}

const alone = new Map<string, Computation>()

/**
 * The context of an asynchronous generator's body, which comes and goes. `enter` must be called by code of the body that nobody
 * has called synchronously: right behind an `await`.
 */
export class BodyContext {
  private readonly computation: Computation

  constructor(recording: Recording) {
    this.computation = new Computation(currentComputation(), alone, '')
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
 * On Node 20 an active AsyncLocalStorage costs at every await of the whole program: off when nothing is computed. Turning
 * it on and off costs as much as thirty awaits, so one computation after the other shares it until the end of the turn.
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

/** Turns the context off unless something is computed. */
export function restContext(): void {
  if (!costly || active > 0) return
  costly = false
  context?.disable()
}

/**
 * Waits for another call's computation.
 * @returns nothing where waiting could never end: the other one depends on the computation that this call is part of
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
