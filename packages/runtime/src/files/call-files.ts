import { platform } from '#platform'
import type { Backend, EntryData, LeaseRequest } from '../backends/backend.js'
import { decode, type DecodedEntry, type EntryKind } from '../codec.js'
import { readsFiles } from '../key/functions/known-code.js'
import { currentRecording } from '../calls/computation.js'
import type { SiteRecord } from '../sites/site-record.js'
import {
  fileTracer,
  setInlineRecording,
  unrecorded,
  type FileTracer,
  type Recording,
  type TraceContext,
} from './observing/recordings.js'
import { searchLater, searchNow, StateSearch, type Verdict } from './states.js'

interface FoundState {
  entry: DecodedEntry
  data: EntryData
}

type Claim = (why: LeaseRequest['why']) => EntryData | undefined | Promise<EntryData | undefined>
type Accepts = (kind: EntryKind) => boolean

/** How often a call repeats the lookup, because other processes store results meanwhile, before it computes. */
const ATTEMPTS = 3

/** The file state of a call that tracks files: the location of its entry, and what its body reads. */
export class CallFiles {
  /** The key of the entry that is read, or under which the result is stored. */
  entryKey: string
  /** What has changed since a result was stored. */
  changed: string | undefined
  recording: Recording | undefined
  /** The recording of the body that makes this call. */
  private readonly outer = currentRecording()
  private around: Recording | undefined
  private isInline = false

  constructor(
    private readonly tracer: FileTracer,
    private readonly key: string,
    private readonly backend: Backend,
    private readonly context: TraceContext,
    /** The tag says `files: false`: results are valid whatever the files contain, and nothing is recorded. */
    readonly isMuted: boolean,
  ) {
    this.entryKey = key
  }

  /** Queries a store that answers synchronously. @returns a promise only if the call has to wait for another process */
  findSoon(
    read: (key: string) => EntryData | undefined,
    claim: Claim,
    accepts: Accepts,
    attempts = ATTEMPTS,
  ): FoundState | undefined | Promise<FoundState | undefined> {
    for (let left = attempts; left > 0; left--) {
      const states = searchNow(this.newSearch(), read, this.judge(accepts))
      this.takePlace(states)
      if (states.found !== undefined) return states.found
      const claimed = claim(states.why)
      if (claimed === undefined) return undefined
      if (claimed instanceof Promise)
        return claimed.then((data) => (data === undefined ? undefined : this.findSoon(read, claim, accepts, left - 1)))
    }
    return undefined
  }

  async find(
    read: (key: string) => Promise<EntryData | undefined>,
    claim: Claim,
    accepts: Accepts,
  ): Promise<FoundState | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const states = await searchLater(this.newSearch(), read, this.judge(accepts))
      this.takePlace(states)
      if (states.found !== undefined || (await claim(states.why)) === undefined) return states.found
    }
    return undefined
  }

  /** Finds the place for a result that is computed without using an existing entry. A failing store reports its failure at the write. */
  findPlaceNow(read: (key: string) => EntryData | undefined): void {
    if (this.isMuted) return
    try {
      this.takePlace(searchNow(this.newSearch(), read, this.judge()))
    } catch {
      this.entryKey = this.key
    }
  }

  async findPlace(read: (key: string) => Promise<EntryData | undefined>): Promise<void> {
    if (this.isMuted) return
    try {
      this.takePlace(await searchLater(this.newSearch(), read, this.judge()))
    } catch {
      this.entryKey = this.key
    }
  }

  /** Decodes the entry that another call of this process has computed or read. */
  join(data: EntryData, key: string): FoundState['entry'] | undefined {
    return decode(data, key, this.backend.inProcess, (trace) => {
      if (trace !== undefined) this.outer?.include(trace, this.context)
      return true
    })
  }

  private newSearch(): StateSearch<FoundState> {
    return new StateSearch<FoundState>(this.backend, this.key)
  }

  private takePlace({ placeKey, reason }: StateSearch<FoundState>): void {
    this.entryKey = placeKey
    this.changed = reason
  }

  /** @param accepts undefined if a found entry is not used */
  private judge(accepts?: Accepts): (data: EntryData | undefined, key: string) => Verdict<FoundState> {
    return (data, key) => {
      if (data === undefined) return 'missing'
      let stale: string | undefined
      let time = 0
      let current: Uint8Array | undefined
      const entry = decode(data, key, this.backend.inProcess, (trace) => {
        if (trace === undefined) return false
        stale = this.tracer.check(trace, this.context)
        if (stale === undefined) current = trace
        else time = this.tracer.timeOf(trace)
        return stale === undefined
      })
      if (stale !== undefined) return { stale, time }
      if (entry === undefined || current === undefined || accepts?.(entry.kind) === false) return 'unreadable'
      if (accepts !== undefined) this.outer?.include(current, this.context)
      return { found: { entry, data } }
    }
  }

  start(): Recording {
    if (this.isMuted) return unrecorded
    return (this.recording = this.tracer.start(this.outer, this.context))
  }

  /** Starts recording for a body that runs inline, until `leave`. */
  enter(): void {
    if (this.isInline) return
    this.recording ??= this.isMuted ? undefined : this.tracer.start(this.outer, this.context)
    this.around = setInlineRecording(this.recording ?? unrecorded)
    this.isInline = true
  }

  leave(): void {
    if (!this.isInline) return
    setInlineRecording(this.around)
    this.isInline = false
  }

  prepare(): Promise<void> | undefined {
    return this.recording?.prepare()
  }

  /** @returns the trace of the result, or undefined if the result can't be stored, which is warned about once */
  finish(id: string): Uint8Array | undefined {
    return this.recording?.finish(id)
  }

  abandon(): void {
    this.recording?.abandon()
  }
}

/** Whether files are tracked: the function uses `node:fs`, or was given code that does. */
function tracksFiles({ files }: SiteRecord, key: string): boolean {
  return files === true || readsFiles(key)
}

/** Whether files are tracked, but no tracer is installed. A browser has no files. */
export function lacksTracer(record: SiteRecord, wanted: boolean | undefined, key: string): boolean {
  return (wanted ?? tracksFiles(record, key)) && fileTracer() === undefined && platform.name === 'node'
}

/** Returns the file state of this call, or undefined if its function reads no files. */
export function filesOf(
  record: SiteRecord,
  wanted: boolean | undefined,
  key: string,
  context: TraceContext,
): CallFiles | undefined {
  if (wanted === undefined && !tracksFiles(record, key)) return undefined
  const tracer = fileTracer()
  return tracer && new CallFiles(tracer, key, context.backend, context, wanted === false)
}
