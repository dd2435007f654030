import { compare } from '../harness/compare.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

export default {
  asks: 'What does a hit cost whose argument is an instance of a class that the build knows, with five fields and six methods?',
  async measure({ rounds, slice, entries }) {
    const folder = scratchFolder('hit-instance')
    process.env.CACHECACHE_PATH = folder
    const { feeOf, Order } = await importSubject('orders', folder)
    // Made beforehand: what a constructor costs is no part of the question.
    const years = Array.from({ length: entries }, (_, n) => 1000 + n)
    const plain = years.map((year) => ({ year, region: 'north', amount: 119, currency: 'EUR', isPaid: false }))
    const instances = years.map((year) => new Order(year, 'north', 119, 'EUR', false))
    for (const order of [...plain, ...instances]) feeOf(order)
    await expectStatus('hit', [() => feeOf(plain[0]), () => feeOf(instances[entries - 1])])
    const compared = await compare(
      {
        'hit with a plain object': { call: (n) => feeOf(plain[n % entries]), batch: 50 },
        'hit with an instance': { call: (n) => feeOf(instances[n % entries]), batch: 50 },
      },
      { rounds, slice },
    )
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio('hit with an instance over the same plain object', 'hit with an instance', 'hit with a plain object'),
      ],
    }
  },
}
