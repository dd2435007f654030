/** @param {number[]} values @param {number} at from 0 to 1 */
export function quantile(values, at) {
  if (values.length === 0) throw new Error('No values to take a quantile of: the task never ran.')
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * at
  const below = Math.floor(place)
  const above = Math.ceil(place)
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below)
}

/** Median and the middle half around it: what a noisy machine leaves standing. */
export function summarise(values) {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75), samples: values.length }
}
