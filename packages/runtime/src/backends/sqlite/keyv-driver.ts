import type { KeyvSqliteOptions } from '@keyv/sqlite'
import type Keyv from 'keyv'
import type { EntryData } from '../backend.js'
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

/** What READ gives. */
export interface EntryRow {
  value: unknown
  made: number
  expires: number | null
  file: string | null
  bytes: number
}

type SqliteDriver = Exclude<NonNullable<KeyvSqliteOptions['driver']>, string>
type Parameter = string | number | null

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
  const { leases, pending, usage, dataOf } = sidelines

  /** The adapter with our rows: values are BLOBs with columns of our own beside them, found by the hash of their key. */
  class EntryStore extends KeyvSqlite {
    override async get<Value>(key: string): Promise<Value | undefined> {
      return database.run((connection) => {
        const row = connection.look<EntryRow>(READ, key)
        if (row === undefined) return undefined
        if (row.expires !== null && row.expires <= Date.now()) {
          connection.run(DELETE_ENTRY, hashOf(key), key)
          return undefined
        }
        usage.touch(key)
        return { value: dataOf(row), expires: row.expires ?? undefined } as Value
      })
    }

    override async set(_key: string, { value }: KeyvValue, expires?: number): Promise<boolean> {
      const row = pending.get(value)!
      row.expires = expires
      row.stored = database.run((connection) => leases.write(connection, row))
      return true
    }
  }

  const store = new EntryStore({ uri: `sqlite://${database.file}`, driver: createDriver(database) })
  // An adapter that could not start stays broken; the next call tries with a new one.
  await store.ready
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

/** The `driver` of @keyv/sqlite 6: its SQL on our connection. */
function createDriver(database: Database): SqliteDriver {
  return {
    name: 'custom',
    connect: async () => ({
      query: async (sql, ...parameters) =>
        database.run((connection) => {
          if (returnsRows.test(sql)) return connection.all(sql, ...(parameters as Parameter[]))
          connection.run(sql, ...(parameters as Parameter[]))
          return []
        }),
      // The connection is shared with the synchronous side, which closes it.
      close: async () => {},
    }),
  }
}
