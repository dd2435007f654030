import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../harness/scratch.mjs'
import { summarise } from '../harness/statistics.mjs'
import { importSubject } from '../harness/subject.mjs'

const child = fileURLToPath(new URL('../harness/memory-child.mjs', import.meta.url))

/** Each in a process of its own, in this order: the second of a pair finds what the first stored. */
const steps = ['nothing', 'body', 'store, synchronous', 'read, synchronous', 'store, asynchronous', 'read, asynchronous']

export default {
  asks: 'How much memory does a large value take at the peak of being stored and of being read?',
  async measure({ hugeMegabytes, quick }) {
    const folder = scratchFolder('memory')
    await importSubject('huge', folder)
    const peaks = Object.fromEntries(steps.map((step) => [step, []]))
    for (let round = 0; round < (quick ? 3 : 5); round++) {
      const store = join(folder, `round-${round}`)
      mkdirSync(store)
      for (const step of steps) peaks[step].push(peakOf(join(folder, 'huge.mjs'), store, step, hugeMegabytes))
    }
    const run = randomUUID()
    const copies = (...steps) =>
      peaks.nothing.map((base, round) => (Math.max(...steps.map((step) => peaks[step][round])) - base) / hugeMegabytes)
    return {
      rows: steps.map((task) => ({ run, task: `peak, ${task}`, unit: 'MB', ...summarise(peaks[task]) })),
      ratios: [
        { run, measure: 'copies of the value at the peak of the body alone', unit: 'x', ...summarise(copies('body')) },
        {
          run,
          measure: 'copies of the value at the peak of storing it',
          unit: 'x',
          ...summarise(copies('store, synchronous', 'store, asynchronous')),
        },
        {
          run,
          measure: 'copies of the value at the peak of reading it',
          unit: 'x',
          ...summarise(copies('read, synchronous', 'read, asynchronous')),
        },
      ],
      notes: [
        `A value of ${hugeMegabytes} MB; the value itself is the first copy. Peaks are resident memory of the whole process.`,
      ],
    }
  },
}

/** @returns megabytes */
function peakOf(subject, store, step, megabytes) {
  const [, kind = step] = step.split(', ')
  const name = { synchronous: 'sync', asynchronous: 'async', body: 'body', nothing: 'body' }[kind]
  const size = step === 'nothing' ? 0 : megabytes
  const env = { ...process.env, CACHECACHE_PATH: store }
  const kilobytes = execFileSync(process.execPath, [child, subject, name, String(size)], { env, encoding: 'utf8' })
  return (Number(kilobytes) * 1024) / 1_000_000
}
