import { platform } from '#platform'
import { getOwnPropertyDescriptor, getOwnPropertyNames, isNative } from '../intrinsics.js'
import { standardGlobals } from './standard-globals.js'

let names: Map<unknown, string> | undefined

/**
 * Returns the name of a standard function of the language, such as `Math.max`. Returns undefined for bound functions and functions of the
 * host.
 */
export function nameOfStandardFunction(fn: Function): string | undefined {
  names ??= nameAll()
  return names.get(fn)
}

function nameAll(): Map<unknown, string> {
  const found = new Map<unknown, string>()
  for (const name of standardGlobals) {
    const value: unknown = getOwnPropertyDescriptor(globalThis, name)?.value
    // Console output doesn't affect the result.
    if (name === 'console') nameMembers(found, value, name, () => true)
    else nameTree(found, value, name)
  }
  platform.nameFunctions?.(found)
  // No global has its name.
  nameTree(found, Object.getPrototypeOf(Int8Array), 'TypedArray')
  return found
}

function nameTree(found: Map<unknown, string>, value: unknown, name: string): void {
  if (!isObject(value) || found.has(value)) return
  if (typeof value === 'function') {
    if (!isNative(value)) return
    found.set(value, name)
  }
  for (const key of getOwnPropertyNames(value)) {
    const inner: unknown = getOwnPropertyDescriptor(value, key)?.value
    if (key === 'prototype') nameMembers(found, inner, `${name}.prototype`, isNative)
    else if (typeof inner === 'function') nameTree(found, inner, `${name}.${key}`)
  }
}

function nameMembers(found: Map<unknown, string>, owner: unknown, name: string, counts: (fn: Function) => boolean): void {
  if (!isObject(owner)) return
  for (const key of Reflect.ownKeys(owner)) {
    const member: unknown = getOwnPropertyDescriptor(owner, key)?.value
    if (typeof member === 'function' && !found.has(member) && counts(member)) found.set(member, `${name}.${String(key)}`)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}
