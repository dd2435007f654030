import { platform } from '#platform'
import { renderBuffer, renderNodeBuffer, renderView } from './bytes.js'
import { renderArray } from './arrays.js'
import {
  dateTime,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  getter,
  isArray,
  mapForEach,
  regExpFlags,
  regExpSource,
  setForEach,
} from './intrinsics.js'
import { addIntl, addTemporal } from './international.js'
import { classesByPrototype } from './functions/known-code.js'
import { SilentlyUncached } from './read-values.js'
import type { Renderer } from './renderer.js'
import type { Step } from './trail.js'

export type Rendering = (renderer: Renderer, value: object) => void

const { SuppressedError = Error } = globalThis as unknown as { SuppressedError?: ErrorConstructor }
const errorTypes = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
  SuppressedError,
]
const errorPrototypes = new Set<object>(errorTypes.map((type) => type.prototype))
let renderings: Map<object, Rendering> | undefined
let abortSignal: object | undefined

/** Returns how instances of a built-in class are rendered, by prototype. Built-in classes without a rendering are refused. */
export function builtInRendering(prototype: object): Rendering | undefined {
  renderings ??= tableRenderings()
  return renderings.get(prototype) ?? (classesByPrototype.has(prototype) ? undefined : lateRendering(prototype))
}

/** Adds how instances of a class of the runtime are rendered. */
export function addRendering(prototype: object, rendering: Rendering): void {
  ;(renderings ??= tableRenderings()).set(prototype, rendering)
}

/** Classes that Node loads lazily, on first access. */
function lateRendering(prototype: object): Rendering | undefined {
  const type: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof type !== 'function') return undefined
  const name = String(getOwnPropertyDescriptor(type, 'name')?.value)
  const rendering = name === 'DOMException' ? renderDomException : platform.webRendering?.(name, type)
  if (rendering === undefined || (globalThis as Record<string, unknown>)[name] !== type || type.prototype !== prototype)
    return undefined
  const found = genuine(rendering)
  renderings?.set(prototype, found)
  return found
}

/** A signal stays out of the key: it decides whether a call continues, not what it returns. Once it is aborted, code may return less. */
export function isPendingSignal(value: object): boolean {
  const prototype: unknown = platform.isProxy(value) ? null : getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === Array.prototype) return false
  abortSignal ??= typeof AbortSignal === 'function' ? AbortSignal.prototype : {}
  return prototype === abortSignal && !isAborted(value)
}

let aborted: ((signal: unknown) => unknown) | undefined
const isAborted = (signal: object): boolean => (aborted ??= getter(AbortSignal.prototype, 'aborted'))(signal) === true

/** @throws SilentlyUncached if the signal is aborted */
function renderSignal(renderer: Renderer, signal: object): void {
  if (isAborted(signal)) throw new SilentlyUncached('its signal is aborted')
  renderer.text += 'u'
}

function tableRenderings(): Map<object, Rendering> {
  const table = new Map<object, Rendering>()
  const add = (type: { prototype: object } | undefined, rendering: Rendering): void => {
    if (type !== undefined) table.set(type.prototype, genuine(rendering))
  }
  add(Date, (renderer, value) => {
    renderer.text += `D${dateTime(value as Date)};`
    renderer.local = true
    renderer.extras(value)
  })
  add(RegExp, renderRegExp)
  add(Map, renderMap)
  add(Set, renderSet)
  for (const type of [Number, String, Boolean, BigInt, Symbol]) {
    const unbox = type.prototype.valueOf as (this: unknown) => unknown
    add(type, (renderer, value) => {
      renderer.text += 'o'
      const inner: unknown = Reflect.apply(unbox, value, [])
      renderer.value(inner)
      // The characters and the length of a String object are properties.
      if (typeof inner !== 'string') renderer.extras(value)
      else
        renderer.extras(
          value,
          namesBesideElements(value, inner.length).filter((name) => name !== 'length'),
        )
    })
  }
  for (const type of typedArrayTypes()) add(type, renderView)
  // A Buffer is a Uint8Array with its own class; code can tell the two apart.
  add((globalThis as { Buffer?: { prototype: object } }).Buffer, renderNodeBuffer)
  add(DataView, renderView)
  add(ArrayBuffer, renderBuffer)
  if (typeof SharedArrayBuffer === 'function') add(SharedArrayBuffer, renderBuffer)
  // For subclasses only: plain arrays are handled earlier.
  add(Array, (renderer, value) => {
    if (!isArray(value)) renderer.fail('only looks like an array')
    renderArray(renderer, value as unknown[])
  })
  platform.addRenderings(add)
  addConsole(table)
  addIntl(add)
  addTemporal(add)
  addUrls(add)
  for (const type of errorTypes) add(type, renderError)
  if (typeof AbortSignal === 'function') add(AbortSignal, renderSignal)
  return table
}

/** An object that only inherits from a built-in prototype has none of the built-in's state. */
function genuine(rendering: Rendering): Rendering {
  return (renderer, value) => {
    try {
      rendering(renderer, value)
    } catch (error) {
      if (error instanceof TypeError) renderer.fail('only looks like a built-in object')
      throw error
    }
  }
}

function renderRegExp(renderer: Renderer, value: object): void {
  const source = regExpSource(value)
  const flags = regExpFlags(value)
  renderer.text += `R${source.length}:${source}${flags.length}:${flags}`
  renderer.value(getOwnPropertyDescriptor(value, 'lastIndex')?.value)
  renderer.extras(
    value,
    getOwnPropertyNames(value).filter((name) => name !== 'lastIndex'),
  )
}

// The key of a Map entry is user data, so messages don't show it.
const inKey: Step = { words: ' (a key of the Map)' }
const inEntry: Step = { words: ' (a value of the Map)' }
const inMember: Step = { words: ' (a member of the Set)' }

function renderMap(renderer: Renderer, value: object): void {
  renderer.text += 'M'
  mapForEach(value, (entry, key) => {
    renderer.child(inKey, key)
    renderer.child(inEntry, entry)
  })
  renderer.text += ';'
  renderer.extras(value)
}

function renderSet(renderer: Renderer, value: object): void {
  renderer.text += 'S'
  setForEach(value, (member) => renderer.child(inMember, member))
  renderer.text += ';'
  renderer.extras(value)
}

export function namesBesideElements(value: object, length: number): string[] {
  return getOwnPropertyNames(value).filter((name) => String(Number(name)) !== name || Number(name) >= length)
}

/** The stack says where an error was created. It is not part of its value. */
function withoutStack(names: string[]): string[] {
  return names.filter((name) => name !== 'stack')
}

function renderError(renderer: Renderer, value: object): void {
  const prototype = getPrototypeOf(value) as object
  const name = errorPrototypes.has(prototype)
    ? ((getOwnPropertyDescriptor(prototype, 'name')?.value as string | undefined) ?? 'Error')
    : ''
  const names = getOwnPropertyNames(value)
  const others = withoutStack(names)
  // An object that only inherits from an error has no stack.
  renderer.text += `${others.length < names.length ? 'E' : 'e'}${name.length}:${name}{`
  renderer.properties(value, others)
  renderer.symbols(value)
  renderer.text += '}'
}

let domException: ((self: unknown) => unknown)[] | undefined

function renderDomException(renderer: Renderer, value: object): void {
  domException ??= [getter(DOMException.prototype, 'name'), getter(DOMException.prototype, 'message')]
  renderer.text += 'X'
  for (const read of domException) renderer.value(read(value))
  renderer.extras(value, withoutStack(getOwnPropertyNames(value)))
}

/** Console output doesn't affect the result. */
function addConsole(table: Map<object, Rendering>): void {
  const prototype = typeof console === 'object' ? (getPrototypeOf(console) as object | null) : null
  if (prototype === null || prototype === Object.prototype) return
  const { console: own } = globalThis
  table.set(prototype, (renderer, value) => {
    if (value !== own) renderer.fail('is an object of unknown state')
    renderer.text += 'N7:console'
  })
}

function addUrls(add: (type: { prototype: object }, rendering: Rendering) => void): void {
  if (typeof URL !== 'function' || typeof URLSearchParams !== 'function') return
  const href = getter(URL.prototype, 'href')
  add(URL, (renderer, value) => {
    renderer.text += 'U'
    renderer.value(href(value))
    renderer.extras(value)
  })
  const searchText = Reflect.get(URLSearchParams.prototype, 'toString') as (this: unknown) => string
  add(URLSearchParams, (renderer, value) => {
    renderer.text += 'Q'
    renderer.value(Reflect.apply(searchText, value, []))
    renderer.extras(value)
  })
}

function typedArrayTypes(): { prototype: object }[] {
  const names = [
    'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
    'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
  ] // prettier-ignore
  const types = globalThis as unknown as Record<string, { prototype: object } | undefined>
  return names.flatMap((name) => types[name] ?? [])
}
