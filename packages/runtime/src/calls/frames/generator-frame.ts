/** The object that emitted code of a generator uses; the protocol is described in docs/internals/emitted-code.md. */
export interface GeneratorFrame {
  readonly hit: boolean
  /** The stored return value, after `replay`. */
  readonly value: unknown
  /** Settled once an asynchronous store has answered. */
  readonly busy: Promise<void> | undefined
  /** The value of the next `yield`. */
  readonly v: unknown
  /** The result of a `yield` that is skipped on resuming. */
  readonly back: unknown
  put(value?: unknown): boolean
  sent(value: unknown): unknown
  each(iterable: unknown): unknown
  replay(): Iterator<unknown>
  done(value?: unknown): unknown
  fail(error: unknown): unknown
  end(): void | Promise<void>
  /** Called when the body of an asynchronous generator that reads files begins, directly after an `await`. */
  begun(): void
  /** Receives the result of `yield*`, and returns it. */
  went(value: unknown): unknown
}

const same = (value?: unknown): unknown => value

/** Returns an iterator that ends `yield*` immediately. */
function endWith(value: boolean): Iterator<unknown, boolean> & Iterable<unknown> {
  const iterator = { next: () => ({ done: true as const, value }), [Symbol.iterator]: () => iterator }
  return iterator
}

/** A generator that runs uncached: every value passes through. Each run has its own frame, because `v` belongs to the run. */
export class PassingFrame implements GeneratorFrame {
  readonly hit = false
  readonly value = undefined
  readonly busy = undefined
  readonly back = undefined
  readonly done = same
  readonly fail = same
  readonly sent = same
  readonly each = same
  readonly went = same
  begun(): void {}
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
export class ProbedFrame extends PassingFrame {
  override readonly hit = true as never
  override replay(): Iterator<unknown, boolean> & Iterable<unknown> {
    return endWith(true)
  }
}

/** An asynchronous generator that waits for its key, and then delegates to another frame. */
export class WaitingFrame implements GeneratorFrame {
  readonly busy: Promise<void>
  private frame: GeneratorFrame = new PassingFrame()

  constructor(frame: Promise<GeneratorFrame>) {
    this.busy = frame.then((ready) => {
      this.frame = ready
      return ready.busy
    })
  }

  get hit(): boolean {
    return this.frame.hit
  }
  get value(): unknown {
    return this.frame.value
  }
  get v(): unknown {
    return this.frame.v
  }
  get back(): unknown {
    return this.frame.back
  }
  put(value?: unknown): boolean {
    return this.frame.put(value)
  }
  sent(value: unknown): unknown {
    return this.frame.sent(value)
  }
  each(iterable: unknown): unknown {
    return this.frame.each(iterable)
  }
  replay(): Iterator<unknown> {
    return this.frame.replay()
  }
  done(value?: unknown): unknown {
    return this.frame.done(value)
  }
  fail(error: unknown): unknown {
    return this.frame.fail(error)
  }
  end(): void | Promise<void> {
    return this.frame.end()
  }
  begun(): void {
    this.frame.begun()
  }
  went(value: unknown): unknown {
    return this.frame.went(value)
  }
}
