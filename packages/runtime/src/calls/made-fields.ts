import { platform } from '#platform'
import { getOwnPropertyDescriptor, getOwnPropertyNames, isExtensible } from '../key/intrinsics.js'
import { bodyHooks, type LazyStates, type MadeFields } from '../key/lazy-values.js'
import { currentComputation, type Computation } from './computation.js'
import { GROWTH, growthOf, grow, isCollection, shrink, sizeOf } from './growth.js'
import { digestOf } from './makings.js'
import { objectsOf, partsOf, putOriginals } from './parts-of-made.js'

// What a body gives to fields of its inputs when it first needs it is part of its result: the entry holds it, and a hit gives it to the fields
// too. So a hit leaves an object as the body would, whatever the field is made of and whoever reads it.

/** A value that a method gave to a field, or the first one that it added to a collection. */
interface Making {
  /** Counts all makings and calls. */
  at: number
  /** The body that ran; `undefined` if it ran inline. */
  by: Computation | undefined
  /** The field as it was, or how many elements the collection had. */
  before: PropertyDescriptor | number | undefined
  value: unknown
  /** Other code hasn't run since. */
  isNew: boolean
  /** Of what was made, when other code first ran. */
  digest: string | undefined
}

interface Slot {
  read: (object: never) => unknown
  write: (object: never, value: never) => void
}

/** How many makings of one field are known, the latest ones. */
const MOST = 8
/** How many fields a body can make. One that makes objects with such fields by the thousand pays for no more. */
const MOST_FIELDS = 10_000

const makings = new WeakMap<object, Map<string, Making[]>>()
/** How `#private` fields are read and written. Their names begin with `#`. */
const slots = new Map<string, Slot>()
let count = 0
/** When the latest call began. */
let begun = 0

/** Calls whose bodies may be running. */
let running = 0
/** Since the latest call began. */
let noted = 0
/** The latest making that wasn't noted. */
let lost = 0

bodyHooks.count = () => (begun = ++count)
bodyHooks.began = () => {
  running++
  noted = 0
}
bodyHooks.ended = () => {
  // A generator that the caller steers after a hit ends twice.
  if (running > 0) running--
}

export function slot(name: string, read: Slot['read'], write: Slot['write']): void {
  slots.set(name, { read, write })
}

/** Notes that a method is about to give a value to a field. @returns the value */
export function kept<T>(value: T, object: unknown, name: string): T {
  if (running > 0 && typeof object === 'object' && object !== null && !platform.isProxy(object))
    note(object, name, () => fieldOf(object, name), value)
  return value
}

/** Notes that a method is about to add to a collection. @returns the collection */
export function growing<T>(collection: T): T {
  if (
    running > 0 &&
    typeof collection === 'object' &&
    collection !== null &&
    !platform.isProxy(collection) &&
    isCollection(collection)
  )
    note(collection, GROWTH, () => sizeOf(collection), undefined)
  return collection
}

function note(object: object, name: string, before: () => Making['before'], value: unknown): void {
  let made = makings.get(object)
  if (made === undefined && ++noted > MOST_FIELDS) return void (lost = ++count)
  if (made === undefined) makings.set(object, (made = new Map()))
  const list = made.get(name) ?? []
  const by = currentComputation()
  const last = list.at(-1)
  // No call has begun since: what the field was before is known.
  if (last !== undefined && last.at > begun && last.by === by) {
    last.value = value
    if (!last.isNew) last.digest = undefined
    return
  }
  const making: Making = { at: ++count, by, before: before(), value, isNew: by !== undefined, digest: undefined }
  list.push(making)
  if (list.length > MOST) list.shift()
  made.set(name, list)
  // What the body fills at once is part of what it makes.
  if (by !== undefined) {
    queueMicrotask(() => {
      making.digest = digestOf(name === GROWTH ? growthOf(object, making.before as number) : making.value)
      making.isNew = false
    })
  }
}

function fieldOf(object: object, name: string): PropertyDescriptor | undefined {
  const found = slots.get(name)
  if (found === undefined) return getOwnPropertyDescriptor(object, name)
  try {
    return { value: found.read(object as never), writable: true }
  } catch {
    // Another class that has the name.
    return { writable: false }
  }
}

interface Made {
  object: object
  number: number
  name: string
  /** The first one since the call began, and the last one. */
  first: Making
  last: Making
}

bodyHooks.fieldsMade = (request, derive) => {
  const { lazies, key } = request
  const made = makingsOf(lazies)
  if (made === undefined) return undefined
  const redo: (() => unknown)[] = []
  const fields: MadeFields['fields'] = []
  try {
    for (const each of made.toReversed()) {
      const now = valueOf(each)
      if (now === undefined || !undo(each, now.field)) return undefined
      redo.unshift(() => put(each.object, each.name, now.value))
      if (!isAsMade(each, now.value, lazies)) return undefined
      fields.unshift([each.number, each.name, now.value])
    }
    const parts = derive() === key ? partsOf(fields, request) : undefined
    return parts && { fields, parts }
  } catch {
    return undefined
  } finally {
    for (const each of redo) each()
  }
}

/** What the body of a call made of the objects in its key, in this order. @returns undefined if there is nothing, or not all is known */
function makingsOf({ since, before, body, run }: LazyStates): Made[] | undefined {
  if (since === undefined || count === since || lost > since || before === undefined) return undefined
  const found: Made[] = []
  // Some are met in several ways.
  for (const [object, number] of new Map(objectsOf(before).map((object, number) => [object, number]))) {
    for (const [name, list] of makings.get(object) ?? []) {
      const made = list.filter(({ at }) => at > since)
      if (made.length === 0) continue
      const isKnown = made.length < list.length || list.length < MOST
      const isOwn = !run!.mayInterleave || made.every(({ by }) => isInside(by, body))
      if (!isKnown || !isOwn) return undefined
      found.push({ object, number, name, first: made[0]!, last: made.at(-1)! })
    }
  }
  return found.length === 0 ? undefined : found.sort((one, other) => one.first.at - other.first.at)
}

function isInside(by: Computation | undefined, body: Computation | undefined): boolean {
  for (let at = by; at !== undefined; at = at.parent) if (at === body) return true
  return false
}

/** Whether no other code has given the field another value since, or changed it. */
function isAsMade({ name, first, last }: Made, value: unknown, { run }: LazyStates): boolean {
  if (!run!.mayInterleave) return true
  const isSame = name === GROWTH ? first === last : Object.is(last.value, value)
  return isSame && last.digest !== undefined && last.digest === digestOf(value)
}

function valueOf({ object, name, first }: Made): { value: unknown; field?: PropertyDescriptor } | undefined {
  if (name === GROWTH) return { value: growthOf(object, first.before as number) }
  const field = fieldOf(object, name)
  return field && { value: field.value, field }
}

/** Makes a field what it was before. @returns whether that is possible, without a change in the order of the fields */
function undo({ object, name, first }: Made, now: PropertyDescriptor | undefined): boolean {
  if (now === undefined) return shrink(object, first.before as number)
  const before = first.before as PropertyDescriptor | undefined
  if (now.writable !== true || (before !== undefined && !('value' in before))) return false
  if (before !== undefined) return put(object, name, before.value)
  const isPlain = now.enumerable === true && now.configurable === true && isExtensible(object)
  return isPlain && getOwnPropertyNames(object).at(-1) === name && Reflect.deleteProperty(object, name)
}

function put(object: object, name: string, value: unknown): boolean {
  if (name === GROWTH) return grow(object, value as unknown[])
  const found = slots.get(name)
  if (found !== undefined) return (found.write(object as never, value as never), true)
  const isThere = getOwnPropertyDescriptor(object, name) !== undefined
  const attributes = isThere ? {} : { writable: true, enumerable: true, configurable: true }
  return Reflect.defineProperty(object, name, { value, ...attributes })
}

bodyHooks.restore = (lazies, { fields, parts }) => {
  const objects = lazies.before === undefined ? [] : objectsOf(lazies.before)
  const values = fields.map(([, , value]) => value)
  putOriginals(values, new Map(parts.map(([number, copy]) => [copy, objects[number]])))
  for (const [at, [number, name]] of fields.entries()) {
    const object = objects[number]
    // Other code has made it while the store was asked.
    const isMade = makings
      .get(object!)
      ?.get(name)
      ?.some((making) => making.at > lazies.since!)
    if (object === undefined || isMade === true) continue
    const value = name === GROWTH ? (growing(object), values[at]) : kept(values[at], object, name)
    try {
      put(object, name, value)
    } catch {
      // The body would have failed too.
    }
  }
}
