import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { decode } from '../../../src/codec.js'
import { runProgram, startProgram, writeProgram } from '../child.js'
import { createRandom } from '../random.js'
import { makeScratch } from '../scratch.js'

/** Writes without end, small and large, as both kinds of functions do; the value says which key it belongs to. */
const WRITER = `
  const [path, run, maxSize] = process.argv.slice(2)
  const store = openBackend(path, { maxSize: Number(maxSize) })
  for (let i = 0; ; i++) {
    if (i === 20) console.log('started')
    const name = run + '-' + i
    const value = { name, filler: name.repeat(i % 9 === 0 ? 20_000 : i % 50) }
    const request = { key: keyOf(name), function: owner, why: 'missing' }
    if (i % 2) store.sync.write({ ...entry(name, value), lease: store.sync.acquire(request) })
    else await store.write({ ...entry(name, value), lease: await store.acquire(request) })
    if (i % 40 === 0 && maxSize < 1e9) await store.remove({ unusedSince: Date.now() - 600_000 })
  }
`

/** `CACHECACHE_TEST_KILLS=100` takes several minutes. */
const RUNS = Number(process.env['CACHECACHE_TEST_KILLS'] ?? 8)

test.each([
  ['in a store that evicts', 6e6],
  ['in a large one, whose log is flushed and written back in the background', 10e9],
])(
  'processes killed while they write leave only whole and right entries, %s',
  async (_, maxSize) => {
    const path = join(makeScratch(), 'cache')
    const writer = writeProgram(WRITER)
    const random = createRandom(7)
    for (let run = 0; run < RUNS; run++) {
      const children = [0, 1, 2].map((i) => startProgram(writer, [path, `${run}.${i}`, `${maxSize}`]))
      await Promise.all(children.map((child) => new Promise((started) => child.stdout.once('data', started))))
      // Not a wait for something: the moment of the kill is what is varied.
      await new Promise((killed) => setTimeout(killed, random(600)))
      await Promise.all(
        children.map(async (child) => {
          const closed = new Promise((ended) => child.on('close', ended))
          child.kill('SIGKILL')
          await closed
        }),
      )
    }
    const file = join(path, 'cachecache.sqlite')
    const connection = connect(file)
    expect(connection.get('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' })
    const keys = connection.all<{ key: string }>('SELECT key FROM keyv WHERE bytes > 0').map(({ key }) => key)
    connection.close()
    expect(keys.length).toBeGreaterThan(RUNS)
    const store = openBackend(path)
    for (const key of keys) {
      const entry = decode((await store.read(key))!, key)
      expect(entry?.value).toMatchObject({ name: key.slice(key.indexOf('/') + 1) })
    }
  },
  60_000 + RUNS * 30_000,
)

test('and what it was computing can be computed by the next program at once', async () => {
  const path = join(makeScratch(), 'cache')
  const program = writeProgram(`
    const [path, hang] = process.argv.slice(2)
    const store = openBackend(path)
    const lease = store.sync.acquire({ key: keyOf('a'), function: owner, why: 'missing' })
    console.log(typeof lease.release)
    if (hang) setInterval(() => {}, 1_000)
  `)
  const first = startProgram(program, [path, 'hang'])
  await new Promise((started) => first.stdout.once('data', started))
  first.kill('SIGKILL')
  await new Promise((ended) => first.on('close', ended))
  const { out, milliseconds } = await runProgram(program, path)
  expect(out).toBe('function\n')
  expect(milliseconds).toBeLessThan(2_500)
})
