import { platform } from '#platform'
import { unreadableState } from '../errors.js'
import { shared } from '../shared.js'

/** Reads values at the call, such as `() => [rate, k]`. */
export type ReadValues = () => unknown[]
export type ReadPrivate = (instance: never) => unknown[]
export interface StateReaders {
  readonly [name: string]: () => unknown
}

/** What the build knows of a function or class. */
export interface KnownCode {
  /** Stands for its code and all code that it reaches; of a package's class `name@version`. */
  readonly digest: string
  /** What that code reads at run time. */
  readonly inputs: ReadValues | undefined
  /** Variables of the functions around it. */
  readonly captured: ReadValues | undefined
  /** Its static members and those of its prototype when it became known: the digest covers the functions among them. */
  readonly members: Members
  readonly prototypeMembers: Members
}

type Entry = readonly [value: unknown, digest: string, inputs?: ReadValues | undefined, captured?: ReadValues | undefined]

const { defineProperty, getOwnPropertyDescriptor } = Object
const { ownKeys } = Reflect

/** A module tells the identities of its functions and classes. Values that are no function are skipped; the last entry of one counts. */
export function know(entries: readonly Entry[]): void {
  for (const [value, digest, inputs, captured] of entries) {
    if (typeof value === 'function') register(value, digest, inputs, captured)
  }
}

/** The same around an expression. @param name an inferred one, which the call around the expression loses */
export function known<T>(value: T, digest: string, inputs?: ReadValues, captured?: ReadValues, name?: string): T {
  if (typeof value !== 'function') return value
  if (name !== undefined) nameFunction(value, name)
  register(value, digest, inputs, captured)
  return value
}

/** The same for methods of an object literal: `$knowMembers({ area() {} }, (o) => [[o.area, "digest"]])`. */
export function knowMembers<T>(object: T, entries: (object: T) => readonly Entry[]): T {
  know(entries(object))
  return object
}

/** A class tells how its private fields are read: `static { $reader(this, (o) => [o.#a, o.#b]) }`. */
export function reader(cls: Function, read: (instance: any) => unknown[]): void {
  shared.readers.set(cls, read)
}

/** A module hands out private variables that other modules' code depends on. */
export function state(module: string, readers: StateReaders): void {
  shared.states.set(module, readers)
}

/** The value of a private variable of another module. @throws Unkeyable where that module hands out none of this name */
export function stateOf(module: string, name: string): unknown {
  const readers = shared.states.get(module)
  const read = readers !== undefined && Object.hasOwn(readers, name) ? readers[name] : undefined
  if (read === undefined) throw unreadableState(module, name)
  return read()
}

/** A global or a name that the bundler replaces, which may not exist. */
export function read(get: () => unknown): unknown {
  try {
    return get()
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof TypeError) return undefined
    throw error
  }
}

/** Gives a function the name that it would have without a call around it. */
export function nameFunction(fn: Function, name: string): void {
  const own = getOwnPropertyDescriptor(fn, 'name')
  if (own === undefined || (own.value === '' && own.configurable === true)) {
    defineProperty(fn, 'name', { value: name, configurable: true })
  }
}

function register(fn: Function, digest: string, inputs: ReadValues | undefined, captured: ReadValues | undefined): void {
  if (!platform.isProxy(fn)) shared.code.set(fn, knownCode(fn, digest, inputs, captured))
}

/** A function or class as it is now. */
export function knownCode(
  fn: Function,
  digest: string,
  inputs: ReadValues | undefined,
  captured: ReadValues | undefined,
): KnownCode {
  const isPackage = isPackageDigest(digest)
  const prototype: unknown = getOwnPropertyDescriptor(fn, 'prototype')?.value
  const members = codeMembers(fn, fn, isPackage)
  const prototypeMembers = typeof prototype === 'object' && prototype !== null ? codeMembers(prototype, fn, isPackage) : noMembers
  return { digest, inputs, captured, members, prototypeMembers }
}

/** `name@version`, while digests of the project's code have no such sign. */
export function isPackageDigest(digest: string): boolean {
  return digest.includes('@')
}

export type Members = ReadonlyMap<PropertyKey, PropertyDescriptor>
export const noMembers: Members = new Map()

/**
 * Methods and accessors as a class declares them, which are not enumerable. What was assigned may depend on more than code, such
 * as `static format = process.env.SHORT ? short : long`; not so in packages, whose state is outside of what is seen.
 */
function codeMembers(owner: object, fn: Function, isPackage: boolean): Members {
  let members: Map<PropertyKey, PropertyDescriptor> | undefined
  for (const key of ownKeys(owner)) {
    const member = getOwnPropertyDescriptor(owner, key)
    if (member === undefined || key === 'prototype' || member.value === fn || (member.enumerable === true && !isPackage)) continue
    const isCode = typeof member.value === 'function' || member.get !== undefined || member.set !== undefined
    if (isCode) (members ??= new Map()).set(key, member)
  }
  return members ?? noMembers
}
