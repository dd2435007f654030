import { damagedSchema, foreignDatabase, newerFormat } from '../../reporting/errors.js'
import { connect, sqliteCode, type Connection } from './connection.js'
import { folderOf, removeFiles } from './space/values-folder.js'

/** How long a statement waits for another process's write, in milliseconds. The event loop is blocked meanwhile. */
export const BUSY_TIMEOUT = 20
/**
 * The same for operations that a user waits for, such as clearing, and for creating a database, which other processes may do at the same
 * time.
 */
export const LONG_TIMEOUT = 5_000
/** `PRAGMA user_version`; the formats are described in docs/internals/formats.md. */
export const FORMAT = 8
/** `PRAGMA application_id`: marks a database as ours. */
export const APPLICATION = 0x63616368

// `OR IGNORE` can't fail. For a trigger that can, SQLite copies each page that a statement changes, to be able to undo the statement.
export const KEYV_REMOVED = `TRIGGER keyv_removed AFTER DELETE ON keyv WHEN OLD.file IS NOT NULL
    BEGIN INSERT OR IGNORE INTO cachecache_orphan VALUES (OLD.file, OLD.bytes, '', 0); END`

// `value` is last, so that reading the other columns never loads a large BLOB; `file` names the file of an even larger payload. The table,
// `namespace` and `expires` are what @keyv/sqlite 6 expects.
// Rows are found by a hash of the key, because an index of keys would be five times as large.
const DEFINITIONS = [
  `TABLE keyv (
    hash INTEGER NOT NULL UNIQUE,
    key TEXT NOT NULL,
    namespace VARCHAR(255) NOT NULL DEFAULT '',
    expires BIGINT DEFAULT NULL,
    fn TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL DEFAULT 0,
    made INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    lease TEXT, holder TEXT,
    file TEXT,
    value BLOB
  )`,
  'INDEX keyv_expires_idx ON keyv (expires) WHERE expires IS NOT NULL',
  'INDEX keyv_used_idx ON keyv (used)',
  'INDEX keyv_file_idx ON keyv (bytes) WHERE file IS NOT NULL',
  `TABLE cachecache_orphan (
    file TEXT PRIMARY KEY, bytes INTEGER NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL
  ) WITHOUT ROWID`,
  KEYV_REMOVED,
  `TRIGGER keyv_replaced AFTER UPDATE OF file ON keyv WHEN OLD.file IS NOT NULL AND OLD.file IS NOT NEW.file
    BEGIN INSERT OR IGNORE INTO cachecache_orphan VALUES (OLD.file, OLD.bytes, '', 0); END`,
  'TABLE cachecache_function (fn TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL) WITHOUT ROWID',
  'TABLE cachecache_holder (holder TEXT PRIMARY KEY, beat INTEGER NOT NULL) WITHOUT ROWID',
  `TABLE cachecache_wait (
    holder TEXT NOT NULL, awaited TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (holder, awaited)
  ) WITHOUT ROWID`,
  'TABLE cachecache_limit (bytes INTEGER NOT NULL)',
  'TABLE cachecache_cleared (number INTEGER NOT NULL)',
  // Digests of files that results depend on.
  `TABLE cachecache_file (
    path TEXT PRIMARY KEY, state TEXT NOT NULL, digest TEXT NOT NULL, used INTEGER NOT NULL
  ) WITHOUT ROWID`,
].map((definition) => `CREATE ${definition}`)

const CREATE = `${DEFINITIONS.join(';')};
  INSERT INTO cachecache_cleared VALUES (0);
  PRAGMA user_version = ${FORMAT};`

/** Tables of formats before 8. Their entries are computed again. */
const DROP = ['keyv', 'cachecache_lease', 'cachecache_orphan', 'cachecache_function', 'cachecache_holder']
  .concat('cachecache_wait', 'cachecache_limit', 'cachecache_cleared', 'cachecache_file')
  .map((table) => `DROP TABLE IF EXISTS ${table};`)
  .join('')

/** Configures a connection, and with `create` creates missing tables. */
export function prepareDatabase(connection: Connection, file: string, create: boolean): void {
  // This comes first, because two processes may create the database at once. A database made by others may call functions in its schema;
  // ours doesn't.
  connection.wait(LONG_TIMEOUT)
  connection.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
  // A database that may belong to another program is not modified.
  const format = findOrigin(connection, file)
  if (format === 0 && !create) return
  // The first pragma only works in an empty database; it allows pages to be given back one by one. The second also reveals damage to the
  // file.
  if (format === 0) connection.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = ${APPLICATION}`)
  connection.exec('PRAGMA journal_mode = WAL')
  connection.exec('PRAGMA synchronous = NORMAL')
  if (format === FORMAT) {
    connection.wait(BUSY_TIMEOUT)
    return checkSchema(connection, file)
  }
  connection.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have created the tables meanwhile.
    if (checkOrigin(connection, file) < FORMAT) {
      // Files of a database that was removed; no row can name them.
      removeFiles(folderOf(file))
      connection.exec(`${DROP}PRAGMA application_id = ${APPLICATION};${CREATE}`)
    }
    connection.exec('COMMIT')
    connection.wait(BUSY_TIMEOUT)
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

/** Configures a connection to a database that isn't writable. */
export function prepareReadOnly(connection: Connection, file: string): void {
  connection.wait(BUSY_TIMEOUT)
  connection.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
  if (findOrigin(connection, file) === FORMAT) checkSchema(connection, file)
  else throw foreignDatabase(file)
}

/**
 * Checks the origin in one transaction. Otherwise, tables that another process is creating, without a format number yet, would look like
 * those of another program.
 */
function findOrigin(connection: Connection, file: string): number {
  connection.exec('BEGIN')
  try {
    return checkOrigin(connection, file)
  } finally {
    try {
      connection.exec('COMMIT')
    } catch {
      // After some errors, SQLite has already ended the transaction.
    }
  }
}

/** @returns the format, 0 for a new database */
function checkOrigin(connection: Connection, file: string): number {
  const { user_version: format } = connection.get<{ user_version: number }>('PRAGMA user_version')!
  const { application_id: application } = connection.get<{ application_id: number }>('PRAGMA application_id')!
  const isOurs = application === APPLICATION
  if (isOurs && format > FORMAT) throw newerFormat(file, format)
  if (isOurs && format > 0) return format
  const names = describe(connection).map(({ name }) => name)
  // Formats before 5 have no application ID.
  if (names.length > 0 && !(format > 0 && format < FORMAT && names.includes('cachecache_function'))) throw foreignDatabase(file)
  return names.length > 0 ? format : 0
}

/** Anything else in the schema, above all triggers, would run with our statements. */
function checkSchema(connection: Connection, file: string): void {
  if (!isAsMade(connection)) throw damagedSchema(file)
}

function isAsMade(connection: Connection): boolean {
  const found = describe(connection)
  const definitions = new Set(found.map(({ sql }) => sql))
  return (
    definitions.size === found.length && found.length === DEFINITIONS.length && DEFINITIONS.every((sql) => definitions.has(sql))
  )
}

export function isPrepared(connection: Connection): boolean {
  return connection.get<{ user_version: number }>('PRAGMA user_version')!.user_version === FORMAT && isAsMade(connection)
}

/** Whether the schema differs from ours. SQLite reports a damaged schema as an ordinary SQL error. */
export function isSchemaDamaged(file: string): boolean {
  const found = connect(file)
  try {
    return !isAsMade(found)
  } catch (error) {
    return sqliteCode(error) === 1
  } finally {
    found.close()
  }
}

/** SQLite's own tables, which a tool's ANALYZE creates. */
const STATISTICS = new Set(['CREATE TABLE sqlite_stat1(tbl,idx,stat)', 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)'])

/** Excludes SQLite's own tables and indices, by their definitions: a crafted trigger may have a name like theirs. */
const describe = (connection: Connection) =>
  connection
    .all<{ name: string; sql: string }>('SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL')
    .filter(({ sql }) => !STATISTICS.has(sql))
