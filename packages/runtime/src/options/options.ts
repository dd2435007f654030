import { platform } from '#platform'
import { distance } from 'fastest-levenshtein'
import ms from 'ms'
import type { AnyCacher } from '../cachers/place.js'
import { isCacher } from '../cachers/place.js'
import { OptionError } from '../reporting/errors.js'
import type { CacheOptions, CacheOptionsArgument, RequestOptions, ResolvedTag, TagOptions } from './option-types.js'

export type * from './option-types.js'

const brand = Symbol.for('cachecache.options')
const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols, getPrototypeOf } = Object

/**
 * Options that are recognized wherever they stand last, for functions with a rest parameter or that read `arguments`:
 * `join('a', 'b', cacheOptions({ again: true }))`.
 * @throws OptionError for an unknown option or a value of the wrong type
 */
export function cacheOptions(options: CacheOptions): CacheOptionsArgument {
  return brandOptions(resolveCallOptions(options, 'cacheOptions'))
}

/** An options object that no argument of a user can be mistaken for. */
export function brandOptions(passed: RequestOptions): CacheOptionsArgument {
  const options: Record<PropertyKey, unknown> = {}
  for (const name of callNames as (keyof CacheOptions)[]) if (passed[name] !== undefined) options[name] = passed[name]
  Object.defineProperty(options, brand, { value: passed })
  return Object.freeze(options) as unknown as CacheOptionsArgument
}

/** What a branded options object holds, or nothing. */
export function readBranded(value: unknown): RequestOptions | undefined {
  if (typeof value !== 'object' || value === null || platform.isProxy(value)) return undefined
  return getOwnPropertyDescriptor(value, brand)?.value as RequestOptions | undefined
}

/**
 * Takes branded options off the end of `arguments` or of a rest parameter.
 * @returns the options, or nothing if the last argument is none
 */
export function takeOptions(list: ArrayLike<unknown> & object): unknown {
  const last = list.length - 1
  const candidate = list[last]
  const passed = readBranded(candidate)
  if (passed === undefined) return undefined
  const own = list as { length: number; [index: number]: unknown }
  // `arguments` tells how many there were; a rest parameter begins behind those that were filled up.
  const count = Array.isArray(list) ? last : Math.min(passed.argumentCount ?? last, last)
  for (let i = last; i >= count; i--) delete own[i]
  own.length = count
  return candidate
}

/**
 * Judges what stands in the options slot. Only a plain object that is empty or holds nothing but option names counts;
 * anything else is a surplus argument, as JavaScript callers pass them.
 */
export function judgeOptions(slot: unknown, id: string): RequestOptions | undefined {
  if (typeof slot !== 'object' || slot === null || platform.isProxy(slot)) return undefined
  const prototype: unknown = getPrototypeOf(slot)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const branded = readBranded(slot)
  if (branded !== undefined) return branded
  if (getOwnPropertySymbols(slot).length > 0) return undefined
  const names = getOwnPropertyNames(slot)
  let misspelt: [string, string] | undefined
  for (const name of names) {
    const property = getOwnPropertyDescriptor(slot, name)
    if (property === undefined || property.get !== undefined || property.set !== undefined) return undefined
    if (callNames.includes(name)) continue
    const meant = nearestName(name, callNames)
    // One foreign name makes the whole object a surplus argument.
    if (meant === undefined) return undefined
    misspelt ??= [name, meant]
  }
  if (misspelt !== undefined) {
    throw new OptionError(
      'unknown-option',
      `${id}: unknown option '${misspelt[0]}'. Did you mean '${misspelt[1]}'? The options are ${callNames.join(', ')}.`,
    )
  }
  return checkedValues(slot, callNames, id)
}

/** Options that can be nothing else: an unknown name throws. */
export function resolveCallOptions(options: CacheOptions, subject: string): RequestOptions {
  checkNames(options, callNames, subject)
  return readBranded(options) ?? checkedValues(options, callNames, subject)
}

/** A tag's options: an unknown name, a wrong type or a duration that cannot be read throws. */
export function resolveTagOptions(options: unknown, id: string, params: readonly string[]): ResolvedTag {
  checkNames(options, tagNames, id)
  return checkedValues(options as object, tagNames, id, params)
}

/** The later one wins where both say something. */
export function mergeOptions(outer: RequestOptions, inner: RequestOptions | undefined): RequestOptions {
  if (inner === undefined) return outer
  return {
    again: inner.again ?? outer.again,
    cacheResults: inner.cacheResults ?? outer.cacheResults,
    cachePath: inner.cachePath ?? outer.cachePath,
    cacher: inner.cacher ?? outer.cacher,
    probe: inner.probe ?? outer.probe,
  }
}

function checkedValues(options: object, names: readonly string[], subject: string, params: readonly string[] = []): ResolvedTag {
  const checked: Record<string, unknown> = {}
  for (const name of names) {
    const value = (options as Record<string, unknown>)[name]
    if (value !== undefined) checked[name] = TAG_OPTIONS[name as keyof TagOptions](value, subject, name, params)
  }
  return checked
}

/** A path as text. URLs are taken by their `href`. */
export function checkPath(path: unknown, subject: string, name: string): string {
  if (typeof path === 'string' && path !== '') return path
  if (path instanceof URL) return path.href
  throw wrongType(subject, name, path, 'a path or a URL')
}

const resolveDuration: Check<number> = (ttl, id) => {
  const milliseconds = typeof ttl === 'string' && ttl !== '' && ttl.length <= 100 ? ms(ttl as ms.StringValue) : ttl
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds) || milliseconds <= 0) {
    throw wrongType(id, 'ttl', ttl, "a duration: milliseconds, or a text such as '90s', '1h', '7 days'")
  }
  return milliseconds
}

const checkIgnored: Check<readonly string[]> = (ignore, id, _name, params) => {
  if (!Array.isArray(ignore)) throw wrongType(id, 'ignore', ignore, 'a list of parameter names')
  for (const name of ignore as unknown[]) {
    if (typeof name !== 'string' || !params.includes(name)) {
      const meant = typeof name === 'string' ? nearestName(name, params) : undefined
      const advice = meant === undefined ? `Its parameters are ${params.join(', ') || 'none'}.` : `Did you mean '${meant}'?`
      throw new OptionError(
        'unknown-parameter',
        `${id}: 'ignore' contains ${describe(name)}, which is not a parameter. ${advice}`,
      )
    }
  }
  return ignore as string[]
}

const checkFlag: Check<boolean> = (flag, subject, name) => {
  if (typeof flag !== 'boolean') throw wrongType(subject, name, flag, 'true or false')
  return flag
}

const checkCacher: Check<AnyCacher> = (cacher, id, name) => {
  if (!isCacher(cacher)) throw wrongType(id, name, cacher, 'a Cacher, for example Cacher("my/path")')
  return cacher
}

const checkInputs: Check<NonNullable<TagOptions['inputs']>> = (inputs, id, name) => {
  if (typeof inputs !== 'function') throw wrongType(id, name, inputs, 'a function of the arguments')
  return inputs as NonNullable<TagOptions['inputs']>
}

/** Judges the value of an option. @returns it as the runtime uses it @throws OptionError for a wrong one */
type Check<T> = (value: unknown, subject: string, name: string, params: readonly string[]) => T

/** The options of a call, in the order in which messages list them. */
const CALL_OPTIONS = { again: checkFlag, cacheResults: checkFlag, cachePath: checkPath } satisfies {
  [name in keyof CacheOptions]-?: Check<unknown>
}

/** The options of a tag. What `version` and `pure` mean is in the emitted code already. */
const TAG_OPTIONS = {
  ...CALL_OPTIONS,
  ttl: resolveDuration,
  ignore: checkIgnored,
  cacher: checkCacher,
  version: (version) => version,
  files: checkFlag,
  pure: checkFlag,
  inputs: checkInputs,
} satisfies { [name in keyof TagOptions]-?: Check<unknown> }

const callNames: readonly string[] = Object.keys(CALL_OPTIONS)
export const tagNames: readonly string[] = Object.keys(TAG_OPTIONS)

/** @throws OptionError for what is no object of options, and for a name that is none of them */
export function checkNames(options: unknown, names: readonly string[], subject: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError('wrong-option-type', `${subject}: expected an object of options, got ${describe(options)}.`)
  }
  for (const name of getOwnPropertyNames(options)) {
    if (names.includes(name)) continue
    const meant = nearestName(name, names)
    const advice = meant === undefined ? '' : ` Did you mean '${meant}'?`
    throw new OptionError('unknown-option', `${subject}: unknown option '${name}'.${advice} The options are ${names.join(', ')}.`)
  }
}

function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let least = 3
  for (const candidate of names) {
    const steps = distance(name, candidate)
    if (steps < least) {
      least = steps
      best = candidate
    }
  }
  return best
}

function wrongType(subject: string, name: string, value: unknown, expected: string): OptionError {
  return new OptionError('wrong-option-type', `${subject}: the option '${name}' is ${describe(value)}. Expected ${expected}.`)
}

/** A value in a message, without running code of the user. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value)
  if (typeof value === 'function') return 'a function'
  return Array.isArray(value) ? 'an array' : 'an object'
}
