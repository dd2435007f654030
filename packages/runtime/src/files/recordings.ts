import type { Backend } from '../backends/backend.js'

// What the flow of a call knows of files. All else is in `@cachecache/runtime/files`, which provides the tracer, and which a
// browser never loads.

/** Where a call stands: what its files are relative to, and which store knows their digests. */
export interface TraceContext {
  /** The data path beside which results lie: a path or a `file:` URL. */
  readonly dataPath: unknown
  readonly backend: Backend
}

/** What one body asked of the disk, while it runs and when it is over. */
export interface Recording {
  /** Takes the digests of large files without blocking. */
  prepare(): Promise<void>
  /** Takes the answers once more. @returns the trace, or nothing where one of them changed, which is said once */
  finish(id: string): Uint8Array | undefined
  /** The body failed, or its result belongs to nobody else. */
  abandon(): void
  /** Adds what a stored result was made of: the body that this recording is of has used it. */
  include(trace: Uint8Array, context: TraceContext): void
}

export interface FileTracer {
  /** Begins to notice for a body that runs inside of `outer`. */
  start(outer: Recording | undefined, context: TraceContext): Recording
  /** For bodies whose tag says `files: false`: nothing is noticed, for those around them neither. */
  readonly muted: Recording
  /** @returns nothing where all is as it was, else what is not: `data.csv changed` */
  check(trace: Uint8Array, context: TraceContext): string | undefined
  /** When the trace was taken, in milliseconds since the epoch. */
  timeOf(trace: Uint8Array): number
  dependsOn(recording: Recording, paths: readonly unknown[]): void
}

let tracer: FileTracer | undefined

export function provideFileTracer(provided: FileTracer): void {
  tracer = provided
}

export function fileTracer(): FileTracer | undefined {
  return tracer
}

let obstacle: string | undefined

/** Calls whose files count run uncached from here on. @param why to follow "it reads files, and" */
export function refuseFiles(why: string): void {
  obstacle = why
}

/** Why files cannot be observed, where that is not for want of a tracer. */
export function fileObstacle(): string | undefined {
  return obstacle
}

/** Of the synchronous body that runs right now, if that runs in place: it has no async context of its own. */
let inline: Recording | undefined

export function inlineRecording(): Recording | undefined {
  return inline
}

/** @returns what stood there before, to be put back */
export function setInlineRecording(recording: Recording | undefined): Recording | undefined {
  const before = inline
  inline = recording
  return before
}
