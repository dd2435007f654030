// Loaded by the first call that needs it, not at import.
export { KeyvSqlite } from '@keyv/sqlite'
export { Keyv } from 'keyv'
