import { mapGet, mapSet } from './intrinsics.js'

/** Up to that many objects a scan is faster than a Map. */
const few = 16

/** Objects in the order of their first meeting. */
export class MetObjects {
  private readonly met: object[] = []
  private index: Map<object, number> | undefined

  /** The number under which an object was met before, or -1 and it has one now. */
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
