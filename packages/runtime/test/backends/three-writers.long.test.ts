import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram, writeProgram } from './child.js'
import { makeScratch } from './scratch.js'

const [MAX_SIZE, SECONDS] = [1_000_000, 15]

/** Files may vanish between the two calls. */
function sizeOf(folder: string): number {
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0)
}

test('three processes that write without a pause stay within a tenth above the limit, in every sample', async () => {
  const folder = makeScratch()
  const program = writeProgram(`
    import { Cacher } from ${JSON.stringify(new URL('../../src/cachers/cacher.ts', import.meta.url).pathname)}
    const [folder, name] = process.argv.slice(2)
    const f = Cacher(folder, ${MAX_SIZE})(function written(n, name) { return { n, name, text: 'x'.repeat(n % 5 ? 500 : 3_000) } })
    const until = Date.now() + ${SECONDS * 1_000}
    let n = 0
    for (; Date.now() < until; n++) {
      if (f(n, name).n !== n) throw new Error('wrong')
      if (n % 20 === 0) await new Promise(setImmediate)
    }
    console.log(n)
  `)
  const state = { isOver: false }
  const ended = Promise.all(['a', 'b', 'c'].map((name) => runProgram(program, folder, name))).finally(() => (state.isOver = true))
  const samples: number[] = []
  while (!state.isOver) {
    samples.push(sizeOf(folder))
    await new Promise((later) => setTimeout(later, 5))
  }
  const programs = await ended
  expect(programs.map(({ code }) => code)).toEqual([0, 0, 0])
  const largest = Math.max(...samples)
  console.log(`${samples.length} samples, at most ${largest} bytes; calls: ${programs.map(({ out }) => out.trim()).join(', ')}`)
  expect(largest).toBeLessThan(MAX_SIZE * 1.1)
  expect(largest).toBeGreaterThan(MAX_SIZE * 0.4)
}, 120_000)
