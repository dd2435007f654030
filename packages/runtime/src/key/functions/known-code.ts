import { platform } from '#platform'
import { shared } from '../../shared.js'
import { getOwnPropertyDescriptor, isNative, ownKeys } from '../intrinsics.js'
import type { Renderer } from '../renderer.js'
import { knowSymbol } from '../symbols.js'
import { knowNamespace } from './namespaces.js'

/** Reads values at call time, such as `() => [rate, k]`. */
export type ReadValues = () => unknown[]
export type ReadPrivate = (instance: never) => unknown[]

/** What the build knows about a function or class. */
export interface KnownCode {
  /** Identifies its code and all code that it reaches. For a class of a package, `name@version`. */
  readonly digest: string
  /** The values that the code reads at run time. */
  readonly inputs: ReadValues | undefined
  /** Variables of the enclosing functions. */
  readonly captured: ReadValues | undefined
  /** Static members, and those of the prototype. */
  readonly own: Members
  readonly ofPrototype: Members
  /** The prototype of instances, if it can't be replaced later. */
  readonly prototype: object | undefined
  /** The rendered text of the members, once computed. Valid while they are unchanged. */
  text: string | undefined
  /**
   * The rendered text of the whole class. Set only for a class that reads nothing and extends nothing, and whose instances have all state
   * in their fields.
   */
  whole: string | undefined
  /** Instances of exactly this class have all their state in their fields. Computed at the first instance. */
  isOpen: boolean
  /** The object literal in which a method was written. */
  readonly literal?: object
}

export interface KnownClass {
  readonly cls: Function
  readonly code: KnownCode
}

/** The own members at the time their owner was registered. */
export interface Members {
  readonly keys: readonly PropertyKey[]
  /** Functions and accessors that the owner's digest covers. */
  readonly covered: ReadonlyMap<PropertyKey, PropertyDescriptor>
  /** The covered value for each key. Undefined for accessors, and for members that every function has. */
  readonly values: readonly unknown[]
  /** For a function: its name and length, if they are data properties. */
  readonly name: unknown
  readonly length: unknown
  readonly accessors: readonly (readonly [PropertyKey, PropertyDescriptor])[]
}

export type Entry<Value> = readonly [
  value: Value,
  digest: string,
  inputs?: ReadValues | undefined,
  captured?: ReadValues | undefined,
]

const { defineProperty } = Object

/** Functions and classes identified by the build or by an import of a package. */
export const registered: WeakMap<Function, KnownCode> = /* @__PURE__ */ shared('code.1', () => new WeakMap())
/** How keys see values with a mark. Set with the first of them. */
export const marks: {
  /** Reads what a closure is marked with. */
  read?: (fn: Function) => KnownCode | undefined
  /** Marks the methods of a class. */
  methods?: (itsClass: Function, code: KnownCode) => void
  /** The text that stands for what a package has made; undefined if the value is rendered by what it holds. */
  created?: (renderer: Renderer, value: object) => string | undefined
} = /* @__PURE__ */ shared('closures.1', () => ({}))
/** The classes among them, by their prototype, which can't be replaced. */
export const classesByPrototype: WeakMap<object, KnownClass> = /* @__PURE__ */ shared('classes.1', () => new WeakMap())
/** Reads the private fields of a class's instances. */
export const privateReaders: WeakMap<Function, ReadPrivate> = /* @__PURE__ */ shared('readers.1', () => new WeakMap())

export const codeOf = (fn: Function): KnownCode | undefined => registered.get(fn) ?? marks.read?.(fn)

/**
 * Registers the identities of a module's functions, classes and symbols. Each is read by a function, because a framework may have removed the
 * declaration. Other values are skipped, except for a package's namespace object. If a function has several entries, the last one wins.
 */
export function know(entries: readonly Entry<() => unknown>[]): void {
  for (const [get, ...facts] of entries) knowEntry([valueOf(get), ...facts])
}

/** A package's exports can be getters that throw. */
function valueOf(get: () => unknown): unknown {
  try {
    return get()
  } catch {
    return undefined
  }
}

function knowEntry([value, digest, inputs, captured]: Entry<unknown>): void {
  if (typeof value === 'function') register(value, digest, inputs, captured)
  else if (typeof value === 'symbol') knowSymbol(value, digest)
  else if (typeof value === 'object' && value !== null && digest.endsWith(' *')) knowNamespace(value, digest)
}

/** Registers the value of an expression, which it returns. @param name an inferred name, which would otherwise be lost in the call */
export function known<T>(value: T, digest: string, inputs?: ReadValues, captured?: ReadValues, name?: string): T {
  if (typeof value !== 'function') return value
  // A member of a package may be a function of the project: one that is known already, or a bound one.
  if (isPackageDigest(digest) && (codeOf(value) !== undefined || isNative(value))) return value
  if (name !== undefined) nameFunction(value, name)
  register(value, digest, inputs, captured)
  return value
}

/** Replaces a method that its object was written with. */
const OWN = 'own'

/**
 * Returns a method that is called for its effect alone, such as `logger.info`. The build knows that the result depends on nothing that it
 * reads, unless other code has put another function in its place: that one counts with all that it reads.
 */
export function effect(object: unknown, name: string): unknown {
  if (!isObject(object)) return object
  const member = getOwnPropertyDescriptor(object, name)
  // It is a method of the class, whose code the build knows.
  if (member === undefined) return OWN
  const method: unknown = member.value ?? member.get
  if (typeof method !== 'function') return method
  const isStatic = typeof object === 'function' && registered.get(object)?.own.covered.get(name)?.value === method
  return isStatic || codeOf(method)?.literal === object ? OWN : method
}

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Registers how to read the private fields of a class: `static { $reader(this, (o) => [o.#a, o.#b]) }`. */
export function reader(cls: Function, read: (instance: any) => unknown[]): void {
  privateReaders.set(cls, read)
}

/** Reads a global, or a name that the bundler replaces, either of which may not exist. */
export function read(get: () => unknown): unknown {
  try {
    return get()
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof TypeError) return undefined
    throw error
  }
}

/** Gives a function the name that it would have without the call around it. */
export function nameFunction(fn: Function, name: string): void {
  const own = getOwnPropertyDescriptor(fn, 'name')
  if (own === undefined || (own.value === '' && own.configurable === true)) {
    defineProperty(fn, 'name', { value: name, configurable: true })
  }
}

function register(fn: Function, digest: string, inputs: ReadValues | undefined, captured: ReadValues | undefined): void {
  if (platform.isProxy(fn)) return
  const code = knownCode(fn, digest, inputs, captured)
  registered.set(fn, code)
  // A package may re-export a built-in class. Its instances are rendered by their contents.
  const isStandard = isPackageDigest(digest) && (isNative(fn) || isGlobal(fn))
  if (code.prototype === undefined || isStandard) return
  classesByPrototype.set(code.prototype, { cls: fn, code })
  if (!isPackageDigest(digest)) marks.methods?.(fn, code)
}

function isGlobal(fn: Function): boolean {
  const name: unknown = getOwnPropertyDescriptor(fn, 'name')?.value
  return typeof name === 'string' && getOwnPropertyDescriptor(globalThis, name)?.value === fn
}

/** Returns a function or class in its current state. */
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

/** A package's digest is `name@version`. Digests of the project's own code contain no `@`. */
export function isPackageDigest(digest: string): boolean {
  return digest.includes('@')
}

/** The build ends the digest of code that uses `node:fs` with this mark, and so does the runtime the key of a call that was given such code. */
export const FILES_MARK = '!'

export const readsFiles = (digestOrKey: string): boolean => digestOrKey.endsWith(FILES_MARK)

export const noMembers: Members = {
  keys: [],
  covered: new Map(),
  values: [],
  name: undefined,
  length: undefined,
  accessors: [],
}

/** The digest of a method, which captures its class. */
export const METHOD = 'method'

/** A decorator may have put a function in place of a method that captures more than the class. */
function hasState(member: unknown): boolean {
  const code = typeof member === 'function' ? codeOf(member) : undefined
  return code?.captured !== undefined && code.digest !== METHOD
}

/**
 * Methods and accessors declared in a class are not enumerable. They are covered. Assigned members may depend on more than code, such as
 * `static format = process.env.SHORT ? short : long`. This doesn't apply to packages, whose state is not tracked.
 */
function membersOf(owner: object, fn: Function, isPackage: boolean): Members {
  const covered = new Map<PropertyKey, PropertyDescriptor>()
  const keys = ownKeys(owner)
  for (const key of keys) {
    const member = getOwnPropertyDescriptor(owner, key)
    if (member === undefined || isImplied(owner, key, member, fn)) continue
    const isCode = typeof member.value === 'function' || member.get !== undefined || member.set !== undefined
    const isDeclared =
      isPackage || (member.enumerable !== true && !hasState(member.value) && !hasState(member.get) && !hasState(member.set))
    // Behind a symbol, a package keeps what is its own.
    const isOwnSymbol = isPackage && typeof key === 'symbol'
    if ((isCode || isOwnSymbol || (owner === fn && key === 'length')) && isDeclared) covered.set(key, member)
  }
  const isOwn = (key: PropertyKey): boolean => owner === fn && (key === 'name' || key === 'length')
  const values = keys.map((key) => (isOwn(key) ? undefined : (covered.get(key)?.value as unknown)))
  const accessors = [...covered].filter(([, { get, set }]) => get !== undefined || set !== undefined)
  const [name, length] = ['name', 'length'].map((key) => (isOwn(key) ? getOwnPropertyDescriptor(owner, key)?.value : undefined))
  return { keys, covered, values, name, length, accessors }
}

/** Members that every function has: its prototype, the prototype's `constructor`, and `arguments` and `caller` of sloppy-mode functions. */
export function isImplied(owner: object, key: PropertyKey, member: PropertyDescriptor, fn: Function): boolean {
  if (owner !== fn) return key === 'constructor' && member.value === fn
  return key === 'prototype' || ((key === 'arguments' || key === 'caller') && member.writable !== true)
}

/** Whether an owner has the same members as when it was registered. */
export function isUnchanged(owner: object, { keys, values, name, length, accessors }: Members): boolean {
  const now = ownKeys(owner)
  if (now.length !== keys.length) return false
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey
    if (now[i] !== key) return false
    const value = values[i]
    // If a getter has replaced a method, it runs here once. Its value differs, so the members are then compared in full.
    if (value !== undefined && (owner as Record<PropertyKey, unknown>)[key] !== value) return false
  }
  // Read by their literal names, because V8 loads these two slowly with a variable key.
  if (name !== undefined && (owner as Function).name !== name) return false
  if (length !== undefined && (owner as Function).length !== length) return false
  for (let i = 0; i < accessors.length; i++) {
    const [key, before] = accessors[i] as readonly [PropertyKey, PropertyDescriptor]
    if (!isSameCode(getOwnPropertyDescriptor(owner, key), before)) return false
  }
  return true
}

/** Whether a function or class has no members but those of its code. */
export function isWithoutState(fn: Function, { own, ofPrototype, prototype }: KnownCode): boolean {
  return hasNoState(fn, own, fn) && (prototype === undefined || hasNoState(prototype, ofPrototype, fn))
}

function hasNoState(owner: object, { covered }: Members, fn: Function): boolean {
  return ownKeys(owner).every((key) => {
    const member = getOwnPropertyDescriptor(owner, key) as PropertyDescriptor
    if (isImplied(owner, key, member, fn) || isSameCode(covered.get(key), member)) return true
    return owner === fn && (key === 'name' ? typeof member.value === 'string' : key === 'length' && !member.enumerable)
  })
}

export function isSameCode(one: PropertyDescriptor | undefined, other: PropertyDescriptor): boolean {
  return one !== undefined && one.value === other.value && one.get === other.get && one.set === other.set
}
