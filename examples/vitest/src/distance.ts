export interface Stop {
  name: string
  x: number
  y: number
}

export function distance(a: Stop, b: Stop): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** Length of a round trip. */
export function lengthOf(route: readonly Stop[]): number {
  return route.reduce((sum, stop, i) => sum + distance(stop, route[(i + 1) % route.length]!), 0)
}
