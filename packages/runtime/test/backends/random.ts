/** A fixed sequence of whole numbers below `bound`, so that a failure can be seen again. */
export function createRandom(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    // The upper bits are the random ones.
    return Math.floor((state / 2 ** 32) * bound)
  }
}
