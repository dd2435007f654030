import { fork } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { Comparison } from '../harness/compare.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { buildSubject } from '../harness/subject.mjs'

const CONNECTIONS = 10
/** Requests a second, far below what the server can do. */
const RATE = 500
const loads = {
  plain: { route: '/plain', rate: RATE },
  hit: { route: '/', rate: RATE },
  'plain, saturated': { route: '/plain' },
  'hit, saturated': { route: '/' },
}

export default {
  asks: 'What do hits do to a server under load, against a route that has its answer already?',
  async measure({ quick }) {
    const folder = scratchFolder('server')
    const server = await startServer(await buildSubject('pages', folder), folder)
    const [seconds, rounds] = quick ? [1, 5] : [3, 9]
    for (const one of Object.values(loads)) await load(server, one, 1)
    const figures = {}
    for (let round = 0; round < rounds; round++) {
      const names = Object.keys(loads)
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        for (const [task, value] of Object.entries(await load(server, loads[name], seconds)))
          (figures[`${name}: ${task}`] ??= []).push(value)
      }
    }
    server.child.kill()
    const compared = new Comparison(randomUUID(), figures)
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio('p99 of hits over a route without work', 'hit: p99', 'plain: p99'),
        compared.ratio('p99 of hits over a route without work, saturated', 'hit, saturated: p99', 'plain, saturated: p99'),
        compared.ratio(
          'event loop delay with hits over one without work',
          'hit: event loop delay, p99',
          'plain: event loop delay, p99',
        ),
      ],
      notes: [
        `autocannon on loopback, ${CONNECTIONS} connections, ${seconds} s for each in each round: ${RATE} requests a second, or as many as it can.`,
        'A computation takes about 2 ms; all calls are hits of 100 keys in SQLite.',
      ],
    }
  },
}

async function startServer(program, folder) {
  const child = fork(fileURLToPath(new URL('../harness/server-child.mjs', import.meta.url)), [program], {
    env: { ...process.env, CACHECACHE_PATH: folder },
    execArgv: [],
  })
  const [{ port }] = await once(child, 'message')
  return { child, port }
}

/** @returns times in microseconds */
async function load({ child, port }, { route, rate }, seconds) {
  child.send('start')
  await once(child, 'message')
  const times = []
  const running = autocannon({
    url: `http://127.0.0.1:${port}${route}`,
    connections: CONNECTIONS,
    duration: seconds,
    ...(rate && { overallRate: rate }),
  })
  running.on('response', (_client, status, _bytes, milliseconds) => {
    if (status !== 200) throw new Error(`${route} was answered with ${status}.`)
    times.push(milliseconds * 1000)
  })
  await running
  child.send('stop')
  const [delay] = await once(child, 'message')
  times.sort((a, b) => a - b)
  const at = (share) => times[Math.floor(times.length * share)]
  return { median: at(0.5), p99: at(0.99), 'event loop delay, p99': delay.p99, 'event loop delay, longest': delay.max }
}
