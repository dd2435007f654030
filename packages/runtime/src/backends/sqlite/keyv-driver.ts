import type { KeyvSqliteOptions } from '@keyv/sqlite'
import type Keyv from 'keyv'
import type { EntryData } from '../backend.js'
import type { Connection } from './connection.js'
import type { Database } from './database.js'
import type { Leases, NewRow } from './leases.js'
import { hashOf } from './key-hash.js'
import { DELETE_ENTRY, READ } from './statements.js'
import type { UsageLog } from './usage.js'

/** What Keyv hands its store when its own serialization is off. */
interface KeyvValue {
  value: Uint8Array
  expires?: number
}

interface Row {
  value?: unknown
  expires?: number | null
}

/** What READ gives. */
export interface EntryRow {
  value: unknown
  made: number
  expires: number | null
  file: string | null
  bytes: number
}

type SqliteDriver = Exclude<NonNullable<KeyvSqliteOptions['driver']>, string>
type Parameter = string | number | null | KeyvValue

const isUpsert = /^\s*INSERT INTO "keyv" \(key, value, namespace, expires\)\s+VALUES\(\?, \?, \?, \?\)/
// `SELECT *` makes objects of all columns; Keyv wants two of them. Our entries have no namespace.
const KEYV_READ = 'SELECT * FROM "keyv" WHERE key = ? AND namespace = ?'
/** Of what has expired. There is no index for it as it stands. */
const KEYV_DELETE = 'DELETE FROM "keyv" WHERE key = ? AND namespace = ?'
const returnsRows = /^\s*(SELECT|PRAGMA)|\bRETURNING\b/i

/** A row on its way, and whether it was stored. */
export interface PendingRow extends NewRow {
  stored: boolean
}

/** What Keyv does not pass on: the rest of the row by the bytes that are written, which entries were read, and where large ones lie. */
export interface Sidelines {
  readonly leases: Leases
  readonly pending: WeakMap<Uint8Array, PendingRow>
  readonly usage: UsageLog
  dataOf(row: EntryRow): EntryData
}

/** Keyv over our connection. */
export async function openKeyv(database: Database, sidelines: Sidelines): Promise<Keyv<EntryData>> {
  const { Keyv: KeyvClass, KeyvSqlite } = await import('../keyv-packages.js')
  const query = createQuery(database, sidelines)
  const store = new KeyvSqlite({ uri: `sqlite://${database.file}`, driver: createDriver(query) })
  // An adapter that could not start stays broken; the next call tries with a new one.
  await store.ready
  // The adapter's own waits for being ready each time.
  store.query = query as unknown as typeof store.query
  // The adapter looks at `expires` itself.
  const keyv = new KeyvClass<EntryData>({ store, serialization: false, checkExpired: false })
  // Keyv turns errors into misses, after it has told its listeners: so that they reach the call.
  keyv.on('error', (error) => {
    throw error
  })
  // Hooks and counters that nobody can ask for, since the instance never leaves the backend; entries are encoded already.
  Object.assign(keyv, { hookWithDeprecated: () => {}, emitTelemetry: () => {}, encode: (value: unknown) => value })
  return keyv
}

type Query = (sql: string, ...parameters: unknown[]) => unknown[]

/** The `driver` of @keyv/sqlite 6: its SQL on our connection, values as BLOBs with our own columns beside them. */
function createDriver(run: Query): SqliteDriver {
  return {
    name: 'custom',
    connect: async () => ({
      query: async (sql, ...parameters) => run(sql, ...parameters),
      // The connection is shared with the synchronous side, which closes it.
      close: async () => {},
    }),
  }
}

/** Runs the adapter's SQL at once: who waits for the answer only waits for what is a promise. */
function createQuery(database: Database, sidelines: Sidelines): Query {
  return (sql, ...parameters) => database.run((connection) => query(connection, sql, parameters as Parameter[], sidelines))
}

function query(
  connection: Connection,
  sql: string,
  parameters: Parameter[],
  { leases, pending, usage, dataOf }: Sidelines,
): unknown[] {
  if (sql === KEYV_READ && parameters[1] === '') {
    const key = parameters[0] as string
    const row = connection.look<EntryRow>(READ, key)
    if (row === undefined) return []
    usage.touch(key)
    const { expires } = row
    return [{ value: { value: dataOf(row), expires: expires ?? undefined }, expires }]
  }
  if (sql === KEYV_DELETE && parameters[1] === '') {
    connection.run(DELETE_ENTRY, hashOf(parameters[0] as string), parameters[0] as string)
    return []
  }
  if (isUpsert.test(sql)) {
    const [, value, , expires] = parameters as [string, KeyvValue, string, number | null]
    const row = pending.get(value.value)!
    row.expires = expires ?? undefined
    row.stored = leases.write(connection, row)
    return []
  }
  const plain = parameters as (string | number | null)[]
  if (!returnsRows.test(sql)) {
    connection.run(sql, ...plain)
    return []
  }
  return connection.all<Row>(sql, ...plain).map(withKeyvValue)
}

function withKeyvValue(row: Row): Row {
  if (row.value instanceof Uint8Array) row.value = { value: row.value, expires: row.expires ?? undefined }
  return row
}
