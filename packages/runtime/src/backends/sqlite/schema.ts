import { rmSync } from 'node:fs'
import { foreignDatabase, newerFormat } from '../../errors.js'
import { connect, sqliteCode, type Connection } from './connection.js'
import { folderOf } from './payloads.js'

/** How long a statement waits for another process's write. Milliseconds. */
export const BUSY_TIMEOUT = 5_000
/** `PRAGMA user_version`; the table of formats is in ARCHITECTURE.md. */
export const FORMAT = 4

// `value` is last, so that reading the others never walks a large BLOB; `file` has the payload of a still larger one. Table, `namespace` and `expires` are what @keyv/sqlite 6 expects.
// Rows are found by a hash of the key: an index of keys would be five times as large.
const TABLES = `
  CREATE TABLE IF NOT EXISTS keyv (
    hash INTEGER NOT NULL UNIQUE,
    key TEXT NOT NULL,
    namespace VARCHAR(255) NOT NULL DEFAULT '',
    expires BIGINT DEFAULT NULL,
    fn TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    lease TEXT, holder TEXT,
    file TEXT,
    value BLOB
  );
  CREATE INDEX IF NOT EXISTS keyv_expires_idx ON keyv (expires) WHERE expires IS NOT NULL;
  CREATE INDEX IF NOT EXISTS keyv_used_idx ON keyv (used);
  CREATE INDEX IF NOT EXISTS keyv_file_idx ON keyv (bytes) WHERE file IS NOT NULL;
  CREATE TABLE IF NOT EXISTS cachecache_orphan (
    file TEXT PRIMARY KEY, bytes INTEGER NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS keyv_removed AFTER DELETE ON keyv WHEN OLD.file IS NOT NULL
    BEGIN INSERT OR REPLACE INTO cachecache_orphan VALUES (OLD.file, OLD.bytes, '', 0); END;
  CREATE TRIGGER IF NOT EXISTS keyv_replaced AFTER UPDATE OF file ON keyv WHEN OLD.file IS NOT NULL AND OLD.file IS NOT NEW.file
    BEGIN INSERT OR REPLACE INTO cachecache_orphan VALUES (OLD.file, OLD.bytes, '', 0); END;
  CREATE TABLE IF NOT EXISTS cachecache_function (fn TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cachecache_holder (holder TEXT PRIMARY KEY, beat INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cachecache_limit (bytes INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS cachecache_cleared (number INTEGER NOT NULL);
  INSERT INTO cachecache_cleared SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM cachecache_cleared);
  PRAGMA user_version = ${FORMAT};
`

/** Formats 1 and 2 found entries by an index of keys, 2 had leases in a table of their own, 3 had no files. Their entries are computed anew. */
const OLDER = 'DROP TABLE IF EXISTS keyv; DROP TABLE IF EXISTS cachecache_lease;'

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
    // Somebody else's number, perhaps, and a table that is theirs.
    if (now > 0 && now < FORMAT && !connection.get("SELECT 1 FROM sqlite_master WHERE name = 'cachecache_function'"))
      throw foreignDatabase(file)
    if (now < FORMAT) {
      // Of a database that was removed: no row can name these.
      rmSync(folderOf(file), { recursive: true, force: true })
      connection.exec(OLDER + TABLES)
    }
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
