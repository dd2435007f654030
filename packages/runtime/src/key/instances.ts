import { platform } from '#platform'
import { shared } from '../shared.js'
import { builtInRendering } from './built-ins.js'
import { findCacheKey } from './cache-key.js'
import { factsOfFunction } from './function-text.js'
import { classOf, howToMakeKnown, nameOf, renderClassCode } from './functions.js'
import { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, hasOwn, objectPrototype, ownKeys } from './intrinsics.js'
import { isPackageDigest } from './known-code.js'
import type { Renderer } from './renderer.js'

type CacheKeyMethod = (this: object) => unknown

const adviceForState = 'Give the class a [cacheKey]() method that returns what its results depend on, or pass plain data.'

/** An instance of a class: what `[cacheKey]()` says, else its class, its own fields and its private ones. */
export function renderInstance(renderer: Renderer, value: object, prototype: object): void {
  if (platform.isProxy(prototype)) renderer.fail('has a prototype that is a proxy')
  const cls = classOf(prototype)
  const custom = findCacheKey(value)
  if (custom !== undefined) {
    renderCustom(renderer, cls, value, custom)
    return
  }
  if (cls === undefined) {
    renderHeir(renderer, value, prototype)
    return
  }
  const readers = findReaders(renderer, prototype, nameOf(cls))
  renderer.text += 'c'
  renderer.classValue(cls, `is an instance of ${nameOf(cls)}, which`)
  const { builtIn } = readers
  if (builtIn !== undefined) builtIn(renderer, value)
  else {
    renderer.text += '{'
    renderer.properties(value, getOwnPropertyNames(value))
    renderer.symbols(value, shared.code.has(cls))
    renderer.text += '}'
  }
  for (const read of readers.list) renderPrivate(renderer, value, read)
}

/** An object that inherits from another one without a class: `Object.create(defaults)`. */
function renderHeir(renderer: Renderer, value: object, prototype: object): void {
  if (hasOwn(prototype, 'constructor')) renderer.fail('has a prototype that belongs to no class', { advice: adviceForState })
  renderer.text += 'P'
  renderer.child({ words: ' (what it inherits from)' }, prototype)
  renderer.text += '{'
  renderer.properties(value, getOwnPropertyNames(value))
  renderer.symbols(value)
  renderer.text += '}'
}

type ReadPrivate = (instance: never) => unknown[]
type Rendering = (renderer: Renderer, value: object) => void

interface Readers {
  list: readonly ReadPrivate[]
  /** How the state that a built-in base class holds is rendered. */
  builtIn: Rendering | undefined
}

const noReaders: Readers = { list: [], builtIn: undefined }

/** What reads the private fields of each class up the chain. Fails for state that nothing can read. */
function findReaders(renderer: Renderer, prototype: object, name: string): Readers {
  let list: ReadPrivate[] | undefined
  for (let at: object | null = prototype; at !== null && at !== objectPrototype; at = getPrototypeOf(at) as object | null) {
    const builtIn = at === prototype ? undefined : builtInRendering(at)
    if (builtIn !== undefined) return { list: list ?? [], builtIn }
    const cls = classOf(at)
    if (cls === undefined) continue
    const read = shared.readers.get(cls)
    if (read !== undefined) (list ??= []).push(read)
    else {
      const hidden = hiddenState(cls, at)
      if (hidden === undefined) continue
      const subject = at === prototype ? `is an instance of ${name}` : `is an instance of ${name}, which extends ${nameOf(cls)}`
      renderer.fail(`${subject}, ${hidden}`, { advice: adviceForState })
    }
  }
  return list === undefined ? noReaders : { list, builtIn: undefined }
}

const packageClasses = new WeakMap<Function, boolean>()

/** Why instances may have state that is in no own field. */
function hiddenState(cls: Function, prototype: object): string | undefined {
  const facts = factsOfFunction(cls)
  if (facts.hasPrivateFields === true) return 'which has #private fields'
  if (facts.isNative === true) return 'whose state no key can see'
  const code = shared.code.get(cls)
  // The digest of a package's class says nothing of what its methods do.
  if (code === undefined || !isPackageDigest(code.digest)) return undefined
  let hides = packageClasses.get(cls)
  if (hides === undefined) {
    hides = facts.handsOutThis === true || membersHandOutThis(prototype)
    packageClasses.set(cls, hides)
  }
  return hides ? 'which hands itself to other code, where it may keep state' : undefined
}

/** `states.get(this)`: compiled private fields, or a WeakMap of the package's own. */
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

/** What `[cacheKey]()` returns stands for the object. */
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
