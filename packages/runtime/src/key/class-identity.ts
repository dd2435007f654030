import { platform } from '#platform'
import { digestText } from './digest.js'
import {
  functionText,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  mapGet,
  objectPrototype,
  sort,
} from './intrinsics.js'

/** Compile-time digests of the classes that a tagged function reaches. */
export type ClassDigests = ReadonlyMap<unknown, string>

interface Level {
  constructor: unknown
  digest: string
}

/** What a prototype chain says about its instances. */
export interface ClassFacts {
  /** Name of the class, for messages. */
  name: string
  /** From the class itself to its last base below Object. */
  levels: Level[]
  /** Ends at a built-in error class: its fields are not enumerable. */
  isError?: true
  /** Why own fields cannot stand for an instance: `is an instance of Promise, which …` */
  obstacle?: string
}

const known = new WeakMap<object, ClassFacts>()

/** Compiled to older targets, private members go through helpers of these names; a name may also be written with escapes. */
const compiledPrivate = /__private(?:Get|Add|Set)|_classPrivate|__classPrivate|#\\/u
const privateName = /(\.\s*)?#([\p{ID_Start}$_][\p{ID_Continue}$]*)(\s*\(|\s+in\b)?/gu

/** Whether a class uses private fields. Private methods and accessors are code, which its text covers. */
function usesPrivateState(text: string): boolean {
  if (compiledPrivate.test(text)) return true
  const used = new Set<string>()
  const methods = new Set<string>()
  const others = new Set<string>()
  for (const [, dot, name = '', next] of text.matchAll(privateName)) {
    if (dot !== undefined || next?.endsWith('in') === true) used.add(name)
    else if (next !== undefined) methods.add(name)
    else others.add(name)
  }
  // In doubt, as where a comment speaks of the name, it is a field.
  return [...used].some((name) => others.has(name) || !methods.has(name))
}

/** Facts about the class of a prototype, worked out once. */
export function describeClass(prototype: object): ClassFacts {
  let facts = known.get(prototype)
  if (facts === undefined) {
    facts = walkChain(prototype)
    known.set(prototype, facts)
  }
  return facts
}

/** Which class an instance is of: compile-time digests where known, else the source texts of the chain. */
export function identifyClass(facts: ClassFacts, digests: ClassDigests | undefined): string {
  let identity = ''
  for (const level of facts.levels) {
    const digest = digests && mapGet(digests, level.constructor)
    // A compile-time digest covers the bases too.
    if (digest !== undefined) return `${identity}=${digest}`
    identity += `~${level.digest}`
  }
  return identity
}

function walkChain(prototype: object): ClassFacts {
  const facts: ClassFacts = { name: 'an unnamed class', levels: [] }
  let hasPrivateState = false
  for (let at: object | null = prototype; at !== null && at !== objectPrototype; at = getPrototypeOf(at) as object | null) {
    const constructor = constructorOf(at)
    if (constructor === undefined) return { ...facts, obstacle: 'has a prototype that belongs to no class' }
    const text = functionText(constructor)
    const name = nameOf(constructor)
    if (facts.levels.length === 0) facts.name = name
    if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
      if (isErrorPrototype(at)) {
        facts.levels.push({ constructor, digest: name })
        facts.isError = true
        break
      }
      const subject = at === prototype ? `is an instance of ${name}` : `is an instance of ${facts.name}, which extends ${name}`
      return { ...facts, obstacle: `${subject}, whose state no key can see` }
    }
    hasPrivateState ||= usesPrivateState(text)
    facts.levels.push({ constructor, digest: digestText(text + memberTexts(at)) })
  }
  if (hasPrivateState) facts.obstacle = `is an instance of ${facts.name}, which has #private state`
  return facts
}

function constructorOf(prototype: object): Function | undefined {
  if (platform.isProxy(prototype)) return undefined
  const constructor: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof constructor !== 'function' || platform.isProxy(constructor)) return undefined
  return getOwnPropertyDescriptor(constructor, 'prototype')?.value === prototype ? constructor : undefined
}

function nameOf(constructor: Function): string {
  const name: unknown = getOwnPropertyDescriptor(constructor, 'name')?.value
  return typeof name === 'string' && name !== '' ? name : 'an unnamed class'
}

/** Methods put on a prototype after the class was made are not in its text. */
function memberTexts(prototype: object): string {
  let text = ''
  for (const name of sort(getOwnPropertyNames(prototype))) {
    const member = getOwnPropertyDescriptor(prototype, name)
    for (const part of [member?.value, member?.get, member?.set] as unknown[]) {
      if (typeof part === 'function' && name !== 'constructor') text += `\n${name}:${functionText(part)}`
    }
  }
  return text
}

const errorPrototypes = new Set<object>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map((type) => type.prototype),
)

/** Errors are the one built-in whose state is all in own properties. */
export function isErrorPrototype(prototype: object): boolean {
  return errorPrototypes.has(prototype)
}
