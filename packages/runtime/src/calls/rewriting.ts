import type { Site } from '../sites/site.js'
import { rewritingNotes } from '../key/functions/rewriting-notes.js'
import { enterComputation, isInsideRewriting, leaveComputation, loneComputation } from './computation.js'
import { uncachedFrame, type Frame, type InlineFrame } from './frames/inline-frame.js'
import { isNativePromise } from './promises.js'

// Code that writes module variables before it reads them, like a parser its position, may run code between the two that the build
// doesn't know. If that code calls another such function, a hit would leave the variables unwritten. So that call runs uncached.

/** The number of running inline bodies of such functions. */
let running = 0

export const isRewriting = (): boolean => running > 0 || isInsideRewriting()

function startRewriting({ rewrites }: Site): void {
  if (rewrites) running++
}

function endRewriting({ rewrites }: Site): void {
  if (rewrites) running--
}

/** Marks a site whose key includes such code. */
export function watchRewriting<T>(site: Site, derive: () => T): T {
  const before = rewritingNotes()
  try {
    return derive()
  } finally {
    if (rewritingNotes() !== before) site.rewrites = true
  }
}

/** Counts an inline body until its end. */
export function whileRewriting<F extends InlineFrame>(frame: F, site: Site): F {
  if (!site.rewrites) return frame
  startRewriting(site)
  frame.atEnd = () => endRewriting(site)
  return frame
}

/** The frame of an inline body that runs uncached. */
export function rewritingFrame(site: Site | undefined): Frame {
  if (!site?.rewrites) return uncachedFrame
  startRewriting(site)
  return { ...uncachedFrame, end: () => endRewriting(site) }
}

/** Runs another body uncached. */
export function runRewriting(site: Site | undefined, run: () => unknown): unknown {
  if (!site?.rewrites) return run()
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
