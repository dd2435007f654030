import { platform } from '#platform'

const { getOwnPropertyNames } = Object
/** Up to this length, listing the names is faster than a native check. */
const shortLength = 64
/** In a browser, there is no fast check for a longer one. */
const longestListed = 1_000

/** Whether a typed array of this length has properties besides its elements. */
export function hasExtraProperties(view: object, length: number): boolean {
  if (length > shortLength && platform.name === 'node') return !platform.hasOnlyElements(view as never)
  return length <= longestListed && getOwnPropertyNames(view).length !== length
}
