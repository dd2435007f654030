import { OptionError } from '../reporting/errors.js'
import { checkNames, checkPath, describe, type Cached } from '../options/options.js'
import { defaultLocation, locate, type AnyCacher, type Place } from './place.js'
import { parseSize } from '../size.js'
import { forward } from '../options/with-options.js'
import { siteOf, type Site } from '../sites/site.js'
import { wrapPlain, type Captured } from './wrap-plain.js'

type AnyFunction = (...args: any[]) => any

/** A place for results, as a decorator and a wrapper. */
export interface Cacher extends AnyCacher {
  /** As a TC39 decorator: `@reports async find() {}`, whatever `this` the method declares. */
  <F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext<any, any>): F
  /** As a decorator under `experimentalDecorators`. */
  <F extends AnyFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F> | void
  /**
   * Caches a function: `const load = reports((file: string) => …)`. Without a build step, its identity is its own source
   * text: changes of what it calls are not seen.
   */
  <F extends AnyFunction>(fn: F, site?: () => Site, captured?: () => unknown[]): Cached<F>
}

/** The options of `Cacher`. */
export interface CacherOptions {
  /** A folder, a `.sqlite` file, `memory:`, `redis://…`; see `cachePath`. @default `CACHECACHE_PATH` or `~/.cachecache` */
  path?: string | URL | undefined
  /** The size limit: bytes, or a string such as `'10GB'`. @default 10 GB */
  maxSize?: number | string | undefined
}

interface CacherConstructor {
  /** @throws OptionError for a path or size that cannot be one */
  (path: string | URL, maxSize?: number | string): Cacher
  (options: CacherOptions): Cacher
  new (path: string | URL, maxSize?: number | string): Cacher
  new (options: CacherOptions): Cacher
  readonly prototype: Cacher
}

/**
 * Creates a cacher that stores results at a path: `const reports = Cacher('my/caching/path', 10e9)`. With or without `new`.
 * Nothing is created on disk before the first call that needs it.
 */
export const Cacher: CacherConstructor = function Cacher(path: string | URL | CacherOptions, maxSize?: number | string): Cacher {
  const options = resolveCacherOptions(path, maxSize)
  return makeCacher(() => ({ location: options.path ?? defaultLocation(), maxSize: options.maxSize, omit: -1 }))
} as never

// A cacher is a function: `call`, `apply` and `bind` stay with it.
Object.setPrototypeOf(Cacher.prototype, Function.prototype)

/** The default cacher: `~/.cachecache`, or the value of `CACHECACHE_PATH` at the call. */
export const cache: Cacher = makeCacher(() => ({ location: defaultLocation(), omit: -1 }))

/** A cacher from a rule that says where one call's results go. */
export function makeCacher(place: (params: readonly string[], values: readonly unknown[]) => Place): Cacher {
  const cacher = ((subject: unknown, second?: unknown, third?: unknown): unknown =>
    applyCacher(cacher, subject, second, third)) as unknown as Cacher
  Object.defineProperty(cacher, locate, { value: place })
  return Object.setPrototypeOf(cacher, Cacher.prototype) as Cacher
}

function applyCacher(cacher: Cacher, subject: unknown, second: unknown, third: unknown): unknown {
  if (isDescriptor(third)) {
    if (typeof third.value !== 'function') throw notAFunction(third.value, `the member ${String(second)}`)
    return { ...third, value: wrap(cacher, third.value as AnyFunction, `${ownerName(subject)}.${String(second)}`) }
  }
  if (isContext(second)) {
    if (second.kind !== 'method' || typeof subject !== 'function')
      throw notAFunction(subject, `the ${second.kind} ${String(second.name)}`)
    return wrap(cacher, subject as AnyFunction, String(second.name))
  }
  if (typeof subject !== 'function') throw notAFunction(subject, 'its argument')
  return wrap(cacher, subject as AnyFunction, undefined, second, third)
}

function wrap(cacher: Cacher, fn: AnyFunction, name: string | undefined, site?: unknown, captured?: unknown): unknown {
  const linked = siteOf(fn)
  if (linked !== undefined) return forward(fn, linked, { cacher })
  const tagged = typeof site !== 'function' ? undefined : { site: site as () => Site, captured: captured as Captured }
  return wrapPlain(fn, cacher, tagged, name)
}

function resolveCacherOptions(path: unknown, maxSize: unknown): { path: string | undefined; maxSize: number | undefined } {
  const isObject = typeof path === 'object' && path !== null && !(path instanceof URL)
  const options = (isObject ? path : { path, maxSize }) as CacherOptions
  checkNames(options, ['path', 'maxSize'], 'Cacher')
  return {
    path: options.path === undefined && isObject ? undefined : checkPath(options.path, 'Cacher', 'path'),
    maxSize: options.maxSize === undefined ? undefined : checkSize(options.maxSize),
  }
}

function checkSize(size: unknown): number {
  const bytes = typeof size === 'string' ? parseSize(size) : size
  if (typeof bytes === 'number' && bytes > 0 && !Number.isNaN(bytes)) return bytes
  throw new OptionError(
    'wrong-option-type',
    `Cacher: the option 'maxSize' is ${describe(size)}. Expected a number of bytes or a string such as '10GB'.`,
  )
}

interface DecoratorContext {
  kind: string
  name: string | symbol
}

function isContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && typeof (value as { kind?: unknown }).kind === 'string'
}

function isDescriptor(value: unknown): value is PropertyDescriptor {
  return typeof value === 'object' && value !== null
}

function ownerName(target: unknown): string {
  const owner: unknown = typeof target === 'function' ? target : (target as { constructor?: unknown } | null)?.constructor
  return typeof owner === 'function' ? owner.name : ''
}

function notAFunction(value: unknown, what: string): OptionError {
  return new OptionError(
    'not-a-function',
    `A cacher takes functions and methods, but ${what} is ${describe(value)}. Pass the function itself: cache(fn), not cache(fn()).`,
  )
}
