import type { EntryFilter, FunctionUsage, Removed, StoreStats } from '../backend.js'
import { matchesFunction } from '../filter.js'
import type { Connection } from './connection.js'
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

/** Removes, or with `dryRun` counts, what the filter names. */
export function removeEntries(connection: Connection, filter: EntryFilter, dryRun: boolean): Removed {
  const until = filter.unusedSince ?? Number.MAX_SAFE_INTEGER
  if (!dryRun) connection.run(DELETE_EXPIRED, Date.now())
  const groups = connection
    .all<Group>(
      `SELECT keyv.fn, COALESCE(f.id, keyv.fn) AS function, COALESCE(f.version, '') AS version, COUNT(*) AS entries, SUM(keyv.bytes) AS bytes
       FROM keyv LEFT JOIN cachecache_function AS f ON f.fn = keyv.fn
       WHERE keyv.used < ? AND ${LIVE} GROUP BY keyv.fn`,
      until,
      Date.now(),
    )
    .filter((group) => matchesFunction(group, filter))
  if (!dryRun) {
    transact(connection, () => {
      // By key range: the unique index on the key serves it.
      for (const { fn } of groups)
        connection.run('DELETE FROM keyv WHERE key >= ? AND key < ? AND fn = ? AND used < ?', `${fn}/`, `${fn}0`, fn, until)
    })
  }
  return {
    removed: groups.reduce((sum, group) => sum + group.entries, 0),
    bytes: groups.reduce((sum, group) => sum + group.bytes, 0),
  }
}

export function transact(connection: Connection, work: () => void): void {
  connection.exec('BEGIN IMMEDIATE')
  try {
    work()
    connection.exec('COMMIT')
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}
