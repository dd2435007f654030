import { platform } from '#platform'
import { hasExtraProperties } from '../extra-properties.js'
import { namesBesideElements } from './built-ins.js'
import {
  arrayBufferBytes,
  dataViewBuffer,
  dataViewBytes,
  dataViewOffset,
  getOwnPropertyNames,
  getter,
  typedArrayBuffer,
  typedArrayBytes,
  typedArrayKind,
  typedArrayLength,
  typedArrayOffset,
} from './intrinsics.js'
import type { Renderer } from './renderer.js'

/** From this size on, bytes are hashed instead of copied. Part of the format. */
const inlineBytes = 1024
/** The maximum number of bytes outside a view that are hashed with it. Larger buffers take too long. */
const largestRest = 1_000_000

const maxOfBuffer = getter(ArrayBuffer.prototype, 'maxByteLength') as (value: unknown) => number
const isResizable = getter(ArrayBuffer.prototype, 'resizable') as (value: unknown) => boolean | undefined
const shared = typeof SharedArrayBuffer === 'function' ? SharedArrayBuffer.prototype : undefined
const sharedBytes = shared === undefined ? undefined : (getter(shared, 'byteLength') as (value: unknown) => number)
const maxOfShared = shared === undefined ? undefined : (getter(shared, 'maxByteLength') as (value: unknown) => number)
const isGrowable = shared === undefined ? undefined : (getter(shared, 'growable') as (value: unknown) => boolean | undefined)

/** Renders a typed array or a DataView: its buffer, and the range it covers. */
export function renderView(renderer: Renderer, value: object): void {
  const kind = typedArrayKind(value)
  const isTyped = kind !== undefined
  const buffer = isTyped ? typedArrayBuffer(value) : dataViewBuffer(value)
  const offset = isTyped ? typedArrayOffset(value) : dataViewOffset(value)
  const length = isTyped ? typedArrayBytes(value) : dataViewBytes(value)
  const size = bytesOf(buffer)
  renderer.text += `v${kind ?? 'DataView'}:`
  if (offset !== 0 || length !== size) {
    if (size - length > largestRest) renderer.fail('is a view into a far larger buffer', { advice: 'Pass a copy: slice().' })
    renderer.text += `${offset},${length}`
  }
  renderer.child({ words: ' (its buffer)' }, buffer)
  renderExtras(renderer, value, isTyped)
}

/** A Buffer is rendered by its bytes only. Its offset in Node's pool depends on earlier allocations. */
export function renderNodeBuffer(renderer: Renderer, value: object): void {
  const buffer = typedArrayBuffer(value)
  const length = typedArrayBytes(value)
  renderer.text += 'B'
  renderBytes(renderer, new Uint8Array(buffer, typedArrayOffset(value), length))
  renderExtras(renderer, value, true)
}

function renderExtras(renderer: Renderer, value: object, isTyped: boolean): void {
  const length = isTyped ? typedArrayLength(value) : 0
  const mayHave = isTyped ? hasExtraProperties(value, length) : true
  renderer.extras(value, mayHave ? (isTyped ? namesBesideElements(value, length) : getOwnPropertyNames(value)) : [])
}

/** Renders an ArrayBuffer or SharedArrayBuffer. */
export function renderBuffer(renderer: Renderer, value: object): void {
  const buffer = value as ArrayBufferLike
  const isShared = isSharedBuffer(buffer)
  renderer.text += isShared ? 'q' : 'b'
  if (isShared ? isGrowable?.(buffer) === true : isResizable(buffer) === true) {
    renderer.text += `${isShared ? maxOfShared?.(buffer) : maxOfBuffer(buffer)},`
  }
  renderBytes(renderer, new Uint8Array(buffer))
  renderer.extras(value)
}

function renderBytes(renderer: Renderer, bytes: Uint8Array): void {
  renderer.text += `${bytes.byteLength}:`
  if (bytes.byteLength < inlineBytes) {
    renderer.text += platform.latin1(bytes)
    return
  }
  const parts = (renderer.parts ??= [])
  parts[parts.length] = renderer.text
  parts[parts.length] = bytes
  renderer.text = ''
}

function bytesOf(buffer: ArrayBufferLike): number {
  return isSharedBuffer(buffer) ? (sharedBytes?.(buffer) ?? 0) : arrayBufferBytes(buffer)
}

/** @throws TypeError if the value is neither kind of buffer */
function isSharedBuffer(buffer: ArrayBufferLike): boolean {
  try {
    arrayBufferBytes(buffer)
    return false
  } catch (error) {
    if (sharedBytes === undefined) throw error
    sharedBytes(buffer)
    return true
  }
}
