/**
 * The number of rounds after which a point of the complex plane has left the circle of radius 2, smoothed; `limit` for
 * one that stays.
 *
 * @param {number} re
 * @param {number} im
 * @param {number} limit
 */
export function escapeTime(re, im, limit) {
  let x = 0
  let y = 0
  for (let round = 0; round < limit; round++) {
    const next = x * x - y * y + re
    y = 2 * x * y + im
    x = next
    if (x * x + y * y > 65536) return round + 1 - Math.log2(Math.log2(x * x + y * y) / 2)
  }
  return limit
}
