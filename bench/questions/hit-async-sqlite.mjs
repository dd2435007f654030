import { compare } from '../harness/compare.mjs'
import { openFloor } from '../harness/floor.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

export default {
  asks: 'What does a hit of an asynchronous function cost, from SQLite, with a small value?',
  async measure({ rounds, slice, entries }) {
    const folder = scratchFolder('hit-async')
    process.env.CACHECACHE_PATH = folder
    const { quoteAsync, priceOf } = await importSubject('quotes', folder)
    const floor = await openFloor(folder)
    const yearOf = (n) => 1000 + (n % entries)
    for (let n = 0; n < entries; n++) {
      await quoteAsync(yearOf(n), 'north')
      floor.put([yearOf(n), 'north'], priceOf(yearOf(n), 'north'))
    }
    await expectStatus('hit', [() => quoteAsync(yearOf(0), 'north'), () => quoteAsync(yearOf(entries - 1), 'north')])
    const compared = await compare(
      {
        floor: { call: (n) => floor.hit(yearOf(n), 'north'), batch: 50 },
        // What an await alone adds; for reading, the goal is over the bare floor.
        'floor, awaited': { call: async (n) => floor.hit(yearOf(n), 'north'), async: true, batch: 50 },
        'hit, asynchronous': { call: (n) => quoteAsync(yearOf(n), 'north'), async: true, batch: 50 },
      },
      { rounds, slice },
    )
    return {
      rows: compared.rows(),
      ratios: [compared.ratio('hit of an asynchronous function over the floor', 'hit, asynchronous', 'floor')],
    }
  },
}
