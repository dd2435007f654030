import type { Stats } from 'node:fs'
import { FIELDS } from '../asks.js'
import type { Noted } from './noted.js'

/** The group of each field. The access time has none, because reading changes it. */
const GROUP: Record<string, number> = {
  size: FIELDS.size,
  mode: FIELDS.mode,
  mtimeMs: FIELDS.mtime,
  mtimeNs: FIELDS.mtime | FIELDS.nanoseconds,
  mtime: FIELDS.mtime,
  ctimeMs: FIELDS.ctime,
  ctimeNs: FIELDS.ctime | FIELDS.nanoseconds,
  ctime: FIELDS.ctime,
  birthtimeMs: FIELDS.ctime,
  birthtimeNs: FIELDS.ctime | FIELDS.nanoseconds,
  birthtime: FIELDS.ctime,
  ino: FIELDS.inode,
  dev: FIELDS.inode,
  nlink: FIELDS.links,
  uid: FIELDS.inode,
  gid: FIELDS.inode,
  rdev: FIELDS.inode,
  blksize: FIELDS.inode,
  blocks: FIELDS.links,
}

const QUESTIONS = ['isFile', 'isDirectory', 'isSymbolicLink', 'isBlockDevice', 'isCharacterDevice', 'isFIFO', 'isSocket']

interface Seen {
  /** The original fields. */
  plain: Record<string, unknown>
  noted: Noted
}

const seen = new WeakMap<object, Seen>()
const accessors = new Map<string, PropertyDescriptor>()

/**
 * Returns a `Stats` that records which of its fields are read, so that code that reads only the type isn't affected by a new modification
 * time.
 */
export function noticeFields<S extends Stats | undefined>(stats: S, noted: Noted | undefined): S {
  if (stats === undefined || stats === null || noted === undefined || seen.has(stats)) return stats
  const plain: Record<string, unknown> = Object.create(Object.getPrototypeOf(stats) as object) as Record<string, unknown>
  for (const name of Object.keys(stats)) {
    if (GROUP[name] === undefined) continue
    plain[name] = (stats as unknown as Record<string, unknown>)[name]
    Object.defineProperty(stats, name, accessorOf(name))
  }
  seen.set(stats, { plain, noted })
  Object.setPrototypeOf(stats, typeOnly(Object.getPrototypeOf(stats) as object))
  return stats
}

function accessorOf(name: string): PropertyDescriptor {
  let accessor = accessors.get(name)
  if (accessor === undefined) {
    accessor = {
      enumerable: true,
      configurable: true,
      get(this: object) {
        const of = seen.get(this)
        if (of === undefined) return undefined
        of.noted.fields |= GROUP[name]!
        return of.plain[name]
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
      },
    }
    accessors.set(name, accessor)
  }
  return accessor
}

const prototypes = new WeakMap<object, object>()

/** `isFile()` and similar methods read `mode`, which includes permissions, but they only need the type. */
function typeOnly(prototype: object): object {
  let derived = prototypes.get(prototype)
  if (derived === undefined) {
    derived = Object.create(prototype) as object
    for (const name of QUESTIONS) {
      const own = (prototype as Record<string, unknown>)[name] as () => boolean
      const value = function (this: object): boolean {
        const of = seen.get(this)
        return Reflect.apply(own, of === undefined ? this : of.plain, [])
      }
      Object.defineProperty(derived, name, { value, writable: true, configurable: true })
    }
    prototypes.set(prototype, derived)
  }
  return derived
}
