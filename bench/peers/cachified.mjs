import { join } from 'node:path'
import { cachified } from '@epic-web/cachified'
import { openSqlite } from '../harness/sqlite.mjs'
import { argumentKey } from './argument-key.mjs'

export async function openCachified(folder, body, store) {
  const { cache, close } =
    store === 'sqlite' ? await sqliteCache(join(folder, 'cachified.sqlite')) : { cache: new Map(), close() {} }
  return {
    call: (year, region) =>
      cachified({
        key: argumentKey(year, region),
        cache,
        ttl: Number.POSITIVE_INFINITY,
        getFreshValue: () => body(year, region),
      }),
    close,
  }
}

/** The adapter that users of cachified write: one table, value and metadata as JSON, statements prepared once. */
async function sqliteCache(file) {
  const database = await openSqlite(file)
  database.exec('CREATE TABLE cache (key TEXT PRIMARY KEY, metadata TEXT, value TEXT)')
  const select = database.prepare('SELECT metadata, value FROM cache WHERE key = ?')
  const upsert = database.prepare('INSERT OR REPLACE INTO cache (key, metadata, value) VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM cache WHERE key = ?')
  const cache = {
    name: 'SQLite',
    get(key) {
      const row = select.get(key)
      return row && { metadata: JSON.parse(row.metadata), value: JSON.parse(row.value) }
    },
    set: (key, { metadata, value }) => void upsert.run(key, JSON.stringify(metadata), JSON.stringify(value)),
    delete: (key) => void remove.run(key),
  }
  return { cache, close: () => database.close() }
}
