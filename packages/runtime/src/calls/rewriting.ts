import type { LazyStates } from '../key/lazy-values.js'
import type { Site } from '../sites/site.js'
import { enterComputation, isReliedOnAround, leaveComputation, loneComputation, meets } from './computation.js'
import { uncachedFrame, type Frame, type InlineFrame } from './frames/inline-frame.js'
import { isNativePromise } from './promises.js'
import type { Request } from './request.js'

// A body may rely on a variable that a cached function called inside of it writes: a counter that it reads afterwards, or the position of a
// parser, which code that the build doesn't know may set again. A hit would leave the variable unwritten. So that call runs uncached.

interface Body {
  relies: readonly string[] | undefined
  lazies?: LazyStates
}

/** The running inline bodies. */
export const running: Body[] = []

export const isReliedOn = (skips: readonly string[]): boolean =>
  running.some(({ relies }) => relies && meets(relies, skips)) || isReliedOnAround(skips)

const endRelying = (): void => void running.pop()

/** Counts an inline body until its end. */
export function whileRewriting(frame: InlineFrame, { site, lazies }: Request): InlineFrame {
  running.push({ relies: site.record.relies, lazies })
  frame.atEnd = endRelying
  return frame
}

/** A generator may be left in the middle of its body, so what it relies on counts from now on. */
export function relyFromNowOn({ record: { relies } }: Site): void {
  if (relies !== undefined && !running.some((body) => body.relies === relies)) running.unshift({ relies })
}

/** The frame of an inline body that runs uncached. */
export function rewritingFrame(site: Site | undefined): Frame {
  const relies = site?.record.relies
  if (relies === undefined) return uncachedFrame
  running.push({ relies })
  return { ...uncachedFrame, end: endRelying }
}

/** Runs another body uncached. */
export function runRewriting(site: Site | undefined, run: () => unknown): unknown {
  const relies = site?.record.relies
  if (relies === undefined) return run()
  const computation = loneComputation()
  computation.relies = relies
  let result: unknown
  try {
    result = enterComputation(computation, run)
  } finally {
    if (isNativePromise(result)) result.then(leaveComputation, leaveComputation)
    else leaveComputation()
  }
  return result
}
