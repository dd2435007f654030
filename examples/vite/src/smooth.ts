/** Local linear regression, made robust against spikes in four rounds (LOWESS). */
export function smooth(values: readonly number[], reach: number): Float64Array {
  const trend = new Float64Array(values.length)
  const trust = new Float64Array(values.length).fill(1)
  for (let round = 0; round < 4; round++) {
    for (let at = 0; at < values.length; at++) trend[at] = localFit(values, trust, at, reach)
    const misses = values.map((value, i) => Math.abs(value - trend[i]!))
    const scale = 6 * median(misses) || 1
    for (const [i, miss] of misses.entries()) trust[i] = miss < scale ? (1 - (miss / scale) ** 2) ** 2 : 0
  }
  return trend
}

function localFit(values: readonly number[], trust: Float64Array, at: number, reach: number): number {
  let weights = 0
  let sumX = 0
  let sumY = 0
  let sumXX = 0
  let sumXY = 0
  for (let i = 0; i < values.length; i++) {
    const x = (i - at) / reach
    const weight = Math.abs(x) < 1 ? (1 - Math.abs(x) ** 3) ** 3 * trust[i]! : 0
    weights += weight
    sumX += weight * x
    sumY += weight * values[i]!
    sumXX += weight * x * x
    sumXY += weight * x * values[i]!
  }
  const spread = weights * sumXX - sumX ** 2
  return spread > 1e-9 ? (sumXX * sumY - sumX * sumXY) / spread : sumY / weights
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
