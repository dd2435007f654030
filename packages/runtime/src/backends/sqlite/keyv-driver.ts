import type { KeyvSqliteOptions } from '@keyv/sqlite'
import type Keyv from 'keyv'
import type { EntryData } from '../backend.js'
import type { Database } from './database.js'
import { hashOf } from './key-hash.js'
import { DELETE_ENTRY, READ } from './statements.js'
import type { UsageLog } from './space/usage.js'

/** The result of READ. */
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

/** What Keyv doesn't pass on: which entries were read, and where large ones are stored. */
export interface Sidelines {
  readonly usage: UsageLog
  dataOf(row: EntryRow): EntryData
}

/** Opens Keyv on our connection, for reads. Writes need no promise, and Keyv would need seven. */
export async function openKeyv(database: Database, sidelines: Sidelines): Promise<Keyv<EntryData>> {
  const { Keyv: KeyvClass, KeyvSqlite } = await import('../keyv-packages.js')
  const { usage, dataOf } = sidelines

  /** The adapter with our rows: values are BLOBs with additional columns, found by the hash of their key. */
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
  }

  const store = new EntryStore({ uri: `sqlite://${database.file}`, driver: createDriver(database) })
  // An adapter that fails to start stays broken. The next call tries a new one.
  await store.ready
  // The adapter checks `expires` itself.
  const keyv = new KeyvClass<EntryData>({ store, serialization: false, checkExpired: false })
  // Keyv notifies listeners of an error, then treats it as a miss. Throwing here passes the error to the call.
  keyv.on('error', (error) => {
    throw error
  })
  // Removes hooks and counters, which aren't reachable because the instance never leaves the backend.
  Object.assign(keyv, { hookWithDeprecated: () => {}, emitTelemetry: () => {} })
  return keyv
}

/** The `driver` of @keyv/sqlite 6: runs its SQL on our connection. */
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
