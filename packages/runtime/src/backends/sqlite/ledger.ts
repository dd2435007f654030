import type { EntryFilter, FunctionUsage, Removed, StoreStats } from '../backend.js'
import { matchesFunction } from '../filter.js'
import { sqliteCode, type Connection } from './connection.js'
import { DELETE_EXPIRED } from './statements.js'

const LIVE = '(keyv.expires IS NULL OR keyv.expires > ?)'

export function listUsage(connection: Connection): FunctionUsage[] {
  return connection
    .all<FunctionUsage>(
      `SELECT COALESCE(f.id, keyv.fn) AS function, COALESCE(f.version, '') AS version,
            COUNT(*) AS entries, SUM(keyv.bytes) AS bytes, MAX(keyv.used) AS lastUsed
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
  if (!dryRun) {
    patiently(() => transact(connection, () => revokeLeases(connection, filter)))
    while (patiently(() => connection.run(DELETE_EXPIRED, Date.now())) > 0);
  }
  const groups = connection
    .all<Group>(
      `SELECT keyv.fn, COALESCE(f.id, keyv.fn) AS function, COALESCE(f.version, '') AS version, COUNT(*) AS entries, SUM(keyv.bytes) AS bytes
       FROM keyv LEFT JOIN cachecache_function AS f ON f.fn = keyv.fn
       WHERE keyv.used < ? AND ${LIVE} GROUP BY keyv.fn`,
      until,
      Date.now(),
    )
    .filter((group) => matchesFunction(group, filter))
  if (!dryRun) for (const { fn } of groups) while (patiently(() => deletePortion(connection, fn, until)) > 0) settle()
  return {
    removed: groups.reduce((sum, group) => sum + group.entries, 0),
    bytes: groups.reduce((sum, group) => sum + group.bytes, 0),
  }
}

/** A value under computation must not come back after its function was cleared. */
function revokeLeases(connection: Connection, filter: EntryFilter): void {
  // By age: what is being computed is as young as can be.
  if (filter.unusedSince !== undefined) return
  connection.run('UPDATE cachecache_cleared SET number = number + 1')
  const functions = connection.all<{ fn: string; function: string; version: string }>(
    'SELECT fn, id AS function, version FROM cachecache_function',
  )
  for (const named of functions) {
    if (!matchesFunction(named, filter)) continue
    connection.run('DELETE FROM cachecache_lease WHERE key >= ? AND key < ?', `${named.fn}/`, `${named.fn}0`)
  }
}

/** By key range, which the unique index on the key serves; in portions, so that others can write in between. */
function deletePortion(connection: Connection, fn: string, until: number): number {
  return connection.run(
    `DELETE FROM keyv WHERE rowid IN (
       SELECT rowid FROM keyv WHERE key >= ? AND key < ? AND fn = ? AND used < ? LIMIT 500)`,
    `${fn}/`,
    `${fn}0`,
    fn,
    until,
  )
}

const BUSY = 5

/** Among several busy writers one may find none of its turns; clearing is worth more of them than a call. */
function patiently<T>(write: () => T): T {
  for (let attempts = 5; ; attempts--) {
    try {
      return write()
    } catch (error) {
      if (sqliteCode(error) !== BUSY || attempts === 0) throw error
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
