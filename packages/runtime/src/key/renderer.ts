import { platform } from '#platform'
import { Unkeyable } from '../errors.js'
import { cacheKey, findCacheKey } from './cache-key.js'
import { describeClass, identifyClass, type ClassDigests } from './class-identity.js'
import { digestParts, digestText } from './digest.js'
import {
  arrayPrototype,
  functionText,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  isArray,
  objectPrototype,
  sort,
} from './intrinsics.js'
import { isAbortSignal, specialRendering, withoutStack } from './special.js'

/** Below this depth a child is rendered after its parents, so that deep values need no deep stack. Part of the format. */
const depthLimit = 100
/** From this size on, bytes are hashed where they lie. Part of the format. */
const inlineBytes = 1024

/** How the renderer names a tagged function among the values: by its site. */
export type FunctionNamer = (fn: Function) => string | undefined

export interface RendererOptions {
  classes?: ClassDigests | undefined
  nameFunction?: FunctionNamer | undefined
}

/**
 * Renders values to one canonical, type-tagged text. Two values have one text only if no code can tell them apart by
 * their contents; lengths stand before texts, so that nothing can run into its neighbour. Runs no code of the user but
 * `[cacheKey]()`. The format is tabled in ARCHITECTURE.md.
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
  private owner: object | undefined
  private ownFunctions: readonly string[] | undefined

  constructor(private readonly options: RendererOptions = {}) {}

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
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
      this.value(value)
      return
    }
    this.owner = value
    this.ownFunctions = ownFunctions
    if (platform.isProxy(value)) this.fail('is a proxy')
    const custom = findCacheKey(value)
    if (custom === undefined && privateState) this.fail('has #private state')
    if (typeof value === 'function') this.staticSelf(value, custom)
    else this.object(value)
    this.owner = undefined
    if (this.deferred.length > 0) this.finishDeferred()
  }

  digest(): string {
    if (this.parts === undefined) return digestText(this.text)
    this.parts.push(this.text)
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
    this.parts ??= []
    this.parts.push(this.text, bytes)
    this.text = ''
  }

  /** Own properties in code-unit order; `from` skips names that the caller has rendered. */
  properties(value: object, names: string[], onlyEnumerable = false): void {
    sortNames(names)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const property = getOwnPropertyDescriptor(value, name)
      if (property === undefined || (onlyEnumerable && !property.enumerable)) continue
      this.trail[this.depth] = name
      if (property.get !== undefined || property.set !== undefined) this.failBelow('is an accessor')
      const child: unknown = property.value
      if (typeof child === 'object' && child !== null && isAbortSignal(child)) continue
      this.text += property.enumerable ? `${name.length}:${name}` : `!${name.length}:${name}`
      this.depth++
      if (typeof child === 'function' && value === this.owner && this.ownFunctions?.includes(name) === true) {
        this.ownFunction(child)
      } else this.value(child)
      this.depth--
    }
  }

  /** Properties that a built-in object carries beside its own state. */
  extras(value: object): void {
    const names = getOwnPropertyNames(value)
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

  fail(reason: string): never {
    throw new Unkeyable(`${this.where()} ${reason}`)
  }

  private where(): string {
    const root = this.isArgument
      ? typeof this.root === 'number'
        ? `argument ${this.root + 1}`
        : `argument \`${this.root}\``
      : this.root
    return root + describeTrail(this.trail, this.depth)
  }

  private failBelow(reason: string): never {
    this.depth++
    return this.fail(reason)
  }

  private object(value: object): void {
    if (platform.isProxy(value)) this.fail('is a proxy')
    const number = this.number(value)
    if (number >= 0) {
      this.text += `#${number};`
      return
    }
    if (this.depth >= depthLimit) {
      this.deferred.push(value)
      this.text += '>'
      return
    }
    this.contents(value)
  }

  private contents(value: object): void {
    const prototype = getPrototypeOf(value) as object | null
    if (prototype === objectPrototype) this.plain(value)
    else if (prototype === arrayPrototype && isArray(value)) this.array(value)
    else if (prototype === null) {
      this.text += '0'
      this.plain(value)
    } else {
      const render = specialRendering(prototype)
      if (render === undefined) this.instance(value, prototype)
      else render(this, value)
    }
  }

  private plain(value: object): void {
    const symbols = getOwnPropertySymbols(value)
    if (symbols.length > 0) {
      const custom = symbols.length === 1 && symbols[0] === cacheKey ? findCacheKey(value) : undefined
      if (custom === undefined) this.fail('has a symbol key')
      this.custom('', value, custom)
      return
    }
    this.text += '{'
    this.properties(value, getOwnPropertyNames(value))
    this.text += '}'
  }

  private array(value: unknown[]): void {
    const { length } = value
    // Indices come first and in order, then `length`: so this name at this place means that there are no holes.
    const names = getOwnPropertyNames(value)
    const dense = names[length] === 'length'
    const count = dense ? length : names.indexOf('length')
    this.text += dense ? `[${length}:` : `h${length}:`
    for (let i = 0; i < count; i++) {
      const name = dense ? i : (names[i] as string)
      const property = getOwnPropertyDescriptor(value, name)
      this.trail[this.depth] = name
      if (property === undefined || property.get !== undefined || property.set !== undefined) this.failBelow('is an accessor')
      if (!dense) this.text += `${name}:`
      this.depth++
      this.value(property.value)
      this.depth--
    }
    this.text += ']'
    if (names.length > count + 1) {
      this.text += '+{'
      this.properties(value, names.slice(count + 1))
      this.text += '}'
    }
    this.refuseSymbols(value)
  }

  private instance(value: object, prototype: object): void {
    const facts = describeClass(prototype)
    const custom = findCacheKey(value)
    if (custom !== undefined) {
      this.custom(identifyClass(facts, this.options.classes), value, custom)
      return
    }
    if (facts.obstacle !== undefined) this.fail(`${facts.obstacle}; give it a [cacheKey]() method`)
    this.refuseSymbols(value)
    const identity = identifyClass(facts, this.options.classes)
    this.text += `c${identity.length}:${identity}{`
    const names = getOwnPropertyNames(value)
    if (facts.isError === true) this.properties(value, withoutStack(names))
    else this.properties(value, names, true)
    this.text += '}'
  }

  private custom(identity: string, value: object, method: (this: object) => unknown): void {
    let result: unknown
    try {
      result = Reflect.apply(method, value, [])
    } catch (error) {
      throw new Unkeyable(`${this.where()} has a [cacheKey]() that throws`, { cause: error })
    }
    this.text += `k${identity.length}:${identity}`
    this.child('[cacheKey]()', result)
  }

  private staticSelf(self: Function, custom: ((this: object) => unknown) | undefined): void {
    for (
      let at: object | null = self;
      typeof at === 'function' && at !== Function.prototype;
      at = getPrototypeOf(at) as object | null
    ) {
      const text = functionText(at as Function)
      const identity = this.options.classes?.get(at) ?? digestText(text)
      if (text.endsWith('{ [native code] }')) this.fail('is a native or bound function')
      this.number(at)
      if (custom !== undefined) {
        this.custom(identity, self, custom)
        return
      }
      this.owner = at
      this.text += `C${identity.length}:${identity}{`
      this.properties(at, getOwnPropertyNames(at), true)
      this.text += '}'
    }
  }

  private functionValue(value: Function): void {
    const name = this.options.nameFunction?.(value)
    if (name === undefined) this.fail('is a function')
    this.text += `F${name.length}:${name}`
  }

  private ownFunction(value: Function): void {
    const text = this.options.nameFunction?.(value) ?? functionText(value)
    if (platform.isProxy(value) || text.endsWith('{ [native code] }')) this.fail('is a native or bound function')
    this.text += `m${text.length}:${text}`
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
  private number(value: object): number {
    const { seen } = this
    if (this.index === undefined) {
      for (let i = 0; i < seen.length; i++) if (seen[i] === value) return i
      seen[seen.length] = value
      if (seen.length > 16) this.index = new Map(seen.map((object, i) => [object, i]))
      return -1
    }
    const number = this.index.get(value)
    if (number !== undefined) return number
    this.index.set(value, this.index.size)
    return -1
  }
}

// Code-unit order: localeCompare would give another machine another key.
function sortNames(names: string[]): void {
  if (names.length > 12) {
    sort(names)
    return
  }
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string
    let at = i
    while (at > 0 && (names[at - 1] as string) > name) {
      names[at] = names[at - 1] as string
      at--
    }
    names[at] = name
  }
}

function describeTrail(trail: readonly (string | number)[], depth: number): string {
  let text = ''
  for (let i = 0; i < depth; i++) {
    const step = trail[i] as string | number
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)) text += `.${step}`
    else text += step.startsWith('[') || step.startsWith(' ') ? step : `[${JSON.stringify(step)}]`
  }
  return text
}
