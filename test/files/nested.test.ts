import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { program } from '../support/program.js'

const source = fileURLToPath(new URL('./programs/nested.ts', import.meta.url))

async function nested() {
  const built = await program(await readFile(source, 'utf8'))
  const file = join(built.directory, 'data.txt')
  return {
    write: (text: string) => writeFile(file, text),
    /** Runs these calls in a process of their own. @returns their values, and what became of the tagged calls */
    async call(calls: string, env: Record<string, string> = {}): Promise<[values: unknown, told: string[]]> {
      const { reports, stderr } = await built.run({ FILE: file, CALLS: calls, ...env })
      expect(stderr).toBe('')
      return reports as [unknown, string[]]
    },
  }
}

test('the outer call has the files of an inner one that another process computed', async () => {
  const { write, call } = await nested()
  await write('one')
  await call('inner innerLater')
  const hits = [
    'inner hit',
    'outer miss',
    'innerEach hit',
    'outerEach miss',
    'outer hit',
    'outermost miss',
    'innerLater hit',
    'outerLater miss',
    'inner hit',
    'mixed miss',
  ]
  const all = 'outer outermost outerLater mixed'
  const values = (text: string) => [`outer ${text}`, text, `outermost outer ${text}`, `later ${text}`, `mixed ${text}`]
  expect(await call(all)).toEqual([values('one'), hits])
  const known = ['outer hit', 'outerEach hit', 'outermost hit', 'outerLater hit', 'mixed hit']
  expect(await call(all)).toEqual([values('one'), known])

  await write('two')
  // The outermost one first: it is told of the change by its own trace, not by the inner ones.
  const [changed, told] = await call('outermost outer outerLater mixed')
  expect(changed).toEqual(['outermost outer two', 'outer two', 'two', 'later two', 'mixed two'])
  expect(told.filter((each) => each.startsWith('outer') || each.startsWith('mixed'))).toEqual([
    'outer miss',
    'outermost miss',
    'outer hit',
    'outerEach miss',
    'outerLater miss',
    'mixed miss',
  ])
  await write('one')
  expect(await call(all)).toEqual([values('one'), known])
})

test("what the runtime itself asks of the disk, for calls inside a body, is none of the body's files", async () => {
  const { write, call } = await nested()
  await write('one')
  expect(await call('withStores')).toEqual([
    ['one,a,true,A,A,A,B'],
    ['plain miss', 'plain miss', 'plain miss', 'inner miss', 'folder miss', 'plain miss', 'withStores miss'],
  ])
  // The stores are there now, and were not at the time.
  expect(await call('withStores')).toEqual([['one,a,true,A,A,A,B'], ['withStores hit']])
  await write('two')
  const [changed] = await call('withStores')
  expect(changed).toEqual(['two,a,true,A,A,A,B'])
})

test('an outer call that joined an inner one has its files', async () => {
  const { write, call } = await nested()
  await write('one')
  const [values, told] = await call('joined')
  expect(values).toEqual(['later one', 'other one'])
  expect(told.toSorted()).toEqual(['innerLater joined', 'innerLater miss', 'other miss', 'outerLater miss'])
  expect(await call('joined')).toEqual([
    ['later one', 'other one'],
    ['outerLater hit', 'other hit'],
  ])
  await write('two')
  const [changed, again] = await call('joined')
  expect(changed).toEqual(['later two', 'other two'])
  expect(again.filter((each) => each.startsWith('o')).toSorted()).toEqual(['other miss', 'outerLater miss'])
})

test('an outer call that waited for an inner one of another process has its files', async () => {
  const { write, call } = await nested()
  await write('one')
  // The inner body waits for the answer to `/inner`, which is given once the other process is about to call.
  let held: ServerResponse | undefined
  let begun: (() => void) | undefined
  const isComputing = new Promise<void>((resolve) => (begun = resolve))
  const server = createServer((request, response) => {
    if (request.url === '/inner') {
      held = response
      return begun!()
    }
    response.end()
    // Late enough that the caller usually waits by then; the result has to be right in either order.
    setTimeout(() => held?.end(), 300)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const env = { GATE: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  const computing = call('slow', env)
  await isComputing
  const waiting = call('outerSlow', env)
  expect(await computing).toEqual([['one'], ['slow miss']])
  const [values, told] = await waiting
  expect(values).toEqual(['slow one'])
  expect(told.at(-1)).toBe('outerSlow miss')
  expect(told).not.toContain('slow miss')

  expect(await call('outerSlow')).toEqual([['slow one'], ['outerSlow hit']])
  await write('two')
  const [changed, again] = await call('outerSlow')
  expect(changed).toEqual(['slow two'])
  expect(again).toContain('outerSlow miss')
})
