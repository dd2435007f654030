import { compare } from '../harness/compare.mjs'
import { openFloor } from '../harness/floor.mjs'
import { ownProcessorTime } from '../harness/processor-time.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

/** Each batch contains the writing back of the log that it causes: of both stores, about once for so many. */
const BATCH = 500

export default {
  asks: "What processor time does a miss cost beyond the function's own, with a small value?",
  async measure({ rounds, slice }) {
    const folder = scratchFolder('miss')
    process.env.CACHECACHE_PATH = folder
    const { quoteSync, quoteAsync, priceOf } = await importSubject('quotes', folder)
    const floor = await openFloor(folder)
    const bytes = floor.encode(priceOf(2024, 'north'))
    await expectStatus('miss', [() => quoteSync(-1, 'north'), () => quoteAsync(-1, 'north')])
    await warmUp(quoteSync, quoteAsync)
    const compared = await compare(
      {
        // A new key each time, shaped like ours: a digest, so that it lands anywhere in the tree.
        'bare upsert': { call: upsertNext(floor, bytes), batch: BATCH },
        'miss, synchronous': { call: (n) => quoteSync(n, 'north'), batch: BATCH },
        'miss, asynchronous': { call: (n) => quoteAsync(n, 'north'), async: true, batch: BATCH },
        "the function's own time": { call: (n) => priceOf(n, 'north'), batch: BATCH },
      },
      // On a busy machine, a miss also waits for the lock, the disk and a core: the same commit took 2.5 and 13 times a bare upsert.
      { rounds, slice, now: ownProcessorTime },
    )
    const beyond = (task) => (at) => at(task) - at("the function's own time")
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio('synchronous miss over a bare upsert', beyond('miss, synchronous'), 'bare upsert'),
        compared.ratio('asynchronous miss over a bare upsert', beyond('miss, asynchronous'), 'bare upsert'),
      ],
    }
  },
}

/** A miss takes a long way through our code: the slices of the quick form end before V8 has optimised it. */
async function warmUp(quoteSync, quoteAsync) {
  for (let n = 2; n < 4_000; n++) {
    quoteSync(-n, 'north')
    await quoteAsync(-n, 'north')
  }
}

/** Keys are made ahead, in blocks: a bare upsert makes none. */
function upsertNext(floor, bytes) {
  let keys = []
  return (n) => {
    if (keys.length === 0) keys = Array.from({ length: 5_000 }, (_, i) => floor.keyOf([n + i]))
    floor.upsert(keys.pop(), bytes)
  }
}
