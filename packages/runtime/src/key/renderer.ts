import { platform } from '#platform'
import { renderArray } from './arrays.js'
import { builtInRendering, isPendingSignal } from './built-ins.js'
import { cacheKey, findCacheKey } from './cache-key.js'
import { digestParts, digestText } from './digest.js'
import { classesOf, renderFunction, wholeText } from './functions/functions.js'
import { renderCustom, renderInstance } from './instances.js'
import {
  arrayPrototype,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  isArray,
  isExtensible,
  isFrozen,
  isSealed,
  objectPrototype,
} from './intrinsics.js'
import { classesByPrototype, marks, readsFiles, type KnownClass, type KnownCode } from './functions/known-code.js'
import type { LazyStates } from './lazy-values.js'
import { MetObjects } from './met-objects.js'
import { asBinding, isNamespace, renderNamespace } from './functions/namespaces.js'
import { attributesOf, textOfKey } from './property-keys.js'
import { renderSymbol } from './symbols.js'
import { deep, depthLimit, nameOfRoot, symbolKey, unkeyableAt, type Step, type UnkeyableOptions } from './trail.js'

/**
 * Renders values to one canonical, type-tagged text. Two values have the same text only if no code can tell them apart by their contents.
 * Texts are length-prefixed, so that adjacent parts can't be confused. Runs no user code but `[cacheKey]()`. See docs/internals/formats.md.
 */
export class Renderer {
  text = ''
  /** The first part of an `Unkeyable`'s trail: the name of an argument, or words. */
  root: string | number = ''
  isArgument = false
  /** The text so far, if there is large binary data. */
  parts: (string | Uint8Array)[] | undefined
  readonly met = new MetObjects()
  private readonly trail: Step[] = []
  private depth = 0
  private readonly deferred: object[] = []
  private isDeep = false
  private openCode: KnownCode | undefined
  /** The rendered values contain code that reads values at run time, or members of code, so the text may differ next time. */
  live = false
  /** The rendered values contain code that uses `node:fs`. */
  readsFiles = false
  /** It contains a date, which code shows in local time: by `${date}` too. */
  local = false
  /** Of the call whose key this is. */
  lazies: LazyStates | undefined
  /** Others that have rendered parts of the values. */
  inner: Renderer[] | undefined
  /** What has read the values around functions. */
  reads: (() => unknown[])[] | undefined
  /** Classes that only the site knows. */
  classes: ReadonlyMap<Function, KnownCode> | undefined
  /** Classes of a function that the build hasn't processed. Their text identifies them, whatever free variables it uses. */
  classesByText: ReadonlySet<unknown> | undefined

  /** Where the inputs begin in the text, to name the one that has changed. */
  roots: [start: number, name: string][] | undefined

  /** Renders an argument and everything it contains. */
  argument(name: string | number, value: unknown): void {
    this.isArgument = true
    this.rooted(name, value)
  }

  /** Renders another input; `root` describes it in words. */
  input(root: string, value: unknown): void {
    this.isArgument = false
    this.rooted(root, value)
  }

  private rooted(root: string | number, value: unknown): void {
    this.root = root
    this.roots?.push([this.text.length, nameOfRoot(root, this.isArgument)])
    this.value(value)
    if (this.deferred.length > 0) this.finishDeferred()
  }

  /** Renders the `this` of a method. @param byText its class may be identified by its text, whatever free variables it uses */
  self(value: unknown, byText: boolean): void {
    if (byText) this.classesByText = classesOf(value)
    this.input('`this`', value)
    this.classesByText = undefined
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
        renderSymbol(this, value)
    }
  }

  /** Renders a named part of a value of a built-in kind. */
  child(step: Step, value: unknown): void {
    this.trail[this.depth++] = step
    this.value(value)
    this.depth--
  }

  /** Renders own properties in order, since code can observe the order. */
  properties(value: object, names: readonly string[]): void {
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      let property = getOwnPropertyDescriptor(value, name)
      if (property === undefined) continue
      if (property.get !== undefined && (!this.isArgument || isNamespace(value))) property = asBinding(property)
      if (property.get !== undefined || property.set !== undefined) this.failAt(name, 'is an accessor')
      this.property(name, property)
    }
  }

  property(name: string, property: PropertyDescriptor): void {
    const child: unknown = property.value
    if (typeof child === 'object' && child !== null && isPendingSignal(child)) return
    this.text += `${attributesOf(property)}${name.length}:${name}`
    this.child(name, child)
  }

  /** Renders own properties with symbol keys. @param mayBeOwn the code is known, and so are its symbols */
  symbols(value: object, mayBeOwn = false, keys = getOwnPropertySymbols(value)): void {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as symbol
      const property = getOwnPropertyDescriptor(value, key)
      if (property === undefined) continue
      if (property.get !== undefined || property.set !== undefined) this.failAt(symbolKey, 'is an accessor')
      this.key(key, property, mayBeOwn)
      this.child(symbolKey, property.value)
    }
    if (keys.length > 1 && mayBeOwn && new Set(keys.map(String)).size < keys.length)
      this.fail('has two symbol keys of one description')
  }

  /** Renders the key of a property, before its value. */
  key(key: string | symbol, property: PropertyDescriptor, mayBeOwn: boolean): void {
    this.text += textOfKey(key, property, mayBeOwn) ?? this.fail('has a symbol key')
  }

  /** Renders properties that a built-in object has in addition to its own state. */
  extras(value: object, names = getOwnPropertyNames(value)): void {
    if (names.length > 0 || getOwnPropertySymbols(value).length > 0) {
      // Not just `{`, because a plain object may follow.
      this.text += '+{'
      this.properties(value, names)
      this.symbols(value)
      this.text += '}'
    }
  }

  fail(reason: string, options?: UnkeyableOptions): never {
    const trail = this.trail.slice(0, this.depth)
    throw unkeyableAt(this.root, this.isArgument, this.isDeep ? [deep, ...trail] : trail, reason, options)
  }

  /** Fails for a part of the current value. */
  failAt(step: Step, reason: string): never {
    this.trail[this.depth++] = step
    return this.fail(reason)
  }

  /** Renders a value that was met before or that a package made. @returns false if it is neither */
  private isRendered(value: object): boolean {
    const text = marks.created?.(this, value)
    if (text === undefined && platform.isProxy(value)) this.fail('is a proxy')
    if (this.isMet(value)) return true
    this.text += text ?? ''
    return text !== undefined
  }

  private isMet(value: object): boolean {
    const number = this.met.meet(value)
    if (number < 0) return false
    this.text += `#${number};`
    return true
  }

  object(value: object): void {
    if (this.isRendered(value)) return
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
      const known = classesByPrototype.get(prototype)
      if (known === undefined && platform.isProxy(prototype)) this.fail('has a prototype that is a proxy')
      const render = known === undefined ? builtInRendering(prototype) : undefined
      if (render === undefined) renderInstance(this, value, prototype, known)
      else render(this, value)
    }
    this.locks(value)
  }

  private locks(value: object): void {
    if (!isExtensible(value)) this.text += isFrozen(value) ? 'Zf' : isSealed(value) ? 'Zs' : 'Zn'
  }

  private plain(value: object): void {
    if (renderNamespace(this, value)) return
    const hasSymbols = getOwnPropertySymbols(value).length > 0
    const custom = hasSymbols && hasOwn(value, cacheKey) ? findCacheKey(value) : undefined
    if (custom !== undefined) {
      renderCustom(this, undefined, value, custom)
      return
    }
    this.text += '{'
    this.properties(value, getOwnPropertyNames(value))
    if (hasSymbols) this.symbols(value)
    this.text += '}'
  }

  private functionValue(value: Function): void {
    if (this.isRendered(value)) return
    const custom = findCacheKey(value)
    if (custom !== undefined) renderCustom(this, value, value, custom)
    else renderFunction(this, value)
    this.locks(value)
  }

  /** Renders the class of an instance. */
  classValue(cls: Function): void {
    this.text += 'c'
    if (!this.isMet(cls)) renderFunction(this, cls, true)
  }

  /** Renders a class whose instances have all state in their fields. @returns false, with nothing rendered, if it needs a full check */
  openClass({ cls, code }: KnownClass): boolean {
    // Many instances of one class need only one check.
    const whole = this.openCode === code ? code.whole : wholeText(cls, code)
    if (whole === undefined) return false
    this.openCode = code
    if (readsFiles(code.digest)) this.readsFiles = true
    this.text += 'c'
    if (!this.isMet(cls)) this.text += whole
    return true
  }

  /** Renders a method or accessor of a class. @param home the text of the class, if the text identifies it */
  code(step: Step, fn: Function | undefined, home: string | undefined): void {
    if (fn === undefined) return void (this.text += 'u')
    this.trail[this.depth++] = step
    if (!this.isRendered(fn)) renderFunction(this, fn, false, home)
    this.depth--
  }

  private finishDeferred(): void {
    for (let i = 0; i < this.deferred.length; i++) {
      this.depth = 0
      this.isDeep = true
      this.text += '<'
      this.contents(this.deferred[i] as object)
    }
    this.deferred.length = 0
    this.isDeep = false
  }
}
