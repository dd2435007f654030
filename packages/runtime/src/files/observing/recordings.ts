import type { Backend } from '../../backends/backend.js'

// The interface between a call and the tracking of files. The rest is in `@cachecache/runtime/files`, which provides the tracer and which
// browsers never load.

/** The context of a call: what its paths are relative to, and which store caches file digests. */
export interface TraceContext {
  /** The data path that contains the store: a path or a `file:` URL. */
  readonly dataPath: unknown
  readonly backend: Backend
}

/** What one body asks of the disk, during its run and afterwards. */
export interface Recording {
  /** Whether `other` belongs to a body that runs inside of this one, or to this one. */
  contains(other: Recording): boolean
  /** Computes the digests of large files without blocking. */
  prepare(): Promise<void>
  /** Repeats the queries. @returns the trace, or undefined if an answer has changed, which is warned about once */
  finish(id: string): Uint8Array | undefined
  /** The body failed, or its result is not shared. */
  abandon(): void
  /** Adds the trace of a stored result that the body of this recording has used. */
  include(trace: Uint8Array, context: TraceContext): void
}

export interface FileTracer {
  /** Starts recording a body that runs inside of `outer`. */
  start(outer: Recording | undefined, context: TraceContext): Recording
  /** @returns undefined if nothing has changed, otherwise what has changed: `data.csv changed` */
  check(trace: Uint8Array, context: TraceContext): string | undefined
  /** The time at which the trace was recorded, in milliseconds since the epoch. */
  timeOf(trace: Uint8Array): number
  dependsOn(recording: Recording, paths: readonly unknown[]): void
}

/** For the runtime itself, and for bodies whose tag says `files: false`: nothing is recorded, not even for the enclosing bodies. */
export const unrecorded: Recording = {
  contains: () => true,
  prepare: async () => {},
  finish: () => undefined,
  abandon: () => {},
  include: () => {},
}

let tracer: FileTracer | undefined

export function provideFileTracer(provided: FileTracer): void {
  tracer = provided
}

export function fileTracer(): FileTracer | undefined {
  return tracer
}

let obstacle: string | undefined

/** Makes calls that track files run uncached from now on. @param why phrased to follow "it reads files, and" */
export function refuseFiles(why: string): void {
  obstacle = why
}

/** Returns why files can't be observed, if the reason isn't a missing tracer. */
export function fileObstacle(): string | undefined {
  return obstacle
}

/** The recording of the running synchronous body, if the body runs inline and so has no async context of its own. */
let inline: Recording | undefined

export function inlineRecording(): Recording | undefined {
  return inline
}

/** @returns the previous recording, to be restored */
export function setInlineRecording(recording: Recording | undefined): Recording | undefined {
  const before = inline
  inline = recording
  return before
}
