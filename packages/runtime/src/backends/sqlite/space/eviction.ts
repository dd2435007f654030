import { SKEW } from '../../age.js'
import type { Removed } from '../../backend.js'
import type { Connection } from '../connection.js'
import type { Database } from '../database.js'
import { FORGOTTEN } from '../leases.js'
import { FEW, transact } from './ledger.js'
import { pragma } from './pages.js'
import { LAST_OF_PORTION, SAFE_ROWS } from '../statements.js'
import { inPortions } from './turns.js'

/** Key, columns and index entries of one row. Bytes. */
export const ROW_OVERHEAD = 400
/** The number of intervals in which uses are counted. */
const INTERVALS = 65_536
/** The share of an excess that is removed by a cutoff: the sizes are estimated. */
const NEARLY = 0.97
/** Rows that are read at once. */
const READ_AT_ONCE = { least: 1_000, most: 200_000 }

interface Batch {
  ids: number[]
  /** The entries among the removed rows. */
  removed: Removed
}

/** Evicts up to `size` of the least recently used entries, until their size is the excess. */
export function evictBatch(connection: Connection, excess: number, size: number): Batch {
  let oldest: Batch = { ids: [], removed: { removed: 0, bytes: 0 } }
  transact(connection, () => {
    oldest = oldestEntries(connection, excess, size)
    for (const id of oldest.ids) connection.run('DELETE FROM keyv WHERE rowid = ?', id)
  })
  return oldest
}

/** Returns the least recently used entries that add up to the excess, and forgotten leases. */
export function oldestEntries(connection: Connection, excess: number, limit: number): Batch {
  const ids: number[] = []
  const removed: Removed = { removed: 0, bytes: 0 }
  let left = excess
  const now = Date.now()
  for (const { id, bytes } of connection.all<{ id: number; bytes: number }>(
    // A `used` in the future comes from a clock that ran ahead. Such a row would never be evicted by age.
    `SELECT * FROM (SELECT rowid AS id, bytes FROM keyv WHERE used > ? AND ${SAFE_ROWS} AND (lease IS NULL OR used > ?) ORDER BY used DESC LIMIT ?)
     UNION ALL
     SELECT * FROM (SELECT rowid AS id, bytes FROM keyv WHERE used <= ? AND ${SAFE_ROWS} AND (lease IS NULL OR used < ?) ORDER BY used LIMIT ?)`,
    now + SKEW,
    now + FORGOTTEN,
    limit,
    now + SKEW,
    now - FORGOTTEN,
    limit,
  )) {
    if (left <= 0) break
    left -= bytes + ROW_OVERHEAD
    ids.push(id)
    if (bytes === 0) continue
    removed.removed++
    removed.bytes += bytes
  }
  return { ids, removed }
}

interface Used {
  used: number
  bytes: number
  /** How many rows this one stands for. */
  weight: number
}

export interface Cutoff {
  /** Milliseconds since the epoch. */
  unusedSince: number
  /** The estimated numbers of rows that are removed and that remain. */
  older: number
  left: number
}

/**
 * Finds a time such that the entries last used before it are slightly smaller than the excess. They can be removed in the order of the
 * table, which changes fewer pages than the order of use.
 *
 * @param live the size of all entries
 */
export async function findCutoff(database: Database, excess: number, live: number): Promise<Cutoff | undefined> {
  const latest = Date.now() + SKEW
  const range = database.run((connection) => connection.get<{ first: number | null; last: number | null }>(USED, latest, latest)!)
  const { first, last } = range
  if (first === null || last === null) return undefined
  const width = Math.max(1, Math.ceil((last + 1 - first) / INTERVALS))
  const [rows, bytes] = [new Float64Array(INTERVALS), new Float64Array(INTERVALS)]
  let [allRows, allBytes, future] = [0, 0, 0]
  await eachUsed(database, (row) => {
    allRows += row.weight
    allBytes += row.bytes * row.weight
    const interval = Math.floor((row.used - first) / width)
    // A use in the future: removed in any case.
    if (!(interval < INTERVALS)) return void (future += row.bytes * row.weight)
    rows[interval]! += row.weight
    bytes[interval]! += row.bytes * row.weight
  })
  const overhead = Math.max(0, (live - allBytes) / allRows)
  const sumUntil = (goal: number): Cutoff => {
    let [interval, older, size] = [0, 0, future]
    for (; interval < INTERVALS - 1; interval++) {
      size += bytes[interval]! + rows[interval]! * overhead
      if (!(size < goal)) break
      older += rows[interval]!
    }
    return { unusedSince: first + interval * width, older, left: allRows - older }
  }
  const exact = sumUntil(excess)
  const cutoff = exact.left <= FEW ? exact : sumUntil(excess * NEARLY)
  return cutoff.older > 0 ? cutoff : undefined
}

const USED = 'SELECT MIN(used) AS first, (SELECT MAX(used) FROM keyv WHERE used <= ?) AS last FROM keyv WHERE used <= ?'
/** The page count from which on only a part of the rows is read, and the size from which on a row is always read. */
const [ALL_OF, ALWAYS_FROM] = [8_000, 16_384]

async function eachUsed(database: Database, look: (row: Used) => void): Promise<void> {
  const step = Math.max(1, Math.floor(database.run((connection) => pragma(connection, 'page_count')) / ALL_OF))
  let from = -1
  await inPortions(database, READ_AT_ONCE, (connection, size) => {
    const last = connection.get<{ last: number | null }>(LAST_OF_PORTION, from, size)!.last
    if (last === null || last <= from) return false
    for (const row of connection.all<Used>(
      `SELECT used, bytes, iif(bytes > ${ALWAYS_FROM}, 1, ${step}) AS weight FROM keyv
       WHERE rowid > ? AND rowid <= ? AND (rowid % ${step} = 0 OR bytes > ${ALWAYS_FROM})`,
      from,
      last,
    ))
      look(row)
    from = last
    return true
  })
}
