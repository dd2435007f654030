import fs from 'node:fs'
import { join } from 'node:path'
import { compare } from '../harness/compare.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'

const COUNTS = [1, 10, 1_000]
// Taken before anything wraps them.
const { statSync, readFileSync } = fs

export default {
  asks: 'What does a hit cost whose function has read 1, 10 or 1,000 files, over a hit without files that asks for their times besides, and what do calls of node:fs outside of tagged functions?',
  async measure({ rounds, slice }) {
    const folder = scratchFolder('hit-files')
    process.env.CACHECACHE_PATH = join(folder, 'cache')
    for (let n = 0; n < 1_000; n++) fs.writeFileSync(join(folder, `${n}.txt`), `content of file ${n}`)
    // Digests of files that have only just been written are taken at each call.
    await new Promise((later) => setTimeout(later, 200))
    const { totalSize, noFiles } = await importSubject('listed-files', folder)
    noFiles(1)
    for (const count of COUNTS) totalSize(folder, count)
    await expectStatus(
      'hit',
      COUNTS.map((count) => () => totalSize(folder, count)),
    )
    const tasks = {}
    for (const count of COUNTS) {
      const batch = Math.max(1, 100 / count)
      tasks[`hit and statSync, ${count}`] = { call: () => noFiles(1) + statAll(folder, count), batch }
      tasks[`hit, ${count} files`] = { call: () => totalSize(folder, count), batch }
    }
    const one = join(folder, '1.txt')
    tasks['readFileSync as it was'] = { call: () => readFileSync(one, 'utf8'), batch: 100 }
    tasks['readFileSync that notices'] = { call: () => fs.readFileSync(one, 'utf8'), batch: 100 }
    const compared = await compare(tasks, { rounds, slice })
    return {
      rows: compared.rows(),
      ratios: [
        ...COUNTS.map((count) =>
          compared.ratio(
            `hit of a function that read ${count} files over one without and statSync of as many`,
            `hit, ${count} files`,
            `hit and statSync, ${count}`,
          ),
        ),
        compared.ratio(
          'readFileSync outside of tagged functions over the bare one',
          'readFileSync that notices',
          'readFileSync as it was',
        ),
      ],
    }
  },
}

function statAll(folder, count) {
  let total = 0
  for (let n = 0; n < count; n++) total += statSync(`${folder}/${n}.txt`).size
  return total
}
