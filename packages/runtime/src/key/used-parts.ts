import { platform } from '#platform'
import { shared } from '../shared.js'
import { addRendering } from './built-ins.js'
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
  type KnownCode,
} from './functions/known-code.js'
import { functionText, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, isExtensible, objectPrototype } from './intrinsics.js'
import type { Renderer } from './renderer.js'

/** A field that a method reads: `"db"`; with the members that it uses of it, if nothing else; a private one with its place in the class. */
type UsedField = string | readonly [name: string, members: readonly string[] | 0, place?: number]
/** What a method reads of `this`, the methods and accessors of its class that may run, and private fields that it only updates. */
type UsedParts = readonly [fields: readonly UsedField[], methods: readonly string[], updated?: readonly string[]]

interface Listed {
  table: Readonly<Record<string, UsedParts>>
  /** The class extends one of Node. */
  ofNode: boolean
  /** What some members use together, by the list of their names; null if all of an instance counts. */
  merged: Map<readonly string[], UsedParts | null>
}

const listed: WeakMap<Function, Listed> = /* @__PURE__ */ shared('members.1', () => new WeakMap())

/** Registers what each method of a class reads of `this`: `$members(C,{"find":[["db"],["load"]]})`. */
export function members(cls: Function, table: Listed['table'], ofNode = 0): void {
  listed.set(cls, { table, ofNode: ofNode === 1, merged: new Map() })
}

/** The parts of an instance that code uses. */
export class Parts {
  constructor(
    readonly instance: object,
    readonly code: KnownCode,
    readonly fields: readonly (readonly [name: string, field: PropertyDescriptor])[],
    /** Fields that the code only updates. They are no part of the key. */
    readonly updated: readonly string[],
  ) {}
}

/** The instance that is seen by some of its parts, and any other object itself. */
export const wholeOf = (object: object): object => (object instanceof Parts ? object.instance : object)

/** Static data of the class and its base class count where code reads them. */
function renderParts(renderer: Renderer, value: object): void {
  const { code, fields } = value as Parts
  renderer.text += 'O'
  renderKnown(renderer, code)
  renderer.text += '{'
  for (const [name, field] of fields) renderer.property(name, field)
  renderer.text += '}'
}

/**
 * @param names of members that run or are read
 * @param open the instances that this one is a part of
 * @param digest of the class whose method runs. In an instance of another one, it may read other fields
 * @returns undefined if all of the value counts
 */
export function partsOf(value: unknown, names: readonly string[], open: readonly object[], digest?: string): Parts | undefined {
  if (typeof value !== 'object' || value === null || platform.isProxy(value) || open.includes(value)) return undefined
  const prototype = getPrototypeOf(value) as object | null
  const known = prototype === null ? undefined : classesByPrototype.get(prototype)
  const list = known && listed.get(known.cls)
  if (list === undefined || (digest !== undefined && known?.code.digest !== digest)) return undefined
  const { cls, code } = known as KnownClass
  if (cacheKey in value || !isExtensible(value)) return undefined
  if (!isUnchanged(prototype as object, code.ofPrototype) || !isUnchanged(cls, code.own)) return undefined
  const used = usedBy(known as KnownClass, list, names, digest !== undefined)
  if (used === null || used[1].some((name) => hasOwn(value, name))) return undefined
  const fields = readFields(value, cls, used[0], [...open, value])
  if (fields === undefined) return undefined
  addRendering(Parts.prototype, renderParts)
  return new Parts(value, code, fields, used[2] ?? [])
}

function usedBy(known: KnownClass, list: Listed, names: readonly string[], isSelf: boolean): UsedParts | null {
  let found = list.merged.get(names)
  if (found === undefined) list.merged.set(names, (found = merge(known, list, names, isSelf)))
  return found
}

function merge({ code }: KnownClass, { table, ofNode }: Listed, names: readonly string[], isSelf: boolean): UsedParts | null {
  const prototype = code.prototype as object
  const fields = new Map<string, UsedField>()
  const methods = new Set<string>()
  const updated = new Set<string>()
  for (const name of names) {
    const own = hasOwn(table, name) ? table[name] : undefined
    if (own === undefined && name in prototype) return null
    // The method itself is the one that runs, whatever its decorators have put in its place.
    if (own !== undefined && !isSelf) methods.add(name)
    for (const method of own?.[1] ?? []) methods.add(method)
    for (const field of own?.[0] ?? [name]) addField(fields, field)
    for (const field of own?.[2] ?? []) updated.add(field)
  }
  for (const name of fields.keys()) updated.delete(name)
  if (!ofNode && !extendsNoneOfProject(prototype)) return null
  const all = [...methods]
  return all.every((name) => isAsWritten(code, prototype, name)) ? [[...fields.values()], all, [...updated]] : null
}

function addField(fields: Map<string, UsedField>, field: UsedField): void {
  const [name, used, place] = typeof field === 'string' ? ([field, 0] as const) : field
  const before = fields.get(name)
  const others = before === undefined ? [] : typeof before === 'string' ? 0 : before[1]
  const both = used === 0 || others === 0 ? 0 : [...new Set([...others, ...used])]
  fields.set(name, place === undefined ? [name, both] : [name, both, place])
}

/** @returns undefined if one of the fields is inherited or an accessor */
function readFields(
  value: object,
  cls: Function,
  fields: readonly UsedField[],
  open: readonly object[],
): Parts['fields'] | undefined {
  const found: [string, PropertyDescriptor][] = []
  let hidden: unknown[] | undefined
  for (const [name, used, place] of fields as readonly Exclude<UsedField, string>[]) {
    let field = getOwnPropertyDescriptor(value, name)
    if (place !== undefined) {
      hidden ??= readPrivate(value, cls)
      if (hidden === undefined) return undefined
      field = { value: hidden[place], writable: true, enumerable: true, configurable: true }
    } else if (field === undefined) {
      if (name in value) return undefined
      continue
    } else if (field.get !== undefined || field.set !== undefined) return undefined
    if (used !== 0) field.value = partsOf(field.value, used, open) ?? field.value
    found.push([name, field])
  }
  return found
}

/** @returns undefined if the instance has no private fields yet, as in its constructor */
function readPrivate(value: object, cls: Function): unknown[] | undefined {
  try {
    return privateReaders.get(cls)?.(value as never)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
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
function isAsWritten(code: KnownCode, prototype: object, name: string): boolean {
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
