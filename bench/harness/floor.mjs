import { createHash, hash as hashOnce } from 'node:crypto'
import { join } from 'node:path'
import { Packr } from 'msgpackr'
import { openSqlite } from './sqlite.mjs'

const packr = new Packr({ structuredClone: true, moreTypes: true })

/** What no cache on SQLite can go below: key by JSON and SHA-256, one prepared statement, one msgpackr call. Nothing is checked. */
export async function openFloor(folder, name = 'floor') {
  const database = await openSqlite(join(folder, `${name}.sqlite`))
  database.exec('CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value BLOB)')
  const select = database.prepare('SELECT value FROM entry WHERE key = ?')
  const upsert = database.prepare(
    'INSERT INTO entry (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    keyOf,
    hit: (...args) => packr.unpack(select.get(keyOf(args)).value),
    put: (args, value) => void upsert.run(keyOf(args), packr.pack(value)),
    upsert: (key, bytes) => void upsert.run(key, bytes),
    encode: (value) => Buffer.from(packr.pack(value)),
    transaction(fill) {
      database.exec('BEGIN')
      fill()
      database.exec('COMMIT')
    },
    close: () => database.close(),
  }
}

/** `crypto.hash` came with Node 20.12 and is the faster one for short inputs. */
const sha256 = hashOnce
  ? (text) => hashOnce('sha256', text, 'base64url')
  : (text) => createHash('sha256').update(text).digest('base64url')

function keyOf(args) {
  return sha256(JSON.stringify(args))
}
