import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { runProgram, startProgram, writeCalls, writeProgram } from '../child.js'
import { makeScratch } from '../scratch.js'

/** Calls with inputs that come back again and again; results are small, or large enough for files of their own. */
const CALLS = `
  openBackend(cachePath, { maxSize: 8e6 })
  let computed = 0
  const valueOf = (a) => ({ a, text: (a + '-').repeat(a % 10 === 0 ? 300_000 : 500) })
  const f = tagSync('f', (a) => { computed++; return valueOf(a) })
  const g = tagAsync('g', async (a) => { computed++; await pause(1); return valueOf(a) })
  let state = Number(process.argv[4])
  const random = (n) => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return state % n }
  for (let i = 0; i < 400; i++) {
    const a = random(60)
    const value = i % 2 ? f(a) : await g(a)
    if (value.text !== valueOf(a).text) console.log('wrong', a, value.a)
  }
  console.log(computed)
`

test('entries that are evicted while others read them, and while others prune, are never wrong', async () => {
  const folder = makeScratch()
  const path = join(folder, 'cache')
  const program = writeCalls(CALLS)
  const pruner = startProgram(
    writeProgram(`
      const store = openBackend(process.argv[2])
      for (let i = 0; ; i++) await store.prune(i % 2 ? 4e6 : 1e6)
    `),
    [path],
  )
  const ended = await Promise.all([1, 2, 3].map((seed) => runProgram(program, path, join(folder, 'log'), String(seed))))
  expect(pruner.exitCode).toBe(null)
  pruner.kill('SIGKILL')
  expect(ended.map(({ code, out }) => [code, out])).toEqual(ended.map(() => [0, expect.stringMatching(/^\d+\n$/)]))
  // Of 1,200 calls with 120 inputs, some were hits and some were computed again.
  const computed = ended.reduce((sum, { out }) => sum + Number(out), 0)
  expect(computed).toBeGreaterThan(120)
  expect(computed).toBeLessThan(1_200)
  // Where the machine is slow, a call may wait in vain for those that write. It says so once, and nothing else.
  for (const { err } of ended)
    expect(err.match(/\[\w+\] CacheWarning/g) ?? []).toEqual(err === '' ? [] : ['[SQLITE_BUSY] CacheWarning'])
  expect((await openBackend(path).stats()).bytes).toBeLessThan(8e6)
}, 120_000)
