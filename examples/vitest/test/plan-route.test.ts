import { describe, expect, it } from 'vitest'
import { distance, lengthOf, type Stop } from '../src/distance.js'
import { planRoute } from '../src/plan-route.js'

const names =
  'Ash Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivy Juniper Kauri Larch Maple Nutmeg Oak Pine Quince Rowan Spruce'.split(' ')
// Scattered on a spiral, in alphabetical order of visit nowhere near the shortest.
const stops: Stop[] = names.map((name, i) => ({
  name,
  x: Math.round(50 * Math.cos(i * 2.4) * Math.sqrt(i)),
  y: Math.round(50 * Math.sin(i * 2.4) * Math.sqrt(i)),
}))

// Each test asks for the plan anew; the slow part runs once, and not at all in the next run.
describe('planRoute', () => {
  it('visits every stop once', () => {
    expect(
      planRoute(stops)
        .route.map((stop) => stop.name)
        .sort(),
    ).toEqual(names)
  })

  it('is no longer than the route of the nearest neighbour', () => {
    expect(planRoute(stops).length).toBeLessThanOrEqual(lengthOf(nearestNeighbour(stops)))
  })

  it('cannot be improved by turning a part of it round', () => {
    const { route, length } = planRoute(stops)
    for (let i = 1; i < route.length; i++) {
      for (let j = i + 1; j <= route.length; j++) {
        const turned = [...route.slice(0, i), ...route.slice(i, j).reverse(), ...route.slice(j)]
        expect(lengthOf(turned)).toBeGreaterThanOrEqual(length - 1e-9)
      }
    }
  })

  it('refuses what it cannot plan exactly', () => {
    expect(() => planRoute([...stops, ...stops])).toThrow('at most 20')
  })
})

function nearestNeighbour([first, ...rest]: Stop[]): Stop[] {
  const route = [first!]
  while (rest.length > 0) {
    const here = route.at(-1)!
    rest.sort((a, b) => distance(here, a) - distance(here, b))
    route.push(rest.shift()!)
  }
  return route
}
