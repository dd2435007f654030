import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Connection } from '../../../src/backends/sqlite/connection.js'
import { tagAsync } from '../../support/tagged.js'
import { makeScratch } from '../scratch.js'

const turnEnd = () => new Promise((resolve) => setImmediate(resolve))

let [waiting, holding] = [] as unknown as [Connection, Connection]

beforeEach(() => {
  const file = join(makeScratch(), 'locked.sqlite')
  waiting = connect(file)
  holding = connect(file)
  holding.exec('PRAGMA journal_mode = WAL; CREATE TABLE one (n INTEGER)')
  waiting.wait(20)
})

afterEach(() => {
  waiting.close()
  holding.close()
})

const timeout = () => waiting.get<{ timeout: number }>('PRAGMA busy_timeout')!.timeout
const write = () => waiting.run('INSERT INTO one VALUES (1)')

test('the statements of one turn wait for a lock for 20 ms, all together', async () => {
  holding.exec('BEGIN IMMEDIATE')
  expect(timeout()).toBe(20)
  expect(write).toThrow(/locked/)
  expect(timeout()).toBeLessThanOrEqual(2)
  await turnEnd()
  expect(timeout()).toBe(20)
  holding.exec('COMMIT')
  expect(write()).toBe(1)
})

test('a long wait that a caller has decided on is not cut short', () => {
  holding.exec('BEGIN IMMEDIATE')
  expect(write).toThrow(/locked/)
  waiting.wait(250)
  expect(timeout()).toBe(250)
  waiting.wait(20)
  expect(timeout()).toBeLessThanOrEqual(2)
})

test('a closed connection is left alone at the end of the turn', async () => {
  holding.exec('BEGIN IMMEDIATE')
  expect(write).toThrow(/locked/)
  waiting.close()
  await turnEnd()
  waiting = connect(join(makeScratch(), 'other.sqlite'))
})

test('the log is written back in the background, long before a commit has to', async () => {
  const path = join(makeScratch(), 'cache')
  const f = tagAsync(async (n: number) => 'x'.repeat(3_000) + n, { options: () => ({ cachePath: path }) })
  const sizeOf = (suffix: string) => statSync(join(path, `cachecache.sqlite${suffix}`)).size
  await f(0)
  const patience = Date.now() + 20_000
  for (let n = 1; sizeOf('') < 300_000 && Date.now() < patience; n++) {
    // SQLite itself would do so from 16 MB on. On a busy machine, the background is slower than this loop.
    if (sizeOf('-wal') < 12e6) await f(n)
    await turnEnd()
  }
  expect(sizeOf('')).toBeGreaterThan(300_000)
  expect(sizeOf('-wal')).toBeLessThan(14e6)
})
