import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { CachePathError } from '../../../src/reporting/errors.js'
import { entry, report, valueOf } from '../contract.js'
import { makeScratch } from '../scratch.js'

const KEY = `${report.prefix}/a`
const write = async (path: string, value: unknown = 1) => openBackend(path).write(entry(report, 'a', value))
const readBack = async (path: string) => valueOf(await openBackend(path).read(KEY))

/** The file as it is, past the store. */
function look(file: string, sql: string): Record<string, unknown>[] {
  const connection = connect(file)
  const rows = connection.all<Record<string, unknown>>(sql).map((row) => ({ ...row }))
  connection.close()
  return rows
}

function edit(file: string, sql: string): void {
  const connection = connect(file)
  connection.exec(sql)
  connection.close()
}

afterEach(() => vi.restoreAllMocks())

test('opening makes nothing; the first use makes a private folder that tells tools what it is', async () => {
  const path = join(makeScratch(), 'cache')
  const store = openBackend(path)
  expect(existsSync(path)).toBe(false)
  await store.read(KEY)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('*\n')
  expect(readFileSync(join(path, 'CACHEDIR.TAG'), 'utf8')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n/)
  expect(readdirSync(path)).toContain('cachecache.sqlite')
})

test('a .gitignore that is there stays as it is', async () => {
  const path = join(makeScratch(), 'cache')
  mkdirSync(path)
  writeFileSync(join(path, '.gitignore'), '!keep\n')
  await write(path)
  expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('!keep\n')
})

test('a file path gets nothing beside it', async () => {
  const folder = makeScratch()
  await write(join(folder, 'a.sqlite'))
  expect(readdirSync(folder).filter((name) => !name.startsWith('a.sqlite'))).toEqual([])
})

test('one store for one place, however it is written', () => {
  const folder = makeScratch()
  expect(openBackend(join(folder, 'x', '..', 'cache'))).toBe(openBackend(`file://${join(folder, 'cache')}`))
  expect(openBackend(new URL(`file://${join(folder, 'cache')}/`))).toBe(openBackend(join(folder, 'cache')))
})

test.each([
  [
    'no-parent-folder',
    (folder: string) => join(folder, 'missing', 'cache'),
    /missing does not exist\. Create .*missing or correct the path/,
  ],
  ['no-parent-folder', (folder: string) => join(folder, 'missing', 'a.db'), /Create /],
  ['not-a-folder', (folder: string) => join(folder, 'file'), /is a file, not a folder/],
  ['not-a-file', (folder: string) => join(folder, 'folder.db'), /is a folder, not a database file/],
])('%s names the cause and the way out', async (code, pathIn, message) => {
  const folder = makeScratch()
  writeFileSync(join(folder, 'file'), 'text')
  mkdirSync(join(folder, 'folder.db'))
  const store = openBackend(pathIn(folder))
  for (const attempt of [
    () => store.read(KEY),
    async () => store.sync!.read(KEY),
    async () => store.write(entry(report, 'a', 1)),
  ]) {
    await expect(attempt()).rejects.toThrow(CachePathError)
    await expect(attempt()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  }
})

test('an unknown scheme is an error that lists the known ones', () => {
  expect(() => openBackend('gopher://x')).toThrow(
    expect.objectContaining({ code: 'unknown-scheme', message: expect.stringMatching(/redis:.*registerBackend/) }),
  )
})

test('a missing adapter is an error with the command that installs it', () => {
  expect(() => openBackend('memcached://localhost')).toThrow(/npm install @keyv\/memcache/)
})

test.each([
  ['text', () => Buffer.from('this is no database at all. '.repeat(500))],
  ['a cut-off database', (good: Buffer) => good.subarray(0, 5000)],
  ['noise after the header', (good: Buffer) => Buffer.concat([good.subarray(0, 100), Buffer.alloc(good.length - 100, 0x5a)])],
  ['noise from the start', (good: Buffer) => Buffer.alloc(good.length, 0xa5)],
])('%s is set aside, kept, said once and replaced', async (_, damage) => {
  const folder = makeScratch()
  const [good, path] = [join(folder, 'good'), join(folder, 'bad')]
  await write(good)
  await openBackend(good).close()
  mkdirSync(path)
  const bytes = damage(readFileSync(join(good, 'cachecache.sqlite')))
  writeFileSync(join(path, 'cachecache.sqlite'), bytes)
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})

  await write(path, 'fresh')
  expect(await readBack(path)).toBe('fresh')
  const kept = readdirSync(path).filter((name) => name.includes('.damaged-'))
  expect(kept).toHaveLength(1)
  expect(readFileSync(join(path, kept[0]!)).equals(bytes)).toBe(true)
  expect(warning.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining(kept[0]!)])
})

test('of damaged databases the last three are kept, and nothing else is removed', async () => {
  const path = join(makeScratch(), 'cache')
  await write(path)
  const file = join(path, 'cachecache.sqlite')
  const early = ['2020-01-01T00-00-00-000Z', '2020-01-02T00-00-00-000Z', '2020-01-03T00-00-00-000Z']
  for (const time of early) for (const suffix of ['', '-wal']) writeFileSync(`${file}.damaged-${time}${suffix}`, 'old')
  for (const name of ['cachecache.sqlite.damaged-mine', 'a.sqlite.damaged-2020-01-01T00-00-00-000Z'])
    writeFileSync(join(path, name), 'mine')
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  await openBackend(path).close()
  writeFileSync(file, 'noise')
  await write(path, 'fresh')
  const kept = readdirSync(path).filter((name) => name.includes('.damaged-'))
  expect(kept.filter((name) => name.includes('2020-01-01'))).toEqual(['a.sqlite.damaged-2020-01-01T00-00-00-000Z'])
  expect(kept).toContain('cachecache.sqlite.damaged-mine')
  expect(kept.filter((name) => /^cachecache\.sqlite\.damaged-2.*Z$/.test(name))).toHaveLength(3)
  expect(kept.filter((name) => name.endsWith('-wal'))).toHaveLength(2)
})

test("somebody else's database in our folder is set aside; where the user named it, it is refused", async () => {
  const folder = makeScratch()
  const path = join(folder, 'cache')
  mkdirSync(path)
  for (const file of [join(path, 'cachecache.sqlite'), join(folder, 'app.db')]) {
    edit(file, 'CREATE TABLE users (name); INSERT INTO users VALUES (1)')
  }
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  await write(path)
  expect(readdirSync(path).some((name) => name.includes('.damaged-'))).toBe(true)
  await expect(write(join(folder, 'app.db'))).rejects.toMatchObject({ code: 'foreign-database' })
  expect(look(join(folder, 'app.db'), 'SELECT count(*) AS n FROM users')).toEqual([{ n: 1 }])
})

test('an empty file becomes a database', async () => {
  const file = join(makeScratch(), 'a.db')
  writeFileSync(file, '')
  await write(file)
  expect(await readBack(file)).toBe(1)
})

test('a database of a newer format is left alone', async () => {
  const file = join(makeScratch(), 'a.db')
  edit(file, 'PRAGMA user_version = 99; PRAGMA application_id = 0x63616368')
  await expect(write(file)).rejects.toMatchObject({ code: 'newer-format' })
  expect(look(file, 'PRAGMA user_version')).toEqual([{ user_version: 99 }])
})

test('a folder that is removed while the program runs is made again', async () => {
  const path = join(makeScratch(), 'cache')
  await write(path, 'before')
  rmSync(path, { recursive: true })
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000)
  expect(await readBack(path)).toBeUndefined()
  await write(path, 'after')
  expect(await readBack(path)).toBe('after')
  expect(existsSync(join(path, 'cachecache.sqlite'))).toBe(true)
  expect((await openBackend(path).list()).map((usage) => usage.function)).toEqual([report.id])
})

test('a database of an older format is taken over, without its entries', async () => {
  const path = join(makeScratch(), 'cache')
  await write(path, { a: 1 })
  await openBackend(path).close()
  const file = join(path, 'cachecache.sqlite')
  edit(
    file,
    `DROP TABLE keyv;
     CREATE TABLE keyv (key TEXT, namespace TEXT, expires BIGINT, fn TEXT, bytes INTEGER, used INTEGER, value BLOB, UNIQUE (key, namespace));
     INSERT INTO keyv VALUES ('old', '', NULL, 'old', 3, 1, x'010203');
     CREATE TABLE cachecache_lease (key TEXT PRIMARY KEY, token TEXT, holder TEXT, beat INTEGER);
     PRAGMA user_version = 2`,
  )
  await write(path, { b: 2 })
  expect((await openBackend(path).list()).map(({ entries }) => entries)).toEqual([1])
  await openBackend(path).close()
  expect(look(file, 'SELECT name FROM sqlite_master').map((row) => row['name'])).not.toContain('cachecache_lease')
  expect(look(file, 'PRAGMA user_version')).toEqual([{ user_version: 8 }])
})

test("somebody else's database is left alone, also where its number is an older format's", async () => {
  const file = join(makeScratch(), 'app.db')
  edit(file, "CREATE TABLE keyv (key TEXT, value TEXT); INSERT INTO keyv VALUES ('theirs', '1'); PRAGMA user_version = 2")
  await expect(write(file)).rejects.toMatchObject({ code: 'foreign-database' })
  expect(look(file, 'SELECT key FROM keyv')).toEqual([{ key: 'theirs' }])
})

test('the tables are what the format says', async () => {
  const path = join(makeScratch(), 'cache')
  await write(path, { a: 1 })
  await openBackend(path).close()
  const file = join(path, 'cachecache.sqlite')
  const columns = (table: string) => look(file, `PRAGMA table_info(${table})`).map((column) => column['name'])
  expect(columns('keyv')).toEqual([
    'hash',
    'key',
    'namespace',
    'expires',
    'fn',
    'bytes',
    'files',
    'made',
    'used',
    'lease',
    'holder',
    'file',
    'value',
  ])
  expect(columns('cachecache_function')).toEqual(['fn', 'id', 'version'])
  const settings = ['user_version', 'journal_mode', 'auto_vacuum'].map((name) => look(file, `PRAGMA ${name}`)[0]![name])
  expect(settings).toEqual([8, 'wal', 2])
  expect(look(file, 'SELECT key, namespace, expires, fn, typeof(value) AS type FROM keyv')).toEqual([
    { key: KEY, namespace: '', expires: null, fn: report.prefix, type: 'blob' },
  ])
})
