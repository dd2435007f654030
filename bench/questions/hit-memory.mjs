import { compare } from '../harness/compare.mjs'
import { openFloor } from '../harness/floor.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

export default {
  asks: 'What does a hit from `memory:` cost, a fresh copy of a small value included?',
  async measure({ rounds, slice, entries }) {
    const folder = scratchFolder('hit-memory')
    process.env.CACHECACHE_PATH = folder
    const { quoteFromMemory, quoteFromMemoryAsync, priceOf } = await importSubject('quotes', folder)
    const floor = await openFloor(folder)
    const yearOf = (n) => 1000 + (n % entries)
    for (let n = 0; n < entries; n++) {
      quoteFromMemory(yearOf(n), 'north')
      await quoteFromMemoryAsync(yearOf(n), 'north')
      floor.put([yearOf(n), 'north'], priceOf(yearOf(n), 'north'))
    }
    await expectStatus('hit', [
      () => quoteFromMemory(yearOf(0), 'north'),
      () => quoteFromMemoryAsync(yearOf(entries - 1), 'north'),
    ])
    const compared = await compare(
      {
        floor: { call: (n) => floor.hit(yearOf(n), 'north'), batch: 50 },
        'hit from memory, synchronous': { call: (n) => quoteFromMemory(yearOf(n), 'north'), batch: 50 },
        'hit from memory, asynchronous': { call: (n) => quoteFromMemoryAsync(yearOf(n), 'north'), async: true, batch: 50 },
      },
      { rounds, slice },
    )
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio('hit from memory over the floor', 'hit from memory, synchronous', 'floor'),
        compared.ratio('asynchronous hit from memory over the floor', 'hit from memory, asynchronous', 'floor'),
      ],
    }
  },
}
