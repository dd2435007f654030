import { platform } from '#platform'
import { cacheKey } from './cache-key.js'
import { classOf, renderKnown } from './functions/functions.js'
import {
  classesByPrototype,
  codeOf,
  isPackageDigest,
  isSameCode,
  isUnchanged,
  privateReaders,
  type KnownClass,
} from './functions/known-code.js'
import { functionText, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, objectPrototype } from './intrinsics.js'
import type { Renderer } from './renderer.js'

/** Renders what a method reads of `this`. @returns false, with nothing rendered, if all of `this` counts */
export type RenderParts = (renderer: Renderer, self: unknown) => boolean

/**
 * `$parts("digest",["db"],["load"],[["#rate",0]])`: the fields of `this` that a method reads.
 *
 * @param digest of the class. In an instance of another one, such as a class that extends it, methods may read other fields
 * @param methods the methods and accessors of the class that may run
 * @param hidden names and places of `#private` fields among those that the class hands out
 * @param ofNode the class extends one of Node
 */
export function parts(
  digest: string,
  fields: readonly string[],
  methods: readonly string[],
  hidden: readonly (readonly [name: string, place: number])[],
  ofNode = false,
): RenderParts {
  let checked: KnownClass | undefined
  return (renderer, self) => {
    if (typeof self !== 'object' || self === null || platform.isProxy(self)) return false
    const prototype = getPrototypeOf(self) as object
    const known = classesByPrototype.get(prototype)
    if (known?.code.digest !== digest || cacheKey in self) return false
    if (!isUnchanged(prototype, known.code.ofPrototype) || !isUnchanged(known.cls, known.code.own)) return false
    if (
      checked !== known &&
      !((ofNode || extendsNoneOfProject(prototype)) && methods.every((name) => isAsWritten(known, prototype, name)))
    )
      return false
    checked = known
    if (methods.some((name) => hasOwn(self, name))) return false
    const found = read(self, known.cls, fields, hidden)
    if (found === undefined) return false
    // Its static data and its base class count where code reads them.
    renderer.root = '`this`'
    renderer.isArgument = false
    renderKnown(renderer, known.code)
    renderer.input('`this`', found)
    return true
  }
}

function read(
  self: object,
  cls: Function,
  fields: readonly string[],
  hidden: readonly (readonly [name: string, place: number])[],
): object | undefined {
  const found = Object.create(null) as Record<string, unknown>
  for (const name of fields) {
    const field = getOwnPropertyDescriptor(self, name)
    if (field === undefined) {
      // It may inherit one.
      if (name in self) return undefined
    } else if (field.get !== undefined || field.set !== undefined) return undefined
    else Object.defineProperty(found, name, field)
  }
  if (hidden.length === 0) return found
  const values = privateReaders.get(cls)?.(self as never)
  if (values === undefined) return undefined
  for (const [name, place] of hidden) found[name] = values[place]
  return found
}

/** A class of a package knows nothing of the fields of a class that extends it. */
function extendsNoneOfProject(prototype: object): boolean {
  for (let at = above(prototype); at !== objectPrototype; at = above(at)) {
    const cls = at === null || platform.isProxy(at) ? undefined : classOf(at)
    const code = cls && codeOf(cls)
    if (code === undefined || !isPackageDigest(code.digest)) return false
  }
  return true
}

const above = (prototype: object | null) => (prototype === null ? null : (getPrototypeOf(prototype) as object | null))

/** Whether a method has the code of the class: a decorator may have put other code in its place. */
function isAsWritten({ code }: KnownClass, prototype: object, name: string): boolean {
  const member = getOwnPropertyDescriptor(prototype, name)
  const covered = code.ofPrototype.covered.get(name)
  if (member === undefined || covered === undefined || !isSameCode(member, covered)) return false
  return [member.value, member.get, member.set].every((fn: unknown) => fn === undefined || isMethod(fn as Function, name))
}

/** A function that is written as a method of this name. */
function isMethod(fn: Function, name: string): boolean {
  const text = functionText(fn).replace(/^(?:(?:async|get|set)\b(?!\s*\()|\*|\s)+/, '')
  return text.startsWith(name) && /^\s*\(/.test(text.slice(name.length))
}
