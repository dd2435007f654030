import type { Backend } from '../backends/backend.js'
import type { CallFiles } from '../files/call-files.js'
import type { LazyStates } from '../key/lazy-values.js'
import type { Site } from '../sites/site.js'
import type { TagInputs } from './tag-inputs.js'

/** What one call requests from its store, determined before anything is read. */
export interface Request {
  readonly site: Site
  /** The arguments that are part of the key. */
  readonly values: readonly unknown[]
  /** The `this` of the call. */
  readonly self: unknown
  readonly captured: (() => unknown[]) | undefined
  /** Index of the value that is not part of the key; -1 for none. */
  readonly omit: number
  /** Which lazily made variables were unset when the key was derived. */
  readonly lazies: LazyStates
  /** What the tag's option `inputs` returned. */
  readonly tagInputs: TagInputs | undefined
  /** `<function prefix>/<digest of the inputs>` */
  readonly key: string
  readonly backend: Backend
  /** Compute even if there is an entry. */
  readonly again: boolean
  /** Store nothing. */
  readonly readonly: boolean
  /** Milliseconds. */
  readonly ttl: number | undefined
  /** Tracks the files that the body reads; undefined if files aren't tracked. */
  readonly files: CallFiles | undefined
}

/** Returns the key of the call's entry. A call can have several entries, for several states of its files. */
export function entryKeyOf({ files, key }: Request): string {
  return files?.entryKey ?? key
}

/** Whether an entry is only valid for the recorded state of the files. */
export function isTraced({ files }: Request): boolean {
  return files?.isMuted === false
}
