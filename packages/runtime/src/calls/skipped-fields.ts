import { functionText } from '../key/intrinsics.js'
import { bodyHooks, type LazyStates } from '../key/lazy-values.js'
import type { Renderer } from '../key/renderer.js'
import { Parts, partsOf, wholeOf } from '../key/used-parts.js'
import { currentComputation } from './computation.js'
import { running } from './rewriting.js'

// A hit leaves fields unwritten that the body only updates. A body around the call may read such a field afterwards. What it can read of an
// object that it was given is in its key. Of other objects, such as those that it makes itself, nothing tells what it reads.

// Keys have such fields left out only where code uses `self` or `given`, so this module is loaded with them.

/** Returns what a key sees in the place of `this`, for a method of the class with this digest. */
export function self(digest: string, method: string): (value: unknown) => unknown {
  const names = [method]
  return (value) => partsOf(value, names, [], digest) ?? value
}

/** Returns what a key sees in the place of an argument, by the members of it that the function uses. */
export const given =
  (uses: readonly (readonly string[] | 0)[]) =>
  (value: unknown, at: number): unknown => {
    const names = uses[at]
    return names === undefined || names === 0 ? value : (partsOf(value, names, []) ?? value)
  }

/** The inputs of generators whose bodies are running. */
const generators = new Set<LazyStates>()

bodyHooks.entered = (lazies) => void generators.add(lazies)
bodyHooks.left = (lazies) => void generators.delete(lazies)

bodyHooks.isReliedOn = (lazies) => {
  if (running.length === 0 && generators.size === 0 && currentComputation() === undefined) return false
  const others = [...around()]
  return others.length > 0 && skippedBy(lazies).some((parts) => others.some((other) => mayRead(other, parts)))
}

/** The inputs of the bodies that are running around a call, as far as it is known. */
function* around(): Iterable<LazyStates> {
  for (const { lazies } of running) if (lazies !== undefined) yield lazies
  for (let at = currentComputation(); at !== undefined; at = at.parent) if (at.lazies !== undefined) yield at.lazies
  yield* generators
}

function skippedBy(lazies: LazyStates): Parts[] {
  const found: Parts[] = []
  for (const { met } of renderersOf(lazies.before))
    for (const object of met.index?.keys() ?? met.met)
      if (object instanceof Parts && object.updated.length > 0) found.push(object)
  return found
}

function mayRead({ before }: LazyStates, { instance, updated }: Parts): boolean {
  let isGiven = false
  for (const { met, reads } of renderersOf(before)) {
    if (reads?.some(readsMember)) return true
    for (const object of met.index?.keys() ?? met.met) {
      if (wholeOf(object) !== instance) continue
      if (!(object instanceof Parts) || object.fields.some(([name]) => updated.includes(name))) return true
      isGiven = true
    }
  }
  return !isGiven
}

/** Whether a value around a function is a member of another one. An accessor may have run for it, and the key has what that gave. */
const readsMember = (read: () => unknown[]): boolean =>
  /\.\s*[\w$]|\[\s*["']\w/.test(functionText(read).replace(/"(?:[^"\\]|\\.)*"|process\.env\.\w+|\bimport\.meta\b|\d\.\d/g, '0'))

function* renderersOf(renderer: Renderer | undefined): Iterable<Renderer> {
  const work = [renderer]
  for (let at = work.pop(); at; at = work.pop()) {
    yield at
    work.push(...(at.inner ?? []))
  }
}
