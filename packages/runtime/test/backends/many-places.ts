import { rmSync } from 'node:fs'
import { runProgram, writeProgram } from './child.js'
import { makeScratch } from './scratch.js'

/** Results beside so many folders of data in turn, with few descriptors. */
const PROGRAM = `
  import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
  import { distributedCacher } from ${JSON.stringify(new URL('../../src/cachers/distributed-cacher.ts', import.meta.url).pathname)}
  const [root, count] = [process.argv[2], Number(process.argv[3])]
  const local = distributedCacher({ datapathArg: 'datapath' })
  let computed = 0
  const f = local(function sum(datapath, n) { computed++; return { n } })
  const g = local(async function sumLater(datapath, n) { computed++; return { n } })
  const most = { open: 0, rss: 0 }
  const heaps = []
  let looks = 0
  const look = () => {
    // Neither of the two misses the descriptors that it needs itself.
    readFileSync('/proc/self/status')
    most.open = Math.max(most.open, readdirSync('/proc/self/fd').length)
    if (++looks % 20 > 0) return
    // What counts is what is held, and not the garbage that V8 lets pile up.
    gc()
    most.rss = Math.max(most.rss, process.memoryUsage().rss)
  }
  for (let i = 0; i < count; i++) {
    const data = root + '/' + i
    mkdirSync(data)
    f(data, i)
    await g(data, i)
    if (i % 7 === 0) look()
    if (i === Math.floor(count / 4) || i === count - 1) { gc(); heaps.push(process.memoryUsage().heapUsed) }
  }
  const first = computed
  for (let i = 0; i < count; i += Math.ceil(count / 100)) { f(root + '/' + i, i); await g(root + '/' + i, i) }
  look()
  const kept = (heaps[1] - heaps[0]) / (count * 3 / 4)
  console.log(JSON.stringify({ ...most, kept, first, again: computed - first }))
`

export interface ManyPlaces {
  /** Descriptors. */
  open: number
  rss: number
  /** Bytes of the heap that one more place takes. The program never returns to the event loop, so V8 keeps all that it held weakly. */
  kept: number
  first: number
  again: number
}

export async function useManyPlaces(count: number, descriptors: number): Promise<ManyPlaces & { err: string }> {
  const command = 'ulimit -n "$1"; shift; exec "$@"'
  const root = makeScratch()
  const { out, err } = await runProgram(
    '-e',
    `const { status } = require('node:child_process').spawnSync('sh', ['-c', ${JSON.stringify(command)}, ...process.argv.slice(1)], { stdio: 'inherit' }); process.exitCode = status`,
    'sh',
    String(descriptors),
    process.execPath,
    '--expose-gc',
    writeProgram(PROGRAM),
    root,
    String(count),
  )
  // Thousands of files: longer than a hook may take.
  rmSync(root, { recursive: true })
  return { ...(JSON.parse(out) as ManyPlaces), err }
}
