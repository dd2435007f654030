import { SKEW } from '../age.js'
import type { LeaseRequest } from '../backend.js'
import type { Connection } from './connection.js'
import { hashOf } from './key-hash.js'

// A row is an entry, a lease, or both: an entry that is being recomputed. `bytes` is 0 if there is no entry. All statements find the row by
// the hash of its key, and then compare the key.

const KEY = 'hash = ? AND key = ?'

export const READ = `SELECT value, made, expires, file, bytes FROM keyv WHERE ${KEY} AND bytes > 0`
export const HAS = `SELECT made, expires FROM keyv WHERE ${KEY} AND bytes > 0`
/** Also corrects a `used` in the future, set by a clock that ran ahead. */
const TOUCH = `UPDATE keyv SET used = ? WHERE ${KEY} AND used NOT BETWEEN ? AND ?`
export const DELETE = `DELETE FROM keyv WHERE ${KEY}`
/** A lease belongs to its holder and remains when its entry has expired. */
export const DELETE_ENTRY = `DELETE FROM keyv WHERE ${KEY} AND lease IS NULL`
export const NAME_FUNCTION = 'INSERT OR IGNORE INTO cachecache_function (fn, id, version) VALUES (?, ?, ?)'
/** A row whose key has the same hash. Its key can't be named where it is no valid text. */
export const DELETE_OTHER = 'DELETE FROM keyv WHERE hash = ? AND key <> ?'
/** In portions, because a long transaction would block other writers. */
export const DELETE_EXPIRED =
  'DELETE FROM keyv WHERE rowid IN (SELECT rowid FROM keyv WHERE expires IS NOT NULL AND expires <= ? AND lease IS NULL LIMIT 64)'

/** For a write without a lease. Another holder's lease on the key remains; the last write wins. */
export const UPSERT = `
  INSERT INTO keyv (hash, key, fn, expires, bytes, files, made, used, file, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (hash) DO UPDATE SET key = excluded.key, fn = excluded.fn, expires = excluded.expires, bytes = excluded.bytes, files = excluded.files,
    made = excluded.made, used = excluded.used, file = excluded.file, value = excluded.value, lease = iif(key = excluded.key, lease, NULL)`
/**
 * For a write under a lease, which it ends. Stores nothing if the lease was lost. The claim has already set `used`; updating its index
 * costs as much as the row.
 */
export const STORE = `UPDATE keyv SET expires = ?, bytes = ?, files = ?, made = ?, file = ?, value = ?, lease = NULL, holder = NULL WHERE ${KEY} AND lease = ?`

const claim = (entry: string, where: string) => `
  INSERT INTO keyv (hash, key, fn, used, lease, holder) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (hash) DO UPDATE SET used = excluded.used, lease = excluded.lease, holder = excluded.holder${entry}
  WHERE key = excluded.key${where}`

/** One statement looks for an entry and takes the lease, so that no other process can come in between. */
export const CLAIM: Record<LeaseRequest['why'], string> = {
  missing: claim(
    ', expires = NULL, bytes = 0, file = NULL, value = NULL',
    ` AND lease IS NULL AND (bytes = 0 OR expires <= excluded.used OR made <= ? OR (expires IS NOT NULL AND made > excluded.used + ${SKEW}))`,
  ),
  unreadable: claim('', ' AND lease IS NULL'),
  again: claim('', ''),
}
export const FIND_LEASE = `
  SELECT key, lease, holder, bytes, (SELECT beat FROM cachecache_holder WHERE holder = keyv.holder) AS beat FROM keyv WHERE hash = ?`
export const TAKE_OVER = `UPDATE keyv SET lease = ?, holder = ? WHERE ${KEY} AND lease = ?`
/** One statement for all leases of a thread. Their rows may also contain large entries, which every update would load. */
export const BEAT =
  'INSERT INTO cachecache_holder (holder, beat) VALUES (?, ?) ON CONFLICT (holder) DO UPDATE SET beat = excluded.beat'
/** Which holder waits for which. */
export const ADD_WAIT =
  'INSERT INTO cachecache_wait (holder, awaited, since) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET since = excluded.since'
export const DROP_WAIT = 'DELETE FROM cachecache_wait WHERE holder = ? AND awaited = ?'
export const DROP_OLD_WAITS = 'DELETE FROM cachecache_wait WHERE since < ?'
export const IN_CIRCLE = `
  WITH RECURSIVE reached (holder) AS (
    VALUES (?) UNION SELECT awaited FROM cachecache_wait AS w JOIN reached ON w.holder = reached.holder WHERE since > ?
  ) SELECT 1 FROM reached WHERE holder = ?`
export const DROP_SILENT = 'DELETE FROM cachecache_holder WHERE beat < ?'
export const DROP_LEASE = [
  `DELETE FROM keyv WHERE ${KEY} AND lease = ? AND bytes = 0`,
  `UPDATE keyv SET lease = NULL, holder = NULL WHERE ${KEY} AND lease = ?`,
] as const
/** Files that no row names: being written by a holder, or to be removed. */
export const ADD_ORPHAN = 'INSERT INTO cachecache_orphan (file, bytes, holder, since) VALUES (?, ?, ?, ?)'
export const NAMED_FILES = 'SELECT file FROM keyv WHERE file IS NOT NULL UNION ALL SELECT file FROM cachecache_orphan'
export const ADD_ALL_ORPHANS =
  "INSERT OR REPLACE INTO cachecache_orphan SELECT file, bytes, '', 0 FROM keyv WHERE file IS NOT NULL"
export const TAKE_ORPHAN = 'DELETE FROM cachecache_orphan WHERE file = ?'
export const ORPHANS = 'SELECT file, holder, since FROM cachecache_orphan LIMIT ?'
/** A file occupies whole blocks on disk. Unlike SUM, TOTAL can't fail on the integers of a crafted database. */
export const FILE_BYTES = 'SELECT TOTAL(max(bytes, 0) + 4096) AS bytes FROM keyv WHERE file IS NOT NULL'
export const ORPHAN_BYTES = 'SELECT TOTAL(max(bytes, 0) + 4096) AS bytes FROM cachecache_orphan'
export const LIMIT = 'SELECT bytes FROM cachecache_limit'
export const SET_LIMIT = ['DELETE FROM cachecache_limit', 'INSERT INTO cachecache_limit (bytes) VALUES (?)'] as const
export const FUNCTIONS =
  'SELECT CAST(fn AS TEXT) AS fn, CAST(id AS TEXT) AS function, CAST(version AS TEXT) AS version FROM cachecache_function'
/** Larger row IDs, which only crafted databases have, are no safe integers: node:sqlite refuses to read them. */
export const SAFE_ROWS = `rowid <= ${Number.MAX_SAFE_INTEGER}`
export const LAST_OF_PORTION = `SELECT MAX(id) AS last FROM (SELECT rowid AS id FROM keyv WHERE rowid > ? AND ${SAFE_ROWS} ORDER BY rowid LIMIT ?)`
export const CLEAR = 'UPDATE cachecache_cleared SET number = number + 1'
export const CLEARED = 'SELECT number FROM cachecache_cleared'

export function touchRow(connection: Connection, key: string, used: number): void {
  connection.run(TOUCH, used, hashOf(key), key, used, used + SKEW)
}
