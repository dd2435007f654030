import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runProgram, startProgram, writeCalls } from '../child.js'
import { makeScratch } from '../scratch.js'

test('what a terminated worker thread was computing is taken over at once, while its process goes on', async () => {
  const program = writeCalls(`
    import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
    import { fileURLToPath } from 'node:url'
    const f = tagAsync('f', async (a) => { parentPort?.postMessage('computing'); if (!isMainThread) await new Promise(() => setInterval(() => {}, 1e6)); return { a } })
    if (isMainThread) {
      const worker = new Worker(fileURLToPath(import.meta.url), { argv: process.argv.slice(2) })
      await new Promise((computing) => worker.once('message', computing))
      await worker.terminate()
      // Something goes on in this process all along, as in a server.
      const busy = setInterval(() => { for (const until = Date.now() + 30; Date.now() < until;); }, 50)
      const started = performance.now()
      await f(1)
      console.log(Math.round(performance.now() - started))
      clearInterval(busy)
    } else await f(1)
  `)
  const { code, out, err } = await runProgram(program, join(makeScratch(), 'cache'), 'no-log')
  expect([code, err]).toEqual([0, ''])
  // It took the 20 seconds after which nobody was waited for.
  expect(Number(out)).toBeLessThan(10_000)
}, 60_000)

test('in a copy of a folder nobody computes: its leases are nobody\u2019s', async () => {
  const folder = makeScratch()
  const [live, copy] = [join(folder, 'live'), join(folder, 'copy')]
  const holding = writeCalls(`
    const f = tagAsync('f', async (a) => { console.log('computing'); setInterval(() => { for (const until = Date.now() + 30; Date.now() < until;); }, 50); await new Promise(() => {}) })
    void f(1)
  `)
  const child = startProgram(holding, [live, 'no-log'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((computing) => child.stdout.once('data', computing))
  cpSync(live, copy, { recursive: true })
  const { code, out, err } = await runProgram(
    writeCalls(`
      const f = tagAsync('f', async (a) => ({ a }))
      const started = performance.now()
      await f(1)
      console.log(Math.round(performance.now() - started))
    `),
    copy,
    'no-log',
  )
  expect([code, err]).toEqual([0, ''])
  expect(Number(out)).toBeLessThan(10_000)
}, 60_000)
