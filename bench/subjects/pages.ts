export interface Page {
  n: number
  title: string
  rows: { name: string; amount: number }[]
}

/** @cache */
export async function cachedPage(n: number): Promise<Page> {
  return pageOf(n)
}

/** About two milliseconds of work. */
export function pageOf(n: number): Page {
  let seed = n
  for (let i = 0; i < 1_000_000; i++) seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return {
    n,
    title: `Page ${n}`,
    rows: Array.from({ length: 5 }, (_, row) => ({ name: `row ${row}`, amount: (seed % 1_000) + row })),
  }
}
