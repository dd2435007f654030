import { statSync } from '../../platform/own-fs.js'
import { hashOf } from './key-hash.js'
import { WaitBudget } from './wait-budget.js'
import { loadLibrary, type Bindable, type Handle, type Library, type Statement } from './library.js'

/** The SQLite API that both libraries provide. Synchronous. */
export interface Connection {
  readonly library: Library['name']
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

let library: Library | undefined

export function connect(file: string): Connection {
  library ??= loadLibrary()
  return connectBy(library.open(file), file, library.name, false)
}

/** Connects to a database in a location that isn't writable. */
export function connectReadOnly(file: string): Connection {
  library ??= loadLibrary()
  return connectBy(library.openReadOnly(file, logBytes(file) === 0), file, library.name, true)
}

function connectBy(database: Handle, file: string, name: Library['name'], isReadOnly: boolean): Connection {
  const statements = new Map<string, Statement>()
  const prepare = (sql: string): Statement => {
    let statement = statements.get(sql)
    if (!statement) statements.set(sql, (statement = database.prepare(sql)))
    return statement
  }
  let isClosed = false
  const waits = new WaitBudget((milliseconds) => {
    if (isClosed) return
    shared.end()
    database.exec(`PRAGMA busy_timeout = ${milliseconds}`)
  })
  const timed = <R>(work: () => R): R => {
    const started = performance.now()
    try {
      return work()
    } finally {
      waits.took(performance.now() - started)
    }
  }
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
      timed(() => database.exec(sql))
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
    all: <Row>(sql: string, ...values: Bindable[]) => timed(() => alone(sql).all(...values) as Row[]),
    run: (sql, ...values) => timed(() => Number(alone(sql).run(...values).changes)),
    wait: (milliseconds) => waits.ask(milliseconds),
    close: () => {
      isClosed = true
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
