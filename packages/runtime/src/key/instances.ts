import { platform } from '#platform'
import { findCacheKey } from './cache-key.js'
import { describeClass, identifyClass } from './class-identity.js'
import { digestText } from './digest.js'
import { functionText, getOwnPropertyNames, getPrototypeOf, mapGet } from './intrinsics.js'
import type { Renderer } from './renderer.js'
import { withoutStack } from './special.js'

type CacheKeyMethod = (this: object) => unknown

/** An instance of a class: what `[cacheKey]()` says, else its class and its own enumerable fields. */
export function renderInstance(renderer: Renderer, value: object, prototype: object): void {
  const facts = describeClass(prototype)
  const identity = identifyClass(facts, renderer.options.classes)
  const custom = findCacheKey(value)
  if (custom !== undefined) {
    renderCustom(renderer, identity, value, custom)
    return
  }
  if (facts.obstacle !== undefined) renderer.fail(`${facts.obstacle}; give it a [cacheKey]() method`)
  renderer.refuseSymbols(value)
  renderer.text += `c${identity.length}:${identity}{`
  const names = getOwnPropertyNames(value)
  // The message of an error is not enumerable.
  if (facts.isError === true) renderer.properties(value, withoutStack(names))
  else renderer.properties(value, names, true)
  renderer.text += '}'
}

/** What `[cacheKey]()` returns stands for the object. */
export function renderCustom(renderer: Renderer, identity: string, value: object, method: CacheKeyMethod): void {
  let result: unknown
  try {
    result = Reflect.apply(method, value, [])
  } catch (error) {
    renderer.fail('has a [cacheKey]() that throws', { cause: error })
  }
  renderer.text += `k${identity.length}:${identity}`
  renderer.child('[cacheKey]()', result)
}

/** `this` of a method. */
export function renderSelf(renderer: Renderer, self: object, privateState: boolean): void {
  if (platform.isProxy(self)) renderer.fail('is a proxy')
  const custom = findCacheKey(self)
  if (custom === undefined && privateState) renderer.fail('has #private state')
  if (typeof self === 'function') renderClass(renderer, self, custom)
  else renderer.object(self)
}

/** `this` of a static method: its class and the static fields, up the chain. */
function renderClass(renderer: Renderer, self: Function, custom: CacheKeyMethod | undefined): void {
  let at: unknown = self
  while (typeof at === 'function' && at !== Function.prototype) {
    const text = functionText(at)
    if (isNative(text)) renderer.fail('is a native or bound function, or extends one')
    const { classes } = renderer.options
    const identity = (classes && mapGet(classes, at)) ?? digestText(text)
    if (custom !== undefined) {
      renderCustom(renderer, identity, self, custom)
      return
    }
    renderer.number(at)
    renderer.owner = at
    renderer.text += `C${identity.length}:${identity}{`
    renderer.properties(at, getOwnPropertyNames(at), true)
    renderer.text += '}'
    at = getPrototypeOf(at)
  }
}

/** A function that the class or object literal of `this` itself defines. */
export function renderOwnFunction(renderer: Renderer, value: Function): void {
  const text = renderer.options.nameOwnFunction?.(value) ?? functionText(value)
  if (platform.isProxy(value) || isNative(text)) renderer.fail('is a native or bound function')
  renderer.text += `m${text.length}:${text}`
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(text)
}
