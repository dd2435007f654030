import { platform } from '#platform'
import { unreadableState } from '../errors.js'
import { shared } from '../shared.js'
import { getOwnPropertyDescriptor, isNative, ownKeys } from './intrinsics.js'

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
  /** Static members, and those of the prototype. */
  readonly own: Members
  readonly ofPrototype: Members
  /** The prototype of instances, where it can be no other one later. */
  readonly prototype: object | undefined
  /** How its members are rendered while they are as they were, once that is worked out. */
  text: string | undefined
  /** How it is rendered as a whole: of a class that reads nothing and extends none, whose instances have all state in their fields. */
  whole: string | undefined
  /** All state of the instances of this very class is in their fields; worked out at the first one. */
  isOpen: boolean
}

export interface KnownClass {
  readonly cls: Function
  readonly code: KnownCode
}

/** Own members as they were when their owner became known. */
export interface Members {
  readonly keys: readonly PropertyKey[]
  /** What the digest of the owner covers: functions and accessors. */
  readonly covered: ReadonlyMap<PropertyKey, PropertyDescriptor>
  /** For each key the value that is covered; none for an accessor, and for what every function has. */
  readonly values: readonly unknown[]
  /** Of a function: its name and its length, where they are values. */
  readonly name: unknown
  readonly length: unknown
  readonly accessors: readonly (readonly [PropertyKey, PropertyDescriptor])[]
  /** There is nothing but covered members, and what every function has. */
  readonly isCovered: boolean
}

type Entry = readonly [value: unknown, digest: string, inputs?: ReadValues | undefined, captured?: ReadValues | undefined]

const { defineProperty } = Object

/** Functions and classes that the build, or an import of a package, gave an identity. */
export const codeOf: WeakMap<Function, KnownCode> = /* @__PURE__ */ shared('code.1', () => new WeakMap())
/** The classes among them, by the prototype that they cannot lose. */
export const classesByPrototype: WeakMap<object, KnownClass> = /* @__PURE__ */ shared('classes.1', () => new WeakMap())
/** What reads the private fields of a class's instances. */
export const privateReaders: WeakMap<Function, ReadPrivate> = /* @__PURE__ */ shared('readers.1', () => new WeakMap())
/** Private variables that modules hand out, by module. */
const states: Map<string, StateReaders> = /* @__PURE__ */ shared('states.1', () => new Map())

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
  privateReaders.set(cls, read)
}

/** A module hands out private variables that other modules' code depends on. */
export function state(module: string, readers: StateReaders): void {
  // Its classes hand out theirs one by one.
  states.set(module, { ...states.get(module), ...readers })
}

/** The value of a private variable of another module. @throws Unkeyable where that module hands out none of this name */
export function stateOf(module: string, name: string): unknown {
  const readers = states.get(module)
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
  if (platform.isProxy(fn)) return
  const code = knownCode(fn, digest, inputs, captured)
  codeOf.set(fn, code)
  // A package may hand on a class of the language: its instances are rendered by what they hold.
  const isStandard = isPackageDigest(digest) && (isNative(fn) || isGlobal(fn))
  if (code.prototype !== undefined && !isStandard) classesByPrototype.set(code.prototype, { cls: fn, code })
}

function isGlobal(fn: Function): boolean {
  const name: unknown = getOwnPropertyDescriptor(fn, 'name')?.value
  return typeof name === 'string' && getOwnPropertyDescriptor(globalThis, name)?.value === fn
}

/** A function or class as it is now. */
export function knownCode(
  fn: Function,
  digest: string,
  inputs: ReadValues | undefined,
  captured: ReadValues | undefined,
): KnownCode {
  const isPackage = isPackageDigest(digest)
  const { value, writable } = getOwnPropertyDescriptor(fn, 'prototype') ?? {}
  const hasPrototype = typeof value === 'object' && value !== null && !platform.isProxy(value as object)
  return {
    digest,
    inputs,
    captured,
    own: membersOf(fn, fn, isPackage),
    ofPrototype: hasPrototype ? membersOf(value as object, fn, isPackage) : noMembers,
    prototype: hasPrototype && writable === false ? (value as object) : undefined,
    text: undefined,
    whole: undefined,
    isOpen: false,
  }
}

/** `name@version`, while digests of the project's code have no such sign. */
export function isPackageDigest(digest: string): boolean {
  return digest.includes('@')
}

export const noMembers: Members = {
  keys: [],
  covered: new Map(),
  values: [],
  name: undefined,
  length: undefined,
  accessors: [],
  isCovered: true,
}

/**
 * Methods and accessors as a class declares them, which are not enumerable, are covered. What was assigned may depend on more than
 * code, such as `static format = process.env.SHORT ? short : long`; not so in packages, whose state is outside of what is seen.
 */
function membersOf(owner: object, fn: Function, isPackage: boolean): Members {
  const covered = new Map<PropertyKey, PropertyDescriptor>()
  const keys = ownKeys(owner)
  let isCovered = true
  for (const key of keys) {
    const member = getOwnPropertyDescriptor(owner, key)
    if (member === undefined || isImplied(owner, key, member, fn)) continue
    const isCode = typeof member.value === 'function' || member.get !== undefined || member.set !== undefined
    const isDeclared = isPackage || member.enumerable !== true
    if ((isCode || (owner === fn && key === 'length')) && isDeclared) covered.set(key, member)
    else if (owner !== fn || key !== 'name' || typeof member.value !== 'string') isCovered = false
  }
  const isOwn = (key: PropertyKey): boolean => owner === fn && (key === 'name' || key === 'length')
  const values = keys.map((key) => (isOwn(key) ? undefined : (covered.get(key)?.value as unknown)))
  const accessors = [...covered].filter(([, { get, set }]) => get !== undefined || set !== undefined)
  const [name, length] = ['name', 'length'].map((key) => (isOwn(key) ? getOwnPropertyDescriptor(owner, key)?.value : undefined))
  return { keys, covered, values, name, length, accessors, isCovered }
}

/** What every function has: its prototype, the way back from there, and what old functions have for the time of a call. */
export function isImplied(owner: object, key: PropertyKey, member: PropertyDescriptor, fn: Function): boolean {
  if (owner !== fn) return key === 'constructor' && member.value === fn
  return key === 'prototype' || ((key === 'arguments' || key === 'caller') && member.writable !== true)
}

/** Whether an owner has the same members as when it became known. */
export function isUnchanged(owner: object, { keys, values, name, length, accessors }: Members): boolean {
  const now = ownKeys(owner)
  if (now.length !== keys.length) return false
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey
    if (now[i] !== key) return false
    const value = values[i]
    // A getter that has taken a method's place runs here, once: it gives something else, and all is looked at closely.
    if (value !== undefined && (owner as Record<PropertyKey, unknown>)[key] !== value) return false
  }
  // By their names: V8 loads these two slowly by a variable key.
  if (name !== undefined && (owner as Function).name !== name) return false
  if (length !== undefined && (owner as Function).length !== length) return false
  for (let i = 0; i < accessors.length; i++) {
    const [key, before] = accessors[i] as readonly [PropertyKey, PropertyDescriptor]
    if (!isSameCode(getOwnPropertyDescriptor(owner, key), before)) return false
  }
  return true
}

export function isSameCode(one: PropertyDescriptor | undefined, other: PropertyDescriptor): boolean {
  return one !== undefined && one.value === other.value && one.get === other.get && one.set === other.set
}
