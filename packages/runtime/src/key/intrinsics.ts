// Captured once, at import, so that user code that patches these later doesn't run while a key is computed.
const uncurry =
  <This, Arguments extends unknown[], Result>(method: (this: This, ...args: Arguments) => Result) =>
  (self: This, ...args: Arguments): Result =>
    apply(method, self, args) as Result
const { apply } = Reflect

export const {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  prototype: objectPrototype,
} = Object
export const { isArray, prototype: arrayPrototype } = Array
const lookupGetter = uncurry(
  (Object.prototype as unknown as { __lookupGetter__(this: unknown, name: PropertyKey): unknown }).__lookupGetter__,
)
/** Whether reading a property would run code. Takes half the time of reading a descriptor, and allocates nothing. */
export const hasGetter = (value: object, name: PropertyKey): boolean => lookupGetter(value, name) !== undefined
const textOf = uncurry(Function.prototype.toString)
/**
 * Returns a function's source. Tagged functions in it refer to their sites by number; the numbers are removed, so that moving a neighbour
 * doesn't change the text.
 */
export function functionText(fn: Function): string {
  const text = textOf(fn)
  return text.includes('_cc') ? text.replace(/\$s\d+(?=_cc)/g, '$s') : text
}
const nativeText = /\{\s*\[native code\]\s*\}\s*$/
export const isNativeText = (text: string): boolean => nativeText.test(text)
export const isNative = (fn: Function): boolean => nativeText.test(textOf(fn))
export const { isExtensible, ownKeys } = Reflect
export const { isFrozen, isSealed, keys } = Object
export const functionPrototype = Function.prototype
/* oxlint-disable no-empty-function, typescript/no-empty-function, require-yield -- asked for their prototypes */
const forms = [async () => {}, function* () {}, async function* () {}]
/* oxlint-enable */
/** The prototypes of plain, async and generator functions, and of the objects that generators return. */
export const functionPrototypes: ReadonlySet<unknown> = new Set([functionPrototype, ...forms.map((form) => getPrototypeOf(form))])
export const generatorPrototypes: ReadonlySet<unknown> = new Set(
  forms.slice(1).map((form) => getPrototypeOf((form as { prototype: unknown }).prototype)),
)
export const dateTime = uncurry(Date.prototype.getTime)
export const mapForEach = uncurry(Map.prototype.forEach) as (map: unknown, each: (value: unknown, key: unknown) => void) => void
export const mapGet = uncurry(Map.prototype.get) as <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined
export const mapSet = uncurry(Map.prototype.set) as <K, V>(map: Map<K, V>, key: K, value: V) => void
export const setForEach = uncurry(Set.prototype.forEach) as (set: unknown, each: (value: unknown) => void) => void

/** Returns the native getter of a property, as a function of the object. */
export function getter(prototype: object, name: PropertyKey): (self: unknown) => unknown {
  const get = getOwnPropertyDescriptor(prototype, name)?.get
  if (get === undefined) return () => undefined
  return (self) => apply(get, self, [])
}

const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object
export const typedArrayKind = getter(typedArrayPrototype, Symbol.toStringTag) as (value: unknown) => string | undefined
export const typedArrayBuffer = getter(typedArrayPrototype, 'buffer') as (value: unknown) => ArrayBufferLike
export const typedArrayOffset = getter(typedArrayPrototype, 'byteOffset') as (value: unknown) => number
export const typedArrayBytes = getter(typedArrayPrototype, 'byteLength') as (value: unknown) => number
export const typedArrayLength = getter(typedArrayPrototype, 'length') as (value: unknown) => number
export const arrayBufferBytes = getter(ArrayBuffer.prototype, 'byteLength') as (value: unknown) => number
export const dataViewBuffer = getter(DataView.prototype, 'buffer') as (value: unknown) => ArrayBufferLike
export const dataViewOffset = getter(DataView.prototype, 'byteOffset') as (value: unknown) => number
export const dataViewBytes = getter(DataView.prototype, 'byteLength') as (value: unknown) => number
export const regExpSource = getter(RegExp.prototype, 'source') as (value: unknown) => string
export const regExpFlags = getter(RegExp.prototype, 'flags') as (value: unknown) => string

const isWellFormed = (String.prototype as unknown as { isWellFormed(): boolean }).isWellFormed
/** Whether a string has no lone surrogates. */
export const wellFormed = (text: string): boolean => apply(isWellFormed, text, []) as boolean
