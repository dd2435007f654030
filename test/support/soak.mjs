// Several processes on one small cache and beside 200 folders of data for minutes: reading, writing, evicting, clearing, being
// killed, while another one locks the database now and then. Says each ten seconds how large the folder is and what memory
// and files the longest-lived process holds, and fails where they grow.
// node test/support/soak.mjs [seconds]
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Cacher, distributedCacher } from '@cachecache/runtime'
import { openExistingStore } from '@cachecache/runtime/stores'

const MAX_SIZE = 20e6
const FOLDERS = 200

if (process.argv[3] === 'lock') await lock(process.argv[2])
else if (process.send) await work(process.argv[2])
else await watch(secondsFrom(process.argv[2] ?? '240'))

function secondsFrom(text) {
  const seconds = Number(text)
  if (seconds > 0 && seconds < Infinity) return seconds
  console.error(`The soak takes a number of seconds, not ${JSON.stringify(text)}: npm run soak -- 600`)
  process.exit(2)
}

/** Calls functions with results of all sizes, and checks each. */
async function work(folder) {
  const cacher = Cacher(folder, MAX_SIZE)
  const size = (n) => (n % 389 === 0 ? 1_300_000 : n % 97 === 0 ? 200_000 : n % 13 === 0 ? 9_000 : 40)
  const sync = cacher(function soakSync(n) {
    return { n, filler: 'x'.repeat(size(n)) }
  })
  const async = cacher(async function soakAsync(n) {
    return { n, filler: new Uint8Array(size(n)).fill(n & 255) }
  })
  const beside = distributedCacher({ datapathArg: 'datapath', globalCacher: cacher })(function soakBeside(datapath, n) {
    return { n }
  })
  const seen = { calls: 0, wrong: 0 }
  setInterval(() => {
    globalThis.gc()
    const { rss, heapUsed, external } = process.memoryUsage()
    const files = readdirSync('/proc/self/fd').length
    process.send({ ...seen, rss, heap: heapUsed + external, files })
  }, 2_000)
  for (let turn = 0; ; turn++) {
    for (let i = 0; i < 100; i++) {
      const n = Math.floor(Math.random() ** 3 * 4_000)
      const options = Math.random() < 0.01 ? { again: true } : undefined
      const [one, other] = [sync(n, options), await async(n, options)]
      if (one.n !== n || one.filler.length !== size(n) || other.n !== n || other.filler.at(-1) !== (n & 255)) seen.wrong++
      seen.calls += 2
      if (i % 10 > 0) continue
      if (beside(join(folder, '..', 'data', String(n % FOLDERS)), n).n !== n) seen.wrong++
      seen.calls++
    }
    if (turn % 200 === 0) await (await openExistingStore(folder))?.remove({ function: 'soakSync' })
    await new Promise(setImmediate)
  }
}

/** Keeps others from writing for up to two seconds at a time. */
async function lock(folder) {
  const Database = createRequire(import.meta.resolve('@cachecache/runtime'))('better-sqlite3')
  const database = new Database(join(folder, 'cachecache.sqlite'), { timeout: 20_000 })
  const pause = (most) => new Promise((later) => setTimeout(later, Math.random() * most))
  for (;;) {
    await pause(8_000)
    database.exec('BEGIN IMMEDIATE')
    await pause(2_000)
    database.exec('COMMIT')
  }
}

async function watch(seconds) {
  const scratch = mkdtempSync(join(tmpdir(), 'cachecache-soak-'))
  const folder = join(scratch, 'cache')
  const start = (...mode) => fork(fileURLToPath(import.meta.url), [folder, ...mode], { execArgv: ['--expose-gc'] })
  for (let i = 0; i < FOLDERS; i++) mkdirSync(join(scratch, 'data', String(i)), { recursive: true })
  const reports = []
  const lasting = start()
  lasting.on('message', (report) => reports.push(report))
  let passing = [start(), start()]
  let locking
  let [largest, killed] = [0, 0]
  const until = Date.now() + seconds * 1_000
  for (let second = 0; Date.now() < until; second++) {
    await new Promise((later) => setTimeout(later, 1_000))
    largest = Math.max(largest, sizeOf(folder))
    if (second % 30 === 5) {
      locking?.kill('SIGKILL')
      locking = start('lock')
    }
    if (second % 3 === 2) {
      passing[killed % 2].kill('SIGKILL')
      passing[killed++ % 2] = start()
    }
    if (second % 10 === 9) console.log(`${second + 1} s`, { ...reports.at(-1), folder: sizeOf(folder), killed })
  }
  for (const child of [lasting, locking, ...passing]) child?.kill('SIGKILL')
  const problems = judge(reports, largest, lasting.exitCode)
  rmSync(scratch, { recursive: true, force: true })
  console.log(problems.length === 0 ? `fine: the folder took at most ${largest} bytes` : problems.join('\n'))
  process.exitCode = problems.length === 0 ? 0 : 1
}

function judge(reports, largest, exitCode) {
  const last = reports.at(-1)
  // What is loaded and compiled at first does not count.
  const early = reports.slice(Math.floor(reports.length / 4), Math.floor(reports.length / 2))
  const late = reports.slice(-early.length)
  const middle = (list, of) => list.map((one) => one[of]).sort((a, b) => a - b)[Math.floor(list.length / 2)]
  const grown = (of) => middle(late, of) - middle(early, of)
  return [
    exitCode !== null && `the lasting process ended with ${exitCode}`,
    last.wrong > 0 && `${last.wrong} wrong results`,
    largest > MAX_SIZE * 1.1 && `the folder took ${largest} bytes of ${MAX_SIZE}`,
    grown('heap') > 10e6 && `the heap grew by ${grown('heap')} bytes`,
    grown('rss') > 60e6 && `the process grew by ${grown('rss')} bytes`,
    grown('files') > 2 && `${grown('files')} more files are open`,
  ].filter(Boolean)
}

function sizeOf(folder) {
  try {
    return readdirSync(folder, { recursive: true }).reduce(
      (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  } catch {
    return 0
  }
}
