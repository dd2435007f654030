import type { SyncAccess } from '../backends/backend.js'
import type { Call } from '../call-state.js'
import type { CallFiles, FoundState } from './call-files.js'

// What a call whose files count asks of its store, in place of one read.

/** Asks within this tick, and on a miss for the right to compute. */
export function findStateNow(call: Call, files: CallFiles, sync: SyncAccess, onlyValue: boolean): FoundState | undefined {
  return files.findSoon(
    (key) => sync.read(key, call.ttl),
    (why) => call.claimSync(sync, why),
    (kind) => kind === 'value' || !onlyValue,
  ) as FoundState | undefined
}

/** The same for asynchronous functions; no promise where the store answers at once. */
export function findState(call: Call, files: CallFiles): FoundState | undefined | Promise<FoundState | undefined> {
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
export async function peekState(call: Call): Promise<FoundState | undefined> {
  const { backend, files } = call
  return files?.find(
    (key) => backend.read(key, call.ttl),
    () => undefined,
    () => true,
  )
}

/** Where a result goes that is made though there may be one. */
export function findPlace(call: Call, files: CallFiles): Promise<void> | undefined {
  const { backend } = call
  const { sync } = backend
  if (sync === undefined) return files.findPlace((key) => backend.read(key, call.ttl))
  files.findPlaceNow((key) => sync.read(key, call.ttl))
  return undefined
}
