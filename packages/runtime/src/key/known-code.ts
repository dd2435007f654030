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
  readonly members: ReadonlyMap<PropertyKey, PropertyDescriptor>
  readonly prototypeMembers: ReadonlyMap<PropertyKey, PropertyDescriptor>
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
  const prototype: unknown = getOwnPropertyDescriptor(fn, 'prototype')?.value
  shared.code.set(fn, { digest, inputs, captured, members: codeMembers(fn), prototypeMembers: codeMembers(prototype) })
}

const none: ReadonlyMap<PropertyKey, PropertyDescriptor> = new Map()

/** Functions and accessors among the own properties. */
function codeMembers(owner: unknown): ReadonlyMap<PropertyKey, PropertyDescriptor> {
  if (typeof owner !== 'function' && (typeof owner !== 'object' || owner === null)) return none
  let members: Map<PropertyKey, PropertyDescriptor> | undefined
  for (const key of ownKeys(owner)) {
    if (key === 'prototype' || key === 'name' || key === 'length') continue
    const member = getOwnPropertyDescriptor(owner, key)
    const isCode = typeof member?.value === 'function' || member?.get !== undefined || member?.set !== undefined
    if (isCode) (members ??= new Map()).set(key, member)
  }
  return members ?? none
}
