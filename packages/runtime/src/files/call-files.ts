import { platform } from '#platform'
import type { Backend, EntryData, LeaseRequest } from '../backends/backend.js'
import { decode, type EntryKind } from '../codec.js'
import { currentRecording } from '../calls/computation.js'
import type { SiteRecord } from '../site-record.js'
import { fileTracer, setInlineRecording, type FileTracer, type Recording, type TraceContext } from './recordings.js'
import { searchLater, searchNow, StateSearch, type Verdict } from './states.js'

interface FoundState {
  entry: { kind: EntryKind; value: unknown }
  data: EntryData
}

type Claim = (why: LeaseRequest['why']) => EntryData | undefined | Promise<EntryData | undefined>
type Accepts = (kind: EntryKind) => boolean

/** How often a call looks again where others store results meanwhile, until it computes. */
const ATTEMPTS = 3

/** What a call whose files count knows of them: where its entry lies, and what its body reads. */
export class CallFiles {
  /** Of the entry that is read, or that the result goes to. */
  entryKey: string
  /** What has changed since a result was stored. */
  changed: string | undefined
  private recording: Recording | undefined
  /** The body that this call is a part of. */
  private readonly outer = currentRecording()
  private around: Recording | undefined
  private isInline = false

  constructor(
    private readonly tracer: FileTracer,
    private readonly key: string,
    private readonly backend: Backend,
    private readonly context: TraceContext,
    /** The tag says `files: false`: results count whatever the files are, and nothing is noticed. */
    readonly isMuted: boolean,
  ) {
    this.entryKey = key
  }

  // Looking for the entry.

  /** Asks a store that answers within the tick. @returns a promise only where another process has to be waited for */
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

  /** Where a result goes that is made though there may be one. Trouble of the store shows when it is written. */
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

  /** The entry that another call of this process has made or read. */
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

  /** @param accepts none where nothing is taken of what is found */
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

  // Noticing what the body reads.

  start(): Recording {
    if (this.isMuted) return this.tracer.muted
    return (this.recording = this.tracer.start(this.outer, this.context))
  }

  /** For a body that runs in place, until `leave`. */
  enter(): void {
    if (this.isInline) return
    this.recording ??= this.isMuted ? undefined : this.tracer.start(this.outer, this.context)
    this.around = setInlineRecording(this.recording ?? this.tracer.muted)
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

  /** @returns the trace of the result, or nothing where it cannot be stored, which is said once */
  finish(id: string): Uint8Array | undefined {
    return this.recording?.finish(id)
  }

  abandon(): void {
    this.recording?.abandon()
  }
}

/** Whether files count, and nobody can notice them. A browser has none. */
export function lacksTracer({ files }: SiteRecord, wanted = files === true): boolean {
  return wanted && fileTracer() === undefined && platform.name === 'node'
}

/** What files mean to this call; nothing where its function reads none. */
export function filesOf(
  { files }: SiteRecord,
  wanted: boolean | undefined,
  key: string,
  context: TraceContext,
): CallFiles | undefined {
  if (files !== true && wanted === undefined) return undefined
  const tracer = fileTracer()
  return tracer && new CallFiles(tracer, key, context.backend, context, wanted === false)
}
