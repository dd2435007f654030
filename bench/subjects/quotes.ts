import { Cacher } from '@cachecache/runtime'

/** A small value of the kind that functions return all day. */
export interface Quote {
  year: number
  region: string
  total: number
  currency: string
  lines: { item: string; amount: number }[]
}

// oxlint-disable-next-line no-unused-vars -- the tags below name it
const inMemory = Cacher('memory:bench')

/** @cache */
export function quoteSync(year: number, region: string): Quote {
  return priceOf(year, region)
}

/** @cache */
export async function quoteAsync(year: number, region: string): Promise<Quote> {
  return priceOf(year, region)
}

/** @cache { cacher: inMemory } */
export function quoteFromMemory(year: number, region: string): Quote {
  return priceOf(year, region)
}

/** @cache { cacher: inMemory } */
export async function quoteFromMemoryAsync(year: number, region: string): Promise<Quote> {
  return priceOf(year, region)
}

export function priceOf(year: number, region: string): Quote {
  return {
    year,
    region,
    total: year * 1.25,
    currency: 'EUR',
    lines: [
      { item: 'paper', amount: year * 0.75 },
      { item: 'ink', amount: year * 0.5 },
    ],
  }
}
