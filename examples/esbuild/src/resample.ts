/** The middle 95 % of the means of `rounds` samples drawn with replacement. */
export function interval(values: readonly number[], rounds: number): [low: number, high: number] {
  const random = createRandom(values.length)
  const means = new Float64Array(rounds)
  for (let round = 0; round < rounds; round++) {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)]!
    means[round] = sum / values.length
  }
  means.sort()
  return [means[Math.floor(rounds * 0.025)]!, means[Math.floor(rounds * 0.975)]!]
}

// Seeded (mulberry32), so that the report says the same each time it is computed.
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
