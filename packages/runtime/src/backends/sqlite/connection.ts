import { readFileSync, statSync } from '../../platform/own-fs.js'
import type BetterSqlite3 from 'better-sqlite3'
import { brokenSqlite, missingSqlite } from '../../reporting/errors.js'
import { findPackage } from '../outside-packages.js'
import { hashOf } from './key-hash.js'

type Bindable = string | number | bigint | null | Uint8Array

/** The SQLite API that both libraries provide. Synchronous. */
export interface Connection {
  readonly library: 'node:sqlite' | 'better-sqlite3'
  /** The location isn't writable: statements that write fail. */
  readonly isReadOnly: boolean
  exec(sql: string): void
  /** Each SQL text is prepared once. */
  get<Row>(sql: string, ...values: Bindable[]): Row | undefined
  /**
   * Reads the row of one key, by its hash and the key itself. Such reads may share a read transaction, for at most 5 ms and within one turn
   * of the event loop. Callers may share the row and must not change it.
   */
  look<Row extends { readonly bytes: number }>(sql: string, key: string): Row | undefined
  /** Reads don't share a transaction while the write-ahead log is larger than this: it can only be truncated when there are no readers. */
  shareBelow(bytes: number): void
  all<Row>(sql: string, ...values: Bindable[]): Row[]
  /** @returns the number of rows changed */
  run(sql: string, ...values: Bindable[]): number
  /** Sets how long a statement waits while another connection writes. Milliseconds. */
  wait(milliseconds: number): void
  close(): void
}

/** The common part of both libraries' statements. */
interface Statement {
  get(...values: Bindable[]): unknown
  all(...values: Bindable[]): unknown[]
  run(...values: Bindable[]): { changes: number | bigint }
}

interface Handle {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

interface Library {
  readonly name: Connection['library']
  open(file: string): Handle
  /** @param isStill there is no writer and no log, so SQLite needs no file beside the database, which it couldn't create */
  openReadOnly(file: string, isStill: boolean): Handle
}

/** Declared here because its types require a newer Node than the oldest one supported. */
interface NodeSqlite {
  DatabaseSync: new (file: string | URL, options?: { readOnly?: boolean }) => Handle
}

let library: Library | undefined

/** With two SQLite libraries on one file in one process, locks are lost. If node:sqlite exists, better-sqlite3 is never loaded. */
function loadLibrary(): Library {
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

/** The maximum age of a shared read transaction in milliseconds, so that a loop that never yields sees other connections' writes. */
const VIEW_LIFE = 5
/** Reads within one millisecond before they share a transaction: a few reads before a long computation never hold one open. */
const RUN = 8

/**
 * Acquiring and releasing SQLite's read lock takes longer than the read itself, so many reads in succession share one transaction. Any
 * other operation, a read that finds nothing, and the end of the turn end it: while it is open, others can't truncate the log.
 */
class SharedView {
  #open = false
  #last = 0
  #reads = 0

  /**
   * @param mayShare called before each transaction; returns false while others wait to truncate the log
   * @param opened called in each new transaction
   */
  constructor(
    private readonly run: (sql: string) => void,
    private readonly mayShare: () => boolean,
    private readonly opened: () => void,
  ) {}

  /** Called before a read, never inside a transaction. @returns whether the read is part of a shared transaction */
  join(): boolean {
    const now = Date.now()
    if (this.#open) {
      if (now - this.#last <= VIEW_LIFE) return true
      this.end()
    }
    this.#reads = now === this.#last ? this.#reads + 1 : 1
    this.#last = now
    if (this.#reads < RUN) return false
    this.#reads = 0
    if (!this.mayShare()) return false
    this.run('BEGIN')
    this.#open = true
    setImmediate(() => this.end())
    this.opened()
    return true
  }

  end(): void {
    if (!this.#open) return
    this.#open = false
    this.#reads = 0
    try {
      this.run('COMMIT')
    } catch {
      // A failed read has already ended the transaction. It contained no writes.
    }
  }
}

/** The number of rows kept in memory, and the maximum bytes of one. */
const [RECENT, RECENT_BYTES] = [1_024, 4_096]

/**
 * Rows read in a shared transaction, kept for later ones, so that repeated calls read no pages. Valid until the next write. SQLite reports
 * other connections' writes at the beginning of a transaction; this connection tracks its own.
 */
class RecentRows {
  readonly #rows = new Map<string, unknown>()
  #version = -1

  find(key: string): unknown {
    return this.#rows.get(key)
  }

  keep(key: string, row: { readonly bytes: number }): void {
    if (row.bytes > RECENT_BYTES) return
    if (this.#rows.size === RECENT) this.#rows.delete(this.#rows.keys().next().value!)
    this.#rows.set(key, row)
  }

  /** @param version `PRAGMA data_version`, which changes with each commit of another connection */
  checkAgainst(version: number): void {
    if (version !== this.#version) this.clear()
    this.#version = version
  }

  clear(): void {
    if (this.#rows.size > 0) this.#rows.clear()
  }
}

/** Returns the size of the write-ahead log of a database. */
export function logBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

export function connect(file: string): Connection {
  library ??= loadLibrary()
  return connectBy(library.open(file), file, library.name, false)
}

/** Connects to a database in a location that isn't writable. */
export function connectReadOnly(file: string): Connection {
  library ??= loadLibrary()
  return connectBy(library.openReadOnly(file, logBytes(file) === 0), file, library.name, true)
}

function connectBy(database: Handle, file: string, name: Connection['library'], isReadOnly: boolean): Connection {
  const statements = new Map<string, Statement>()
  const prepare = (sql: string): Statement => {
    let statement = statements.get(sql)
    if (!statement) statements.set(sql, (statement = database.prepare(sql)))
    return statement
  }
  let waits = -1
  let crowdedLog = Number.POSITIVE_INFINITY
  const shared = new SharedView(
    (sql) => void prepare(sql).run(),
    () => crowdedLog === Number.POSITIVE_INFINITY || logBytes(file) <= crowdedLog,
    () => recent.checkAgainst((prepare('PRAGMA data_version').get() as { data_version: number }).data_version),
  )
  const recent = new RecentRows()
  const alone = (sql: string): Statement => {
    shared.end()
    recent.clear()
    return prepare(sql)
  }
  return {
    library: name,
    isReadOnly,
    shareBelow: (bytes) => void (crowdedLog = bytes),
    exec: (sql) => {
      shared.end()
      recent.clear()
      database.exec(sql)
    },
    get: <Row>(sql: string, ...values: Bindable[]) => alone(sql).get(...values) as Row | undefined,
    look: <Row extends { readonly bytes: number }>(sql: string, key: string) => {
      const isShared = shared.join()
      const known = isShared ? recent.find(key) : undefined
      if (known !== undefined) return known as Row
      const row = prepare(sql).get(hashOf(key), key) as Row | undefined
      // A computation follows, which may take long.
      if (row === undefined) shared.end()
      else if (isShared) recent.keep(key, row)
      return row
    },
    all: <Row>(sql: string, ...values: Bindable[]) => alone(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(alone(sql).run(...values).changes),
    wait: (milliseconds) => {
      if (milliseconds === waits) return
      shared.end()
      database.exec(`PRAGMA busy_timeout = ${milliseconds}`)
      waits = milliseconds
    },
    close: () => {
      shared.end()
      statements.clear()
      database.close()
    },
  }
}

const CODES: Record<string, number> = {
  SQLITE_ERROR: 1,
  SQLITE_BUSY: 5,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_CANTOPEN: 14,
  SQLITE_TOOBIG: 18,
  SQLITE_NOTADB: 26,
}

export const isBusy = (error: unknown): boolean => sqliteCode(error) === CODES['SQLITE_BUSY']

/** Returns SQLite's primary result code, whichever library threw the error. */
export function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  if (typeof errcode === 'number') return errcode & 0xff
  if (typeof code !== 'string') return undefined
  const name = Object.keys(CODES).find((known) => code === known || code.startsWith(`${known}_`))
  return name === undefined ? undefined : CODES[name]
}
