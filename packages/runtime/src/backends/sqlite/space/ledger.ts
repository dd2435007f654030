import { SKEW } from '../../age.js'
import type { EntryFilter, FunctionUsage, Removed, StoreStats } from '../../backend.js'
import { matchesFunction } from '../../filter.js'
import type { Connection } from '../connection.js'
import type { Database } from '../database.js'
import { KEYV_REMOVED } from '../schema.js'
import { ADD_ALL_ORPHANS, CLEAR, DELETE_EXPIRED, FUNCTIONS, LAST_OF_PORTION } from '../statements.js'
import { inPortions, retryWhileBusy } from './turns.js'

/** The minimum number of rows per transaction. Each adds up to four pages to the log. */
const PORTION = 64
/** Selects entries; a row may also contain only a lease. */
const LIVE = 'bytes > 0 AND (expires IS NULL OR expires > ?)'

export function listUsage(connection: Connection): FunctionUsage[] {
  return connection
    .all<FunctionUsage & { files: number }>(
      // Grouped before the join: otherwise the name would be looked up and sorted for each entry.
      `SELECT CAST(COALESCE(f.id, k.fn) AS TEXT) AS function, CAST(COALESCE(f.version, '') AS TEXT) AS version, entries, bytes, files, lastUsed
       FROM (SELECT fn, COUNT(*) AS entries, CAST(TOTAL(bytes) AS INTEGER) AS bytes,
                    CAST(TOTAL(files) AS INTEGER) AS files, CAST(MAX(used) AS INTEGER) AS lastUsed
             FROM keyv WHERE ${LIVE} GROUP BY fn) AS k
       LEFT JOIN cachecache_function AS f ON f.fn = k.fn ORDER BY function, lastUsed DESC`,
      Date.now(),
    )
    .map(({ files, ...usage }) => (files > 0 ? { ...usage, files } : usage))
}

export function readStats(connection: Connection): Pick<StoreStats, 'entries' | 'functions' | 'bytes' | 'oldest' | 'lastUsed'> {
  const row = connection.get<{
    entries: number
    functions: number
    bytes: number
    oldest: number | null
    lastUsed: number | null
  }>(
    `SELECT COUNT(*) AS entries, COUNT(DISTINCT fn) AS functions, TOTAL(bytes) AS bytes,
            MIN(used) AS oldest, MAX(used) AS lastUsed FROM keyv WHERE ${LIVE}`,
    Date.now(),
  )!
  const { entries, functions, bytes, oldest, lastUsed } = row
  return { entries, functions, bytes, ...(oldest !== null && { oldest }), ...(lastUsed !== null && { lastUsed }) }
}

const NOTHING: Removed = { removed: 0, bytes: 0 }

/** The rows that a filter selects, as SQL and its parameters. */
interface Named {
  where: string
  values: (string | number)[]
}

function rowsOf(connection: Connection, filter: EntryFilter): Named {
  const named: Named = { where: 'TRUE', values: [] }
  if (filter.unusedSince !== undefined) {
    // By age, which never selects a running computation. A `used` in the future comes from a clock that ran ahead.
    named.where += ' AND bytes > 0 AND (used < ? OR used > ?)'
    named.values.push(filter.unusedSince, Date.now() + SKEW)
  }
  if (filter.function === undefined && filter.version === undefined && filter.keepVersions === undefined) return named
  const functions = connection
    .all<{ fn: string; function: string; version: string }>(FUNCTIONS)
    .filter((one) => matchesFunction(one, filter))
  named.where += ' AND fn IN (SELECT value FROM json_each(?))'
  named.values.push(JSON.stringify(functions.map(({ fn }) => fn)))
  return named
}

export function countEntries(connection: Connection, filter: EntryFilter): Removed {
  const { where, values } = rowsOf(connection, filter)
  return count(connection, where, values)
}

function count(connection: Connection, where: string, values: readonly (string | number)[]): Removed {
  const row = connection.get<Removed>(
    `SELECT COUNT(*) AS removed, TOTAL(bytes) AS bytes FROM keyv WHERE ${where} AND ${LIVE}`,
    ...values,
    Date.now(),
  )!
  return { removed: row.removed, bytes: row.bytes }
}

export interface Removing {
  /** The maximum per transaction. */
  readonly mostRows: number
  /** Called after each portion. */
  readonly afterPortion: () => void
  /** How many rows remain, if known. */
  readonly left?: number
}

/** Removes the entries that the filter selects. */
export async function removeEntries(
  database: Database,
  filter: EntryFilter,
  { mostRows, afterPortion, left = Number.POSITIVE_INFINITY }: Removing,
): Promise<Removed> {
  const isAll = Object.values(filter).every((condition) => condition === undefined)
  if (filter.unusedSince === undefined) await retryWhileBusy(() => database.run((connection) => connection.run(CLEAR)))
  await inPortions(database, { least: PORTION, most: PORTION }, (connection) => connection.run(DELETE_EXPIRED, Date.now()) > 0)
  const isNearlyAll = isAll || left <= FEW
  const removed = isNearlyAll ? database.run((connection) => countEntries(connection, filter)) : { ...NOTHING }
  let from = -1
  await inPortions(database, { least: PORTION, most: mostRows }, (connection, size) => {
    if (isNearlyAll && isQuicklyEmptied(connection)) {
      emptyTable(connection, filter.unusedSince)
      return false
    }
    const last = connection.get<{ last: number | null }>(LAST_OF_PORTION, from, size)!.last
    // A crafted row may have an ID that a number can't represent.
    if (last === null || last <= from) return false
    const { where, values } = rowsOf(connection, filter)
    const portion = removePortion(connection, { where: `rowid > ? AND rowid <= ? AND ${where}`, values: [from, last, ...values] })
    if (!isNearlyAll) {
      removed.removed += portion.removed
      removed.bytes += portion.bytes
    }
    from = last
    afterPortion()
    return true
  })
  afterPortion()
  return removed
}

function removePortion(connection: Connection, { where, values }: Named): Removed {
  let removed = NOTHING
  transact(connection, () => {
    removed = count(connection, where, values)
    connection.run(`DELETE FROM keyv WHERE ${where}`, ...values)
  })
  return removed
}

/** The number of rows that are stored again in a twentieth of a second. */
export const FEW = 6_000
/** The number of pages of a table that are freed in a tenth of a second. */
const QUICKLY = 100_000

function isQuicklyEmptied(connection: Connection): boolean {
  const pages = (name: 'page_count' | 'freelist_count') => connection.get<Record<string, number>>(`PRAGMA ${name}`)![name]!
  return pages('page_count') - pages('freelist_count') <= QUICKLY
}

/**
 * Without the trigger, SQLite frees the whole table at once; with it, row by row.
 *
 * @param since rows used since then, which are few, are stored again
 */
function emptyTable(connection: Connection, since?: number): void {
  const empty = `DROP TRIGGER keyv_removed; DELETE FROM keyv; CREATE ${KEYV_REMOVED}`
  transact(connection, () => {
    connection.run(ADD_ALL_ORPHANS)
    if (since === undefined) {
      connection.run(CLEAR)
      return connection.exec(empty)
    }
    connection.exec('CREATE TEMP TABLE recent AS SELECT * FROM main.keyv LIMIT 0')
    connection.run('INSERT INTO temp.recent SELECT * FROM main.keyv WHERE used >= ? AND used <= ?', since, Date.now() + SKEW)
    connection.exec(`${empty}; INSERT INTO keyv SELECT * FROM temp.recent ORDER BY used; DROP TABLE temp.recent;
      DELETE FROM cachecache_orphan WHERE file IN (SELECT file FROM keyv WHERE file IS NOT NULL)`)
  })
}

export function transact(connection: Connection, work: () => void): void {
  connection.run('BEGIN IMMEDIATE')
  try {
    work()
    connection.run('COMMIT')
  } catch (error) {
    // After some errors, SQLite has already rolled back, and ROLLBACK fails.
    try {
      connection.run('ROLLBACK')
    } catch {}
    throw error
  }
}
