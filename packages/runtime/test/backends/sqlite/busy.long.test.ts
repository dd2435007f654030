import { monitorEventLoopDelay } from 'node:perf_hooks'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { tagAsync, tagSync } from '../../support/tagged.js'
import { watchWarnings } from '../../support/warnings.js'
import { startProgram, writeCalls } from '../child.js'
import { makeScratch } from '../scratch.js'

/** Another process keeps SQLite's lock for writing until the test lets go. */
async function holdLock(path: string): Promise<() => Promise<void>> {
  const program = writeCalls(`
    import { connect } from ${JSON.stringify(new URL('../../../src/backends/sqlite/connection.ts', import.meta.url).pathname)}
    const connection = connect(cachePath + '/cachecache.sqlite')
    connection.exec('BEGIN IMMEDIATE')
    console.log('held')
    process.stdin.once('data', () => { connection.exec('COMMIT'); console.log('free'); process.stdin.destroy() })
  `)
  const child = startProgram(program, [path, 'no-log'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((held) => child.stdout.once('data', held))
  return async () => {
    const closed = new Promise((ended) => child.on('close', ended))
    child.stdin.write('go\n')
    await closed
  }
}

test('a held write lock stops neither calls nor the event loop', async () => {
  const path = join(makeScratch(), 'cache')
  const options = () => ({ cachePath: path })
  let computed = 0
  const f = tagAsync(async (n: number) => (computed++, { n }), { options })
  for (let n = 0; n < 5; n++) await f(n)
  const warnings = watchWarnings()
  const release = await holdLock(path)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  computed = 0
  const until = Date.now() + 6_000
  for (let n = 0; Date.now() < until; n++) {
    // Hits go on all along; so do computations.
    const calls = [n % 5, ...Array.from({ length: 5 }, (_, i) => 1_000 + n * 5 + i)]
    expect(await Promise.all(calls.map(f))).toEqual(calls.map((of) => ({ n: of })))
    await new Promise((later) => setTimeout(later, 20))
  }
  delay.disable()
  const [most, typical] = [delay.max / 1e6, delay.percentile(50) / 1e6]
  console.log(`event loop: at most ${most.toFixed(0)} ms, ${typical.toFixed(0)} ms in the middle; ${computed} computed`)
  // SQLite waits 20 ms at a time, and before it was 5,000; a busy machine adds its own.
  expect(most).toBeLessThan(1_000)
  expect(computed).toBeGreaterThan(5)
  expect(warnings.length).toBeLessThanOrEqual(1)
  await release()
  computed = 0
  const patience = Date.now() + 15_000
  for (let n = 5_000; Date.now() < patience; n++) {
    computed = 0
    for (let times = 0; times < 2; times++) await f(n)
    if (computed === 1) break
    await new Promise((later) => setTimeout(later, 50))
  }
  expect(computed).toBe(1)
}, 60_000)

test('a synchronous function does not wait for a lock that is held for long, but stores when it is free', async () => {
  const path = join(makeScratch(), 'cache')
  let computed = 0
  const f = tagSync((n: number) => (computed++, { n }), { options: () => ({ cachePath: path }) })
  f(1)
  watchWarnings()
  const release = await holdLock(path)
  const started = performance.now()
  for (let n = 2; n < 40; n++) expect(f(n)).toEqual({ n })
  // 38 calls: each of them waited for five seconds, twice.
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(f(1)).toEqual({ n: 1 })
  await release()
  const until = Date.now() + 15_000
  do {
    computed = 0
    for (let times = 0; times < 2; times++) f(Date.now())
    await new Promise((later) => setTimeout(later, 50))
  } while (computed === 2 && Date.now() < until)
  for (let times = 0; times < 2; times++) f(77)
  computed = 0
  f(77)
  expect(computed).toBe(0)
}, 60_000)

test('a short lock delays a result, and nothing is lost', async () => {
  const path = join(makeScratch(), 'cache')
  const store = openBackend(path)
  const f = tagAsync(async (n: number) => ({ n }), { id: 'app/a.ts#short', options: () => ({ cachePath: path }) })
  await f(0)
  const other = connect(join(path, 'cachecache.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  setTimeout(() => other.exec('COMMIT'), 100)
  await f(1)
  other.close()
  expect((await store.list()).map(({ entries }) => entries)).toEqual([2])
})
