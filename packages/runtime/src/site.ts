import type { FunctionReference } from './backends/backend.js'
import { OptionError } from './errors.js'
import { digestText } from './key/digest.js'
import { knownCode, nameFunction, read, type KnownCode } from './key/known-code.js'
import { readValues } from './key/read-values.js'
import { resolveTagOptions, type ResolvedTag } from './options.js'
import { isCacher, type AnyCacher } from './place.js'
import { shared } from './shared.js'
import type { SiteRecord } from './site-record.js'
import { messageOf } from './warnings.js'

/** Tagged and wrapped functions. */
const sites: WeakMap<object, () => Site> = /* @__PURE__ */ shared('sites.1', () => new WeakMap())

/** A tagged function's place in the code, with all that is worked out once. */
export class Site {
  readonly id: string
  readonly version: string
  /** First part of every entry key. */
  readonly prefix: string
  /** First part of every rendering. */
  readonly seed: string
  readonly reference: FunctionReference
  /** Digest of `record.constants`, once they could be read, and how many of them were `undefined`. */
  constants: { digest: string; unset: number } | undefined
  /** The call before was a miss: this one probably will be, too. */
  missedLast = false
  private resolved: ResolvedTag | undefined
  private knownClasses: ReadonlyMap<Function, KnownCode> | undefined
  private ignoredIndices: readonly boolean[] | undefined
  private readonly placesBesideData = new Map<AnyCacher, Set<string>>()

  constructor(
    readonly record: SiteRecord,
    /** No build has seen the function: its text, and that of the class of `this`, stand for all that they use. */
    readonly isByText = false,
    /** The declaration that is linked to it. */
    readonly linked?: unknown,
  ) {
    const { id, version } = record
    this.id = id
    this.version = version
    this.prefix = digestText(`${id}\0${version}`).slice(0, 16)
    this.seed = `2;${id.length}:${id}${version.length}:${version}`
    this.reference = { id, version, prefix: this.prefix }
  }

  /** The tag's options, evaluated at the first call. Throws a ReferenceError while a module variable is not initialised. */
  tag(): ResolvedTag {
    if (this.resolved !== undefined) return this.resolved
    const { record } = this
    const given = record.options === undefined ? undefined : evaluate(record.options, this.id)
    const resolved = given === undefined ? {} : resolveTagOptions(given, this.id, record.params)
    if (record.cacher !== undefined && resolved.cacher === undefined) resolved.cacher = this.decoratingCacher(record.cacher)
    const { ignore } = resolved
    if (ignore !== undefined) this.ignoredIndices = record.params.map((name) => ignore.includes(name))
    if (!hasUnset(given)) this.resolved = resolved
    return resolved
  }

  /** Which values stay out of the key; known after `tag()`. */
  get ignored(): readonly boolean[] | undefined {
    return this.ignoredIndices
  }

  /** Classes of reached code that no module has told of. */
  classes(): ReadonlyMap<Function, KnownCode> | undefined {
    if (this.knownClasses === undefined && this.record.classes !== undefined) {
      const pairs = readValues(this.record.classes) as [Function, string][]
      this.knownClasses = new Map(pairs.map(([cls, digest]) => [cls, knownCode(cls, digest, undefined, undefined)]))
    }
    return this.knownClasses
  }

  /** Results went, or may lie, beside data: only calls tell where. */
  noteBesideData(cacher: AnyCacher, folder: string): void {
    const places = this.placesBesideData.get(cacher)
    if (places === undefined) this.placesBesideData.set(cacher, new Set([folder]))
    else places.add(folder)
  }

  /** The folders beside data that calls through this cacher have used. */
  besideData(cacher: AnyCacher): Iterable<string> {
    return this.placesBesideData.get(cacher) ?? []
  }

  private decoratingCacher(expression: () => unknown): AnyCacher {
    const cacher = evaluate(expression, this.id)
    if (isCacher(cacher)) return cacher
    throw new OptionError('no-cacher', `${this.id}: the decorator isn't a Cacher. Decorate with cache or with a Cacher('path').`)
  }
}

/** Bundlers that make `var` of `const` give `undefined` for a variable that is not initialised yet: it may be set at the next call. */
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

/** Ties a function to its site and gives it back, with an inferred name that the call around it would lose. */
export function link<T>(fn: T, site: () => Site, name?: string): T {
  if (typeof fn !== 'function') return fn
  sites.set(fn, site)
  if (name !== undefined) nameFunction(fn, name)
  return fn
}

/**
 * The same for a declaration, which a framework may have taken away behind the build.
 *
 * @param name of a default export, which got another one
 * @returns for the site, so that no bundler drops this call and keeps the function
 */
export function linkDeclared(get: () => unknown, site: () => Site, name?: string): unknown {
  const fn = read(get)
  if (typeof fn !== 'function') return undefined
  if (name !== undefined) Object.defineProperty(fn, 'name', { value: name, configurable: true })
  return link(fn, site)
}

/** The same for methods of an object literal. */
export function linkAll<T extends object>(object: T, pairs: readonly (readonly [PropertyKey, () => Site])[]): T {
  for (const [key, site] of pairs) {
    const member = Object.getOwnPropertyDescriptor(object, key)?.value as unknown
    if (typeof member === 'function') sites.set(member, site)
  }
  return object
}

/** The site of a tagged or wrapped function. */
export function siteOf(fn: unknown): Site | undefined {
  return typeof fn === 'function' ? sites.get(fn)?.() : undefined
}
