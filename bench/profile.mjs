import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import { scratchFolder, workspaceRoot } from './harness/scratch.mjs'
import { importSubject } from './harness/subject.mjs'
import { renderTable } from './harness/table.mjs'

/** `node bench/profile.mjs [path] [milliseconds]`: where the time of a hit or a miss goes, by function, its own time only. */
const [path = 'hit-sync', milliseconds = '4000'] = process.argv.slice(2)
const folder = scratchFolder('profile')
process.env.CACHECACHE_PATH = folder
const quotes = await importSubject('quotes', folder)
const called = {
  'hit-sync': { call: quotes.quoteSync, entries: 1_000 },
  'hit-async': { call: quotes.quoteAsync, entries: 1_000 },
  'hit-memory': { call: quotes.quoteFromMemory, entries: 1_000 },
  'miss-sync': { call: quotes.quoteSync, entries: Number.POSITIVE_INFINITY },
  'miss-async': { call: quotes.quoteAsync, entries: Number.POSITIVE_INFINITY },
}[path]
if (!called) throw new Error(`No path "${path}". There are: hit-sync, hit-async, hit-memory, miss-sync, miss-async.`)

let count = 0
await callFor(Number(milliseconds) / 4)
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 100 })
await session.post('Profiler.start')
const before = count
const start = performance.now()
await callFor(Number(milliseconds))
const perCall = ((performance.now() - start) * 1000) / (count - before)
const { profile } = await session.post('Profiler.stop')
console.log(`${path}: ${perCall.toFixed(2)} µs a call, profiler on`)
console.log(renderTable([['function', 'file', 'share', 'µs'], ...busiest(profile, perCall)]).join('\n'))

async function callFor(time) {
  const { call, entries } = called
  const end = performance.now() + time
  while (performance.now() < end) {
    for (let i = 0; i < 100; i++) {
      const answer = call(1000 + (count++ % entries), 'north')
      if (answer instanceof Promise) await answer
    }
  }
}

function busiest({ nodes, samples, timeDeltas }, perCall) {
  const frames = new Map(
    nodes.map(({ id, callFrame }) => [id, `${callFrame.functionName || '(anonymous)'}\0${placeOf(callFrame)}`]),
  )
  const spent = new Map()
  let total = 0
  for (const [at, id] of samples.entries()) {
    const name = frames.get(id)
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas[at])
    total += timeDeltas[at]
  }
  return [...spent]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 40)
    .map(([name, time]) => [...name.split('\0'), `${((time / total) * 100).toFixed(1)} %`, ((time / total) * perCall).toFixed(2)])
}

function placeOf({ url, lineNumber }) {
  if (url === '') return ''
  const file = url.startsWith('file:') ? fileURLToPath(url) : url
  return `${file
    .replace(folder, '')
    .replace(workspaceRoot, '')
    .replace(/^.*node_modules\//, '')}:${lineNumber + 1}`
}
