import { foreignDatabase, newerFormat } from '../../errors.js'
import { connect, sqliteCode, type Connection } from './connection.js'

/** How long a statement waits for another process's write. Milliseconds. */
export const BUSY_TIMEOUT = 5_000
/** `PRAGMA user_version`; the table of formats is in ARCHITECTURE.md. */
export const FORMAT = 2

// `value` is last, so that reading the others never walks a large BLOB. The rest of `keyv` is what @keyv/sqlite 6 expects.
const TABLES = `
  CREATE TABLE IF NOT EXISTS keyv (
    key VARCHAR(255) NOT NULL,
    namespace VARCHAR(255) NOT NULL DEFAULT '',
    expires BIGINT DEFAULT NULL,
    fn TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    value BLOB,
    UNIQUE (key, namespace)
  );
  CREATE INDEX IF NOT EXISTS keyv_expires_idx ON keyv (expires) WHERE expires IS NOT NULL;
  CREATE INDEX IF NOT EXISTS keyv_used_idx ON keyv (used);
  CREATE TABLE IF NOT EXISTS cachecache_function (fn TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cachecache_lease (
    key TEXT PRIMARY KEY, token TEXT NOT NULL, holder TEXT NOT NULL, beat INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cachecache_cleared (number INTEGER NOT NULL);
  INSERT INTO cachecache_cleared SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM cachecache_cleared);
  PRAGMA user_version = ${FORMAT};
`

/** Settings of a connection, and with `create` the tables where they are missing. */
export function prepareDatabase(connection: Connection, file: string, create: boolean): void {
  // First of all: two processes may be here at once.
  connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
  const { user_version: format } = connection.get<{ user_version: number }>('PRAGMA user_version')!
  if (format > FORMAT) throw newerFormat(file, format)
  if (format === 0 && !create) return
  // Only an empty database can still take this; it lets pages go back to the file system one by one.
  if (format === 0) connection.exec('PRAGMA auto_vacuum = INCREMENTAL')
  connection.exec('PRAGMA journal_mode = WAL')
  connection.exec('PRAGMA synchronous = NORMAL')
  if (format === FORMAT) return
  connection.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have been here first.
    const { user_version: now } = connection.get<{ user_version: number }>('PRAGMA user_version')!
    if (now === 0 && connection.get('SELECT 1 FROM sqlite_master LIMIT 1')) throw foreignDatabase(file)
    // Format 1 had the first two tables, and entries that read as misses by now.
    if (now < FORMAT) connection.exec(TABLES)
    connection.exec('COMMIT')
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

export function isPrepared(connection: Connection): boolean {
  return connection.get<{ user_version: number }>('PRAGMA user_version')!.user_version === FORMAT
}

/** Whether the tables are other than we made them: damage to their description shows as an ordinary error of SQL. */
export function isSchemaDamaged(file: string): boolean {
  const [found, made] = [connect(file), connect(':memory:')]
  try {
    made.exec(TABLES)
    const descriptions = new Map(describe(found).map(({ name, sql }) => [name, sql]))
    return describe(made).some(({ name, sql }) => descriptions.get(name) !== sql)
  } catch (error) {
    return sqliteCode(error) === 1
  } finally {
    found.close()
    made.close()
  }
}

const describe = (connection: Connection) => connection.all<{ name: string; sql: string }>('SELECT name, sql FROM sqlite_master')
