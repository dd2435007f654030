import { readFileSync, statSync } from 'node:fs'
import type BetterSqlite3 from 'better-sqlite3'
import { brokenSqlite, missingSqlite } from '../../errors.js'
import { findPackage } from '../outside-packages.js'
import { hashOf } from './key-hash.js'

type Bindable = string | number | bigint | null | Uint8Array

/** The part of SQLite that both libraries have. Synchronous. */
export interface Connection {
  readonly library: 'node:sqlite' | 'better-sqlite3'
  /** The place cannot be written: statements that write fail. */
  readonly isReadOnly: boolean
  exec(sql: string): void
  /** Prepared once for each text. */
  get<Row>(sql: string, ...values: Bindable[]): Row | undefined
  /**
   * The same for one key, by its hash and itself; such reads may share a view of the database, for 5 ms at most and within this turn of the event loop.
   * The row may be given to several: it is not to be changed.
   */
  look<Row extends { readonly bytes: number }>(sql: string, key: string): Row | undefined
  /** Reads share no view while the write-ahead log has more bytes than that: it can only be cut off in a moment without readers. */
  shareBelow(bytes: number): void
  all<Row>(sql: string, ...values: Bindable[]): Row[]
  /** @returns how many rows changed */
  run(sql: string, ...values: Bindable[]): number
  /** How long a statement waits from now on while another connection writes. Milliseconds. */
  wait(milliseconds: number): void
  close(): void
}

/** What a statement of either library can do. */
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
  /** @param isStill nobody writes, and there is no log: SQLite then needs no file beside the database, which it could not make */
  openReadOnly(file: string, isStill: boolean): Handle
}

/** Its types are newer than the oldest Node that this runs on. */
interface NodeSqlite {
  DatabaseSync: new (file: string | URL, options?: { readOnly?: boolean }) => Handle
}

let library: Library | undefined

/** Two SQLite libraries on one file in one process lose its locks: where node:sqlite exists, better-sqlite3 is never loaded. */
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
      // The package looks for its native part only now. Errors of SQLite are its own class, those of paths are TypeErrors.
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

/** better-sqlite3 takes no URLs; a database in memory is as still. Above this many bytes none is held there. */
const MOST_IN_MEMORY = 256e6
/** Where the header of a database says that it has a write-ahead log. */
const LOG_MARKS = [18, 19] as const

function contentsOf(file: string): Buffer {
  if (statSync(file).size > MOST_IN_MEMORY) throw new RangeError(`${file} is too large to be read where it cannot be written`)
  const bytes = readFileSync(file)
  // A database in memory can have none.
  for (const at of LOG_MARKS) bytes[at] = 1
  return bytes
}

/** Some versions of Node print an ExperimentalWarning when node:sqlite is loaded; a user of a cache can do nothing about it. */
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

/** Milliseconds that one view may last: a loop that never yields must see what others write. */
const VIEW_LIFE = 5
/** Reads within one millisecond before they share a view: a program that reads a few and then computes for an hour never holds one. */
const RUN = 8

/**
 * Taking and giving back SQLite's read lock costs more than the read itself. Where many reads follow one another, they
 * share one transaction. Whatever else is done on the connection ends it, and a read that finds nothing, and the end of
 * the turn: an open one keeps others from cutting off the write-ahead log.
 */
class SharedView {
  #open = false
  #last = 0
  #reads = 0

  /**
   * @param mayShare asked before each view: not where others wait for a moment without readers
   * @param opened called within each new view
   */
  constructor(
    private readonly run: (sql: string) => void,
    private readonly mayShare: () => boolean,
    private readonly opened: () => void,
  ) {}

  /** Before a read. Never inside of a transaction. @returns whether the read is part of a view */
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
      // A failed read has ended the transaction already; nothing was written in it.
    }
  }
}

/** Rows that are remembered, and the bytes that one has at most. */
const [RECENT, RECENT_BYTES] = [1_024, 4_096]

/**
 * Rows that were read in a view, for later reads in a view: one and the same call, again and again, walks no tree of pages.
 * They hold until somebody writes, which SQLite tells at the beginning of a view, and this connection by itself.
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

  /** @param version `PRAGMA data_version`: another one after each commit of another connection */
  checkAgainst(version: number): void {
    if (version !== this.#version) this.clear()
    this.#version = version
  }

  clear(): void {
    if (this.#rows.size > 0) this.#rows.clear()
  }
}

/** Of the write-ahead log beside a database. */
export function logBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

export function connect(file: string): Connection {
  library ??= loadLibrary()
  return connectBy(library.open(file), file, library.name, false)
}

/** For a place that cannot be written. */
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
      // A computation comes next, and may take its time.
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

/** SQLite's primary result code, by whichever library it was thrown. */
export function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  if (typeof errcode === 'number') return errcode & 0xff
  if (typeof code !== 'string') return undefined
  const name = Object.keys(CODES).find((known) => code === known || code.startsWith(`${known}_`))
  return name === undefined ? undefined : CODES[name]
}
