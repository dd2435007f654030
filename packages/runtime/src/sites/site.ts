import type { FunctionReference } from '../backends/backend.js'
import { OptionError } from '../reporting/errors.js'
import { digestText } from '../key/digest.js'
import { knownCode, nameFunction, read, type KnownCode } from '../key/functions/known-code.js'
import { readValues } from '../key/read-values.js'
import { resolveTagOptions, type ResolvedTag } from '../options/options.js'
import { isCacher, type AnyCacher } from '../cachers/place.js'
import { shared } from '../shared.js'
import type { SiteRecord } from './site-record.js'
import { messageOf } from '../reporting/warnings.js'

/** Tagged and wrapped functions. */
const sites: WeakMap<object, () => Site> = /* @__PURE__ */ shared('sites.1', () => new WeakMap())

/** A tagged function's place in the code, with everything that is computed once. */
export class Site {
  readonly id: string
  readonly version: string
  /** First part of every entry key. */
  readonly prefix: string
  /** First part of every rendered key. */
  readonly seed: string
  readonly reference: FunctionReference
  /** Digest of `record.constants`, once they could be read, and the number of those that were `undefined`. */
  constants: { digest: string; unset: number } | undefined
  /** The previous call was a miss, so the next one probably is too. */
  missedLast = false
  private resolved: ResolvedTag | undefined
  private knownClasses: ReadonlyMap<Function, KnownCode> | undefined
  private ignoredIndices: readonly boolean[] | undefined
  private readonly placesBesideData = new Map<AnyCacher, Set<string>>()

  constructor(
    readonly record: SiteRecord,
    /** The build hasn't processed the function: its text, and the text of the class of `this`, identify everything that they use. */
    readonly isByText = false,
    /** The declaration that is linked to this site. */
    readonly linked?: unknown,
  ) {
    const { id, version } = record
    this.id = id
    this.version = version
    this.prefix = digestText(`${id}\0${version}`).slice(0, 16)
    this.seed = `2;${id.length}:${id}${version.length}:${version}`
    this.reference = { id, version, prefix: this.prefix }
  }

  /** Returns the tag's options, evaluated at the first call. Throws a ReferenceError while a module variable isn't initialized. */
  tag(): ResolvedTag {
    if (this.resolved !== undefined) return this.resolved
    const { record } = this
    const raw = record.options === undefined ? undefined : evaluate(record.options, this.id)
    const resolved = raw === undefined ? {} : resolveTagOptions(raw, this.id, record.params)
    if (record.cacher !== undefined && resolved.cacher === undefined) resolved.cacher = this.decoratingCacher(record.cacher)
    const { ignore } = resolved
    if (ignore !== undefined) this.ignoredIndices = record.params.map((name) => ignore.includes(name))
    if (!hasUnset(raw)) this.resolved = resolved
    return resolved
  }

  /** Which values are not part of the key; available after `tag()`. */
  get ignored(): readonly boolean[] | undefined {
    return this.ignoredIndices
  }

  /** Returns the classes of reached code that no module has registered. */
  classes(): ReadonlyMap<Function, KnownCode> | undefined {
    if (this.knownClasses === undefined && this.record.classes !== undefined) {
      const pairs = readValues(this.record.classes) as [Function, string][]
      this.knownClasses = new Map(pairs.map(([cls, digest]) => [cls, knownCode(cls, digest, undefined, undefined)]))
    }
    return this.knownClasses
  }

  /** Records that results were stored, or may be stored, beside data. Only calls know where. */
  noteBesideData(cacher: AnyCacher, folder: string): void {
    const places = this.placesBesideData.get(cacher)
    if (places === undefined) this.placesBesideData.set(cacher, new Set([folder]))
    else places.add(folder)
  }

  /** Returns the folders beside data that calls through this cacher have used. */
  besideData(cacher: AnyCacher): Iterable<string> {
    return this.placesBesideData.get(cacher) ?? []
  }

  private decoratingCacher(expression: () => unknown): AnyCacher {
    const cacher = evaluate(expression, this.id)
    if (isCacher(cacher)) return cacher
    throw new OptionError('no-cacher', `${this.id}: the decorator isn't a Cacher. Decorate with cache or with a Cacher('path').`)
  }
}

/** Some bundlers turn `const` into `var`, so an uninitialized variable reads as `undefined`. It may be set at the next call. */
function hasUnset(options: unknown): boolean {
  return options !== undefined && Object.values(options as object).includes(undefined)
}

function evaluate(expression: () => unknown, id: string): unknown {
  try {
    return expression()
  } catch (error) {
    if (error instanceof ReferenceError) throw error
    throw new OptionError('tag-failed', `${id}: the options in its tag can't be evaluated: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/** Links a function to its site and returns it. Restores an inferred name, which would be lost in the call. */
export function link<T>(fn: T, site: () => Site, name?: string): T {
  if (typeof fn !== 'function') return fn
  sites.set(fn, site)
  if (name !== undefined) nameFunction(fn, name)
  return fn
}

/**
 * Links a declaration, which a framework may have removed after the build.
 *
 * @param name of a default export, whose name was changed
 * @returns the function, which is passed to the site, so that no bundler drops this call and keeps the function
 */
export function linkDeclared(get: () => unknown, site: () => Site, name?: string): unknown {
  const fn = read(get)
  if (typeof fn !== 'function') return undefined
  if (name !== undefined) Object.defineProperty(fn, 'name', { value: name, configurable: true })
  return link(fn, site)
}

/** Links methods of an object literal. */
export function linkAll<T extends object>(object: T, pairs: readonly (readonly [PropertyKey, () => Site])[]): T {
  for (const [key, site] of pairs) {
    const member = Object.getOwnPropertyDescriptor(object, key)?.value as unknown
    if (typeof member === 'function') sites.set(member, site)
  }
  return object
}

/** Returns the site of a tagged or wrapped function. */
export function siteOf(fn: unknown): Site | undefined {
  return typeof fn === 'function' ? sites.get(fn)?.() : undefined
}
