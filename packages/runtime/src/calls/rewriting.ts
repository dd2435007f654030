import type { Site } from '../sites/site.js'
import { enterComputation, isReliedOnAround, leaveComputation, loneComputation, meets } from './computation.js'
import { uncachedFrame, type Frame, type InlineFrame } from './frames/inline-frame.js'
import { isNativePromise } from './promises.js'

// A body may rely on a variable that a cached function called inside of it writes: a counter that it reads afterwards, or the position of a
// parser, which code that the build doesn't know may set again. A hit would leave the variable unwritten. So that call runs uncached.

/** What the running inline bodies rely on. */
const running: (readonly string[])[] = []

export const isReliedOn = (skips: readonly string[]): boolean =>
  running.some((relies) => meets(relies, skips)) || isReliedOnAround(skips)

const endRelying = (): void => void running.pop()

/** Counts an inline body until its end. */
export function whileRewriting(frame: InlineFrame, site: Site): InlineFrame {
  const { relies } = site.record
  if (relies === undefined) return frame
  running.push(relies)
  frame.atEnd = endRelying
  return frame
}

/** A generator may be left in the middle of its body, so what it relies on counts from now on. */
export function relyFromNowOn({ record: { relies } }: Site): void {
  if (relies !== undefined && !running.includes(relies)) running.unshift(relies)
}

/** The frame of an inline body that runs uncached. */
export function rewritingFrame(site: Site | undefined): Frame {
  const relies = site?.record.relies
  if (relies === undefined) return uncachedFrame
  running.push(relies)
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
