import { platform } from '#platform'
import { builtInRendering } from './built-ins.js'
import { cacheKey, findCacheKey } from './cache-key.js'
import { factsOfFunction } from './functions/function-text.js'
import { classOf, howToMakeKnown, nameOf, renderClassCode } from './functions/functions.js'
import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  objectPrototype,
  ownKeys,
} from './intrinsics.js'
import { classesByPrototype, codeOf, isPackageDigest, privateReaders, type KnownClass } from './functions/known-code.js'
import type { Renderer } from './renderer.js'

type CacheKeyMethod = (this: object) => unknown

const adviceForState = 'Give the class a [cacheKey]() method that returns what its results depend on, or pass plain data.'

/** Renders an instance of a class: the result of `[cacheKey]()` if it has one, otherwise its class, own fields and private fields. */
export function renderInstance(renderer: Renderer, value: object, prototype: object, known: KnownClass | undefined): void {
  if (known?.code.isOpen === true) {
    const symbols = getOwnPropertySymbols(value)
    const isOpen = !symbols.includes(cacheKey as symbol) && renderer.openClass(known)
    if (isOpen || (getPrototypeOf(prototype) === objectPrototype && !(cacheKey in value))) {
      if (!isOpen) renderer.classValue(known.cls)
      renderOwnFields(renderer, value, true, symbols)
      return
    }
  }
  const cls = known?.cls ?? classOf(prototype)
  const readers = cls === undefined ? noReaders : findReaders(renderer, cls, prototype)
  const custom = cacheKey in value ? findCacheKey(value) : undefined
  if (custom !== undefined) renderCustom(renderer, cls, value, custom)
  else if (cls === undefined) renderHeir(renderer, value, prototype)
  else renderFields(renderer, value, cls, readers)
}

function renderFields(renderer: Renderer, value: object, cls: Function, { hidden, list, builtIn }: Readers): void {
  if (hidden !== undefined) renderer.fail(hidden, { advice: adviceForState })
  renderer.classValue(cls)
  if (builtIn !== undefined) builtIn(renderer, value)
  else renderOwnFields(renderer, value, codeOf(cls) !== undefined)
  for (let i = 0; i < list.length; i++) renderPrivate(renderer, value, list[i] as ReadPrivate)
}

function renderOwnFields(renderer: Renderer, value: object, isKnown: boolean, symbols = getOwnPropertySymbols(value)): void {
  renderer.text += '{'
  renderer.properties(value, getOwnPropertyNames(value))
  renderer.symbols(value, isKnown, symbols)
  renderer.text += '}'
}

/** Renders an object that inherits from another one without a class: `Object.create(defaults)`. */
function renderHeir(renderer: Renderer, value: object, prototype: object): void {
  if (hasOwn(prototype, 'constructor')) renderer.fail('has a prototype that belongs to no class', { advice: adviceForState })
  renderer.text += 'P'
  renderer.child({ words: ' (what it inherits from)' }, prototype)
  renderOwnFields(renderer, value, false)
}

type ReadPrivate = (instance: never) => unknown[]
type Rendering = (renderer: Renderer, value: object) => void

interface Readers {
  list: readonly ReadPrivate[]
  /** How the state of a built-in base class is rendered. */
  builtIn?: Rendering | undefined
  /** Why part of the state can't be read. */
  hidden?: string | undefined
}

const noReaders: Readers = { list: [] }

/** Finds the functions that read the private fields of each class in the prototype chain. */
function findReaders(renderer: Renderer, cls: Function, prototype: object): Readers {
  const found: { -readonly [name in keyof Readers]: Readers[name] } = { list: noReaders.list }
  for (let at: object | null = prototype; at !== null && at !== objectPrototype; at = getPrototypeOf(at) as object | null) {
    if (!classesByPrototype.has(at) && platform.isProxy(at)) renderer.fail('has a prototype that is a proxy')
    const own = at === prototype ? cls : classOf(at)
    if (own === undefined) continue
    if (!classesByPrototype.has(at)) found.builtIn = builtInRendering(at)
    if (found.builtIn !== undefined) break
    const read = privateReaders.get(own)
    if (read !== undefined) found.list = [...found.list, read]
    else found.hidden ??= describeHidden(cls, own, at)
  }
  return found
}

function describeHidden(cls: Function, own: Function, prototype: object): string | undefined {
  const hidden = hiddenState(own, prototype)
  if (hidden === undefined) return undefined
  return `is an instance of ${nameOf(cls)}, ${own === cls ? '' : `which extends ${nameOf(own)}, `}${hidden}`
}

/** Returns why instances may have state outside their own fields. */
function hiddenState(cls: Function, prototype: object): string | undefined {
  const code = codeOf(cls)
  const facts = factsOfFunction(cls)
  if (facts.hasPrivateFields === true) return 'which has #private fields'
  if (facts.isNative === true) return 'whose state no key can see'
  // The digest of a package's class identifies the package, not what the methods do.
  if (code !== undefined && isPackageDigest(code.digest) && (facts.handsOutThis === true || membersHandOutThis(prototype)))
    return 'which hands itself to other code, where it may keep state'
  if (code !== undefined) code.isOpen = true
  return undefined
}

/** `states.get(this)`: compiled private fields, or a WeakMap in the package. */
function membersHandOutThis(prototype: object): boolean {
  return ownKeys(prototype).some((key) => {
    const { value, get, set } = getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor
    return [value, get, set].some(
      (code) => typeof code === 'function' && key !== 'constructor' && factsOfFunction(code).handsOutThis,
    )
  })
}

function renderPrivate(renderer: Renderer, value: object, read: ReadPrivate): void {
  let values: unknown[]
  try {
    values = read(value as never)
  } catch (error) {
    if (error instanceof TypeError) renderer.fail('has not the private fields of its class', { advice: howToMakeKnown })
    throw error
  }
  renderer.text += `p${values.length}(`
  for (let i = 0; i < values.length; i++) renderer.child({ words: ' (a private field)' }, values[i])
}

/** Renders the result of `[cacheKey]()` in place of the object. */
export function renderCustom(renderer: Renderer, cls: Function | undefined, value: object, method: CacheKeyMethod): void {
  let result: unknown
  try {
    result = Reflect.apply(method, value, [])
  } catch (error) {
    renderer.fail('has a [cacheKey]() that throws', { cause: error })
  }
  renderer.text += 'k'
  if (cls !== undefined) renderClassCode(renderer, cls)
  renderer.text += '='
  renderer.child({ words: '[cacheKey]()' }, result)
}
