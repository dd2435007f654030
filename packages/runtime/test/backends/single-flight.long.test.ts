import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openBackend } from '../../src/backends/open.js'
import { runProgram, startProgram, writeCalls } from './child.js'
import { makeScratch } from './scratch.js'

interface Place {
  path: string
  log: string
  said: () => string[]
}

function makePlace(): Place {
  const folder = makeScratch()
  const log = join(folder, 'log')
  const said = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])
  return { path: join(folder, 'cache'), log, said }
}

const seconds = { timeout: 15_000, interval: 20 }

/** A program that runs until the test is over; its first line of the log says that it computes. */
async function startComputing(program: string, { path, log, said }: Place, ...args: string[]) {
  const child = startProgram(program, [path, log, ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  await vi.waitFor(() => expect(said()).toHaveLength(1), seconds)
  return child
}

const count = Array.from({ length: 8 })

test.each([
  ['synchronous', `const f = tagSync('f', (a) => { say('ran'); block(700); return { a } })`],
  ['asynchronous', `const f = tagAsync('f', async (a) => { say('ran'); await pause(700); return { a } })`],
])('eight processes on one cold key run it once: %s', async (_, define) => {
  const place = makePlace()
  const program = writeCalls(`${define}\n console.log(JSON.stringify(await f(1)))`)
  const ended = await Promise.all(count.map(() => runProgram(program, place.path, place.log)))
  expect(ended.map(({ code, out, err }) => [code, out, err])).toEqual(count.map(() => [0, '{"a":1}\n', '']))
  expect(place.said()).toEqual(['ran'])
})

test.each([
  ['synchronous', `const f = tagSync('f', (a) => { say('ran'); block(500); return { a } })`],
  ['asynchronous', `const f = tagAsync('f', async (a) => { say('ran'); await pause(500); return { a } })`],
])('eight threads of one process run it once: %s', async (_, define) => {
  const place = makePlace()
  const program = writeCalls(`
    import { Worker, isMainThread } from 'node:worker_threads'
    import { fileURLToPath } from 'node:url'
    ${define}
    if (isMainThread) {
      const workers = Array.from({ length: 8 }, () => new Worker(fileURLToPath(import.meta.url), { argv: process.argv.slice(2) }))
      await Promise.all(workers.map((worker) => new Promise((ended, failed) => worker.on('exit', ended).on('error', failed))))
    } else console.log(JSON.stringify(await f(1)))
  `)
  const { code, out, err } = await runProgram(program, place.path, place.log)
  expect([code, err]).toEqual([0, ''])
  expect(out.trim().split('\n')).toEqual(count.map(() => '{"a":1}'))
  expect(place.said()).toEqual(['ran'])
})

const HANGS = `const f = tagAsync('f', async (a) => { say('ran'); if (process.argv[4]) await pause(60_000); return { a } })`

test.each([
  ['is killed', 'SIGKILL' as const],
  ['is stopped', 'SIGSTOP' as const],
])('when the computing process %s, one that waits takes over', async (_, signal) => {
  const place = makePlace()
  const program = writeCalls(`${HANGS}\n console.log(JSON.stringify(await f(1)))`)
  const first = await startComputing(program, place, 'hang')
  const second = runProgram(program, place.path, place.log)
  first.kill(signal)
  const { out, milliseconds } = await second
  expect(out).toBe('{"a":1}\n')
  // It would compute for a minute.
  expect(milliseconds).toBeLessThan(30_000)
  expect(place.said()).toEqual(['ran', 'ran'])
})

test('a process that computes for long without a free moment is not taken for dead', async () => {
  const place = makePlace()
  const program = writeCalls(`
    const f = tagSync('f', (a) => { say('ran'); const until = Date.now() + 5_000; while (Date.now() < until); return { a } })
    console.log(JSON.stringify(f(1)))
  `)
  await Promise.all([1, 2, 3].map(() => runProgram(program, place.path, place.log)))
  expect(place.said()).toEqual(['ran'])
}, 30_000)

test('when the computation fails, or gives what cannot be stored, those that wait compute one after the other', async () => {
  const place = makePlace()
  const program = writeCalls(`
    const f = tagAsync('f', async (a) => { say('ran'); await pause(200); throw new Error('no') })
    await f(1).catch((error) => console.log(error.message))
  `)
  const ended = await Promise.all([1, 2, 3].map(() => runProgram(program, place.path, place.log)))
  expect(ended.map(({ out }) => out)).toEqual(['no\n', 'no\n', 'no\n'])
  expect(place.said()).toHaveLength(3)
})

test('a call inside of its own computation computes at once', async () => {
  const place = makePlace()
  const program = writeCalls(`
    let depth = 0
    const f = tagSync('f', (a) => (depth++ < 2 ? f(a) + 1 : 0))
    const g = tagAsync('g', async (a) => { await pause(1); return depth++ < 5 ? (await g(a)) + 1 : 0 })
    console.log(f(1), await g(1))
  `)
  const { out, milliseconds } = await runProgram(program, place.path, place.log)
  expect(out).toBe('2 2\n')
  expect(milliseconds).toBeLessThan(5_000)
})

test('two processes that wait for each other crosswise both end', async () => {
  const place = makePlace()
  const program = writeCalls(`
    const [mine, other] = process.argv[4] === 'x' ? ['x', 'y'] : ['y', 'x']
    const inner = tagAsync(other, async () => other)
    const outer = tagAsync(mine, async () => { say(mine); while (!readFileSync(log, 'utf8').includes(other)) await pause(5); return mine + (await inner(1)) })
    import { readFileSync } from 'node:fs'
    console.log(await outer(1))
  `)
  const ended = await Promise.all(['x', 'y'].map((name) => runProgram(program, place.path, place.log, name)))
  // Who gives up first is a race; the other one may find the whole of what the first has stored by then.
  expect(ended.map(({ code, out }) => [code, out])).toEqual([
    [0, expect.stringMatching(/^xyx?\n$/)],
    [0, expect.stringMatching(/^yxy?\n$/)],
  ])
}, 60_000)

test('two blocked processes that wait for each other notice it by who waits for whom', async () => {
  const place = makePlace()
  const program = writeCalls(`
    const [mine, other] = process.argv[4] === 'x' ? ['x', 'y'] : ['y', 'x']
    const inner = tagSync(other, () => other)
    const outer = tagSync(mine, () => { say(mine); while (!readFileSync(log, 'utf8').includes(other)) block(5); return mine + inner(1) })
    import { readFileSync } from 'node:fs'
    console.log(outer(1))
  `)
  const ended = await Promise.all(['x', 'y'].map((name) => runProgram(program, place.path, place.log, name)))
  expect(ended.map(({ code, out }) => [code, out])).toEqual([
    [0, expect.stringMatching(/^xyx?\n$/)],
    [0, expect.stringMatching(/^yxy?\n$/)],
  ])
  // A second and a half on a quiet machine; without that it would be without end, and before it was 20 s.
  for (const { milliseconds } of ended) expect(milliseconds).toBeLessThan(18_000)
}, 60_000)

test.each([
  ['all', {}],
  ['the function', { function: 'f' }],
  ['the version', { version: 'v1' }],
])('a value under computation does not come back after %s was cleared', async (_, filter) => {
  const place = makePlace()
  const program = writeCalls(`
    const f = tagAsync('f', async (a) => { say('ran'); await new Promise((resume) => process.stdin.once('data', resume)); process.stdin.destroy(); return a })
    const g = tagAsync('g', async (a) => a)
    const [value] = await Promise.all([f(1), g(1)])
    console.log(value)
  `)
  const child = await startComputing(program, place)
  await openBackend(place.path).remove(filter)
  child.stdin.write('go\n')
  await new Promise((ended) => child.on('close', ended))
  expect((await openBackend(place.path).list()).filter((usage) => usage.function.endsWith('#f'))).toEqual([])
  expect(child.exitCode).toBe(0)
})

test('clearing another function leaves a value under computation alone', async () => {
  const place = makePlace()
  const program = writeCalls(`
    const f = tagAsync('f', async (a) => { say('ran'); await new Promise((resume) => process.stdin.once('data', resume)); process.stdin.destroy(); return a })
    console.log(await f(1))
  `)
  const child = await startComputing(program, place)
  await openBackend(place.path).remove({ function: 'other' })
  child.stdin.write('go\n')
  await new Promise((ended) => child.on('close', ended))
  expect((await openBackend(place.path).list()).map((usage) => usage.entries)).toEqual([1])
})
