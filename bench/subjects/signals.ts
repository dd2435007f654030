/**
 * Eight megabytes in, eight megabytes out.
 * @cache
 */
export function smooth(signal: Float64Array): Float64Array {
  return smoothed(signal)
}

/** @cache */
export async function smoothAsync(signal: Float64Array): Promise<Float64Array> {
  return smoothed(signal)
}

function smoothed(signal: Float64Array): Float64Array {
  return signal.map((value, at) => (value + (signal[at - 1] ?? value)) / 2)
}
