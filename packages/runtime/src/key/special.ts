import { hasExtraProperties } from '../extra-properties.js'
import { isErrorPrototype } from './class-identity.js'
import {
  arrayBufferBytes,
  dataViewBuffer,
  dataViewBytes,
  dataViewOffset,
  dateTime,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  getter,
  mapForEach,
  regExpFlags,
  regExpSource,
  setForEach,
  typedArrayBuffer,
  typedArrayBytes,
  typedArrayKind,
  typedArrayLength,
  typedArrayOffset,
} from './intrinsics.js'
import type { Renderer } from './renderer.js'

type Rendering = (renderer: Renderer, value: object) => void

let renderings: Map<object, Rendering> | undefined
let abortSignal: object | undefined

/** How instances of a built-in class are rendered, by its prototype. */
export function specialRendering(prototype: object): Rendering | undefined {
  renderings ??= tableRenderings()
  return renderings.get(prototype)
}

/** Signals say whether to go on, not what comes out: they stay out of every key. */
export function isAbortSignal(value: object): boolean {
  const prototype: unknown = getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype || prototype === Array.prototype) return false
  abortSignal ??= typeof AbortSignal === 'function' ? AbortSignal.prototype : {}
  return prototype === abortSignal
}

function tableRenderings(): Map<object, Rendering> {
  const table = new Map<object, Rendering>()
  const add = (type: { prototype: object } | undefined, rendering: Rendering): void => {
    if (type !== undefined) table.set(type.prototype, genuine(rendering))
  }
  add(Date, (renderer, value) => {
    renderer.text += `D${dateTime(value as Date)};`
    renderer.extras(value)
  })
  add(RegExp, renderRegExp)
  add(Map, renderMap)
  add(Set, renderSet)
  for (const type of [Number, String, Boolean, BigInt]) {
    const unbox = type.prototype.valueOf as (this: unknown) => unknown
    add(type, (renderer, value) => {
      renderer.text += 'o'
      const inner: unknown = Reflect.apply(unbox, value, [])
      renderer.value(inner)
      // A String object has its characters and its length as properties.
      if (typeof inner !== 'string') renderer.extras(value)
      else
        renderer.extras(
          value,
          namesBesideElements(value, inner.length).filter((name) => name !== 'length'),
        )
    })
  }
  for (const type of typedArrayTypes()) add(type, renderTypedArray)
  // A Buffer is a Uint8Array of its own class: code can tell them apart.
  add((globalThis as { Buffer?: { prototype: object } }).Buffer, (renderer, value) => {
    renderer.text += 'B'
    renderTypedArray(renderer, value)
  })
  add(ArrayBuffer, (renderer, value) => {
    arrayBufferBytes(value)
    renderBytes(renderer, 'ArrayBuffer', new Uint8Array(value as ArrayBuffer))
    renderer.extras(value)
  })
  if (typeof SharedArrayBuffer === 'function') {
    add(SharedArrayBuffer, (renderer, value) =>
      renderBytes(renderer, 'SharedArrayBuffer', new Uint8Array(value as SharedArrayBuffer)),
    )
  }
  add(DataView, (renderer, value) => {
    renderBytes(renderer, 'DataView', new Uint8Array(dataViewBuffer(value), dataViewOffset(value), dataViewBytes(value)))
    renderer.extras(value)
  })
  addUrls(add)
  for (const type of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError]) {
    add(type, renderError)
  }
  if (typeof AbortSignal === 'function') table.set(AbortSignal.prototype, (renderer) => void (renderer.text += 'u'))
  return table
}

/** An object that only has the prototype of a built-in has none of its state. */
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
  const names = getOwnPropertyNames(value)
  if (names.length !== 1) renderer.fail('is a RegExp with properties of its own')
  renderer.refuseSymbols(value)
  const source = regExpSource(value)
  const flags = regExpFlags(value)
  renderer.text += `R${source.length}:${source}${flags.length}:${flags}`
  renderer.value(getOwnPropertyDescriptor(value, 'lastIndex')?.value)
}

function renderMap(renderer: Renderer, value: object): void {
  renderer.text += 'M'
  mapForEach(value, (entry, key) => {
    renderer.child(' (a key of the Map)', key)
    renderer.child(
      typeof key === 'string' || typeof key === 'number' ? `[${JSON.stringify(key)}]` : ' (a value of the Map)',
      entry,
    )
  })
  renderer.text += ';'
  renderer.extras(value)
}

function renderSet(renderer: Renderer, value: object): void {
  renderer.text += 'S'
  setForEach(value, (member) => renderer.child(' (a member of the Set)', member))
  renderer.text += ';'
  renderer.extras(value)
}

function renderTypedArray(renderer: Renderer, value: object): void {
  const kind = typedArrayKind(value)
  if (kind === undefined) renderer.fail('only looks like a typed array')
  renderBytes(renderer, kind, new Uint8Array(typedArrayBuffer(value), typedArrayOffset(value), typedArrayBytes(value)))
  const length = typedArrayLength(value)
  renderer.extras(value, hasExtraProperties(value, length) ? namesBesideElements(value, length) : [])
}

function namesBesideElements(value: object, length: number): string[] {
  return getOwnPropertyNames(value).filter((name) => String(Number(name)) !== name || Number(name) >= length)
}

function renderBytes(renderer: Renderer, kind: string, bytes: Uint8Array): void {
  renderer.text += `b${kind}:`
  renderer.bytes(bytes, bytes.byteLength)
}

/** The stack says where an error was made, not what it is. */
export function withoutStack(names: string[]): string[] {
  return names.filter((name) => name !== 'stack')
}

function renderError(renderer: Renderer, value: object): void {
  const prototype = getPrototypeOf(value) as object
  const name = isErrorPrototype(prototype)
    ? ((getOwnPropertyDescriptor(prototype, 'name')?.value as string | undefined) ?? 'Error')
    : ''
  renderer.text += `E${name.length}:${name}{`
  renderer.properties(value, withoutStack(getOwnPropertyNames(value)))
  renderer.text += '}'
  renderer.refuseSymbols(value)
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
