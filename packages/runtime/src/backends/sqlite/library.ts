import { readFileSync, statSync } from '../../platform/own-fs.js'
import type BetterSqlite3 from 'better-sqlite3'
import { brokenSqlite, missingSqlite } from '../../reporting/errors.js'
import { findPackage } from '../outside-packages.js'

export type Bindable = string | number | bigint | null | Uint8Array

/** The common part of both libraries' statements. */
export interface Statement {
  get(...values: Bindable[]): unknown
  all(...values: Bindable[]): unknown[]
  run(...values: Bindable[]): { changes: number | bigint }
}

export interface Handle {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export interface Library {
  readonly name: 'node:sqlite' | 'better-sqlite3'
  open(file: string): Handle
  /** @param isStill there is no writer and no log, so SQLite needs no file beside the database, which it couldn't create */
  openReadOnly(file: string, isStill: boolean): Handle
}

/** Declared here because its types require a newer Node than the oldest one supported. */
interface NodeSqlite {
  DatabaseSync: new (file: string | URL, options?: { readOnly?: boolean }) => Handle
}

/** With two SQLite libraries on one file in one process, locks are lost. If node:sqlite exists, better-sqlite3 is never loaded. */
export function loadLibrary(): Library {
  const builtin = quietly(() => process.getBuiltinModule('node:sqlite') as unknown as NodeSqlite | undefined)
  if (builtin) {
    const { DatabaseSync } = builtin
    return {
      name: 'node:sqlite',
      open: (file) => new DatabaseSync(file),
      openReadOnly: (file, isStill) => new DatabaseSync(isStill ? immutableUrl(file) : file, { readOnly: true }),
    }
  }
  const found = findPackage('better-sqlite3')
  if (!found) throw missingSqlite(process.version)
  const Database = found.load() as typeof BetterSqlite3
  const open = (file: string | Buffer, options?: BetterSqlite3.Options): Handle => {
    try {
      return new Database(file, options) as Handle
    } catch (error) {
      // Only now does the package load its native part. SQLite errors have their own class; invalid paths throw TypeErrors.
      if (error instanceof Database.SqliteError || error instanceof TypeError) throw error
      throw brokenSqlite(process.version, error)
    }
  }
  return {
    name: 'better-sqlite3',
    open: (file) => open(file),
    openReadOnly: (file, isStill) => open(isStill ? contentsOf(file) : file, { readonly: true }),
  }
}

function immutableUrl(file: string): URL {
  const url = process.getBuiltinModule('node:url').pathToFileURL(file)
  url.searchParams.set('immutable', '1')
  return url
}

/** better-sqlite3 accepts no URLs, but a copy in memory is immutable too. Larger databases, in bytes, are not loaded. */
const MOST_IN_MEMORY = 256e6
/** The header bytes that say whether a database uses a write-ahead log. */
const LOG_MARKS = [18, 19] as const

function contentsOf(file: string): Buffer {
  if (statSync(file).size > MOST_IN_MEMORY) throw new RangeError(`${file} is too large to be read where it cannot be written`)
  const bytes = readFileSync(file)
  // A database in memory can't use a write-ahead log.
  for (const at of LOG_MARKS) bytes[at] = 1
  return bytes
}

/** Some versions of Node print an ExperimentalWarning when node:sqlite is loaded. Users of a cache can't act on it. */
function quietly<T>(load: () => T): T {
  const emitWarning = process.emitWarning
  process.emitWarning = (...args: unknown[]) => {
    if (String(args[0]).includes('SQLite')) return
    Reflect.apply(emitWarning, process, args)
  }
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}
