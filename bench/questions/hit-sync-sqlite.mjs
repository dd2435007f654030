import { compare } from '../harness/compare.mjs'
import { openFloor } from '../harness/floor.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

export default {
  asks: 'What does a hit of a synchronous function cost, from SQLite, with a small value?',
  async measure({ rounds, slice, entries }) {
    const folder = scratchFolder('hit-sync')
    process.env.CACHECACHE_PATH = folder
    const { quoteSync, priceOf } = await importSubject('quotes', folder)
    const floor = await openFloor(folder)
    const yearOf = (n) => 1000 + (n % entries)
    for (let n = 0; n < entries; n++) {
      quoteSync(yearOf(n), 'north')
      floor.put([yearOf(n), 'north'], priceOf(yearOf(n), 'north'))
    }
    await expectStatus('hit', [() => quoteSync(yearOf(0), 'north'), () => quoteSync(yearOf(entries - 1), 'north')])
    const compared = await compare(
      {
        floor: { call: (n) => floor.hit(yearOf(n), 'north'), batch: 50 },
        'hit, synchronous': { call: (n) => quoteSync(yearOf(n), 'north'), batch: 50 },
      },
      { rounds, slice },
    )
    return {
      rows: compared.rows(),
      ratios: [compared.ratio('hit of a synchronous function over the floor', 'hit, synchronous', 'floor')],
    }
  },
}
