import { platform } from '#platform'
import {
  arrayPrototype,
  functionPrototypes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  mapForEach,
  objectPrototype,
  ownKeys,
  setForEach,
} from '../intrinsics.js'
import { factsOfFunction } from '../functions/function-text.js'
import { classOf, nameOf } from '../functions/functions.js'
import { classesByPrototype, codeOf, isPackageDigest, marks, privateReaders, type KnownCode } from '../functions/known-code.js'
import { MetObjects } from '../met-objects.js'
import { Renderer } from '../renderer.js'
import { creationOf, type Creation } from './creation.js'

/** Thrown if no text can stand for the value. */
export const REFUSED = {}

/** Beyond this, rendering would take longer than most calls. */
const mostObjects = 5_000
const mostLevels = 200
/** Options are small. Arguments are looked at before it is known whether the call makes an object at all. */
const mostInArguments = 200
const mostBytes = 4096

const byContents = new Set<object | null>(
  [Date, RegExp, ArrayBuffer, URL, URLSearchParams, Error, TypeError, RangeError].map(({ prototype }) => prototype as object),
)

type Use = 'created' | 'data' | 'arguments'

/**
 * The parts of an object that anyone can read: its fields, and theirs. What a package keeps out of sight is the outside world. Of an emitter,
 * such as a pool or a connection, only settings count: plain objects, strings and code in its own fields. All else tells what happens outside.
 */
export class VisibleParts {
  private text = ''
  private readonly met = new MetObjects()
  private count = 0
  private level = 0

  private constructor(
    private readonly renderer: Renderer | undefined,
    private readonly use: Use,
    private readonly most: number,
  ) {}

  /** What a promise has brought may hold an answer of the outside world: none of it may be out of sight. */
  static ofCreated(renderer: Renderer, value: object, { id, fields }: Creation): string {
    const parts = new VisibleParts(renderer, id.startsWith('await ') ? 'data' : 'created', mostObjects)
    parts.met.meet(value)
    // If calls change it, all of it counts.
    if (fields && !id.includes('changed ')) parts.fields(value, settingsOf(value, fields))
    else parts.contents(value)
    return parts.text
  }

  /** Functions don't count: they are rendered when a key meets them. */
  static ofArguments(values: readonly unknown[]): string {
    const parts = new VisibleParts(undefined, 'arguments', mostInArguments)
    for (const value of values) parts.value(value)
    return parts.text
  }

  private value(value: unknown): void {
    if (typeof value === 'string') this.text += `s${value.length}:${value}`
    else if (typeof value === 'symbol') this.word(String(value))
    else if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      this.text += Object.is(value, -0) ? 'd-0;' : `${typeof value}${String(value)};`
    else this.object(value)
  }

  private object(value: object): void {
    const number = this.met.meet(value)
    if (number >= 0) {
      this.text += `#${number};`
      return
    }
    if (this.isCreated(value)) return
    if (platform.isProxy(value) || ++this.count > this.most || ++this.level > mostLevels) throw REFUSED
    if (isEmitter(value)) this.word(nameOfClass(value))
    else this.contents(value)
    this.level--
  }

  private isCreated(value: object): boolean {
    const { renderer } = this
    const text = renderer === undefined ? creationOf(value)?.id : marks.created?.(renderer, value)
    if (text === undefined) return false
    this.text += `W${text.length}:${text}`
    return true
  }

  private contents(value: object): void {
    if (typeof value === 'function') {
      this.functionValue(value)
      return
    }
    const prototype = getPrototypeOf(value) as object | null
    if (isArray(value)) this.text += `[${value.length}`
    else if (inherits(prototype, Map.prototype)) {
      const entries: unknown[] = []
      mapForEach(value, (entry, key) => entries.push(key, entry))
      this.members(entries)
    } else if (inherits(prototype, Set.prototype)) {
      const members: unknown[] = []
      setForEach(value, (member) => members.push(member))
      this.members(members)
    } else if (byContents.has(prototype) || ArrayBuffer.isView(value) || this.isOfProject(prototype)) {
      this.rendered(value)
      return
    }
    if (prototype !== null && prototype !== objectPrototype && prototype !== arrayPrototype) {
      this.word(nameOfClass(value))
      if (this.use === 'data' && hidesState(prototype)) throw REFUSED
    }
    this.fields(value)
  }

  private members(members: readonly unknown[]): void {
    this.text += `[${members.length}`
    for (const member of members) this.value(member)
  }

  /** A function of the project counts with all that it reads, one of the package by its text. */
  private functionValue(fn: Function): void {
    if (this.use === 'arguments') {
      this.text += 'f'
      return
    }
    if (codeOf(fn) !== undefined) {
      this.rendered(fn)
      return
    }
    const facts = factsOfFunction(fn)
    if (this.use === 'data' && facts.obstacle !== undefined && !facts.isClass && facts.isNative !== true) throw REFUSED
    this.word(facts.isNative === true ? nameOf(fn) : facts.digest)
    if (!facts.isClass) this.fields(fn)
  }

  /** Renders a value as in any key. */
  private rendered(value: object): void {
    if (this.use === 'arguments' && ArrayBuffer.isView(value) && value.byteLength > mostBytes) throw REFUSED
    const inner = new Renderer()
    try {
      inner.input('', value)
    } catch {
      throw REFUSED
    }
    if (this.renderer !== undefined) {
      this.renderer.readsFiles ||= inner.readsFiles
      this.renderer.local ||= inner.local
      ;(this.renderer.inner ??= []).push(inner)
    }
    this.word(inner.digest())
  }

  /** Of what is given to a package, an instance counts by its fields: its class is rendered when a key meets it. */
  private isOfProject(prototype: object | null): boolean {
    const known = prototype === null ? undefined : classesByPrototype.get(prototype)
    if (!isOfProject(known?.code)) return false
    if (this.use === 'arguments' && privateReaders.has(known!.cls)) throw REFUSED
    return this.use !== 'arguments'
  }

  private fields(value: object, keys: readonly PropertyKey[] = ownKeys(value)): void {
    const isFunction = typeof value === 'function'
    this.text += '{'
    for (const key of keys) {
      if (isFunction && ofFunctions.has(key)) continue
      const field = getOwnPropertyDescriptor(value, key)
      if (field === undefined || (typeof field.value === 'number' && this.level > 0 && OF_CLOCK.test(String(key)))) continue
      this.word(String(key))
      if (field.get !== undefined || field.set !== undefined) this.text += 'a'
      else this.value(field.value)
    }
    this.text += '}'
  }

  private word(word: string): void {
    this.text += `${word.length}:${word}`
  }
}

/** The fields of an emitter in which it says how it is: these change by themselves. */
const OF_STATE = /^_|^(?:status|state|readyState|id)$|I[dD]$/

/** The fields of a new emitter, and whether each holds settings: a plain object, a string or code. Behind a symbol, a package keeps its own. */
export function fieldsOfEmitter(value: object): ReadonlyMap<PropertyKey, boolean> {
  const isSetting = (field: unknown): boolean => isWord(field) || isPlain(field)
  return new Map(
    ownKeys(value).map((key) => [
      key,
      typeof key === 'string' && !OF_STATE.test(key) && isSetting(getOwnPropertyDescriptor(value, key)?.value),
    ]),
  )
}

const isWord = (field: unknown): boolean => typeof field === 'string' || typeof field === 'function'

/** The fields that hold settings, and strings and code that were added since. */
const settingsOf = (value: object, known: ReadonlyMap<PropertyKey, boolean>): PropertyKey[] =>
  ownKeys(value).filter((key) => {
    const isNew = !OF_STATE.test(String(key)) && isWord(getOwnPropertyDescriptor(value, key)?.value)
    return known.get(key) ?? isNew
  })

const ofFunctions = new Set<PropertyKey>(['prototype', 'length', 'name', 'arguments', 'caller'])

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !platform.isProxy(value) && getPrototypeOf(value) === objectPrototype

/** What a part of a client notes of the clock, as when it has last cleaned up, is the outside world. */
const OF_CLOCK = /clock|timestamp|^_?last\w*(?:time|at|used)$/i

/** Whether the build has given it a digest that isn't that of a package. */
export const isOfProject = (code: KnownCode | undefined): boolean => code !== undefined && !isPackageDigest(code.digest)

/** Whether a class in the chain may keep state that nobody can read. */
export function hidesState(prototype: object): boolean {
  for (let at: object | null = prototype; at !== null && at !== objectPrototype; at = getPrototypeOf(at) as object | null) {
    if (byContents.has(at) || at === arrayPrototype) return false
    if (platform.isProxy(at)) return true
    const cls = classOf(at)
    const facts = cls && factsOfFunction(cls)
    if (!facts || facts.hasPrivateFields === true || facts.isNative === true || facts.handsOutThis === true) return true
  }
  return false
}

/** Whether a prototype is another one or inherits from it. */
function inherits(prototype: object | null, from: object): boolean {
  for (let at = prototype; at !== null; at = getPrototypeOf(at) as object | null) {
    if (at === from) return true
    if (platform.isProxy(at)) throw REFUSED
  }
  return false
}

function nameOfClass(value: object): string {
  const prototype = getPrototypeOf(value) as object | null
  const cls: unknown = prototype === null ? undefined : memberOf(prototype, 'constructor')
  return typeof cls === 'function' && !platform.isProxy(cls) ? nameOf(cls) : ''
}

/** The value of a member, own or inherited, without running an accessor. */
export function memberOf(value: object, name: PropertyKey): unknown {
  for (let at: object | null = value; at !== null; at = getPrototypeOf(at) as object | null) {
    if (platform.isProxy(at)) return undefined
    const member = getOwnPropertyDescriptor(at, name)
    if (member !== undefined) return member.value ?? member.get
    if (functionPrototypes.has(at)) return undefined
  }
  return undefined
}

/** Whether it tells of events: a connection, a pool, a stream. */
export const isEmitter = (value: object): boolean =>
  typeof memberOf(value, 'on') === 'function' && typeof memberOf(value, 'emit') === 'function'
