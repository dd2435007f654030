import { platform } from '#platform'
import { getOwnPropertyNames, hasGetter, hasOwn } from './intrinsics.js'
import type { Renderer } from './renderer.js'

/** Up to this length, listing the names is faster than a native check. */
const shortLength = 64

/** Renders the elements of an array, then its other properties. */
export function renderArray(renderer: Renderer, value: readonly unknown[]): void {
  if (value.length > shortLength && platform.hasOnlyElements(value) && renderDense(renderer, value)) return
  const { length } = value
  // Indices come first and in order, then `length`. If `length` is at this position, the array has no holes.
  const names = getOwnPropertyNames(value)
  const dense = names[length] === 'length'
  const count = dense ? length : indexOfLength(names)
  renderer.text += dense ? `[${length}:` : `h${length}:`
  for (let i = 0; i < count; i++) {
    const name = dense ? i : (names[i] as string)
    if (hasGetter(value, name)) renderer.failAt(name, 'is an accessor')
    if (!dense) renderer.text += `${name}:`
    renderer.child(name, value[name as number])
  }
  renderer.text += ']'
  if (names.length > count + 1) {
    const others: string[] = []
    for (let i = count + 1; i < names.length; i++) others[others.length] = names[i] as string
    renderer.extras(value, others)
  } else renderer.extras(value, [])
}

/** Renders the same text for a long array without other properties. @returns false, having rendered nothing, if the array has holes */
function renderDense(renderer: Renderer, value: readonly unknown[]): boolean {
  const { length } = value
  for (let i = 0; i < length; i++) {
    if (hasGetter(value, i)) renderer.failAt(i, 'is an accessor')
    if (value[i] === undefined && !hasOwn(value, i)) return false
  }
  renderer.text += `[${length}:`
  for (let i = 0; i < length; i++) renderer.child(i, value[i])
  renderer.text += ']'
  return true
}

function indexOfLength(names: readonly string[]): number {
  let at = 0
  while (names[at] !== 'length') at++
  return at
}
