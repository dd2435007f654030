import { createHash } from 'node:crypto'
import { compare } from '../harness/compare.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

const length = 1_000_000

export default {
  asks: 'What does a hit cost with a typed array of 8 MB as argument and another as result?',
  async measure({ rounds, slice }) {
    const folder = scratchFolder('large')
    process.env.CACHECACHE_PATH = folder
    const { smooth, smoothAsync } = await importSubject('signals', folder)
    const signal = Float64Array.from({ length }, (_, at) => Math.sin(at))
    const result = smooth(signal)
    await smoothAsync(signal)
    await expectStatus('hit', [() => smooth(signal), () => smoothAsync(signal)])
    const compared = await compare(
      {
        'SHA-256 of the argument': { call: () => createHash('sha256').update(signal).digest() },
        'copy of the result': { call: () => result.slice() },
        'both, one after the other': {
          call: () => {
            createHash('sha256').update(signal).digest()
            return result.slice()
          },
        },
        'hit, 8 MB in and out, synchronous': { call: () => smooth(signal) },
        'hit, 8 MB in and out, asynchronous': { call: () => smoothAsync(signal), async: true },
      },
      { rounds, slice: slice * 3 },
    )
    // Not the sum of the two: a copy alone finds all that it touches in the processor's cache.
    const floor = 'both, one after the other'
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio('8 MB hit over SHA-256 and copy', 'hit, 8 MB in and out, synchronous', floor),
        compared.ratio('asynchronous 8 MB hit over SHA-256 and copy', 'hit, 8 MB in and out, asynchronous', floor),
      ],
    }
  },
}
