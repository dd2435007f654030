import { call, callAsync } from '../calls/entries.js'
import { findCaller, type Caller } from './caller.js'
import { OptionError } from '../reporting/errors.js'
import { enterGenerator } from '../calls/frames/generator.js'
import { digestText } from '../key/digest.js'
import { brandOptions, judgeOptions, mergeOptions, readBranded, type RequestOptions } from '../options/options.js'
import { readParameterList } from './parameter-list.js'
import type { AnyCacher } from './place.js'
import { shared } from '../shared.js'
import { Site } from '../sites/site.js'
import type { FunctionKind, SiteRecord } from '../sites/site-record.js'
import { warnOfFunction } from '../reporting/warnings.js'
import { linkWith } from '../options/with-options.js'

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

export type Captured = (() => unknown[]) | undefined

/** What emitted code knows about a function that it wraps by name. */
export interface TaggedSite {
  site: () => Site
  captured: Captured
}

const { toString } = Function.prototype

/** Functions that are cached by their text alone, by place, name and text. */
const textFunctions: Map<string, WeakRef<Function>> = /* @__PURE__ */ shared('text-functions.1', () => new Map())

/**
 * Caches a function that no transform has rewritten. It is identified by its own text and by where it is wrapped; the functions it calls
 * and its captured variables are ignored. Parameter defaults are unknown, so `f(1)` and `f(1, 'default')` are two entries.
 */
export function wrapPlain(fn: Function, cacher: AnyCacher, tagged: TaggedSite | undefined, method: string | undefined): Function {
  const text = toString.call(fn)
  const name = method ?? (fn.name || 'anonymous')
  if (/^class\b/.test(text)) {
    throw new OptionError(
      'not-a-function',
      `A cacher takes functions and methods, but ${name} is a class. Tag its methods instead.`,
    )
  }
  const caller = tagged === undefined ? findCaller(cacher as unknown as Function) : undefined
  const obstacle = caller === undefined ? undefined : obstacleTo(fn, text, name, caller)
  if (obstacle !== undefined) {
    warnOfFunction(`${caller?.place}#${name}`, obstacle[0], `${name} runs uncached: ${obstacle[1]}`)
    return fn
  }
  let site: Site | undefined
  const siteOfCall = (): Site => (site ??= tagged === undefined ? textSite(fn, text, name, caller as Caller) : tagged.site())
  const wrapped = wrapByKind(fn as AnyFunction, siteOfCall, cacher, tagged?.site().record.kind ?? kindOf(fn), tagged?.captured)
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true })
  Object.defineProperty(wrapped, 'length', { value: fn.length, configurable: true })
  return linkWith(wrapped, siteOfCall, { cacher })
}

/** Returns why a text can't identify a function, with what to do. */
function obstacleTo(
  fn: Function,
  text: string,
  name: string,
  { place, project }: Caller,
): [code: string, reason: string] | undefined {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    return ['native-function', 'a native or bound function has no source text to identify it. Wrap it: cache((x) => bound(x)).']
  }
  if (!('prototype' in fn) && isArrow(fn, text) && /\b(?:this|super)\b/.test(text)) {
    return ['lexical-this', 'it is an arrow function that uses `this`. Use a method, or build with @cachecache/unplugin.']
  }
  const identity = [project, place, name, text].join('\0')
  const first = textFunctions.get(identity)
  // Also if the first function has been garbage-collected: its results are still stored, and this function's captured variables may differ.
  if (first !== undefined && first.deref() !== fn) {
    return [
      'ambiguous-function',
      'another function has the same name and text, and what they capture may differ. Build with @cachecache/unplugin, which tells them apart.',
    ]
  }
  if (first === undefined) textFunctions.set(identity, new WeakRef(fn))
  return undefined
}

/** A method may be called `async`; with a default value, `async (a = b()) => …` looks like one. */
function isArrow(fn: Function, text: string): boolean {
  if (/^async\s*\(/.test(text)) return fn.name !== 'async' || /^async\s*\([^)]*\)\s*=>/.test(text)
  return !/^(?:async\s*)?(?:function\b|[*['"\d]|[\p{ID_Start}$_#][\p{ID_Continue}$]*\s*\()/u.test(text)
}

function kindOf(fn: Function): FunctionKind {
  const kind = Object.prototype.toString.call(fn)
  if (kind === '[object AsyncFunction]') return 'async'
  if (kind === '[object GeneratorFunction]') return 'generator'
  return kind === '[object AsyncGeneratorFunction]' ? 'asyncGenerator' : 'sync'
}

function textSite(fn: Function, text: string, name: string, { place, project }: Caller): Site {
  const list = readParameterList(text)
  const record: SiteRecord = {
    id: `${place}#${name}`,
    // Two projects whose packages have the same name must not share entries, since a text identifies so little.
    version: digestText(`${project}\0${text}`).slice(0, 22),
    kind: kindOf(fn),
    params: list?.names ?? [],
    slot: list?.declared ?? -1,
    declared: list?.declared ?? 0,
  }
  if (!isArrow(fn, text) && /\b(?:this|super)\b/.test(text)) record.usesThis = true
  return new Site(record, true)
}

interface PlainCall {
  values: unknown[]
  options: unknown
  /** The arguments for the function itself. */
  args: unknown[]
}

/** Separates arguments from options, and explicit trailing `undefined`s from missing arguments. */
function splitArguments(args: unknown[], { record: { slot, declared, id } }: Site, cacher: AnyCacher): PlainCall {
  let passed: RequestOptions | undefined
  let own = args
  if (slot >= 0) {
    passed = judgeOptions(args[slot], id)
    if (passed !== undefined) own = args.slice(0, slot)
  } else if (args.length > declared) {
    passed = readBranded(args.at(-1))
    if (passed !== undefined) own = args.slice(0, Math.min(passed.argumentCount ?? args.length, args.length - 1))
  }
  const values = slot >= 0 ? own.slice(0, slot) : [...own]
  while (values.length > 0 && values.at(-1) === undefined) values.pop()
  return { values, options: brandOptions(mergeOptions({ cacher }, passed)), args: own }
}

function wrapByKind(fn: AnyFunction, site: () => Site, cacher: AnyCacher, kind: FunctionKind, captured: Captured): Function {
  if (kind === 'generator') {
    return function* (this: unknown, ...all: unknown[]): Generator<unknown, unknown, unknown> {
      const { values, options, args } = splitArguments(all, site(), cacher)
      const frame = enterGenerator(site(), values, options, selfOf(site(), this), captured)
      if (frame.hit && (yield* frame.replay() as Generator<unknown, boolean>)) return frame.value
      try {
        return frame.done(yield* frame.each(Reflect.apply(fn, this, args)) as Generator<unknown, unknown>)
      } catch (error) {
        throw frame.fail(error)
      } finally {
        void frame.end()
      }
    }
  }
  if (kind === 'asyncGenerator') {
    return async function* (this: unknown, ...all: unknown[]): AsyncGenerator<unknown, unknown, unknown> {
      const { values, options, args } = splitArguments(all, site(), cacher)
      const frame = enterGenerator(site(), values, options, selfOf(site(), this), captured)
      if (frame.busy !== undefined) await frame.busy
      if (frame.hit && (yield* frame.replay() as Generator<unknown, boolean>)) return frame.value
      try {
        return frame.done(yield* frame.each(Reflect.apply(fn, this, args)) as AsyncGenerator<unknown, unknown>)
      } catch (error) {
        throw frame.fail(error)
      } finally {
        await frame.end()
      }
    }
  }
  if (kind === 'async') {
    return async function (this: unknown, ...all: unknown[]): Promise<unknown> {
      const { values, options, args } = splitArguments(all, site(), cacher)
      return callAsync(site(), values, options, selfOf(site(), this), captured, () => Reflect.apply(fn, this, args))
    }
  }
  return function (this: unknown, ...all: unknown[]): unknown {
    if (new.target !== undefined) return Reflect.construct(fn, all, new.target)
    const { values, options, args } = splitArguments(all, site(), cacher)
    return call(site(), values, options, selfOf(site(), this), captured, () => Reflect.apply(fn, this, args))
  }
}

function selfOf(site: Site, self: unknown): unknown {
  return site.record.usesThis === true ? self : undefined
}
