import { platform } from '#platform'
import { cacheKey } from '../cache-key.js'
import { digestText } from '../digest.js'
import { siteOf } from '../../sites/site.js'
import { factsOfFunction } from './function-text.js'
import {
  functionPrototype,
  functionPrototypes,
  functionText,
  generatorPrototypes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  objectPrototype,
  ownKeys,
} from '../intrinsics.js'
import {
  classesByPrototype,
  codeOf,
  isImplied,
  isPackageDigest,
  isSameCode,
  isUnchanged,
  isWithoutState,
  noMembers,
  readsFiles,
  registered,
  type KnownCode,
  type Members,
  type ReadValues,
} from './known-code.js'
import { LazyValue } from '../lazy-values.js'
import { nameOfValue, readValues } from '../read-values.js'
import type { Renderer } from '../renderer.js'
import { nameOfStandardFunction } from './standard-functions.js'
import { locale, zone } from '../surroundings.js'

export const howToMakeKnown =
  'Pass plain data. If it is your own, declare it at the top level of a file that the plugin transforms, or give its class a [cacheKey]() method.'

/**
 * Renders a function or class: its code, the values that the code reads, its own members, and what it extends.
 * @param ofInstance the function is rendered as the class of an instance
 * @param home the text of the class that a method belongs to
 */
export function renderFunction(renderer: Renderer, fn: Function, ofInstance = false, home?: string): void {
  const code = codeOf(fn) ?? renderer.classes?.get(fn)
  if (code !== undefined) {
    renderKnownFunction(renderer, fn, code)
    return
  }
  if (renderTagged(renderer, fn)) return
  const facts = factsOfFunction(fn)
  const standard = facts.obstacle === undefined ? undefined : nameOfStandardFunction(fn)
  if (standard !== undefined) {
    renderer.text += `N${standard.length}:${standard}`
    return
  }
  const about = `${ofInstance ? 'is an instance of' : facts.isClass ? 'is the class' : 'is the function'} ${nameOf(fn)}, which`
  const text = functionText(fn)
  const isOfHome = home?.includes(text) === true
  const byText = renderer.classesByText?.has(isOfHome ? home : fn) === true && facts.isNative !== true
  if (facts.obstacle !== undefined && !byText) renderer.fail(`${about} ${facts.obstacle}`, { advice: howToMakeKnown })
  if (facts.usesSuper === true && !isOfHome) {
    renderer.fail(`${about} calls methods of another object by \`super\``, { advice: howToMakeKnown })
  }
  renderer.text += `f${facts.digest}`
  if (facts.isLocal === true) renderer.text += localSettings()
  renderParts(renderer, fn, noMembers, noMembers, facts.isClass ? text : undefined)
}

function renderKnownFunction(renderer: Renderer, fn: Function, code: KnownCode): void {
  renderKnown(renderer, code)
  renderKnownParts(renderer, fn, code)
}

/** Renders the digest of known code, and the values that the code reads. */
export function renderKnown(renderer: Renderer, { digest, inputs, captured }: KnownCode): void {
  renderer.text += `F${digest.length}:${digest}`
  if (readsFiles(digest)) renderer.readsFiles = true
  if (inputs !== undefined) renderRead(renderer, 'I', inputs)
  if (captured !== undefined) renderRead(renderer, 'V', captured)
}

/** Renders a tagged function by its site. @returns false if it has no site */
function renderTagged(renderer: Renderer, fn: Function): boolean {
  const site = siteOf(fn)
  if (site === undefined) return false
  const { seed, record } = site
  // `this` in an arrow function is the `this` of the enclosing function.
  const isPart = record.captures === true || (record.usesThis === true && factsOfFunction(fn).isArrow === true)
  if (isPart || record.uncached !== undefined) {
    const why = isPart ? 'uses `this` or variables of the functions around it' : 'always runs uncached'
    renderer.fail(`is the function ${nameOf(fn)}, which ${why}`)
  }
  renderer.text += `F${seed.length}:${seed}`
  if (record.files === true) renderer.readsFiles = true
  if (record.constants !== undefined) renderRead(renderer, 'I', record.constants)
  if (record.inputs !== undefined) renderRead(renderer, 'I', record.inputs)
  return true
}

function renderRead(renderer: Renderer, tag: string, read: ReadValues): void {
  renderer.live = true
  ;(renderer.reads ??= []).push(read)
  const values = readValues(read)
  renderer.text += `${tag}${values.length}(`
  for (let i = 0; i < values.length; i++) {
    let value = values[i]
    if (value instanceof LazyValue) value = value.settle(renderer.lazies, values)
    if (isObject(value)) renderer.child({ words: ` (which reads ${nameOfValue(read, i, values.length)})` }, value)
    else renderer.value(value)
  }
}

/** Renders the same text as `renderParts`, memoized while nothing has changed. */
function renderKnownParts(renderer: Renderer, fn: Function, code: KnownCode): void {
  const base: unknown = getPrototypeOf(fn)
  if (code.text !== undefined && isAsKnown(fn, base, code)) renderer.text += code.text
  else {
    const start = renderer.text.length
    renderOwnParts(renderer, fn, base, code.own, code.ofPrototype)
    if (isWithoutState(fn, code) && isAsKnown(fn, base, code)) code.text = renderer.text.slice(start)
  }
  // What a package's functions inherit from is the package's, unless they are classes: `colors.green`.
  if (isPackageDigest(code.digest) && !hasOwn(fn, 'prototype')) renderer.text += '.'
  else renderBase(renderer, fn, base)
}

/** Returns the text of a class that reads nothing and extends nothing, memoized while nothing has changed. Otherwise returns undefined. */
export function wholeText(cls: Function, code: KnownCode): string | undefined {
  const { digest, text, inputs, captured, ofPrototype } = code
  if (text === undefined || inputs !== undefined || captured !== undefined) return undefined
  const base: unknown = getPrototypeOf(cls)
  if (base !== functionPrototype || !isAsKnown(cls, base, code)) return undefined
  if (code.whole === undefined && !ofPrototype.keys.includes(cacheKey)) code.whole = `F${digest.length}:${digest}${text}.`
  return code.whole
}

function isAsKnown(fn: Function, base: unknown, { own, ofPrototype, prototype }: KnownCode): boolean {
  if (prototype === undefined || !isUnchanged(fn, own) || !isUnchanged(prototype, ofPrototype)) return false
  const above: unknown = getPrototypeOf(prototype)
  return above === objectPrototype || (typeof base === 'function' && prototypeOf(base) === above)
}

/** Renders the own members, those of the prototype, and what both inherit from. */
function renderParts(renderer: Renderer, fn: Function, own: Members, ofPrototype: Members, home?: string): void {
  const base: unknown = getPrototypeOf(fn)
  renderOwnParts(renderer, fn, base, own, ofPrototype, home)
  renderBase(renderer, fn, base)
}

function renderOwnParts(
  renderer: Renderer,
  fn: Function,
  base: unknown,
  own: Members,
  ofPrototype: Members,
  home?: string,
): void {
  renderMembers(renderer, fn, own, fn, home)
  const prototype: unknown = getOwnPropertyDescriptor(fn, 'prototype')?.value
  if (typeof prototype !== 'object' || prototype === null) return
  if (platform.isProxy(prototype)) renderer.failAt('prototype', 'is a proxy')
  renderMembers(renderer, prototype, ofPrototype, fn, home)
  renderAbove(renderer, getPrototypeOf(prototype) as object | null, base)
}

function renderBase(renderer: Renderer, fn: Function, base: unknown): void {
  if (functionPrototypes.has(base)) renderer.text += '.'
  else if (base === null) renderer.text += '0'
  else if (typeof base === 'function') renderer.child(inBase, base)
  else renderer.fail(`is the function ${nameOf(fn)}, which has a prototype of its own`)
}

const inBase = { words: ' (its base class)' }

/** Renders what a prototype inherits from, unless that is the prototype of the base class. */
function renderAbove(renderer: Renderer, above: object | null, base: unknown): void {
  if (above === objectPrototype || generatorPrototypes.has(above)) return
  if (typeof base === 'function' && above !== null && prototypeOf(base) === above) return
  renderer.text += '^'
  if (above === null) renderer.text += '0'
  else renderer.child({ words: ' (what its prototype inherits from)' }, classOf(above) ?? above)
}

/** Renders the own members, except those whose code is covered by the owner's digest. */
function renderMembers(renderer: Renderer, owner: object, known: Members, fn: Function, home: string | undefined): void {
  renderer.text += '{'
  let covered = 0
  const keys = ownKeys(owner)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string | symbol
    const member = getOwnPropertyDescriptor(owner, key)
    if (member === undefined || isImplied(owner, key, member, fn)) continue
    const before = known.covered.get(key)
    if (before !== undefined && isSameCode(member, before)) covered++
    else renderMember(renderer, key, member, home)
  }
  if (covered < known.covered.size) renderMissing(renderer, owner, known)
  renderer.text += '}'
}

function renderMember(renderer: Renderer, key: string | symbol, member: PropertyDescriptor, home: string | undefined): void {
  renderer.key(key, member, true)
  const step = typeof key === 'string' ? key : { words: ' (at a symbol)' }
  if (member.get !== undefined || member.set !== undefined) {
    renderer.text += 'a'
    renderer.code(step, member.get, home)
    renderer.code(step, member.set, home)
    return
  }
  if (typeof member.value === 'function') {
    renderer.code(step, member.value as Function, home)
    return
  }
  if (key !== 'name' && key !== 'length') renderer.live = true
  renderer.child(step, member.value)
}

/** Renders members that existed when the owner was registered and have been removed since. */
function renderMissing(renderer: Renderer, owner: object, known: Members): void {
  for (const key of known.covered.keys()) {
    if (getOwnPropertyDescriptor(owner, key) === undefined) renderer.text += `~${String(key).length}:${String(key)}`
  }
}

/** Returns the class whose instances have this prototype. */
export function classOf(prototype: object): Function | undefined {
  const known = classesByPrototype.get(prototype)
  if (known !== undefined) return known.cls
  const constructor: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof constructor !== 'function') return undefined
  if (!registered.has(constructor) && platform.isProxy(constructor)) return undefined
  return prototypeOf(constructor) === prototype ? constructor : undefined
}

function prototypeOf(fn: Function): unknown {
  return getOwnPropertyDescriptor(fn, 'prototype')?.value
}

/** Returns the classes of an instance, or a class and its base classes, together with their texts. */
export function classesOf(value: unknown): ReadonlySet<unknown> {
  const found = new Set<unknown>()
  const isClass = typeof value === 'function'
  for (let at: unknown = value; at !== null && (typeof at === 'object' || typeof at === 'function'); at = getPrototypeOf(at)) {
    if (platform.isProxy(at) || (isClass && functionPrototypes.has(at))) break
    const cls = isClass ? (at as Function) : classOf(at)
    if (cls !== undefined) found.add(cls).add(functionText(cls))
  }
  return found
}

export function nameOf(fn: Function): string {
  const name: unknown = getOwnPropertyDescriptor(fn, 'name')?.value
  return typeof name === 'string' && name !== '' ? name : '(without a name)'
}

/** Renders the code of a class whose instances define their state by `[cacheKey]()`. */
export function renderClassCode(renderer: Renderer, fn: Function): void {
  for (let at: unknown = fn; typeof at === 'function' && !functionPrototypes.has(at); at = getPrototypeOf(at)) {
    const code = codeOf(at) ?? renderer.classes?.get(at)
    if (code !== undefined) renderKnown(renderer, code)
    else renderer.text += `f${digestText(functionText(at))}`
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}

/** Returns the time zone and the language, which don't show in a function's text. */
function localSettings(): string {
  const [language, timeZone] = [locale(), zone()]
  return `L${language.length}:${language}${timeZone.length}:${timeZone}`
}
