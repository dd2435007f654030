import { platform } from '#platform'
import { Unkeyable } from '../errors.js'
import { cacheKey, findCacheKey } from './cache-key.js'
import { renderArray } from './arrays.js'
import type { ClassDigests } from './class-identity.js'
import { digestParts, digestText } from './digest.js'
import {
  arrayPrototype,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  isArray,
  mapGet,
  mapSet,
  objectPrototype,
} from './intrinsics.js'
import { renderCustom, renderInstance, renderOwnFunction, renderSelf } from './instances.js'
import { contains, sortNames } from './names.js'
import { stepOf } from '../printable.js'
import { isAbortSignal, specialRendering } from './special.js'

/** Below this depth a child is rendered after its parents, so that deep values need no deep stack. Part of the format. */
const depthLimit = 100
/** From this size on, bytes are hashed where they lie. Part of the format. */
const inlineBytes = 1024

/** How the renderer names a tagged function among the values: by its site. */
export type FunctionNamer = (fn: Function) => string | undefined

export interface RendererOptions {
  classes?: ClassDigests | undefined
  nameFunction?: FunctionNamer | undefined
  /** The same for functions that `this` itself defines: a bundler renames what stands in their text. */
  nameOwnFunction?: FunctionNamer | undefined
}

/**
 * Renders values to one canonical, type-tagged text. Two values have one text only if no code can tell them apart by
 * their contents; lengths stand before texts, so that nothing can run into its neighbour. Runs no code of the user but
 * `[cacheKey]()`. The format is described in docs/internals/formats.md.
 */
export class Renderer {
  text = ''
  /** What the trail of an `Unkeyable` begins with: the name of an argument, or words. */
  private root: string | number = ''
  private isArgument = false
  private parts: (string | Uint8Array)[] | undefined
  private readonly seen: object[] = []
  private index: Map<object, number> | undefined
  private readonly trail: (string | number)[] = []
  private depth = 0
  private readonly deferred: object[] = []
  /** The object whose own functions count by their text. */
  owner: object | undefined
  private ownFunctions: readonly string[] | undefined

  constructor(readonly options: RendererOptions = {}) {}

  /** Renders one argument with everything below it. */
  argument(name: string | number, value: unknown): void {
    this.root = name
    this.isArgument = true
    this.value(value)
    if (this.deferred.length > 0) this.finishDeferred()
  }

  /** Renders another input; `root` says in words what it is. */
  input(root: string, value: unknown): void {
    this.root = root
    this.isArgument = false
    this.value(value)
    if (this.deferred.length > 0) this.finishDeferred()
  }

  /** Renders `this` of a method: fields whose values are its own functions count by name and text. */
  self(value: unknown, ownFunctions: readonly string[] | undefined, privateState: boolean): void {
    this.root = '`this`'
    this.isArgument = false
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) this.value(value)
    else {
      this.owner = value
      this.ownFunctions = ownFunctions
      renderSelf(this, value, privateState)
      this.owner = undefined
    }
    if (this.deferred.length > 0) this.finishDeferred()
  }

  digest(): string {
    if (this.parts === undefined) return digestText(this.text)
    this.parts[this.parts.length] = this.text
    return digestParts(this.parts)
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        this.text += `s${value.length}:${value}`
        return
      case 'number':
        this.text += value === 0 && 1 / value < 0 ? 'd-0;' : `d${value};`
        return
      case 'boolean':
        this.text += value ? 't' : 'f'
        return
      case 'undefined':
        this.text += 'u'
        return
      case 'bigint':
        this.text += `i${value};`
        return
      case 'object':
        if (value === null) this.text += 'n'
        else this.object(value)
        return
      case 'function':
        this.functionValue(value)
        return
      case 'symbol':
        this.fail('is a symbol')
    }
  }

  /** A named part of a value, for renderings of built-in kinds. */
  child(step: string | number, value: unknown): void {
    this.trail[this.depth++] = step
    this.value(value)
    this.depth--
  }

  bytes(bytes: Uint8Array, length: number): void {
    this.text += `${length}:`
    if (length < inlineBytes) {
      this.text += platform.latin1(bytes)
      return
    }
    const parts = (this.parts ??= [])
    parts[parts.length] = this.text
    parts[parts.length] = bytes
    this.text = ''
  }

  /** Own properties in code-unit order; `from` skips names that the caller has rendered. */
  properties(value: object, names: string[], onlyEnumerable = false): void {
    sortNames(names)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const property = getOwnPropertyDescriptor(value, name)
      if (property === undefined || (onlyEnumerable && !property.enumerable)) continue
      if (property.get !== undefined || property.set !== undefined) this.failAt(name, 'is an accessor')
      const child: unknown = property.value
      if (typeof child === 'object' && child !== null && isAbortSignal(child)) continue
      this.text += property.enumerable ? `${name.length}:${name}` : `!${name.length}:${name}`
      this.trail[this.depth++] = name
      if (typeof child === 'function' && value === this.owner && contains(this.ownFunctions, name)) {
        renderOwnFunction(this, child)
      } else this.value(child)
      this.depth--
    }
  }

  /** Properties that a built-in object carries beside its own state. */
  extras(value: object, names = getOwnPropertyNames(value)): void {
    if (names.length > 0) {
      // Not `{` alone: a plain object may stand next to it.
      this.text += '+{'
      this.properties(value, names)
      this.text += '}'
    }
    this.refuseSymbols(value)
  }

  refuseSymbols(value: object): void {
    if (getOwnPropertySymbols(value).length > 0) this.fail('has a symbol key')
  }

  fail(reason: string, options?: ErrorOptions): never {
    throw new Unkeyable(`${this.where()} ${reason}`, options)
  }

  /** Fails for what stands below the current value. */
  failAt(step: string | number, reason: string): never {
    this.trail[this.depth++] = step
    return this.fail(reason)
  }

  private where(): string {
    const root = this.isArgument
      ? typeof this.root === 'number'
        ? `argument ${this.root + 1}`
        : `argument \`${this.root}\``
      : this.root
    return root + describeTrail(this.trail, this.depth)
  }

  object(value: object): void {
    if (platform.isProxy(value)) this.fail('is a proxy')
    const number = this.number(value)
    if (number >= 0) {
      this.text += `#${number};`
      return
    }
    if (this.depth >= depthLimit) {
      this.deferred[this.deferred.length] = value
      this.text += '>'
      return
    }
    this.contents(value)
  }

  private contents(value: object): void {
    const prototype = getPrototypeOf(value) as object | null
    if (prototype === objectPrototype) this.plain(value)
    else if (prototype === arrayPrototype && isArray(value)) renderArray(this, value)
    else if (prototype === null) {
      this.text += '0'
      this.plain(value)
    } else {
      const render = specialRendering(prototype)
      if (render === undefined) renderInstance(this, value, prototype)
      else render(this, value)
    }
  }

  private plain(value: object): void {
    const symbols = getOwnPropertySymbols(value)
    if (symbols.length > 0) {
      const custom = symbols.length === 1 && symbols[0] === cacheKey ? findCacheKey(value) : undefined
      if (custom === undefined) this.fail('has a symbol key')
      renderCustom(this, '', value, custom)
      return
    }
    this.text += '{'
    this.properties(value, getOwnPropertyNames(value))
    this.text += '}'
  }

  private functionValue(value: Function): void {
    const name = this.options.nameFunction?.(value)
    if (name === undefined) this.fail('is a function')
    this.text += `F${name.length}:${name}`
  }

  private finishDeferred(): void {
    for (let i = 0; i < this.deferred.length; i++) {
      this.depth = 0
      this.text += '<'
      this.contents(this.deferred[i] as object)
    }
    this.deferred.length = 0
  }

  /** The number under which an object was met before, or -1 and it has one now. A scan is faster than a Map while there are few. */
  number(value: object): number {
    const { seen } = this
    if (this.index === undefined) {
      for (let i = 0; i < seen.length; i++) if (seen[i] === value) return i
      seen[seen.length] = value
      if (seen.length > 16) this.index = indexObjects(seen)
      return -1
    }
    const number = mapGet(this.index, value)
    if (number !== undefined) return number
    mapSet(this.index, value, this.index.size)
    return -1
  }
}

function indexObjects(seen: readonly object[]): Map<object, number> {
  const index = new Map<object, number>()
  for (let i = 0; i < seen.length; i++) mapSet(index, seen[i] as object, i)
  return index
}

/** Steps that are no names of properties. */
const WORDS: ReadonlySet<string> = new Set([
  ' (a key of the Map)',
  ' (a value of the Map)',
  ' (a member of the Set)',
  '[cacheKey]()',
])

function describeTrail(trail: readonly (string | number)[], depth: number): string {
  let text = ''
  for (let i = 0; i < depth; i++) {
    const step = trail[i] as string | number
    if (typeof step === 'number') text += `[${step}]`
    else text += WORDS.has(step) ? step : stepOf(step)
  }
  return text
}
