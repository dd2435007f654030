import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { connect } from '../../../src/backends/sqlite/connection.js'
import { watchStatuses } from '../../support/events.js'
import { tagAsync, tagSync } from '../../support/tagged.js'
import { watchWarnings } from '../../support/warnings.js'
import { makeScratch } from '../scratch.js'

// A database that somebody made on purpose, from an archive or a shared folder.

const LARGE = 1_200_000
const large = (n: number) => new Uint8Array(LARGE).fill(n)
/** `toEqual` takes seconds for as many numbers. */
const isLarge = (value: unknown, n: number) => Buffer.compare(value as Uint8Array, large(n)) === 0

afterEach(() => vi.restoreAllMocks())

/** A cache with two large results and one small, beside a file of the user. */
async function makeCache() {
  const folder = makeScratch()
  const path = join(folder, 'cache')
  const precious = join(folder, 'precious')
  const f = tagSync((n: number) => (n > 2 ? { n } : large(n)), { options: () => ({ cachePath: path }) })
  for (const n of [1, 2, 3]) f(n)
  await openBackend(path).close()
  writeFileSync(precious, 'of the user')
  return { folder, path, precious, f, values: join(path, 'cachecache.sqlite-values') }
}

function craft(path: string, sql: string): void {
  const connection = connect(join(path, 'cachecache.sqlite'))
  connection.exec(sql)
  connection.close()
}

test.each(['../../precious', './../../precious', '/tmp/precious', '..', '', 'precious\0'])(
  'a name of a value that is none (%j) leads to no file',
  async (name) => {
    const { path, precious, f } = await makeCache()
    const quoted = name.includes('\0') ? `CAST(x'${Buffer.from(name).toString('hex')}' AS TEXT)` : `'${name}'`
    craft(
      path,
      `INSERT INTO cachecache_orphan VALUES (${quoted}, 1, '', 0); UPDATE keyv SET file = ${quoted} WHERE file IS NOT NULL`,
    )
    expect(isLarge(f(1), 1)).toBe(true)
    await openBackend(path).prune(1_000)
    await openBackend(path).remove({})
    expect(readFileSync(precious, 'utf8')).toBe('of the user')
  },
)

test('a link in place of the folder of values leads nowhere', async () => {
  const { folder, path, values, f } = await makeCache()
  const warnings = watchWarnings()
  const outside = join(folder, 'outside')
  renameSync(values, outside)
  symlinkSync(outside, values)
  const before = readdirSync(outside)
  const seen = watchStatuses()
  expect(isLarge(f(1), 1)).toBe(true)
  expect(f(3)).toEqual({ n: 3 })
  expect(seen).toEqual(['miss', 'hit'])
  await openBackend(path).remove({})
  expect(readdirSync(outside)).toEqual(before)
  expect(warnings.map(({ code }) => code)).toEqual(['not-a-values-folder'])
})

test('a link in place of a value is not followed, and goes alone', async () => {
  const { path, precious, values, f } = await makeCache()
  for (const name of readdirSync(values)) {
    rmSync(join(values, name))
    symlinkSync(precious, join(values, name))
  }
  const seen = watchStatuses()
  expect(isLarge(f(1), 1)).toBe(true)
  expect(seen).toEqual(['miss'])
  await openBackend(path).remove({})
  expect(readFileSync(precious, 'utf8')).toBe('of the user')
  expect(readdirSync(values)).toEqual([])
})

test.each([
  ['a trigger', 'CREATE TRIGGER t AFTER UPDATE ON keyv BEGIN UPDATE keyv SET value = NULL; END'],
  ['a view in place of a table', 'ALTER TABLE keyv RENAME TO k; CREATE VIEW keyv AS SELECT * FROM k'],
  [
    'another trigger of the same name',
    'DROP TRIGGER keyv_removed; CREATE TRIGGER keyv_removed AFTER DELETE ON keyv BEGIN SELECT 1; END',
  ],
])('a database with %s is not used', async (_, sql) => {
  const { path, f } = await makeCache()
  const warnings = watchWarnings()
  craft(path, sql)
  const seen = watchStatuses()
  for (const n of [3, 3]) expect(f(n)).toEqual({ n })
  expect(seen).toEqual(['miss', 'hit'])
  expect(warnings.map(({ code }) => code)).toEqual(['damaged-store'])
})

test.each([
  ["expires = 'soon'", 3],
  ["expires = ''", 3],
  ["value = 'text'", 3],
  ['value = NULL', 3],
  ["bytes = 'many'", 3],
  ["lease = 'me', holder = NULL", 3],
  ["lease = x'00', holder = 'nobody'", 3],
  ['bytes = -9223372036854775808', 3],
])('a row with %s is replaced', async (change, n) => {
  const { path, f } = await makeCache()
  craft(path, `UPDATE keyv SET ${change} WHERE file IS NULL`)
  const seen = watchStatuses()
  for (let times = 0; times < 3; times++) expect(f(n)).toEqual({ n })
  expect(seen.slice(1)).toEqual(['hit', 'hit'])
})

test("a trigger whose name looks like one of SQLite's own does not run", async () => {
  const { path, f } = await makeCache()
  const file = join(path, 'cachecache.sqlite')
  craft(path, 'CREATE TRIGGER zqlite_own AFTER UPDATE ON keyv BEGIN UPDATE keyv SET value = NULL; END')
  // SQLite refuses such a name, but not in a file.
  writeFileSync(file, readFileSync(file, 'latin1').replaceAll('zqlite_own', 'sqlite_own'), 'latin1')
  const warnings = watchWarnings()
  const seen = watchStatuses()
  for (const n of [3, 3]) expect(f(n)).toEqual({ n })
  expect([seen, warnings.map(({ code }) => code)]).toEqual([['miss', 'hit'], ['damaged-store']])
})

test("tables of SQLite's own, of an ANALYZE, do no harm", async () => {
  const { path, f } = await makeCache()
  craft(path, 'ANALYZE')
  const seen = watchStatuses()
  expect([f(3), seen]).toEqual([{ n: 3 }, ['hit']])
})

test.each([
  'UPDATE keyv SET made = 9223372036854775807',
  'UPDATE keyv SET expires = 9223372036854775807',
  'UPDATE keyv SET used = 9223372036854775807',
  'UPDATE keyv SET bytes = -9223372036854775808',
  "INSERT INTO cachecache_holder VALUES ('x', 9223372036854775807); UPDATE keyv SET bytes = 0, lease = 'x', holder = 'x'",
  'UPDATE cachecache_cleared SET number = 9223372036854775807',
])(
  'integers that no number can represent cost results at most: %s',
  async (sql) => {
    const { path, f } = await makeCache()
    craft(path, sql)
    watchWarnings()
    const seen = watchStatuses()
    for (const n of [3, 3, 3]) expect(f(n)).toEqual({ n })
    expect(isLarge(f(1), 1)).toBe(true)
    expect(isLarge(f(1), 1)).toBe(true)
    expect([seen[2], seen[4]]).toEqual(['hit', 'hit'])
    const store = openBackend(path)
    for (const { bytes } of await store.list()) expect(bytes).toBeGreaterThan(0)
    await store.prune(1_000)
    await store.remove({})
    expect((await store.stats()).entries).toBe(0)
  },
  20_000,
)

test('a long list of files to remove is removed in portions', async () => {
  const { path, f } = await makeCache()
  craft(
    path,
    `WITH RECURSIVE c (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 30000)
     INSERT INTO cachecache_orphan SELECT printf('%08x-0000-4000-8000-000000000000', n), 9e18, '', 0 FROM c`,
  )
  const seen = watchStatuses()
  for (let times = 0; times < 2; times++) expect(isLarge(f(0), 0)).toBe(true)
  await openBackend(path).remove({ function: 'nothing' })
  expect(isLarge(f(0), 0)).toBe(true)
  expect(isLarge(f(0), 0)).toBe(true)
  expect(seen.at(-1)).toBe('hit')
  expect(readdirSync(join(path, 'cachecache.sqlite-values')).length).toBeGreaterThan(0)
})

test('what the user has beside a file of ours stays: a text file, a database, a folder of values', async () => {
  const folder = makeScratch()
  const warnings = watchWarnings()
  const notes = join(folder, 'notes.db')
  writeFileSync(notes, 'a text of the user, '.repeat(1_000))
  const f = tagSync((n: number) => ({ n }), { options: () => ({ cachePath: notes }) })
  for (const n of [1, 1]) expect(f(n)).toEqual({ n })
  expect(warnings.map(({ code, message }) => [code, /notes\.db/.test(message)])).toEqual([['unrecognized-file', true]])
  expect(readFileSync(notes, 'utf8')).toMatch(/^a text of the user/)
  expect(readdirSync(folder)).toEqual(['notes.db'])

  const values = join(folder, 'app.db-values')
  mkdirSync(values)
  writeFileSync(join(values, 'mine'), 'of the user')
  const g = tagSync((n: number) => large(n), { options: () => ({ cachePath: join(folder, 'app.db') }) })
  for (const n of [1, 1]) expect(isLarge(g(n), 1)).toBe(true)
  await openBackend(join(folder, 'app.db')).remove({})
  expect(readdirSync(values)).toEqual(['mine'])
})

test.each(['PRAGMA user_version = 7', 'PRAGMA user_version = 99', 'PRAGMA user_version = 0'])(
  "a database of the user's keeps its mode and its tables (%s)",
  (sql) => {
    const file = join(makeScratch(), 'app.db')
    const connection = connect(file)
    connection.exec(`CREATE TABLE users (name); ${sql}`)
    connection.close()
    const before = readFileSync(file)
    const f = tagSync((n: number) => ({ n }), { options: () => ({ cachePath: file }) })
    expect(() => f(1)).toThrow(/is not a cachecache database/)
    expect(readFileSync(file).equals(before)).toBe(true)
  },
)

// Such texts reach JavaScript as other texts, so that no statement finds their rows by them.
test.each([
  ['a byte that is no UTF-8', "CAST(x'ff' || substr(%, 2) AS TEXT)"],
  ['a zero byte', "CAST(substr(%, 1, 20) || x'00' || substr(%, 22) AS TEXT)"],
])('%s in texts of rows stops no call', async (_, damaged) => {
  const { path, f } = await makeCache()
  const g = tagAsync(async (n: number) => ({ n }), { options: () => ({ cachePath: path }) })
  await g(1)
  await openBackend(path).close()
  const set = (table: string, column: string) => `UPDATE ${table} SET ${column} = ${damaged.replaceAll('%', column)};`
  const texts = ["UPDATE keyv SET lease = 'a token of another one', holder = 'a holder that has ended';"]
  for (const column of ['key', 'fn', 'lease', 'holder', 'file', 'namespace']) texts.push(set('keyv', column))
  texts.push(set('cachecache_function', 'fn'), set('cachecache_holder', 'holder'))
  texts.push(`INSERT INTO cachecache_orphan SELECT ${damaged.replaceAll('%', 'key')}, 1, holder, 0 FROM keyv;`)
  craft(path, texts.join(''))

  expect([f(3), await g(1)]).toEqual([{ n: 3 }, { n: 1 }])
  const seen = watchStatuses()
  expect([f(3), await g(1)]).toEqual([{ n: 3 }, { n: 1 }])
  expect(seen).toEqual(['hit', 'hit'])
  await openBackend(path).list()
  await openBackend(path).prune(1_000)
  await openBackend(path).remove({})
  expect(await openBackend(path).list()).toEqual([])
})

test('a lease that is no UTF-8 stops no call', async () => {
  const { path, f } = await makeCache()
  const damage = "lease = CAST(x'ff' AS TEXT), holder = 'a holder that has ended'"
  craft(path, `UPDATE keyv SET bytes = 0, value = NULL, file = NULL, ${damage}`)
  const seen = watchStatuses()
  expect(f(3)).toEqual({ n: 3 })
  expect(f(3)).toEqual({ n: 3 })
  expect(seen).toEqual(['miss', 'hit'])
})
