import type { Call } from '../call.js'

/** The object that emitted code of an inline function uses; see docs/internals/emitted-code.md. */
export interface Frame {
  /** Whether `value` is the result. */
  readonly hit: boolean
  readonly value: unknown
  /** The body returns. @returns its result */
  done(value?: unknown): unknown
  /** The body throws. @returns the error */
  fail(error: unknown): unknown
  /** The body has ended, by return or throw. */
  end(): void
}

const same = (value?: unknown): unknown => value

/** The call runs uncached. */
export const uncachedFrame: Frame = Object.freeze({ hit: false, value: undefined, done: same, fail: same, end: () => {} })
/** A probe asks only for the key: emitted code treats the answer as a hit and returns. */
export const probedFrame: Frame = Object.freeze({ ...uncachedFrame, hit: true })

/** A call of an inline function. */
export class InlineFrame implements Frame {
  /** Called once the body has ended. */
  atEnd: (() => void) | undefined
  private finished = false
  private failed = false

  constructor(
    private readonly call: Call,
    readonly hit: boolean,
    public value: unknown,
  ) {}

  done(value?: unknown): unknown {
    this.finished = true
    this.value = value
    return value
  }

  fail(error: unknown): unknown {
    this.failed = true
    return error
  }

  end(): void {
    this.atEnd?.()
    this.call.request.files?.leave()
    if (this.failed || !this.finished) this.call.report('error', 0)
    else this.call.storeSync(this.value, 'value')
  }
}
