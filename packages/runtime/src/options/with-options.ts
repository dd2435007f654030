import { OptionError } from '../reporting/errors.js'
import {
  brandOptions,
  describe,
  judgeOptions,
  mergeOptions,
  readBranded,
  resolveCallOptions,
  type CacheOptions,
  type RequestOptions,
} from './options.js'
import { shared } from '../shared.js'
import { link, siteOf, type Site } from '../sites/site.js'

/** Options that come with each call of a function that stands around another. */
const passedWith: WeakMap<object, RequestOptions> = /* @__PURE__ */ shared('passed-with.1', () => new WeakMap())

/**
 * The same function with options for each call, for code that no build step sees:
 * `withOptions(report, { again: true })(2024)`. Options given at the call itself win.
 *
 * @throws OptionError for an unknown option, a value of the wrong type, or a function that is not tagged
 */
export function withOptions<F extends (...args: any[]) => any>(fn: F, options: CacheOptions): F {
  const passed = resolveCallOptions(options, 'withOptions')
  return forward(fn, taggedSite(fn, 'withOptions'), passed)
}

/**
 * The same for a method, which keeps its `this`: `withOptionsOn(repo, 'find', { again: true })('id')`.
 *
 * @throws OptionError as `withOptions` does
 */
export function withOptionsOn<O extends object, K extends keyof O>(
  object: O,
  method: K,
  options: CacheOptions,
): O[K] extends (...args: any[]) => any ? O[K] : never {
  const passed = resolveCallOptions(options, 'withOptionsOn')
  const fn: unknown = object[method]
  const site = taggedSite(fn, 'withOptionsOn')
  const forwarded = forward(fn as (...args: unknown[]) => unknown, site, passed)
  return forwarded.bind(object) as never
}

/** A function that calls `fn` with options where its prologue looks for them. */
export function forward<F extends (...args: any[]) => any>(fn: F, site: Site, passed: RequestOptions): F {
  const forwarded = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target !== undefined) return Reflect.construct(fn, args, new.target)
    return Reflect.apply(fn, this, placeOptions(args, site, passed))
  }
  Object.defineProperty(forwarded, 'name', { value: fn.name, configurable: true })
  Object.defineProperty(forwarded, 'length', { value: fn.length, configurable: true })
  const inner = passedWith.get(fn)
  return linkWith(forwarded, () => site, inner === undefined ? passed : mergeOptions(inner, passed)) as unknown as F
}

export function optionsAround(fn: object): RequestOptions | undefined {
  return passedWith.get(fn)
}

export function linkWith<T extends object>(fn: T, site: () => Site, passed: RequestOptions): T {
  passedWith.set(fn, passed)
  return link(fn, site)
}

/** Puts options into the slot of an argument list, beneath those that the caller gave. */
export function placeOptions(args: unknown[], site: Site, passed: RequestOptions): unknown[] {
  const { slot, declared } = site.record
  if (slot >= 0) {
    while (args.length < slot) args.push(undefined)
    args[slot] = brandOptions(mergeOptions(passed, judgeOptions(args[slot], site.id)))
    return args
  }
  const last = readBranded(args.at(-1))
  if (last !== undefined) args.pop()
  const argumentCount = last?.argumentCount ?? args.length
  while (args.length < declared) args.push(undefined)
  args.push(brandOptions({ ...mergeOptions(passed, last), argumentCount }))
  return args
}

/** The site of a function that must be tagged. */
export function taggedSite(fn: unknown, subject: string): Site {
  const site = siteOf(fn)
  if (site !== undefined) return site
  const found = typeof fn === 'function' ? `the function ${fn.name || '(without a name)'}, which is not tagged` : describe(fn)
  throw new OptionError(
    'not-tagged',
    `${subject}: got ${found}. Tag it with /** @cache */ and build with @cachecache/unplugin, or wrap it: cache(fn).`,
  )
}
