import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from '../harness/compare.mjs'
import { openFloor } from '../harness/floor.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

const few = 1_000
/** A stride that shares no factor with the numbers of entries, so that calls jump all over them. */
const stride = 7_919

export default {
  asks: 'What does a hit cost in a store of a million entries, against one of a thousand?',
  async measure({ rounds, slice, many }) {
    const folder = scratchFolder('many')
    const small = await openStore(folder, 'small', few)
    const large = await openStore(folder, 'large', many)
    await expectStatus('hit', [() => small.hit(1), () => large.hit(1), () => large.hit(many - 1)])
    const compared = await compare(
      {
        [`hit among ${few}`]: { call: small.hit, batch: 50 },
        [`hit among ${many}`]: { call: large.hit, batch: 50 },
        [`hit of the same ${few} among ${many}`]: { call: large.hitOfFew, batch: 50 },
        [`floor among ${few}`]: { call: small.floor, batch: 50 },
        [`floor among ${many}`]: { call: large.floor, batch: 50 },
      },
      { rounds, slice },
    )
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio(
          'the same hits among many entries over those among a thousand',
          `hit of the same ${few} among ${many}`,
          `hit among ${few}`,
        ),
        compared.ratio('hit among many entries over hit among a thousand', `hit among ${many}`, `hit among ${few}`),
        compared.ratio('hit among many entries over the floor among as many', `hit among ${many}`, `floor among ${many}`),
        compared.ratio('floor among many entries over floor among a thousand', `floor among ${many}`, `floor among ${few}`),
      ],
      notes: [
        `${many.toLocaleString('en')} entries, each read in turn by a stride, so that every call touches another place of the file;`,
        `and, of the same store, ${few.toLocaleString('en')} entries that lie all over it: what the size of a store costs a program that does the same.`,
      ],
    }
  },
}

async function openStore(folder, name, entries) {
  const cachePath = join(folder, name)
  mkdirSync(cachePath)
  process.env.BENCH_CACHE_PATH = cachePath
  const { countedQuote } = await importSubject('counted-quotes', cachePath)
  const floor = await openFloor(folder, `floor-${name}`)
  for (let n = 0; n < entries; n++) countedQuote(n)
  floor.transaction(() => {
    for (let n = 0; n < entries; n++) floor.put([n], { n, total: n * 1.25 })
  })
  const place = (n) => (n * stride) % entries
  const fewPlace = (n) => ((n * stride) % few) * (entries / few)
  return { hit: (n) => countedQuote(place(n)), hitOfFew: (n) => countedQuote(fewPlace(n)), floor: (n) => floor.hit(place(n)) }
}
