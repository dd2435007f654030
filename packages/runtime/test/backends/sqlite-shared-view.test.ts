import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Connection } from '../../src/backends/sqlite/connection.js'

const FIND = 'SELECT value FROM entry WHERE hash = ? AND key = ?'

let folder: string
let reader: Connection
let writer: Connection

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachecache-view-'))
  reader = connect(join(folder, 'view.sqlite'))
  writer = connect(join(folder, 'view.sqlite'))
  writer.exec('PRAGMA journal_mode = WAL')
  writer.exec("CREATE TABLE entry (hash INTEGER UNIQUE, key TEXT, value TEXT); INSERT INTO entry VALUES (1, 'a', 'old')")
})

afterEach(() => {
  reader.close()
  writer.close()
  rmSync(folder, { recursive: true, force: true })
})

const look = () => reader.look<{ value: string }>(FIND, 1, 'a')?.value
const lookOften = () => Array.from({ length: 200 }, look)
const change = (value: string) => writer.run('UPDATE entry SET value = ? WHERE key = ?', value, 'a')

test('the next turn of the event loop sees what others wrote', async () => {
  lookOften()
  change('new')
  await new Promise((resolve) => setImmediate(resolve))
  expect(look()).toBe('new')
})

test('a loop that never yields sees what others wrote', () => {
  lookOften()
  change('new')
  const end = performance.now() + 5_000
  while (look() !== 'new' && performance.now() < end);
  expect(look()).toBe('new')
})

test('whatever else is done on the connection sees what others wrote, and may write', () => {
  lookOften()
  change('new')
  expect(reader.get<{ value: string }>(FIND, 1, 'a')?.value).toBe('new')
  lookOften()
  change('newer')
  expect(reader.run("UPDATE entry SET value = value || '!' WHERE key = 'a'")).toBe(1)
  expect(look()).toBe('newer!')
})

test('a connection that is closed in between leaves nothing behind', async () => {
  lookOften()
  reader.close()
  await new Promise((resolve) => setImmediate(resolve))
  reader = connect(join(folder, 'view.sqlite'))
  expect(look()).toBe('old')
})

test('a read that finds nothing lets others cut off the log before the computation that follows', () => {
  lookOften()
  expect(reader.look(FIND, 2, 'missing')).toBeUndefined()
  change('new')
  expect(writer.get('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject({ busy: 0, log: 0 })
})

test('reads share no view while the log is larger than it should be', () => {
  reader.shareBelow(1)
  lookOften()
  change('new')
  expect(look()).toBe('new')
  expect(writer.get('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject({ busy: 0, log: 0 })
})

test('a few reads hold no view', () => {
  look()
  look()
  change('new')
  expect(look()).toBe('new')
  expect(writer.get('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject({ busy: 0, log: 0 })
})
