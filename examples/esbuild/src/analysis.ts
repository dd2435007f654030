import { groupBy, parseOrders } from './orders.js'
import { interval } from './resample.js'

export interface Month {
  month: string
  orders: number
  mean: number
  low: number
  high: number
}

/**
 * Mean value of an order in each month, with its 95 % confidence interval from a bootstrap.
 *
 * @cache
 */
export function monthlyBaskets(csv: string, rounds = 100_000): Month[] {
  const months = groupBy(parseOrders(csv), (line) => line.month)
  return [...months]
    .map(([month, lines]) => {
      const baskets = [...groupBy(lines, (line) => line.order).values()]
      const values = baskets.map((basket) => basket.reduce((sum, line) => sum + line.amount, 0))
      const [low, high] = interval(values, rounds)
      return { month, orders: values.length, mean: values.reduce((a, b) => a + b, 0) / values.length, low, high }
    })
    .sort((a, b) => (a.month < b.month ? -1 : 1))
}

export interface Pair {
  products: [string, string]
  orders: number
  /** How many times more often together than chance would have it. */
  lift: number
}

/** @cache */
export async function boughtTogether(csv: string, top = 5): Promise<Pair[]> {
  const baskets = [...groupBy(parseOrders(csv), (line) => line.order).values()].map(
    (lines) => new Set(lines.map((line) => line.product)),
  )
  const products = [...new Set(baskets.flatMap((basket) => [...basket]))].sort()
  const ordersWith = (...wanted: string[]): number => baskets.filter((basket) => wanted.every((one) => basket.has(one))).length

  const pairs: Pair[] = []
  for (const [i, a] of products.entries()) {
    for (const b of products.slice(i + 1)) {
      const orders = ordersWith(a, b)
      if (orders >= 10)
        pairs.push({ products: [a, b], orders, lift: (orders * baskets.length) / (ordersWith(a) * ordersWith(b)) })
    }
  }
  return pairs.sort((a, b) => b.lift - a.lift).slice(0, top)
}
