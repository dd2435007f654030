import { platform } from '#platform'

const { getOwnPropertyNames } = Object
/** Up to this length, listing the names costs less than asking the platform. */
const shortLength = 64
/** A page has no quick way to tell of a longer one. */
const longestListed = 1_000

/** Whether a typed array of that many elements has properties beside them. */
export function hasExtraProperties(view: object, length: number): boolean {
  if (length > shortLength && platform.name === 'node') return !platform.hasOnlyElements(view as never)
  return length <= longestListed && getOwnPropertyNames(view).length !== length
}
