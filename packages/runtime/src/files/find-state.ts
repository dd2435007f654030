import type { Backend, EntryData, LeaseRequest, SyncAccess } from '../backends/backend.js'
import type { CallFiles, FoundState } from './call-files.js'

// What a call whose files count asks of its store, in place of one read.

interface Asking {
  readonly backend: Backend
  readonly ttl: number | undefined
  readonly files: CallFiles | undefined
  claim(why: LeaseRequest['why']): EntryData | undefined | Promise<EntryData | undefined>
  claimSync(sync: SyncAccess, why: LeaseRequest['why']): EntryData | undefined
}

/** Asks within this tick, and on a miss for the right to compute. */
export function findStateNow(call: Asking, files: CallFiles, sync: SyncAccess, onlyValue: boolean): FoundState | undefined {
  return files.findSoon(
    (key) => sync.read(key, call.ttl),
    (why) => call.claimSync(sync, why),
    (kind) => kind === 'value' || !onlyValue,
  ) as FoundState | undefined
}

/** The same for asynchronous functions; no promise where the store answers at once. */
export function findState(call: Asking, files: CallFiles): FoundState | undefined | Promise<FoundState | undefined> {
  const { backend } = call
  const { sync } = backend
  const accepts = (): boolean => true
  if (sync === undefined)
    return files.find(
      (key) => backend.read(key, call.ttl),
      (why) => call.claim(why),
      accepts,
    )
  return files.findSoon(
    (key) => sync.read(key, call.ttl),
    (why) => call.claim(why),
    accepts,
  )
}

/** What lies there for the files as they are. */
export async function peekState(call: Asking): Promise<FoundState | undefined> {
  const { backend, files } = call
  return files?.find(
    (key) => backend.read(key, call.ttl),
    () => undefined,
    () => true,
  )
}

/** Where a result goes that is made though there may be one. */
export function findPlace(call: Asking, files: CallFiles): Promise<void> | undefined {
  const { backend } = call
  const { sync } = backend
  if (sync === undefined) return files.findPlace((key) => backend.read(key, call.ttl))
  files.findPlaceNow((key) => sync.read(key, call.ttl))
  return undefined
}
