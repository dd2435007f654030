import type { Backend, EntryData, LeaseRequest, SyncAccess } from '../backends/backend.js'
import type { EntryKind } from '../codec.js'
import type { CallFiles } from '../files/call-files.js'
import type { Call, FoundEntry } from './call.js'
import type { MaybePromise } from './promises.js'
import { isTraced, type Request } from './request.js'
import { reportStoreTrouble } from './store-trouble.js'

// How a call looks up its entry, and claims the right to compute on a miss.

/** Both provide entries and leases. */
type Store = SyncAccess | Backend

/**
 * Looks up synchronously. While another process computes the key, this call blocks.
 * @param onlyValue the function can't return a promise
 */
export function lookUpSync(call: Call, sync: SyncAccess, onlyValue: boolean): FoundEntry | undefined {
  const { request } = call
  let found: FoundEntry | undefined
  try {
    const looked = isTraced(request)
      ? findState(call, sync, sync, (kind) => kind === 'value' || !onlyValue)
      : lookUpEntry(call, sync, sync, onlyValue)
    found = looked as FoundEntry | undefined
  } catch (error) {
    reportStoreTrouble(request, error)
  }
  if (found !== undefined) call.report('hit', found.data.length, found.entry)
  return found
}

/**
 * Looks up for an asynchronous function. Returns a promise only if the store or another process has to be waited for. Otherwise the body
 * starts in the same tick, as it would without the tag.
 */
export function lookUp(call: Call): MaybePromise<FoundEntry | undefined> {
  const { backend } = call.request
  const store = backend.sync ?? backend
  return isTraced(call.request) ? findState(call, store, backend, everything) : lookUpEntry(call, store, backend, false)
}

/** Finds the entry that matches the current files. */
function findState(
  call: Call,
  store: Store,
  granting: Store,
  accepts: (kind: EntryKind) => boolean,
): MaybePromise<FoundEntry | undefined> {
  const { backend, files, ttl } = call.request
  const claim = (why: LeaseRequest['why']) => call.lease.claim(granting, why)
  return store === backend
    ? files!.find((key) => backend.read(key, ttl), claim, accepts)
    : files!.findSoon((key) => (store as SyncAccess).read(key, ttl), claim, accepts)
}

function lookUpEntry(call: Call, store: Store, granting: Store, onlyValue: boolean): MaybePromise<FoundEntry | undefined> {
  const { site, backend } = call.request
  // If a call will probably miss, and the claim returns an existing entry, claiming first saves a read.
  const claimsFirst = site.missedLast && backend.findsByLease === true
  const early = claimsFirst ? call.lease.claim(granting, 'missing') : undefined
  return early instanceof Promise
    ? early.then((data) => readEntry(call, store, granting, onlyValue, data))
    : readEntry(call, store, granting, onlyValue, early)
}

function readEntry(
  call: Call,
  store: Store,
  granting: Store,
  onlyValue: boolean,
  early: EntryData | undefined,
): MaybePromise<FoundEntry | undefined> {
  if (early === undefined && call.hasLease) return undefined
  const data = early ?? store.read(call.request.key, call.request.ttl)
  return data instanceof Promise
    ? data.then((read) => takeEntry(call, granting, onlyValue, read))
    : takeEntry(call, granting, onlyValue, data)
}

function takeEntry(
  call: Call,
  granting: Store,
  onlyValue: boolean,
  data: EntryData | undefined,
): MaybePromise<FoundEntry | undefined> {
  const found = call.usable(data, onlyValue)
  if (found !== undefined) return found
  const stored = call.lease.claim(granting, data === undefined ? 'missing' : 'unreadable')
  return stored instanceof Promise ? stored.then((read) => call.usable(read, onlyValue)) : call.usable(stored, onlyValue)
}

/** Reads the entry that matches the current files, without a claim. */
export async function peekState({ backend, files, ttl }: Request): Promise<FoundEntry | undefined> {
  return files?.find((key) => backend.read(key, ttl), nothing, everything)
}

/** Finds the place for a result that is computed without using an existing entry. */
export function findPlace({ backend, files, ttl }: Request): Promise<void> | undefined {
  const { sync } = backend
  if (files === undefined) return undefined
  if (sync === undefined) return files.findPlace((key) => backend.read(key, ttl))
  findPlaceSync(files, sync, ttl)
  return undefined
}

/** Finds the place synchronously. */
export function findPlaceSync(files: CallFiles | undefined, sync: SyncAccess, ttl?: number): void {
  files?.findPlaceNow((key) => sync.read(key, ttl))
}

const nothing = (): undefined => undefined
const everything = (): boolean => true
