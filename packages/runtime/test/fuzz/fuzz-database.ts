// Opens crafted databases and uses them: node fuzz-database.js <seed> <databases> <seconds> <folder>.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBackend } from '../../src/backends/open.js'
import { connect } from '../../src/backends/sqlite/connection.js'
import { call, callAsync, link, site } from '../../src/generated.js'
import { createRandom } from '../backends/random.js'
import { forgeEntry } from './forge-entry.js'

const [seed = 1, databases = 1, seconds = 60] = process.argv.slice(2, 5).map(Number)
const scratch = process.argv[5]!
const random = createRandom(seed)
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!
process.emitWarning = () => {}

const NAMES = 24
const LARGE = 1_100_000
const resultOf = (n: number): object =>
  n % 8 === 0 ? { n, view: new Uint8Array(LARGE).fill(n) } : { n, text: `${n}`.repeat(n * 9) }
const isResult = (n: number, value: unknown): boolean => {
  const [right, found] = [resultOf(n), value as Record<string, unknown>]
  if (n % 8 !== 0) return JSON.stringify(right) === JSON.stringify(found)
  return found['n'] === n && Buffer.compare(found['view'] as Uint8Array, (right as { view: Uint8Array }).view) === 0
}

/** Tagged functions as the transform emits them. */
function tagged(cachePath: string) {
  const seen = { computed: 0 }
  const siteOf = (name: string, kind: 'sync' | 'async') => {
    const options = () => ({ cachePath })
    const made = site({ id: `app/a.ts#${name}`, version: 'v1', kind, params: ['n'], slot: 1, declared: 1, options })
    return () => made
  }
  const run = (n: number) => (seen.computed++, resultOf(n))
  const [one, other] = [siteOf('one', 'sync'), siteOf('other', 'async')]
  return {
    seen,
    sync: link((n: number) => call(one(), [n], undefined, undefined, undefined, () => run(n)), one),
    async: link(async (n: number) => callAsync(other(), [n], undefined, undefined, undefined, async () => run(n)), other),
  }
}

const good = join(scratch, 'good')
mkdirSync(good)
const first = tagged(join(good, 'cache'))
for (let n = 0; n < NAMES; n++) [first.sync(n), await first.async(n)]
await openBackend(join(good, 'cache')).close()

const VALUES: readonly (string | number | null | Uint8Array)[] = [
  '../../precious',
  '../precious',
  '/etc/passwd',
  '.',
  '',
  '00000000-0000-4000-8000-000000000000',
  '00000000-0000-4000-8000-00000000000a/../../../precious',
  null,
  0,
  -1,
  1e308,
  2 ** 53 - 1,
  Date.now() * 2,
  'x'.repeat(3_000),
  'host/1 1 1 1',
  new Uint8Array(40),
]
const COLUMNS: readonly (readonly [table: string, column: string])[] = [
  ...['fn', 'expires', 'bytes', 'used', 'lease', 'holder', 'file', 'value', 'namespace'].map(
    (column) => ['keyv', column] as const,
  ),
  ...['id', 'version', 'fn'].map((column) => ['cachecache_function', column] as const),
  ['cachecache_holder', 'beat'],
  ['cachecache_limit', 'bytes'],
  ['cachecache_cleared', 'number'],
]
const SCHEMA = [
  'CREATE TRIGGER t AFTER INSERT ON cachecache_function BEGIN DELETE FROM keyv; END',
  'CREATE TRIGGER t AFTER UPDATE ON keyv BEGIN SELECT count(*) FROM keyv a, keyv b, keyv c, keyv d, keyv e; END',
  'ALTER TABLE keyv RENAME TO k; CREATE VIEW keyv AS SELECT * FROM k',
  'DROP TABLE cachecache_orphan',
  'CREATE TABLE more (a)',
  'PRAGMA application_id = 7',
  'DROP INDEX keyv_used_idx',
]
let rows = 0

function craft(file: string): void {
  const connection = connect(file)
  const quietly = (work: () => unknown) => {
    try {
      work()
      rows++
    } catch {
      // Not every value fits into every column.
    }
  }
  const keys = connection.all<{ key: string }>('SELECT key FROM keyv').map(({ key }) => key)
  for (let times = random(40); times >= 0; times--) {
    const [table, column] = pick(COLUMNS)
    const where = table === 'keyv' ? `WHERE key = '${pick(keys)}'` : ''
    quietly(() => connection.run(`UPDATE ${table} SET ${column} = ? ${where}`, pick(VALUES)))
  }
  for (let times = random(60); times >= 0; times--) {
    const { data } = forgeEntry(random)
    quietly(() =>
      connection.run('UPDATE keyv SET value = ? WHERE key = ?', data instanceof Uint8Array ? data : data.head, pick(keys)),
    )
  }
  for (let times = random(4); times >= 0; times--)
    quietly(() =>
      connection.run('INSERT OR REPLACE INTO cachecache_orphan VALUES (?, ?, ?, ?)', pick(VALUES), 1, pick(['', 'x 1 1 1']), 0),
    )
  if (random(4) === 0) quietly(() => connection.run('INSERT INTO cachecache_limit VALUES (?)', pick(VALUES)))
  if (random(3) === 0) quietly(() => connection.exec(pick(SCHEMA)))
  connection.close()
}

function damage(file: string): void {
  const bytes = readFileSync(file)
  for (let times = random(30); times >= 0; times--) {
    const page = random(bytes.length / 4096) * 4096
    // The head of a page says where its rows lie.
    bytes[page + random(random(2) === 0 ? 4096 : 12)] = random(256)
  }
  writeFileSync(file, random(8) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes)
}

function relink(folder: string, outside: string): void {
  const values = join(folder, 'cachecache.sqlite-values')
  const kind = random(4)
  if (kind === 0) {
    rmSync(values, { recursive: true })
    symlinkSync(outside, values)
  } else if (kind === 1) {
    for (const name of readdirSync(values).slice(0, 3)) {
      renameSync(join(values, name), join(outside, name))
      symlinkSync(join(outside, name), join(values, name))
    }
  } else if (kind === 2) {
    rmSync(values, { recursive: true })
    writeFileSync(values, 'a file of the user')
  }
}

const listing = (folder: string): string =>
  JSON.stringify(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name)).length]),
  )

const counts = { opened: 0, right: 0, none: 0, wrong: 0, thrown: 0, lost: 0, unusable: 0 }
const until = Date.now() + seconds * 1_000

async function use(path: string): Promise<void> {
  const { sync, async, seen } = tagged(path)
  const calls = [sync, async] as const
  for (let n = 0; n < NAMES; n++) {
    for (const f of calls) {
      const before = seen.computed
      const value: unknown = await f(n)
      if (!isResult(n, value)) counts.wrong++
      else if (seen.computed === before) counts.right++
      else counts.none++
    }
  }
  const before = seen.computed
  for (let n = 0; n < NAMES; n++) for (const f of calls) await f(n)
  // What could not be read was replaced. A limit in the file may be too small for anything, and large values may have no place.
  if (seen.computed - before === 2 * NAMES) counts.unusable++
  const store = openBackend(path)
  for (const work of [() => store.list(), () => store.stats(), () => store.prune(1e6), () => store.remove({})])
    await work().catch(() => {})
  await store.close().catch(() => {})
}

for (; counts.opened < databases && Date.now() < until; counts.opened++) {
  const folder = join(scratch, String(counts.opened))
  const [path, outside] = [join(folder, 'cache'), join(folder, 'outside')]
  cpSync(good, folder, { recursive: true })
  mkdirSync(outside)
  for (const place of [folder, outside, path]) writeFileSync(join(place, 'precious'), 'of the user')
  if (random(4) > 0) craft(join(path, 'cachecache.sqlite'))
  if (random(4) === 0) damage(join(path, 'cachecache.sqlite'))
  if (random(3) === 0) relink(path, outside)
  const before = listing(outside)
  try {
    await use(path)
  } catch (error) {
    if (counts.thrown++ === 0) process.stderr.write(`${counts.opened}: ${String((error as Error).stack)}\n`)
  }
  const kept = [folder, path].every((place) => readdirSync(place).includes('precious'))
  if (!kept || listing(outside) !== before) counts.lost++
  rmSync(folder, { recursive: true })
}
console.log(JSON.stringify({ ...counts, rows }))
