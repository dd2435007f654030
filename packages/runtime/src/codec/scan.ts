import { native } from '#native'
import { platform } from '#platform'
import { hasExtraProperties } from '../extra-properties.js'
import { LARGE_VIEW } from './cut.js'
import { BUFFER, MAX_NAMED, VIEWS } from './kinds.js'

/**
 * How a value is encoded: by msgpackr if that is exact, by v8 if only that is exact, otherwise as a graph. The graph encoder also refuses
 * values, because it knows the path to each part.
 */
export type Form = 'msgpackr' | 'v8' | 'graph'

/** At this depth, neither recursive codec overflows the stack, not even in a browser, where it is smallest. */
const MAX_DEPTH = 500
/** An object with more keys is a dictionary; msgpackr would compile a record for a shape that occurs once. */
const MAX_RECORD = 256
/** Listing the indices of a longer array takes much longer than encoding it. */
const MAX_LISTED = 1_000

// Deprecated, but the only way to detect an accessor without allocating an object for each element.
const { __lookupGetter__: lookupGetter, __lookupSetter__: lookupSetter } = Object.prototype as unknown as Record<
  '__lookupGetter__' | '__lookupSetter__',
  (name: number) => unknown
>
const { hasOwn } = Object

// msgpackr reads these properties of plain objects and then encodes the object differently.
const TROUBLESOME = new Set(['__proto__', 'constructor', 'toJSON'])
export interface Scanned {
  form: Form
  /** The value may contain views large enough to cut. */
  hasLargeViews: boolean
}

/** Determines the form that restores the value exactly. Runs no code of the value: no getter, no trap, no method. */
export function scan(root: unknown): Scanned {
  const scan = new Scan()
  try {
    return { form: scan.run(root), hasLargeViews: scan.hasLargeViews }
  } catch {
    // Only a fake (`Object.create(Map.prototype)`) gets here; the graph encoder reports it.
    return { form: 'graph', hasLargeViews: false }
  }
}

class Scan {
  form: Form = 'msgpackr'
  hasLargeViews = false
  readonly #seen = new Set<object>()
  #level: object[] = []
  #next: object[] = []
  #views = false

  run(root: unknown): Form {
    this.#child(root)
    // Scans level by level instead of recursively, so that the number of iterations is the depth.
    for (let depth = 0; this.#next.length > 0 && this.form !== 'graph'; depth++) {
      if (depth > MAX_DEPTH) return 'graph'
      this.#level = this.#next
      this.#next = []
      for (const object of this.#level) {
        this.#object(object)
        if ((this.form as Form) === 'graph') return 'graph'
      }
    }
    // v8 copies views in its own way, into the middle of the entry's bytes.
    return this.form === 'v8' && this.#views ? 'graph' : this.form
  }

  #v8(): void {
    if (this.form === 'msgpackr') this.form = 'v8'
  }

  #child(value: unknown): void {
    switch (typeof value) {
      case 'object':
        if (value === null) return
        // A shared reference or a cycle: v8 preserves both.
        if (this.#seen.has(value)) return this.#v8()
        this.#seen.add(value)
        this.#next.push(value)
        return
      case 'string':
        if (!value.isWellFormed()) this.#v8()
        return
      case 'number':
        if (value === 0 && 1 / value < 0) this.#v8()
        return
      case 'function':
      case 'symbol':
        this.form = 'graph'
    }
  }

  #object(object: object): void {
    // Only the graph represents frozen objects.
    if (native.isProxy(object) || !Object.isExtensible(object)) return void (this.form = 'graph')
    const prototype: unknown = Object.getPrototypeOf(object)
    if (prototype === Object.prototype) return this.#plain(object as Record<string, unknown>)
    if (prototype === Array.prototype && Array.isArray(object)) return this.#array(object)
    if (prototype === Map.prototype || prototype === Set.prototype) return this.#collection(object as Map<unknown, unknown>)
    if (prototype === Date.prototype) return this.#date(object as Date)
    if (prototype === BUFFER || VIEWS.has(prototype as object)) return this.#view(object as ArrayBufferView, prototype as object)
    this.form = 'graph'
  }

  #plain(object: Record<string, unknown>): void {
    const keys = Object.keys(object)
    if (Object.getOwnPropertyNames(object).length !== keys.length || Object.getOwnPropertySymbols(object).length > 0) {
      return void (this.form = 'graph')
    }
    if (keys.length > MAX_RECORD) this.#v8()
    for (const key of keys) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key)!
      if (!isOrdinary(descriptor)) return void (this.form = 'graph')
      if (TROUBLESOME.has(key) || !key.isWellFormed()) this.#v8()
      this.#child(descriptor.value)
    }
  }

  #array(array: unknown[]): void {
    if (array.length > MAX_LISTED && platform.hasOnlyElements(array) && this.#elements(array)) return
    if (Object.getOwnPropertySymbols(array).length > 0) return void (this.form = 'graph')
    const keys = Object.keys(array)
    const short = keys.length <= MAX_NAMED
    if (short && Object.getOwnPropertyNames(array).length !== keys.length + 1) return void (this.form = 'graph')
    // Integer keys come first and in order, so these two checks mean: every index, and nothing else.
    const dense = keys.length === array.length && (array.length === 0 || keys[array.length - 1] === String(array.length - 1))
    // V8 allocates all holes when it reads the array.
    if (!dense) return void (this.form = 'graph')
    for (const key of keys) {
      const descriptor = Object.getOwnPropertyDescriptor(array, key)!
      if (!isOrdinary(descriptor)) return void (this.form = 'graph')
      if (key === '__proto__') this.form = 'graph'
      this.#child(descriptor.value)
    }
  }

  /** @returns whether a long array was scanned and has no holes */
  #elements(array: unknown[]): boolean {
    for (let i = 0; i < array.length; i++) if (!hasOwn(array, i)) return false
    for (let i = 0; i < array.length; i++) {
      if (lookupGetter.call(array, i) !== undefined) this.form = 'graph'
      else {
        const value = array[i]
        // An accessor without a getter is also read as `undefined`.
        if (value === undefined && lookupSetter.call(array, i) !== undefined) this.form = 'graph'
        this.#child(value)
      }
      if (this.form === 'graph') break
    }
    return true
  }

  #collection(collection: Map<unknown, unknown> | Set<unknown>): void {
    if (hasOwnProperties(collection)) return void (this.form = 'graph')
    if (Object.getPrototypeOf(collection) === Set.prototype) {
      Set.prototype.forEach.call(collection as Set<unknown>, (item) => this.#child(item))
      return
    }
    Map.prototype.forEach.call(collection as Map<unknown, unknown>, (value, key) => {
      this.#child(key)
      this.#child(value)
    })
  }

  #date(date: Date): void {
    const time = Date.prototype.getTime.call(date)
    // For dates beyond these, msgpackr's split into seconds and nanoseconds loses milliseconds.
    if (hasOwnProperties(date)) this.form = 'graph'
    else if (!(time >= 0 && time < 2 ** 34 * 1000)) this.#v8()
  }

  #view(view: ArrayBufferView, prototype: object): void {
    const buffer = view.buffer
    if (!(buffer instanceof ArrayBuffer) || this.#seen.has(buffer) || isUnusual(buffer)) return void (this.form = 'graph')
    // Small Buffers share a pool, and no code relies on that. Other views of one buffer share their writes.
    if (prototype !== BUFFER) this.#seen.add(buffer)
    if (hasExtraProperties(view, lengthOf(view))) this.form = 'graph'
    this.#views = true
    if (view.byteLength >= LARGE_VIEW) this.hasLargeViews = true
  }
}

/** Whether a property is neither an accessor nor read-only; an accessor has no `writable` attribute. */
function isOrdinary({ writable, configurable }: PropertyDescriptor): boolean {
  return writable === true && configurable === true
}

/** Whether a buffer is resizable, or not extensible. */
function isUnusual(buffer: ArrayBuffer): boolean {
  return (buffer as { resizable?: boolean }).resizable === true || !Object.isExtensible(buffer)
}

function lengthOf(view: ArrayBufferView): number {
  return 'length' in view ? (view.length as number) : 0
}

function hasOwnProperties(object: object): boolean {
  return Object.getOwnPropertyNames(object).length > 0 || Object.getOwnPropertySymbols(object).length > 0
}
