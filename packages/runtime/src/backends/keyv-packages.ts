// Loaded by the first call that needs it, and not at the import.
export { KeyvSqlite } from '@keyv/sqlite'
export { Keyv } from 'keyv'
