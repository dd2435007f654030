import { distance, lengthOf, type Stop } from './distance.js'

/**
 * The shortest round trip through all stops (Held and Karp's dynamic programme, exact, up to 20 stops).
 *
 * @cache
 */
export function planRoute(stops: readonly Stop[]): { route: Stop[]; length: number } {
  if (stops.length > 20) throw new RangeError(`${stops.length} stops are too many for an exact plan; pass at most 20.`)
  if (stops.length < 4) return { route: [...stops], length: lengthOf(stops) }

  const last = stops.length - 1
  const sets = 1 << last
  const shortest = new Float64Array(sets * last).fill(Infinity)
  const before = new Int8Array(sets * last).fill(-1)
  for (let i = 0; i < last; i++) shortest[(1 << i) * last + i] = distance(stops[last]!, stops[i]!)

  for (let set = 1; set < sets; set++) {
    for (let end = 0; end < last; end++) {
      const soFar = shortest[set * last + end]!
      if (soFar === Infinity) continue
      for (let next = 0; next < last; next++) {
        if (set & (1 << next)) continue
        const at = (set | (1 << next)) * last + next
        const length = soFar + distance(stops[end]!, stops[next]!)
        if (length < shortest[at]!) {
          shortest[at] = length
          before[at] = end
        }
      }
    }
  }
  return readBack(stops, shortest, before)
}

function readBack(stops: readonly Stop[], shortest: Float64Array, before: Int8Array): { route: Stop[]; length: number } {
  const last = stops.length - 1
  let set = (1 << last) - 1
  const home = stops[last]!
  let end = 0
  const total = (i: number): number => shortest[set * last + i]! + distance(stops[i]!, home)
  for (let i = 1; i < last; i++) if (total(i) < total(end)) end = i

  const route = [home]
  while (end >= 0) {
    route.push(stops[end]!)
    const previous = before[set * last + end]!
    set &= ~(1 << end)
    end = previous
  }
  return { route, length: lengthOf(route) }
}
