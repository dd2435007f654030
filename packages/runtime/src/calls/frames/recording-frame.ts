import type { EntryData } from '../../backends/backend.js'
import type { Call, FoundEntry } from '../call.js'
import { bodyHooks } from '../../key/lazy-values.js'
import { entryKeyOf } from '../request.js'
import { decode } from '../../codec.js'
import { BodyContext } from '../computation.js'
import type { GeneratorFrame } from './generator-frame.js'

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>

interface Recording {
  yielded: unknown[]
  returned: unknown
}

/** Records what a generator yields, or replays a recording. */
export class RecordingFrame implements GeneratorFrame {
  hit = false
  value: unknown
  busy: Promise<void> | undefined
  v: unknown
  private readonly yielded: unknown[] = []
  /** The last `yield` has not been resumed by `next` yet. */
  private out = false
  /** The caller has influenced the output, by a value sent or an error thrown. */
  private steered = false
  private finished = false
  private failed = false
  /** The number of values to skip: those that the caller received from the replay before it influenced the output. */
  private wind = 0
  /** For an asynchronous generator that reads files. */
  private context: BodyContext | undefined
  private resume: { sent: unknown } | { thrown: unknown } | undefined

  constructor(
    private readonly call: Call,
    private readonly isAsync: boolean,
  ) {}

  /** For calls that track files: takes the entry that matches the current files. */
  takeState(found: FoundEntry | undefined): boolean {
    if (found === undefined) return false
    this.value = found.entry.value
    this.hit = true
    this.call.report('hit', found.data.length)
    return true
  }

  /** Called when the body starts or resumes. */
  enter(): void {
    const { files, lazies } = this.call.request
    if (!this.isAsync) files?.enter()
    bodyHooks.entered?.(lazies)
  }

  /** Called when the body ends or waits for its caller. */
  private leave(): void {
    const { files, lazies } = this.call.request
    files?.leave()
    bodyHooks.left?.(lazies)
  }

  /** Called in an asynchronous body directly after an `await`, so the context belongs to the body and not to a caller. */
  begun(): void {
    const { files } = this.call.request
    if (this.hit || files === undefined) return
    this.context = new BodyContext(files.start())
    this.context.enter()
  }

  /** Takes an entry to replay. @returns whether the data is a generator's entry */
  take(data: EntryData | undefined): boolean {
    const entry = data === undefined ? undefined : decode(data, entryKeyOf(this.call.request))
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
    this.leave()
    return true
  }

  sent(value: unknown): unknown {
    this.out = false
    this.enter()
    this.context?.enter()
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

  /** The body resumes after a `yield*`. */
  went(value: unknown): unknown {
    this.context?.enter()
    return value
  }

  /** Wraps an iterable whose values `yield*` passes on, so that they are recorded. */
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

  /** Async generators wait for this, so that a later call finds the entry. */
  end(): void | Promise<void> {
    this.leave()
    this.context?.leave()
    if (this.failed) return this.call.report('error', 0)
    // The generator didn't run to the end, or the caller influenced it. The output applies only to this caller.
    if (!this.finished || this.out || this.steered) return this.call.reportComputed(0)
    const recording: Recording = { yielded: this.yielded, returned: this.value }
    if (!this.isAsync) return void this.call.storeSync(recording, 'generator')
    const storing = this.call.store(recording, 'generator', () => false)
    if (storing instanceof Promise) return storing.then(() => {})
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
    const record = (answer: unknown): IteratorResult<unknown> => {
      const result = answer as IteratorResult<unknown>
      if (!result.done) this.yielded.push(result.value)
      return result
    }
    const next = (value: unknown): IteratorResult<unknown> => {
      if (value !== undefined) this.steered = true
      this.enter()
      let result = inner.next(value as never)
      while (this.wind > 0 && !result.done) {
        this.wind--
        result = this.wind > 0 ? inner.next() : (this.resumeInner(inner) as IteratorResult<unknown>)
      }
      if (!result.done) this.leave()
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
    // As specified for a synchronous iterable in an async generator, its values are awaited.
    const settle = async (answer: unknown): Promise<IteratorResult<unknown>> => {
      const result = (await answer) as IteratorResult<unknown>
      return isSync ? { done: result.done === true, value: await result.value } : result
    }
    const record = async (answer: unknown): Promise<IteratorResult<unknown>> => {
      const result = await settle(answer)
      if (!result.done) this.yielded.push(result.value)
      return result
    }
    const next = async (value: unknown): Promise<IteratorResult<unknown>> => {
      if (value !== undefined) this.steered = true
      this.enter()
      let result = await settle(this.inContext(() => inner.next(value as never)))
      while (this.wind > 0 && !result.done) {
        this.wind--
        result = await settle(this.wind > 0 ? inner.next() : this.resumeInner(inner))
      }
      if (!result.done) {
        this.yielded.push(result.value)
        this.leave()
      }
      return result
    }
    return { [Symbol.asyncIterator]: () => this.delegate(inner, next, record) as AsyncIterator<unknown> }
  }

  /** Returns the iterator that `yield*` uses. It has `throw` and `return` only if the inner iterator has them. */
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

  private inContext<R>(body: () => R): R {
    return this.context === undefined ? body() : this.context.run(body)
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
