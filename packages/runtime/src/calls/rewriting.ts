import type { Site } from '../sites/site.js'
import { enterComputation, isInsideRewriting, leaveComputation, loneComputation } from './computation.js'
import { uncachedFrame, type Frame, type InlineFrame } from './frames/inline-frame.js'
import { isNativePromise } from './promises.js'

// Code that writes module variables before it reads them, like a parser its position, may run code between the two that the build
// doesn't know. If that code calls another such function, a hit would leave the variables unwritten. So that call runs uncached.

/** The number of running inline bodies of such functions. */
let running = 0

export const isRewriting = (): boolean => running > 0 || isInsideRewriting()

const rewrites = (site: Site | undefined): boolean => site?.record.rewrites === true

const endRewriting = (): void => void running--

/** Counts an inline body until its end. */
export function whileRewriting(frame: InlineFrame, site: Site): InlineFrame {
  if (!rewrites(site)) return frame
  running++
  frame.atEnd = endRewriting
  return frame
}

/** The frame of an inline body that runs uncached. */
export function rewritingFrame(site: Site | undefined): Frame {
  if (!rewrites(site)) return uncachedFrame
  running++
  return { ...uncachedFrame, end: endRewriting }
}

/** Runs another body uncached. */
export function runRewriting(site: Site | undefined, run: () => unknown): unknown {
  if (!rewrites(site)) return run()
  const computation = loneComputation()
  computation.rewrites = true
  let result: unknown
  try {
    result = enterComputation(computation, run)
  } finally {
    if (isNativePromise(result)) result.then(leaveComputation, leaveComputation)
    else leaveComputation()
  }
  return result
}
