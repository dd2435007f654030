import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram, writeCalls } from './child.js'
import { makeScratch } from './scratch.js'

test.each(['tagAsync', 'tagSync'])(
  'five processes that want one result of 35 s of work: one computes, the others wait as long as it lives (%s)',
  async (kind) => {
    const folder = makeScratch()
    const log = join(folder, 'log')
    const work = kind === 'tagAsync' ? 'await pause(35_000)' : 'block(35_000)'
    const program = writeCalls(`
      const f = ${kind}('f', ${kind === 'tagAsync' ? 'async' : ''} (a) => { say('computing'); ${work}; return { a } })
      console.log(JSON.stringify(await f(1)))
    `)
    const ended = await Promise.all(Array.from({ length: 5 }, () => runProgram(program, join(folder, 'cache'), log)))
    for (const { code, out, err } of ended) expect([code, out, err]).toEqual([0, '{"a":1}\n', ''])
    expect(readFileSync(log, 'utf8')).toBe('computing\n')
  },
  120_000,
)

test('who computes something of its own waits as long as any other', async () => {
  const folder = makeScratch()
  const log = join(folder, 'log')
  const program = writeCalls(`
    const inner = tagAsync('inner', async (a) => { say('inner'); await pause(25_000); return { a } })
    const outer = tagAsync('outer' + process.argv[4], async (a) => { await pause(50); return inner(a) })
    console.log(JSON.stringify(await outer(1)))
  `)
  const ended = await Promise.all(['A', 'B', 'C'].map((name) => runProgram(program, join(folder, 'cache'), log, name)))
  for (const { code, out, err } of ended) expect([code, out, err]).toEqual([0, '{"a":1}\n', ''])
  expect(readFileSync(log, 'utf8')).toBe('inner\n')
}, 120_000)
