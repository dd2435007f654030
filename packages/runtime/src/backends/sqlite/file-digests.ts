import type { FileDigests } from '../backend.js'
import type { Database } from './database.js'

const FIND = 'SELECT state, digest FROM cachecache_file WHERE path = ?'
const KEEP = `INSERT INTO cachecache_file VALUES (?, ?, ?, ?)
  ON CONFLICT (path) DO UPDATE SET state = excluded.state, digest = excluded.digest, used = excluded.used`
const COUNT = 'SELECT count(*) AS count FROM cachecache_file'
const FORGET = 'DELETE FROM cachecache_file WHERE path IN (SELECT path FROM cachecache_file ORDER BY used LIMIT ?)'

/** The maximum number of files remembered; each takes 150 bytes. */
const LIMIT = 200_000
/** The maximum number written in one transaction. */
const BATCH = 1_000

/** Digests of files, stored in the database of the entries and written at the end of each turn of the event loop. */
export class SqliteFileDigests implements FileDigests {
  readonly #pending = new Map<string, { state: string; digest: string }>()
  #isScheduled = false

  constructor(private readonly database: Database) {}

  find(path: string): { state: string; digest: string } | undefined {
    const pending = this.#pending.get(path)
    if (pending !== undefined) return pending
    try {
      return this.database.run((connection) => connection.get<{ state: string; digest: string }>(FIND, path))
    } catch {
      return undefined
    }
  }

  keep(path: string, state: string, digest: string): void {
    this.#pending.set(path, { state, digest })
    if (this.#pending.size >= BATCH) return this.flush()
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.flush())
  }

  flush(): void {
    this.#isScheduled = false
    if (this.#pending.size === 0) return
    const rows = [...this.#pending]
    this.#pending.clear()
    try {
      this.database.run((connection) => {
        connection.exec('BEGIN IMMEDIATE')
        try {
          const now = Date.now()
          for (const [path, { state, digest }] of rows) connection.run(KEEP, path, state, digest, now)
          const { count } = connection.get<{ count: number }>(COUNT)!
          if (count > LIMIT) connection.run(FORGET, count - LIMIT + BATCH)
          connection.exec('COMMIT')
        } catch (error) {
          connection.exec('ROLLBACK')
          throw error
        }
      })
    } catch {
      // A store that isn't writable reports that when a result is stored.
    }
  }
}
