import { SKEW } from '../age.js'
import type { EntryFilter, FunctionUsage, Removed, StoreStats } from '../backend.js'
import { matchesFunction } from '../filter.js'
import { isBusy, type Connection } from './connection.js'
import { DELETE_EXPIRED } from './statements.js'

/** Rows in one transaction: a long one would keep others from writing, and each row puts up to four pages into the log. */
const PORTION = 64
/** Entries; a row may also be a lease alone. */
const LIVE = 'keyv.bytes > 0 AND (keyv.expires IS NULL OR keyv.expires > ?)'

export function listUsage(connection: Connection): FunctionUsage[] {
  return connection
    .all<FunctionUsage>(
      `SELECT CAST(COALESCE(f.id, keyv.fn) AS TEXT) AS function, CAST(COALESCE(f.version, '') AS TEXT) AS version,
            COUNT(*) AS entries, CAST(TOTAL(keyv.bytes) AS INTEGER) AS bytes, CAST(MAX(keyv.used) AS INTEGER) AS lastUsed
     FROM keyv LEFT JOIN cachecache_function AS f ON f.fn = keyv.fn
     WHERE ${LIVE} GROUP BY keyv.fn ORDER BY function, lastUsed DESC`,
      Date.now(),
    )
    .map((row) => ({ ...row }))
}

export function readStats(connection: Connection): Pick<StoreStats, 'entries' | 'functions' | 'bytes' | 'oldest' | 'lastUsed'> {
  const row = connection.get<{
    entries: number
    functions: number
    bytes: number
    oldest: number | null
    lastUsed: number | null
  }>(
    `SELECT COUNT(*) AS entries, COUNT(DISTINCT fn) AS functions, COALESCE(SUM(bytes), 0) AS bytes,
            MIN(used) AS oldest, MAX(used) AS lastUsed FROM keyv WHERE ${LIVE}`,
    Date.now(),
  )!
  const { entries, functions, bytes, oldest, lastUsed } = row
  return { entries, functions, bytes, ...(oldest !== null && { oldest }), ...(lastUsed !== null && { lastUsed }) }
}

interface Group extends FunctionUsage {
  fn: string
}

/**
 * Removes, or with `dryRun` counts, what the filter names.
 *
 * @param settle called after each portion
 */
export function removeEntries(connection: Connection, filter: EntryFilter, dryRun: boolean, settle: () => void): Removed {
  const until = filter.unusedSince ?? Number.MAX_SAFE_INTEGER
  // By age: what is being computed is as young as can be.
  const withLeases = filter.unusedSince === undefined
  if (!dryRun) {
    if (withLeases) patiently(() => connection.run('UPDATE cachecache_cleared SET number = number + 1'))
    while (patiently(() => connection.run(DELETE_EXPIRED, Date.now())) > 0);
  }
  const groups = connection
    .all<Group>(
      `SELECT keyv.fn, CAST(COALESCE(f.id, keyv.fn) AS TEXT) AS function, CAST(COALESCE(f.version, '') AS TEXT) AS version,
              SUM(${LIVE}) AS entries, SUM(iif(${LIVE}, keyv.bytes, 0)) AS bytes
       FROM keyv LEFT JOIN cachecache_function AS f ON f.fn = keyv.fn
       WHERE (keyv.used < ? OR keyv.used > ?) GROUP BY keyv.fn`,
      Date.now(),
      Date.now(),
      until,
      Date.now() + SKEW,
    )
    .filter((group) => matchesFunction(group, filter))
  if (!dryRun) {
    const named = new Set(groups.map(({ fn }) => fn))
    const rows = withLeases ? '' : 'AND bytes > 0'
    for (let from: number | undefined = -1; from !== undefined; settle()) {
      from = patiently(() => deletePortion(connection, named, from!, until, rows))
    }
  }
  return {
    removed: groups.reduce((sum, group) => sum + group.entries, 0),
    bytes: groups.reduce((sum, group) => sum + group.bytes, 0),
  }
}

/**
 * In portions, so that others can write in between; all rows are looked at once, because only eviction and expiry have an index.
 *
 * @returns where the next portion begins, nothing at the end
 */
function deletePortion(
  connection: Connection,
  functions: ReadonlySet<string>,
  from: number,
  until: number,
  rows: string,
): number | undefined {
  let last: number | undefined
  transact(connection, () => {
    const found = connection.all<{ id: number; fn: string }>(
      `SELECT rowid AS id, fn FROM keyv WHERE rowid > ? AND (used < ? OR used > ?) ${rows} ORDER BY rowid LIMIT ${PORTION}`,
      from,
      until,
      Date.now() + SKEW,
    )
    for (const { id, fn } of found) if (functions.has(fn)) connection.run('DELETE FROM keyv WHERE rowid = ?', id)
    last = found.length < PORTION ? undefined : found.at(-1)!.id
  })
  return last
}

/** Among several busy writers one may find none of its turns; clearing is worth more of them than a call. */
function patiently<T>(write: () => T): T {
  for (let attempts = 5; ; attempts--) {
    try {
      return write()
    } catch (error) {
      if (!isBusy(error) || attempts === 0) throw error
    }
  }
}

export function transact(connection: Connection, work: () => void): void {
  connection.run('BEGIN IMMEDIATE')
  try {
    work()
    connection.run('COMMIT')
  } catch (error) {
    // After some errors SQLite has rolled back by itself, and says so by another one.
    try {
      connection.run('ROLLBACK')
    } catch {}
    throw error
  }
}
