import type { Node } from '../../source/source-module.js'
import { methodOf } from './builtins.js'

/** What a value is, as far as its code shows. `unknown` may be any value, and anything may happen to it. */
export interface Shape {
  /** `code`: a function or class. For the other kinds, see the table of built-ins. */
  kind:
    | 'primitive'
    | 'code'
    | 'object'
    | 'array'
    | 'map'
    | 'set'
    | 'regexp'
    | 'pattern'
    | 'sticky'
    | 'date'
    | 'bytes'
    | 'url'
    | 'formatter'
    | 'iterator'
    | 'instance'
    | 'unknown'
  /** Created by the expression itself, so nothing else holds a reference to it. */
  fresh: boolean
  /** By name; `*` for all others. */
  members?: ReadonlyMap<string, Shape>
  /** Of an array that a literal makes: the elements one by one. */
  positions?: readonly Shape[] | undefined
  /** Frozen by `Object.freeze`; the values of its members can still be mutated. */
  frozen?: true
  /** The node of the function or class. */
  node?: Node
}

export const PRIMITIVE: Shape = { kind: 'primitive', fresh: false }
export const UNKNOWN: Shape = { kind: 'unknown', fresh: false }
export const CODE: Shape = { kind: 'code', fresh: false }

/** Only with `g` or `y` do the methods of a regular expression change its `lastIndex`; with `y` alone, every method that takes it does. */
export function regexShape(flags: string): Shape {
  if (!/[gy]/.test(flags)) return { kind: 'pattern', fresh: true }
  return { kind: flags.includes('g') ? 'regexp' : 'sticky', fresh: true }
}

/** Whether no operation can change such a value. */
export const isFinal = ({ kind, frozen, members }: Shape): boolean =>
  kind === 'primitive' ||
  (frozen === true && /^(object|array)$/.test(kind) && members !== undefined && [...members.values()].every(isFinal))

/** Whether nothing but properties of a function can change. */
export const isImmutable = (shape: Shape): boolean => shape.kind === 'code' || isFinal(shape)

/** Whether its own code creates all parts of a value, down to immutable ones. */
export function isKnown(shape: Shape): boolean {
  if (isImmutable(shape) || /^(bytes|date|regexp|pattern|sticky|url|formatter)$/.test(shape.kind)) return true
  return shape.members !== undefined && [...shape.members.values()].every(isKnown)
}

/** The combined shape of everything that an object contains. */
export function contentsOf(shape: Shape): Shape {
  if (/^(primitive|bytes|url|pattern)$/.test(shape.kind)) return PRIMITIVE
  if (!shape.members) return UNKNOWN
  return { ...[...shape.members.values()].reduce<Shape>(join, PRIMITIVE), fresh: false }
}

/** The element shape of an iteration over an object: pairs, for a Map. */
export const elementOf = (shape: Shape): Shape =>
  shape.kind === 'map' ? holderOf('array', contentsOf(shape)) : shape.kind === 'object' ? UNKNOWN : contentsOf(shape)

export function memberOf(shape: Shape, name: string | undefined): Shape {
  switch (shape.kind) {
    case 'primitive':
    case 'date':
    case 'regexp':
    case 'pattern':
    case 'sticky':
      return PRIMITIVE
    case 'formatter':
      return name !== undefined && methodOf('formatter', name) ? CODE : UNKNOWN
    case 'bytes':
      // Other views can write into the buffer.
      return name === 'buffer' ? UNKNOWN : PRIMITIVE
    case 'url':
      return name === 'searchParams' || name === undefined ? UNKNOWN : PRIMITIVE
    case 'array':
      if (name === 'length') return PRIMITIVE
      return name !== undefined && methodOf('array', name) ? CODE : contentsOf(shape)
    case 'map':
    case 'set':
      return name === 'size' ? PRIMITIVE : UNKNOWN
    case 'object':
      if (!shape.members) return UNKNOWN
      if (name === undefined) return contentsOf(shape)
      // A name that isn't in the literal may come from Object.prototype.
      return shape.members.get(name) ?? shape.members.get('*') ?? (name === '__proto__' ? UNKNOWN : PRIMITIVE)
    default:
      return UNKNOWN
  }
}

const PATTERNS = /^(regexp|pattern|sticky)$/

export function join(left: Shape, right: Shape): Shape {
  if (left === right || left.kind === 'primitive') return right
  if (right.kind === 'primitive') return left
  const fresh = left.fresh && right.fresh
  // With `y` alone, most may happen to it.
  if (left.kind !== right.kind) return PATTERNS.test(left.kind) && PATTERNS.test(right.kind) ? { kind: 'sticky', fresh } : UNKNOWN
  if (left.kind === 'code') return left.node === right.node ? left : CODE
  if (!left.members || !right.members) return { kind: left.kind, fresh }
  const pairs = left.positions?.length === right.positions?.length ? left.positions : undefined
  const positions = pairs?.map((shape, at) => join(shape, right.positions![at]!))
  const members = new Map(left.members)
  for (const [name, shape] of right.members) members.set(name, members.has(name) ? join(members.get(name)!, shape) : shape)
  return { kind: left.kind, fresh, members, ...(positions ? { positions } : {}) }
}

/** A container of the given kind that contains `contents`. */
export const holderOf = (kind: Shape['kind'], contents: Shape): Shape => ({
  kind,
  fresh: true,
  members: new Map([['*', contents]]),
})

/** A function created by another one may have its own state. */
export function withoutClosures(shape: Shape): Shape {
  if (shape.kind === 'code') return UNKNOWN
  if (!shape.members) return shape
  return {
    ...shape,
    positions: undefined,
    members: new Map([...shape.members].map(([name, member]) => [name, withoutClosures(member)])),
  }
}
