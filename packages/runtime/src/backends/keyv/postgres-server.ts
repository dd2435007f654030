import { createRequire } from 'node:module'
import type { Server, ServerLeases } from './server.js'

/** Milliseconds. Slightly longer than the timeout of the whole operation, which ends connections with pending queries. */
const TIMEOUT = 6_000

interface Client {
  connection?: { stream?: { destroy(): void } }
}

interface Pool {
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
  on(event: string, listener: (client: Client) => void): void
  end(): Promise<void>
}

type Query = (sql: string, values?: unknown[]) => Promise<unknown[]>
type PostgresStore = new (options: object) => { connect(): Promise<Query>; disconnect(): Promise<void> }

/**
 * The adapter shares one pool in the whole process, whatever the URL. Since nothing listens to the pool's errors, the program ends when the
 * server closes an idle connection. So each store gets its own pool.
 */
export function openPostgres(KeyvPostgres: PostgresStore, url: string, file: string): { store: object; server: Server } {
  const pg = createRequire(file)('pg') as { Pool: new (options: object) => Pool }
  const clients = new Set<Client>()
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: TIMEOUT,
    // Idle connections don't keep the program alive, so `hold` is not needed.
    allowExitOnIdle: true,
  })
  pool.on('connect', (client) => clients.add(client))
  pool.on('remove', (client) => clients.delete(client))
  // The next query reports the error.
  pool.on('error', () => {})
  class OwnPool extends KeyvPostgres {
    override async connect(): Promise<Query> {
      return async (sql, values) => (await pool.query(sql, values)).rows
    }
    override async disconnect(): Promise<void> {
      await pool.end()
    }
  }
  const close = (): void => {
    void pool.end().catch(() => {})
    // `end` would wait for responses that may never arrive.
    for (const client of clients) client.connection?.stream?.destroy()
  }
  return {
    store: new OwnPool({ uri: url, iterationLimit: 1_000 }),
    server: { close, hold: () => {}, leases: postgresLeases(pool) },
  }
}

const TABLE =
  'CREATE TABLE IF NOT EXISTS cachecache_lease (key TEXT PRIMARY KEY, token TEXT NOT NULL, expires TIMESTAMPTZ NOT NULL)'
const LATER = "now() + $3 * interval '1 millisecond'"

function postgresLeases(pool: Pool): ServerLeases {
  let table: Promise<void> | undefined
  const prepare = async (): Promise<void> => {
    table ??= makeTable(pool)
    try {
      await table
    } catch (error) {
      table = undefined
      throw error
    }
  }
  const change = async (sql: string, values: unknown[]): Promise<boolean> => {
    await prepare()
    return ((await pool.query(sql, values)).rowCount ?? 0) > 0
  }
  return {
    take: (key, token, milliseconds, force) =>
      change(
        `INSERT INTO cachecache_lease AS l (key, token, expires) VALUES ($1, $2, ${LATER})
         ON CONFLICT (key) DO UPDATE SET token = excluded.token, expires = excluded.expires WHERE $4 OR l.expires < now()`,
        [key, token, milliseconds, force],
      ),
    renew: (key, token, milliseconds) =>
      change(`UPDATE cachecache_lease SET expires = ${LATER} WHERE key = $1 AND token = $2`, [key, token, milliseconds]),
    drop: async (key, token) => void (await change('DELETE FROM cachecache_lease WHERE key = $1 AND token = $2', [key, token])),
    forget: async (key) => void (await change('DELETE FROM cachecache_lease WHERE key = $1', [key])),
    revoke: async (matches) => {
      await prepare()
      const { rows } = (await pool.query('SELECT token FROM cachecache_lease')) as { rows: { token: string }[] }
      const revoked = rows.map(({ token }) => token).filter(matches)
      await change('DELETE FROM cachecache_lease WHERE token = ANY($1)', [revoked])
    },
  }
}

async function makeTable(pool: Pool): Promise<void> {
  try {
    await pool.query(TABLE)
  } catch (error) {
    // Two sessions created the table at once.
    if ((error as { code?: unknown }).code !== '23505') throw error
  }
}
