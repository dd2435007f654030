import { mapGet, mapSet } from './intrinsics.js'

/** Up to this number of objects, a linear scan is faster than a Map. */
const few = 16

/** Numbers objects in the order in which they are first met. */
export class MetObjects {
  /** The first ones; all are in `index` if there is one. */
  readonly met: object[] = []
  index: Map<object, number> | undefined

  /** Returns the number of an object that was met before. Otherwise assigns it the next number and returns -1. */
  meet(value: object): number {
    const { met } = this
    if (this.index === undefined) {
      for (let i = 0; i < met.length; i++) if (met[i] === value) return i
      met[met.length] = value
      if (met.length > few) this.index = indexObjects(met)
      return -1
    }
    const number = mapGet(this.index, value)
    if (number !== undefined) return number
    mapSet(this.index, value, this.index.size)
    return -1
  }
}

function indexObjects(met: readonly object[]): Map<object, number> {
  const index = new Map<object, number>()
  for (let i = 0; i < met.length; i++) mapSet(index, met[i] as object, i)
  return index
}
