import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Connection } from '../../../src/backends/sqlite/connection.js'
import { hashOf } from '../../../src/backends/sqlite/key-hash.js'

const FIND = 'SELECT value, bytes FROM entry WHERE hash = ? AND key = ?'

let folder: string
let reader: Connection
let writer: Connection

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachecache-view-'))
  reader = connect(join(folder, 'view.sqlite'))
  writer = connect(join(folder, 'view.sqlite'))
  writer.exec('PRAGMA journal_mode = WAL')
  writer.exec(
    `CREATE TABLE entry (hash INTEGER UNIQUE, key TEXT, bytes INTEGER, value TEXT);
     INSERT INTO entry VALUES (${hashOf('a')}, 'a', 3, 'old')`,
  )
})

afterEach(() => {
  reader.close()
  writer.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Row {
  value: string
  bytes: number
}

const lookAt = (key: string) => reader.look<Row>(FIND, key)
const look = () => lookAt('a')?.value
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

test('other statements on the connection see commits of others and may write', () => {
  lookOften()
  change('new')
  expect(reader.get<Row>(FIND, hashOf('a'), 'a')?.value).toBe('new')
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
  expect(lookAt('missing')).toBeUndefined()
  change('new')
  expect(writer.get('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject({ busy: 0, log: 0 })
})

test('reads share no transaction while the log exceeds its limit', () => {
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

/** The row as this connection remembers it, in a new view. */
async function lookAgain(key = 'a'): Promise<Row | undefined> {
  await new Promise((resolve) => setImmediate(resolve))
  lookOften()
  return lookAt(key)
}

test('a row is remembered from view to view until somebody writes', async () => {
  const first = await lookAgain()
  expect(await lookAgain()).toBe(first)
  change('new')
  const second = await lookAgain()
  expect(second).toMatchObject({ value: 'new' })
  expect(await lookAgain()).toBe(second)
  writer.run("INSERT INTO entry VALUES (2, 'b', 1, 'other')")
  expect(await lookAgain()).not.toBe(second)
  expect(await lookAgain()).toEqual(second)
})

test('a remembered row is gone when somebody removes it, and what this connection writes is seen at once', async () => {
  await lookAgain()
  reader.run("UPDATE entry SET value = 'own' WHERE key = 'a'")
  expect(await lookAgain()).toMatchObject({ value: 'own' })
  reader.exec("UPDATE entry SET value = 'more' WHERE key = 'a'")
  lookOften()
  expect(look()).toBe('more')
  writer.run('DELETE FROM entry')
  expect(await lookAgain()).toBeUndefined()
})

test('outside of a view nothing is taken from memory', async () => {
  const first = await lookAgain()
  await new Promise((resolve) => setImmediate(resolve))
  expect(lookAt('a')).not.toBe(first)
})

test('only so many rows are remembered, and no large ones', async () => {
  writer.run("INSERT INTO entry VALUES (?, 'large', 5000, 'large')", hashOf('large'))
  for (let i = 3; i < 1_500; i++) writer.run('INSERT INTO entry VALUES (?, ?, 1, ?)', hashOf(`k${i}`), `k${i}`, `${i}`)
  const large = await lookAgain('large')
  expect(await lookAgain('large')).not.toBe(large)
  const first = await lookAgain()
  lookOften()
  for (let i = 3; i < 1_500; i++) expect(lookAt(`k${i}`)).toMatchObject({ value: `${i}` })
  expect(lookAt('a')).not.toBe(first)
})
