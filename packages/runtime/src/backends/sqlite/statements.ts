import type { LeaseRequest } from '../backend.js'

/** By key and namespace, the constraint that @keyv/sqlite's own statement names; ours never uses a namespace. */
export const UPSERT = `
  INSERT INTO keyv (key, namespace, expires, fn, bytes, used, value) VALUES (?, '', ?, ?, ?, ?, ?)
  ON CONFLICT (key, namespace) DO UPDATE SET
    expires = excluded.expires, fn = excluded.fn, bytes = excluded.bytes, used = excluded.used, value = excluded.value`

export function upsertValues(key: string, data: Uint8Array, expires: number | undefined, now: number) {
  return [key, expires ?? null, key.slice(0, key.indexOf('/')), data.byteLength, now, data] as const
}

export const READ = `SELECT value, expires FROM keyv WHERE key = ? AND namespace = ''`
export const HAS = `SELECT expires FROM keyv WHERE key = ? AND namespace = ''`
export const TOUCH = `UPDATE keyv SET used = ? WHERE key = ? AND namespace = '' AND used < ?`
export const NAME_FUNCTION = 'INSERT OR IGNORE INTO cachecache_function (fn, id, version) VALUES (?, ?, ?)'
/** In portions: a long transaction would keep others from writing. */
export const DELETE_EXPIRED =
  'DELETE FROM keyv WHERE rowid IN (SELECT rowid FROM keyv WHERE expires IS NOT NULL AND expires <= ? LIMIT 500)'

const INSERT_LEASE = 'INSERT INTO cachecache_lease (key, token, holder, beat)'

/** One statement looks for an entry and takes the lease: nobody can come between. */
export const CLAIM: Record<LeaseRequest['why'], string> = {
  missing: `${INSERT_LEASE} SELECT ?, ?, ?, ? WHERE NOT EXISTS (
    SELECT 1 FROM keyv WHERE key = ? AND namespace = '' AND (expires IS NULL OR expires > ?)) ON CONFLICT (key) DO NOTHING`,
  unreadable: `${INSERT_LEASE} VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
  again: `${INSERT_LEASE} VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
    token = excluded.token, holder = excluded.holder, beat = excluded.beat`,
}
export const FIND_LEASE = 'SELECT token, holder, beat FROM cachecache_lease WHERE key = ?'
export const TAKE_OVER = 'UPDATE cachecache_lease SET token = ?, holder = ?, beat = ? WHERE key = ? AND token = ?'
export const BEAT = 'UPDATE cachecache_lease SET beat = ? WHERE key = ? AND token = ?'
export const DROP_LEASE = 'DELETE FROM cachecache_lease WHERE key = ? AND token = ?'
export const DROP_FORGOTTEN = 'DELETE FROM cachecache_lease WHERE beat < ?'
export const CLEARED = 'SELECT number FROM cachecache_cleared'
