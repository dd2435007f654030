// What emitted code imports. Names and argument order are the interface described in docs/internals/emitted-code.md.
import { call as callUntyped, callAsync as callAsyncUntyped, enter as enterUntyped } from './calls/entries.js'
import type { Frame } from './calls/frames/inline-frame.js'
import type { GeneratorFrame } from './calls/frames/generator-frame.js'
import { enterGenerator as enterGeneratorUntyped } from './calls/frames/generator.js'
import { Site } from './sites/site.js'
import type { SiteRecord } from './sites/site-record.js'

export { bindable, closure, knowMembers } from './key/functions/closures.js'
export { effect, know, known, read, reader } from './key/functions/known-code.js'
export { state, stateOf } from './key/functions/module-states.js'
export { ofText, onlyPlainTexts } from './key/functions/code-from-text.js'
export { made } from './calls/makings.js'
export { growing, kept, slot } from './calls/made-fields.js'
export { filled, filling } from './calls/fillings.js'
export { lazily } from './key/lazy-values.js'
export { created, creation } from './key/created/creation.js'
export type { Creation } from './key/created/creation.js'
export { members } from './key/used-parts.js'
export { given, self } from './calls/skipped-fields.js'
export { largeData } from './key/large-data.js'
export { locale, memo, need, outside, zone } from './key/surroundings.js'
export { takeOptions } from './options/options.js'
export { tellPackages } from './sites/loaded-texts.js'
export { link, linkAll, linkDeclared } from './sites/site.js'
export type { Frame } from './calls/frames/inline-frame.js'
export type { GeneratorFrame } from './calls/frames/generator-frame.js'
export type { Site } from './sites/site.js'
export type { SiteRecord } from './sites/site-record.js'

/** Creates a site from what the transform knows about one tagged function. */
export function site(record: SiteRecord, linked?: unknown): Site {
  return new Site(record, false, linked)
}

// Some bundlers' loaders type-check emitted code. With these types, a function returns what its body returns, and the value of a hit
// (`never`) adds nothing to the type.

interface TypedFrame extends Omit<Frame, 'value' | 'done'> {
  readonly value: never
  done<T>(value: T): T
  done(): undefined
}

/* oxlint-disable typescript/no-explicit-any -- what a caller sends into a generator has no type */
interface TypedGeneratorFrame extends Omit<
  GeneratorFrame,
  'value' | 'done' | 'back' | 'v' | 'sent' | 'each' | 'replay' | 'went'
> {
  readonly value: never
  readonly v: any
  readonly back: any
  done<T>(value: T): T
  done(): undefined
  sent(value: unknown): any
  each(iterable: unknown): any
  went(value: unknown): any
  replay(): any
}

type Entry<Result> = (
  site: Site | undefined,
  values: unknown[],
  options?: unknown,
  self?: unknown,
  captured?: () => unknown[],
) => Result

type Wrapped = <T, C extends any[]>(
  site: Site | undefined,
  values: unknown[],
  options: unknown,
  self: unknown,
  captured: (() => unknown[]) | undefined,
  body: (...clash: C) => T,
  ...clash: C
) => T
/* oxlint-enable typescript/no-explicit-any */

export const enter = enterUntyped as Entry<TypedFrame>
export const enterGenerator = enterGeneratorUntyped as unknown as Entry<TypedGeneratorFrame>
export const call = callUntyped as Wrapped
export const callAsync = callAsyncUntyped as Wrapped
