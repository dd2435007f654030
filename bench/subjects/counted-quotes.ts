import { Cacher } from '@cachecache/runtime'

/** Built once for each store that is compared: the module is imported from another folder each time. */
// oxlint-disable-next-line no-unused-vars -- the tag below names it
const store = Cacher(process.env.BENCH_CACHE_PATH as string)

/** @cache { cacher: store } */
export function countedQuote(n: number): { n: number; total: number } {
  return { n, total: n * 1.25 }
}
