/** The library that the runtime itself takes on this Node, so that floor and subject stand on the same ground. */
export const sqliteLibrary = hasNodeSqlite() ? 'node:sqlite' : 'better-sqlite3'

function hasNodeSqlite() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

/** @returns {Promise<{ exec(sql: string): void, prepare(sql: string): { get(...v: unknown[]): any, run(...v: unknown[]): unknown }, close(): void }>} */
export async function openSqlite(file) {
  const database = await openBare(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
  return database
}

async function openBare(file) {
  if (sqliteLibrary === 'node:sqlite') {
    const { DatabaseSync } = await import('node:sqlite')
    return new DatabaseSync(file)
  }
  const { default: Database } = await import('better-sqlite3')
  return new Database(file)
}
