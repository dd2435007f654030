import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compare } from '../harness/compare.mjs'
import { openFloor } from '../harness/floor.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { expectStatus, importSubject } from '../harness/subject.mjs'
import { peers } from '../peers/peers.mjs'
import { openPython } from '../peers/python.mjs'

const synchronous = 'cachecache, SQLite, synchronous'
const asynchronous = 'cachecache, SQLite, asynchronous'

export default {
  asks: 'What does a hit cost with what a user would pick instead?',
  async measure({ rounds, slice, entries }) {
    const folder = scratchFolder('peers')
    process.env.CACHECACHE_PATH = join(folder, 'cachecache')
    const own = await openOwn(folder, entries)
    const others = []
    for (const peer of peers) others.push(await openPeer(peer, folder, entries, own.priceOf))
    const python = await openPython(folder, entries, 20)
    const tasks = { ...own.tasks }
    for (const { name, call, batch } of others) tasks[name] = { call, async: true, batch }
    for (const name of python.names) tasks[`Python ${name}`] = { call: () => python.measure(name), async: true, reports: true }

    const compared = await compare(tasks, { rounds, slice })
    python.close()
    for (const { close } of others) await close()
    const contenders = [
      ...others.filter(({ persistent, floor }) => persistent && !floor).map(({ name }) => name),
      ...python.names.map((name) => `Python ${name}`),
    ]
    const fastest = (at) => Math.min(...contenders.map(at))
    return {
      rows: compared.rows().map((row) => ({ ...row, ...describeTask(row.task, others) })),
      ratios: [
        compared.ratio('synchronous hit over the fastest persistent peer', synchronous, fastest),
        compared.ratio('asynchronous hit over the fastest persistent peer', asynchronous, fastest),
        ...contenders.map((name) => compared.ratio(`${name} over our asynchronous hit`, name, asynchronous)),
      ],
      notes: [...python.skipped, 'Peers in memory hand out one object to all callers; ours gives each caller a copy of its own.'],
    }
  },
}

/** What the plot needs to know of a row. */
function describeTask(task, others) {
  const peer = others.find(({ name }) => name === task)
  const persistent = peer ? peer.persistent : !task.includes('memory')
  return { persistent, kind: task === 'floor' || peer?.floor ? 'floor' : task.startsWith('cachecache') ? 'own' : 'peer' }
}

async function openOwn(folder, entries) {
  mkdirSync(process.env.CACHECACHE_PATH)
  const { quoteSync, quoteAsync, quoteFromMemory, quoteFromMemoryAsync, priceOf } = await importSubject('quotes', folder)
  const floor = await openFloor(folder)
  const yearOf = (n) => 1000 + (n % entries)
  const called = [quoteSync, quoteAsync, quoteFromMemory, quoteFromMemoryAsync]
  for (let n = 0; n < entries; n++) {
    for (const call of called) await call(yearOf(n), 'north')
    floor.put([yearOf(n), 'north'], priceOf(yearOf(n), 'north'))
  }
  await expectStatus(
    'hit',
    called.map((call) => () => call(yearOf(1), 'north')),
  )
  const tasks = {
    floor: { call: (n) => floor.hit(yearOf(n), 'north'), batch: 50 },
    [synchronous]: { call: (n) => quoteSync(yearOf(n), 'north'), batch: 50 },
    [asynchronous]: { call: (n) => quoteAsync(yearOf(n), 'north'), async: true, batch: 50 },
    'cachecache, memory, synchronous': { call: (n) => quoteFromMemory(yearOf(n), 'north'), batch: 50 },
    'cachecache, memory, asynchronous': { call: (n) => quoteFromMemoryAsync(yearOf(n), 'north'), async: true, batch: 50 },
  }
  return { priceOf, tasks }
}

/** Fills a peer and makes sure that it answers from its store: what runs the body again is not measured as a hit. */
async function openPeer(peer, folder, entries, priceOf) {
  let runs = 0
  const body = (year, region) => {
    runs++
    return priceOf(year, region)
  }
  const yearOf = (n) => 1000 + (n % entries)
  const { call, close } = await peer.open(folder, body)
  for (let n = 0; n < entries; n++) await call(yearOf(n), 'north')
  const filled = runs
  const answer = await call(yearOf(0), 'north')
  if (filled !== entries || runs !== filled)
    throw new Error(`${peer.name} ran the body ${runs} times for ${entries} entries: it is not set up right.`)
  if (!isDeepStrictEqual(answer, priceOf(yearOf(0), 'north')))
    throw new Error(`${peer.name} gave back another value than it took.`)
  return {
    name: peer.name,
    persistent: peer.persistent,
    floor: peer.floor,
    batch: 10,
    close,
    call: (n) => call(yearOf(n), 'north'),
  }
}
