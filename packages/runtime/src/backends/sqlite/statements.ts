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
export const DELETE_EXPIRED = 'DELETE FROM keyv WHERE expires IS NOT NULL AND expires <= ?'
