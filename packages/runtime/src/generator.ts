import { answered, beginCall, bypass } from './begin.js'
import type { EntryData } from './backends/backend.js'
import type { Call } from './call-state.js'
import { decode } from './codec.js'
import type { Site } from './site.js'
import { warnWithoutSync } from './without-sync.js'

type Captured = (() => unknown[]) | undefined
type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>

/** The object that emitted code of a generator uses; the protocol is described in docs/internals/emitted-code.md. */
export interface GeneratorFrame {
  readonly hit: boolean
  /** The stored return value, after `replay`. */
  readonly value: unknown
  /** Settled once an asynchronous store has answered. */
  readonly busy: Promise<void> | undefined
  /** What the next `yield` gives. */
  readonly v: unknown
  /** What a `yield` that is wound over gives back. */
  readonly back: unknown
  put(value?: unknown): boolean
  sent(value: unknown): unknown
  each(iterable: unknown): unknown
  replay(): Iterator<unknown>
  done(value?: unknown): unknown
  fail(error: unknown): unknown
  end(): void | Promise<void>
}

const same = (value?: unknown): unknown => value

/** What `yield*` is done with at once. */
function endWith(value: boolean): Iterator<unknown, boolean> & Iterable<unknown> {
  const iterator = { next: () => ({ done: true as const, value }), [Symbol.iterator]: () => iterator }
  return iterator
}

/** A generator that runs uncached: every value passes through. One for each run, because `v` is its own. */
class PassingFrame implements GeneratorFrame {
  readonly hit = false
  readonly value = undefined
  readonly busy = undefined
  readonly back = undefined
  readonly done = same
  readonly fail = same
  readonly sent = same
  readonly each = same
  v: unknown
  put(value?: unknown): boolean {
    this.v = value
    return true
  }
  replay(): Iterator<unknown, boolean> & Iterable<unknown> {
    return endWith(false)
  }
  end(): void {}
}

/** The answer to a probe: a run that yields nothing. */
class ProbedFrame extends PassingFrame {
  override readonly hit = true as never
  override replay(): Iterator<unknown, boolean> & Iterable<unknown> {
    return endWith(true)
  }
}

interface Recording {
  yielded: unknown[]
  returned: unknown
}

/** Records what a generator yields, or replays what it once yielded. */
class RecordingFrame implements GeneratorFrame {
  hit = false
  value: unknown
  busy: Promise<void> | undefined
  v: unknown
  private readonly yielded: unknown[] = []
  /** A `yield` is out and nothing has come back by `next` yet. */
  private out = false
  /** The caller had a part in what came out. */
  private steered = false
  private finished = false
  private failed = false
  /** How many values the caller has seen in a replay that it then steered. */
  private wind = 0
  private resume: { sent: unknown } | { thrown: unknown } | undefined

  constructor(
    private readonly call: Call,
    private readonly isAsync: boolean,
  ) {}

  /** Takes an entry for replaying. @returns whether it is one */
  take(data: EntryData | undefined): boolean {
    const entry = data === undefined ? undefined : decode(data, this.call.key)
    if (data === undefined || entry?.kind !== 'generator') return false
    this.value = entry.value
    this.hit = true
    this.call.report('hit', data.length)
    return true
  }

  *replay(): Iterator<unknown, boolean> {
    const { yielded, returned } = this.value as Recording
    for (let i = 0; i < yielded.length; i++) {
      let sent: unknown
      try {
        sent = yield yielded[i]
      } catch (error) {
        return this.rewind(i + 1, { thrown: error })
      }
      if (sent !== undefined) return this.rewind(i + 1, { sent })
    }
    this.value = returned
    return true
  }

  put(value?: unknown): boolean {
    if (this.wind > 0) {
      this.wind--
      return false
    }
    if (this.out) this.steered = true
    this.yielded.push(value)
    this.v = value
    this.out = true
    return true
  }

  sent(value: unknown): unknown {
    this.out = false
    if (value !== undefined) this.steered = true
    return value
  }

  get back(): unknown {
    if (this.wind > 0 || this.resume === undefined) return undefined
    const { resume } = this
    this.resume = undefined
    if ('thrown' in resume) throw resume.thrown
    return resume.sent
  }

  /** An iterable whose values `yield*` passes on and this frame records. */
  each(iterable: unknown): unknown {
    return this.isAsync ? this.eachAsync(iterable) : this.eachSync(iterable)
  }

  done(value?: unknown): unknown {
    this.finished = true
    this.value = value
    return value
  }

  fail(error: unknown): unknown {
    this.failed = true
    return error
  }

  /** Async generators wait for it, so that a call right after finds the entry. */
  end(): void | Promise<void> {
    if (this.failed) return this.call.report('error', 0)
    // Not run to the end, or not by itself: what came out belongs to this caller.
    if (!this.finished || this.out || this.steered) return this.call.report(this.call.again ? 'again' : 'miss', 0)
    const recording: Recording = { yielded: this.yielded, returned: this.value }
    if (this.isAsync) return this.call.store(recording, 'generator', () => false).then(() => {})
    this.call.storeSync(recording, 'generator')
  }

  private rewind(count: number, resume: { sent: unknown } | { thrown: unknown }): false {
    this.hit = false
    this.wind = count
    this.resume = resume
    this.steered = true
    return false
  }

  private eachSync(iterable: unknown): Iterable<unknown> {
    const inner = (iterable as Iterable<unknown>)[Symbol.iterator]()
    const record = (given: unknown): IteratorResult<unknown> => {
      const result = given as IteratorResult<unknown>
      if (!result.done) this.yielded.push(result.value)
      return result
    }
    const next = (value: unknown): IteratorResult<unknown> => {
      if (value !== undefined) this.steered = true
      let result = inner.next(value as never)
      while (this.wind > 0 && !result.done) {
        this.wind--
        result = this.wind > 0 ? inner.next() : (this.resumeInner(inner) as IteratorResult<unknown>)
      }
      return record(result)
    }
    return { [Symbol.iterator]: () => this.delegate(inner, next, record) as Iterator<unknown> }
  }

  private eachAsync(iterable: unknown): AsyncIterable<unknown> {
    const asyncMethod = (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator] as
      | (() => AsyncIterator<unknown>)
      | null
      | undefined
    const isSync = asyncMethod === undefined || asyncMethod === null
    const inner: AnyIterator = isSync
      ? (iterable as Iterable<unknown>)[Symbol.iterator]()
      : (Reflect.apply(asyncMethod, iterable, []) as AsyncIterator<unknown>)
    // As the language does for a synchronous iterable inside of an async generator: its values are awaited.
    const settle = async (given: unknown): Promise<IteratorResult<unknown>> => {
      const result = (await given) as IteratorResult<unknown>
      return isSync ? { done: result.done === true, value: await result.value } : result
    }
    const record = async (given: unknown): Promise<IteratorResult<unknown>> => {
      const result = await settle(given)
      if (!result.done) this.yielded.push(result.value)
      return result
    }
    const next = async (value: unknown): Promise<IteratorResult<unknown>> => {
      if (value !== undefined) this.steered = true
      let result = await settle(inner.next(value as never))
      while (this.wind > 0 && !result.done) {
        this.wind--
        result = await settle(this.wind > 0 ? inner.next() : this.resumeInner(inner))
      }
      if (!result.done) this.yielded.push(result.value)
      return result
    }
    return { [Symbol.asyncIterator]: () => this.delegate(inner, next, record) as AsyncIterator<unknown> }
  }

  /** The iterator that `yield*` sees. It has `throw` and `return` only where the inner one has them. */
  private delegate(inner: AnyIterator, next: (value: unknown) => unknown, record: (result: unknown) => unknown): unknown {
    const steer = (name: 'throw' | 'return') => (): unknown => {
      const method = inner[name] as ((value: unknown) => unknown) | undefined
      this.steered = true
      return method === undefined || method === null
        ? undefined
        : (value: unknown) => record(Reflect.apply(method, inner, [value]))
    }
    return Object.defineProperties({ next }, { throw: { get: steer('throw') }, return: { get: steer('return') } })
  }

  private resumeInner(inner: AnyIterator): unknown {
    const resume = this.resume ?? { sent: undefined }
    this.resume = undefined
    if ('sent' in resume) return inner.next(resume.sent as never)
    if (inner.throw !== undefined) return inner.throw(resume.thrown)
    inner.return?.()
    throw new TypeError("The iterator does not provide a 'throw' method.")
  }
}

/** A generator or an async generator. */
export function enterGenerator(
  site: Site | undefined,
  values: unknown[],
  options: unknown,
  self: unknown,
  captured: Captured,
): GeneratorFrame {
  if (site === undefined) return new PassingFrame()
  const call = beginCall(site, values, options, self, captured)
  if (call === undefined) return new PassingFrame()
  if (call === answered) return new ProbedFrame()
  if (site.record.actsWhenStopped === true) {
    bypass(site, 'its finally yields or jumps')
    return new PassingFrame()
  }
  const isAsync = site.record.kind === 'asyncGenerator'
  const frame = new RecordingFrame(call, isAsync)
  if (isAsync) {
    if (call.again) call.observe()
    else frame.busy = readLater(call, frame)
    return frame
  }
  const { sync } = call.backend
  if (sync === undefined) {
    warnWithoutSync(call)
    return new PassingFrame()
  }
  if (!call.again) {
    try {
      frame.take(sync.read(call.key, call.ttl))
    } catch (error) {
      call.storeTrouble(error)
    }
  }
  if (!frame.hit) call.observe()
  return frame
}

async function readLater(call: Call, frame: RecordingFrame): Promise<void> {
  try {
    if (!frame.take(await call.backend.read(call.key, call.ttl))) call.observe()
  } catch (error) {
    call.storeTrouble(error)
  }
}
