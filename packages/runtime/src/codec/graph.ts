import { native } from '#native'
import { Unstorable } from '../reporting/errors.js'
import { hasExtraProperties } from '../extra-properties.js'
import { stepOf } from '../reporting/printable.js'
import { BUFFER, ERRORS, MAX_NAMED, VIEWS } from './kinds.js'

/**
 * A value as a flat list of nodes, so that neither direction recurses. A part of a node is the index of another
 * node, or a primitive in a list of its own: `[value]`.
 *
 * | node | stands for |
 * |---|---|
 * | `['-']` | -0 |
 * | `['w', utf16]` | a string with lone surrogates |
 * | `['o', nullPrototype, keys, parts]` | an object |
 * | `['a', length, keys or null, parts]` | an array; keys unless it is dense and has no other properties |
 * | `['m', parts]` `['s', parts]` | a Map (key, value, key, value …), a Set |
 * | `['d', time]` `['r', source, flags, lastIndex]` `['u', href]` | Date, RegExp, URL |
 * | `['p', part]` | a boxed primitive |
 * | `['e', class, keys, enumerable, parts]` | an Error with all its own properties |
 * | `['b', bytes]` `['n', Buffer]` `['v', class, buffer node, offset, length]` | ArrayBuffer, Buffer, typed array or DataView |
 * | `['i', level, node]` | the object of that node is not extensible (0), is sealed (1), is frozen (2) |
 */
export type GraphNode = [tag: string, ...rest: unknown[]]
type Part = number | [unknown]

/** @throws {Unstorable} */
export function encodeGraph(root: unknown): [root: Part, nodes: GraphNode[]] {
  const encoder = new GraphEncoder()
  return [encoder.run(root), encoder.nodes]
}

class GraphEncoder {
  readonly nodes: GraphNode[] = []
  readonly #ids = new Map<object, number>()
  /** Objects whose nodes haven't been written yet, with their IDs. */
  readonly #work: { object: object; id: number }[] = []
  /** For messages: the parent from which each node was first reached, and the step. */
  readonly #parents: { from: number; step: string }[] = []

  run(root: unknown): Part {
    const part = this.#part(root, -1, '')
    // A queue, not a stack: an object's parts are numbered before anything below them.
    for (let i = 0; i < this.#work.length; i++) {
      const { object, id } = this.#work[i]!
      this.nodes[id] = this.#describe(object, id)
      if (!Object.isExtensible(object)) this.#leaf(['i', integrityOf(object), id], id, '')
    }
    return part
  }

  #refuse(id: number, step: string, what: string): never {
    const steps = [step]
    for (let at = id; at >= 0; at = this.#parents[at]!.from) steps.push(this.#parents[at]!.step)
    const path = steps.reverse().join('')
    throw new Unstorable(`${path === '' ? 'it' : path.length > 200 ? `…${path.slice(-200)}` : path} ${what}`)
  }

  #part(value: unknown, from: number, step: string): Part {
    switch (typeof value) {
      case 'function':
        return this.#refuse(from, step, 'is a function')
      case 'symbol':
        return this.#refuse(from, step, 'is a symbol')
      case 'string':
        return value.isWellFormed() ? [value] : this.#leaf(['w', toUtf16(value)], from, step)
      case 'number':
        return Object.is(value, -0) ? this.#leaf(['-'], from, step) : [value]
      case 'object': {
        if (value === null) return [null]
        const known = this.#ids.get(value)
        if (known !== undefined) return known
        const id = this.#number(from, step)
        this.#ids.set(value, id)
        this.#work.push({ object: value, id })
        return id
      }
      default:
        return [value]
    }
  }

  #leaf(node: GraphNode, from: number, step: string): number {
    const id = this.#number(from, step)
    this.nodes[id] = node
    return id
  }

  #number(from: number, step: string): number {
    return this.#parents.push({ from, step }) - 1
  }

  #describe(object: object, id: number): GraphNode {
    if (native.isProxy(object)) this.#refuse(id, '', 'is a proxy')
    const prototype = Object.getPrototypeOf(object) as object | null
    try {
      const node = this.#describeByPrototype(object, prototype, id)
      if (node) return node
    } catch (error) {
      if (error instanceof Unstorable) throw error
      // A fake: it has the prototype, but not the internal state of the class.
    }
    return this.#refuse(id, '', nameInstance(prototype))
  }

  #describeByPrototype(object: object, prototype: object | null, id: number): GraphNode | undefined {
    if (prototype === null || prototype === Object.prototype) {
      const { keys, parts } = this.#properties(object, id, Object.getOwnPropertyNames(object))
      return ['o', prototype === null, keys, parts]
    }
    if (prototype === Array.prototype && Array.isArray(object)) return this.#array(object, id)
    if (prototype === BUFFER) {
      this.#onlyElements(object as Buffer, id)
      return ['n', object]
    }
    if (VIEWS.has(prototype)) return this.#view(object as ArrayBufferView, prototype, id)
    const errorClass = ERRORS.get(prototype)
    if (errorClass) return native.isNativeError(object) ? this.#error(object as Error, errorClass, id) : undefined
    const boxed = this.#boxed(object, prototype, id)
    if (boxed) return boxed
    return this.#builtin(object, prototype, id)
  }

  #builtin(object: object, prototype: object, id: number): GraphNode | undefined {
    if (prototype === RegExp.prototype) {
      const regExp = object as RegExp
      this.#bare(regExp, id, ['lastIndex'])
      return ['r', this.#part(regExp.source, id, '.source'), regExp.flags, this.#part(regExp.lastIndex, id, '.lastIndex')]
    }
    if (prototype === Map.prototype) {
      const parts: Part[] = []
      Map.prototype.forEach.call(object, (value, key) => {
        parts.push(this.#part(key, id, '.keys()'), this.#part(value, id, '.get(…)'))
      })
      this.#bare(object, id)
      return ['m', parts]
    }
    if (prototype === Set.prototype) {
      const parts: Part[] = []
      Set.prototype.forEach.call(object, (item) => parts.push(this.#part(item, id, '.values()')))
      this.#bare(object, id)
      return ['s', parts]
    }
    if (prototype === Date.prototype) {
      this.#bare(object, id)
      return ['d', Date.prototype.getTime.call(object)]
    }
    if (prototype === ArrayBuffer.prototype) {
      if ((object as { resizable?: boolean }).resizable) this.#refuse(id, '', 'is a resizable ArrayBuffer')
      this.#bare(object, id)
      return ['b', new Uint8Array(object as ArrayBuffer)]
    }
    if (typeof URL === 'function' && prototype === URL.prototype) {
      return ['u', Object.getOwnPropertyDescriptor(URL.prototype, 'href')!.get!.call(object)]
    }
    return undefined
  }

  #boxed(object: object, prototype: object, id: number): GraphNode | undefined {
    let value: unknown
    if (prototype === Number.prototype) value = Number.prototype.valueOf.call(object)
    else if (prototype === Boolean.prototype) value = Boolean.prototype.valueOf.call(object)
    else if (prototype === BigInt.prototype) value = BigInt.prototype.valueOf.call(object)
    else if (prototype === String.prototype) {
      const text = String.prototype.valueOf.call(object)
      if (Object.getOwnPropertyNames(object).length !== text.length + 1)
        this.#refuse(id, '', 'is a String object with properties')
      return ['p', this.#part(text, id, '')]
    } else return undefined
    this.#bare(object, id)
    return ['p', this.#part(value, id, '')]
  }

  /** Refuses own properties, which would be lost for these kinds. */
  #bare(object: object, id: number, expected: string[] = []): void {
    const names = Object.getOwnPropertyNames(object)
    if (names.length !== expected.length || Object.getOwnPropertySymbols(object).length > 0) {
      const extra = names.find((name) => !expected.includes(name))
      this.#refuse(
        id,
        '',
        `is a built-in object with a property of its own${extra === undefined ? '' : ` (${stepOf(extra).replace('.', '')})`}`,
      )
    }
  }

  #properties(object: object, id: number, keys: string[]): { keys: unknown[]; parts: Part[] } {
    if (Object.getOwnPropertySymbols(object).length > 0) this.#refuse(id, '', 'has a symbol as a property name')
    const integrity = Object.isExtensible(object) ? undefined : integrityOf(object)
    const parts = keys.map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(object, key)!
      if (descriptor.get || descriptor.set) this.#refuse(id, partOf(key), 'is a getter or setter')
      if (!descriptor.enumerable) this.#refuse(id, partOf(key), 'is not enumerable')
      // All properties of a sealed or frozen object have these attributes.
      if (!descriptor.writable && integrity !== FROZEN) this.#refuse(id, partOf(key), 'is read-only')
      if (!descriptor.configurable && (integrity ?? 0) < SEALED) this.#refuse(id, partOf(key), 'cannot be deleted')
      return this.#part(descriptor.value, id, partOf(key))
    })
    return { keys: keys.map(encodeName), parts }
  }

  #array(array: unknown[], id: number): GraphNode {
    const names =
      array.length > MAX_NAMED ? Object.keys(array) : Object.getOwnPropertyNames(array).filter((name) => name !== 'length')
    const { keys, parts } = this.#properties(array, id, names)
    const dense = names.length === array.length && (array.length === 0 || names[array.length - 1] === String(array.length - 1))
    return ['a', array.length, dense ? null : keys, parts]
  }

  #view(view: ArrayBufferView, prototype: object, id: number): GraphNode {
    const buffer = view.buffer
    if (Object.getPrototypeOf(buffer) !== ArrayBuffer.prototype) this.#refuse(id, '', 'is a view of shared memory')
    const length = 'length' in view ? (view.length as number) : view.byteLength
    this.#onlyElements(view, id)
    return ['v', VIEWS.get(prototype)!.name, this.#part(buffer, id, '.buffer'), view.byteOffset, length]
  }

  #onlyElements(view: ArrayBufferView, id: number): void {
    if (hasExtraProperties(view, 'length' in view ? (view.length as number) : 0))
      this.#refuse(id, '', 'is a typed array with properties of its own')
  }

  #error(error: Error, errorClass: string, id: number): GraphNode {
    if (Object.getOwnPropertySymbols(error).length > 0) this.#refuse(id, '', 'has a symbol as a property name')
    const keys = Object.getOwnPropertyNames(error)
    const enumerable: boolean[] = []
    const parts = keys.map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(error, key)!
      // In newer engines, `stack` is an own accessor.
      const own = key === 'stack' && descriptor.get === Object.getOwnPropertyDescriptor(new Error(), 'stack')?.get
      if ((descriptor.get || descriptor.set) && !own) this.#refuse(id, partOf(key), 'is a getter or setter')
      enumerable.push(descriptor.enumerable === true)
      return this.#part(own ? error.stack : descriptor.value, id, partOf(key))
    })
    return ['e', errorClass, keys.map(encodeName), enumerable, parts]
  }
}

const SEALED = 1
const FROZEN = 2

function integrityOf(object: object): number {
  return Object.isFrozen(object) ? FROZEN : Object.isSealed(object) ? SEALED : 0
}

const partOf = (key: string): string => (/^\d+$/.test(key) ? `[${key}]` : stepOf(key))

function nameInstance(prototype: object | null): string {
  const constructor: unknown = prototype && Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  const name: unknown =
    typeof constructor === 'function' ? Object.getOwnPropertyDescriptor(constructor, 'name')?.value : undefined
  if (name === 'Promise') return 'is a promise'
  return typeof name === 'string' && name !== '' ? `is an instance of ${name}` : 'is an instance of a class'
}

function toUtf16(text: string): Uint8Array {
  const units = new Uint8Array(text.length * 2)
  const view = new DataView(units.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i))
  return units
}

export function fromUtf16(units: Uint8Array): string {
  const view = new DataView(units.buffer, units.byteOffset, units.byteLength)
  let text = ''
  for (let i = 0; i < units.byteLength; i += 2) text += String.fromCharCode(view.getUint16(i))
  return text
}

const encodeName = (name: string): string | Uint8Array => (name.isWellFormed() ? name : toUtf16(name))
