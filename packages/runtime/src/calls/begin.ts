import { ambientOptions } from '../options/ambient.js'
import { Call } from './call.js'
import { CacheError, Unkeyable } from '../reporting/errors.js'
import { isWatched, publish } from '../reporting/events.js'
import { filesOf, lacksTracer } from '#files'
import { fileObstacle } from '../files/observing/recordings.js'
import { LazyStates, bodyHooks } from '../key/lazy-values.js'
import { SilentlyUncached } from '../key/read-values.js'
import { deriveKey } from '../key.js'
import { readMode, type Mode } from '../mode.js'
import { judgeOptions, mergeOptions, readBranded, type RequestOptions } from '../options/options.js'
import { defaultLocation, locate } from '../cachers/place.js'
import { misplacedOptions } from '../options/misplaced-options.js'
import { mocks } from '../mocks.js'
import { openPlace } from '../cachers/open-place.js'
import type { Site } from '../sites/site.js'
import { isReliedOn } from './rewriting.js'
import { readTagInputs, type TagInputs } from './tag-inputs.js'
import { messageOf, mustReachCaller, warnOfFunction, warnOfStore } from '../reporting/warnings.js'

/** The answer to a probe: emitted code treats it as a hit and returns. */
export const answered: unique symbol = Symbol('answered')

export type Begun = Call | typeof answered | undefined
type Captured = (() => unknown[]) | undefined

/**
 * Determines options, mode, key and backend of one call.
 * @param site undefined before its module is initialized
 * @returns undefined if the call runs uncached; `answered` if only its key was asked for
 * @throws user errors
 */
export function beginCall(
  site: Site | undefined,
  values: readonly unknown[],
  slot: unknown,
  self: unknown,
  captured: Captured,
): Begun {
  return begin(site, values, slot, self, captured, false) as Begun
}

/** Does the same for an asynchronous function. Returns a promise if the tag's option `inputs` returns one. */
export function beginAsync(
  site: Site | undefined,
  values: readonly unknown[],
  slot: unknown,
  self: unknown,
  captured: Captured,
): Begun | Promise<Begun> {
  return begin(site, values, slot, self, captured, true)
}

function begin(
  site: Site | undefined,
  values: readonly unknown[],
  slot: unknown,
  self: unknown,
  captured: Captured,
  mayWait: boolean,
): Begun | Promise<Begun> {
  if (site === undefined) return undefined
  const passed = slot === undefined ? undefined : judgeOptions(slot, site.id)
  const mode = readMode()
  const probe = passed?.probe
  if (mode.off && probe === undefined) return bypass(site, 'CACHECACHE=off')
  if (mocks.active && probe === undefined) return bypass(site, 'a test replaces code')
  const { uncached } = site.record
  if (uncached !== undefined) return probe === undefined ? alwaysUncached(site, uncached) : answered
  try {
    const tag = site.tag()
    const options = effectiveOptions(tag, passed)
    if (options.cacheResults === false && probe === undefined) return bypass(site, 'cacheResults: false')
    const inputs = tag.inputs === undefined ? undefined : readTagInputs(site, values, self, mayWait)
    return inputs instanceof Promise
      ? openLater(site, values, self, captured, mode, options, inputs)
      : openCall(site, values, self, captured, mode, options, inputs)
  } catch (error) {
    return refuse(site, values, probe, error)
  }
}

function openLater(
  site: Site,
  values: readonly unknown[],
  self: unknown,
  captured: Captured,
  mode: Mode,
  options: RequestOptions,
  inputs: Promise<TagInputs>,
): Promise<Begun> {
  const { probe } = options
  const opening = inputs
    .then((read) => openCall(site, values, self, captured, mode, options, read))
    .catch((error: unknown) => refuse(site, values, probe, error))
  if (probe !== undefined) probe.ready = opening
  return opening
}

const SKIPS = 'it writes variables that a function around it relies on'

/** The second half, which runs once all parts of the key are available. */
function openCall(
  site: Site,
  values: readonly unknown[],
  self: unknown,
  captured: Captured,
  mode: Mode,
  { cachePath, cacher, again, probe }: RequestOptions,
  inputs: TagInputs | undefined,
): Begun {
  const { ttl, files: countsFiles } = site.tag()
  const place = cacher?.[locate](site.record.params, values)
  const omit = cachePath === undefined ? (place?.omit ?? -1) : -1
  const existing = mode.readonly || probe !== undefined
  const backend = openPlace(cachePath ?? place?.location ?? defaultLocation(), place?.maxSize, existing)
  if (omit >= 0 && cacher !== undefined) site.noteBesideData(cacher, backend.location)
  const { skips } = site.record
  if (skips !== undefined && probe === undefined && isReliedOn(skips)) return bypass(site, SKIPS)
  const lazies = new LazyStates()
  const key = deriveKey(site, values, self, captured, omit, inputs, lazies)
  if (probe === undefined && bodyHooks.isReliedOn?.(lazies) === true) return bypass(site, SKIPS)
  const files = filesOf(site.record, countsFiles, key, { dataPath: omit < 0 ? undefined : values[omit], backend })
  if (files === undefined && lacksTracer(site.record, countsFiles, key) && probe === undefined) return withoutTracer(site)
  const call = new Call({
    site,
    values,
    self,
    captured,
    omit,
    lazies,
    tagInputs: inputs,
    key,
    backend,
    again: mode.again || again === true,
    readonly: mode.readonly,
    ttl,
    files,
  })
  if (probe === undefined) return call
  probe.call = call
  // No body runs.
  bodyHooks.ended?.()
  return answered
}

function refuse(site: Site, values: readonly unknown[], probe: object | undefined, error: unknown): typeof answered | undefined {
  if (mustReachCaller(error)) throw error
  return probe === undefined ? withoutKey(site, values, error) : answered
}

/** The build has determined that no call can be cached. */
function alwaysUncached(site: Site, why: string): undefined {
  warnOfFunction(site.id, 'always-uncached', `${site.id} runs uncached: ${why}`)
  return bypass(site, why)
}

/** A call's own options override those of withCache, which override the tag's. */
export function effectiveOptions(tag: RequestOptions, passed: RequestOptions | undefined): RequestOptions {
  const ambient = ambientOptions()
  if (passed === undefined && ambient === undefined) return tag
  return mergeOptions(ambient === undefined ? tag : mergeOptions(tag, ambient), passed)
}

function withoutKey(site: Site, values: readonly unknown[], error: unknown): undefined {
  const { id } = site
  // `tag()` may read a module variable before its initialization. On a stack overflow, the body is about to report it itself.
  if (error instanceof ReferenceError) return bypass(site, 'not initialized yet')
  if (error instanceof SilentlyUncached) return bypass(site, error.message)
  if (error instanceof RangeError && /call stack/i.test(error.message)) return undefined
  if (!(error instanceof Unkeyable)) {
    if (error instanceof CacheError) warnOfStore('', error.code, `${error.message} Until then calls run uncached.`)
    else warnOfFunction(id, 'key-failed', `${id}: its inputs can't be read: ${messageOf(error)}. The call runs uncached.`)
    return bypass(site, messageOf(error))
  }
  if (values.some((value) => readBranded(value) !== undefined)) throw misplacedOptions(site.record)
  const advice = adviceFor(error)
  warnOfFunction(id, error.code, `${id} runs uncached: ${error.reason}. ${advice}`)
  return bypass(site, error.reason)
}

function adviceFor({ reason, advice }: Unkeyable): string {
  // A connection or a client that the class was given: what to do about its code is no help.
  if (reason.startsWith('`this`.'))
    return 'Give the class of `this` a [cacheKey]() method that returns the fields that its results depend on: [cacheKey]() { return [this.region] }, or [] if there are none.'
  if (advice !== undefined) return advice
  return reason.startsWith('`this`')
    ? 'Give the class a [cacheKey]() method that returns what its results depend on.'
    : 'Pass plain data, or add it to ignore in the tag if it does not affect the result.'
}

function withoutTracer(site: Site): undefined {
  const obstacle = fileObstacle()
  if (obstacle !== undefined) {
    const advice = 'Set `files: false` in the tag and return what the files contain from `inputs`, or run the program with Node.'
    warnOfFunction(site.id, 'files-unseen', `${site.id} runs uncached: it reads files, and ${obstacle}. ${advice}`)
  } else {
    warnOfFunction(
      site.id,
      'files-not-loaded',
      `${site.id} runs uncached: it reads files, but @cachecache/runtime/files, which observes them, is not loaded. Build with @cachecache/unplugin of the same version, or start the program with node --import @cachecache/runtime/files.`,
    )
  }
  return bypass(site, "its files can't be observed")
}

/** Reports a call that neither reads nor writes. */
export function bypass(site: Site, why: string): undefined {
  if (isWatched()) {
    publish({ id: site.id, version: site.version, status: 'bypass', backend: undefined, bytes: 0, durationMs: 0 }, why)
  }
  return undefined
}
