/** A set of numbered items, as bits. */
export type Bits = Uint32Array

/** Numbers items in the order in which they are asked for. */
export class Numbers<T> {
  readonly list: T[] = []
  private readonly numbers = new Map<T, number>()

  of(one: T): number {
    let number = this.numbers.get(one)
    if (number === undefined) {
      this.numbers.set(one, (number = this.list.length))
      this.list.push(one)
    }
    return number
  }

  /** The items of a set. */
  *in(bits: Bits): Iterable<T> {
    for (let at = 0; at < bits.length; at++)
      for (let word = bits[at]!; word !== 0; word &= word - 1) yield this.list[at * 32 + (31 - Math.clz32(word & -word))]!
  }
}

export function bitsOf(numbers: readonly number[]): Bits {
  let length = 0
  for (const number of numbers) length = Math.max(length, (number >>> 5) + 1)
  const bits = new Uint32Array(length)
  for (const number of numbers) bits[number >>> 5]! |= 1 << (number & 31)
  return bits
}

export const has = (bits: Bits, number: number): boolean => ((bits[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0

/** Returns the largest set itself if it contains all others. */
export function union(sets: readonly Bits[]): Bits {
  const largest = sets.reduce((one, other) => (other.length > one.length ? other : one), new Uint32Array(0))
  let all: Bits = largest
  for (const set of sets) {
    if (set === largest) continue
    for (let at = 0; at < set.length; at++) {
      if ((all[at]! | set[at]!) === (all[at]! | 0)) continue
      if (all === largest) all = largest.slice()
      all[at]! |= set[at]!
    }
  }
  return all
}

/** What the first set has and the second one doesn't. */
export const difference = (of: Bits, without: Bits): Bits =>
  of === without ? new Uint32Array(0) : of.map((word, at) => word & ~(without[at] ?? 0))
