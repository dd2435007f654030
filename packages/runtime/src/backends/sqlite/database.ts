import { accessSync, closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { CacheError, CachePathError, unrecognizedFile } from '../../errors.js'
import { Backoff } from '../backoff.js'
import { connect, connectReadOnly, isBusy, sqliteCode, type Connection } from './connection.js'
import { prepareFolder, refuseForeign } from './folder.js'
import { closeOthers, noteClosed, noteOpened, type Closable } from './open-databases.js'
import { APPLICATION, BUSY_TIMEOUT, isSchemaDamaged, prepareDatabase, prepareReadOnly } from './schema.js'
import { folderOf, removeFiles } from './values-folder.js'

const SQL_ERROR = 1
const CORRUPT = 11
const NOT_A_DATABASE = 26
/** File, log and its index, and one for a while. */
const DESCRIPTORS = 4
/** Read-only, input/output, cannot open: a new connection may work when the trouble is over, this one would not. */
const BROKEN: ReadonlySet<number | undefined> = new Set([8, 10, 14])
/** Where SQLite keeps `application_id` in a file. */
const APPLICATION_OFFSET = 68
/** The same with a full disk, and what the file system says of it. */
const UNWRITABLE: ReadonlySet<unknown> = new Set([...BROKEN, 13, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])
/** Milliseconds after which a file that could not be opened is tried again at the latest. */
const LONGEST_PAUSE = 2_000
/** How often the file is looked for, in milliseconds: somebody may have removed the folder. */
const LOOK_INTERVAL = 1_000

/** So long no statement waits for a lock that was waited for in vain. Milliseconds. */
const LOCKED = 500

/** Told when a damaged file was moved away. */
export type SetAside = (file: string, kept: string) => void

/** One database file and the connection to it: opened when first needed, again when the file is gone or damaged. */
export class Database implements Closable {
  #connection: Connection | undefined
  #inode = 0
  /** Of a file that is only read. */
  #state = ''
  #looked = 0
  #used = 0
  /** Another one writes: until then no statement waits for that. */
  #lockedUntil = 0
  #isWaiting = false
  readonly #opening = new Backoff(LONGEST_PAUSE)
  /** Goes up with each connection: what a caller knows of the tables holds for one of them. */
  generation = 0
  /** Writes what is pending before the file is closed in between. */
  beforeRest: () => void = () => {}

  constructor(
    readonly file: string,
    readonly folder: string | undefined,
    /** None for a file that is only looked at: nothing is made, and a damaged file stays where it is. */
    readonly setAside: SetAside | undefined,
  ) {}

  /** Of the file that is open. */
  get inode(): number {
    return this.#inode
  }

  get isOpen(): boolean {
    return this.#connection !== undefined
  }

  /** Runs with statements that wait for others that write for so many milliseconds each. */
  waiting<T>(milliseconds: number, work: () => T): T {
    this.run((connection) => connection.wait(milliseconds))
    this.#isWaiting = true
    try {
      return work()
    } finally {
      this.#isWaiting = false
      this.#connection?.wait(BUSY_TIMEOUT)
    }
  }

  /** Runs once, and once more if the file had to be replaced. */
  run<T>(operate: (connection: Connection) => T): T {
    try {
      return operate(this.#open())
    } catch (error) {
      if (isBusy(error)) this.#notWait()
      if (!this.#recover(error)) throw error
      return operate(this.#open())
    }
  }

  /** Whoever else asks in this turn of the event loop would wait as long, one after the other. */
  #notWait(): void {
    if (this.#isWaiting || this.#connection === undefined) return
    this.#lockedUntil = performance.now() + LOCKED
    this.#connection.wait(0)
  }

  /** Of the last operation. Milliseconds since the epoch. */
  get used(): number {
    return this.#used
  }

  /** Until the next operation. */
  rest(): void {
    try {
      this.beforeRest()
    } finally {
      this.close()
    }
  }

  close(): void {
    const connection = this.#connection
    this.#connection = undefined
    noteClosed(this)
    connection?.close()
  }

  #open(): Connection {
    const now = Date.now()
    this.#used = now
    if (this.#lockedUntil > 0 && performance.now() > this.#lockedUntil) {
      this.#lockedUntil = 0
      if (!this.#isWaiting) this.#connection?.wait(BUSY_TIMEOUT)
    }
    if (this.#connection && (now - this.#looked < LOOK_INTERVAL || this.#sameFile(now))) return this.#connection
    this.#drop()
    this.#opening.check()
    try {
      this.#connection = this.#connectWithRoom()
    } catch (error) {
      // Mistakes in the path and damage are dealt with at once.
      if (!(error instanceof CachePathError) && !isDamaged(error)) this.#opening.failed(error)
      throw error
    }
    this.#opening.worked()
    this.#inode = inodeOf(this.file)
    this.#looked = now
    this.generation++
    return this.#connection
  }

  /** Where the process can open no more files, others of ours are closed. */
  #connectWithRoom(): Connection {
    noteOpened(this)
    try {
      return this.#connect()
    } catch (error) {
      if (!isOutOfDescriptors() || !closeOthers(this)) {
        noteClosed(this)
        throw error
      }
      return this.#connect()
    }
  }

  /** For writing; where that cannot be, for reading. */
  #connect(): Connection {
    try {
      return this.#connectToWrite()
    } catch (error) {
      const isUnwritable = UNWRITABLE.has(sqliteCode(error) ?? (error as { code?: unknown }).code)
      if (!isUnwritable || !existsSync(this.file)) throw error
      return this.#connectToRead(error)
    }
  }

  /** @param cause why it cannot be written */
  #connectToRead(cause: unknown): Connection {
    let connection: Connection | undefined
    try {
      connection = connectReadOnly(this.file)
      prepareReadOnly(connection, this.file)
      this.#state = stateOf(this.file)
      return connection
    } catch {
      connection?.close()
      throw cause
    }
  }

  #connectToWrite(): Connection {
    if (this.setAside) {
      prepareFolder(this.file, this.folder)
      refuseForeign(this.file, this.folder)
    }
    // Also known when preparing fails: only this very file may be set aside then.
    this.#inode = inodeOf(this.file)
    const connection = connect(this.file)
    try {
      prepareDatabase(connection, this.file, this.setAside !== undefined)
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  }

  #sameFile(now: number): boolean {
    this.#looked = now
    if (inodeOf(this.file) !== this.#inode) return false
    // SQLite was told that it stays as it is; and perhaps it can be written by now.
    return this.#connection?.isReadOnly !== true || (stateOf(this.file) === this.#state && !isWritable(this.file))
  }

  /** Closing may fail on a file that is gone or damaged; nothing is lost by that. */
  #drop(): void {
    try {
      this.close()
    } catch {
      this.#connection = undefined
    }
  }

  /** @returns whether another attempt makes sense */
  #recover(error: unknown): boolean {
    if (!this.setAside) return false
    const code = sqliteCode(error)
    if (error instanceof CachePathError && error.code === 'foreign-database' && this.folder !== undefined) return this.#replace()
    if (isDamaged(error) || (code === SQL_ERROR && isSchemaDamaged(this.file))) {
      // Below a name of the user's choice may lie anything.
      if (this.folder !== undefined || bearsOurNumber(this.file)) return this.#replace()
      this.#drop()
      const unrecognized = unrecognizedFile(this.file)
      this.#opening.failed(unrecognized)
      throw unrecognized
    }
    if (code === undefined || !this.#connection) return false
    const replaced = inodeOf(this.file) !== this.#inode
    if (replaced || BROKEN.has(code)) this.#drop()
    return replaced
  }

  #replace(): boolean {
    this.#drop()
    this.#opening.worked()
    // Another process was faster; its new file is fine to use.
    if (inodeOf(this.file) !== this.#inode) return true
    const kept = `${this.file}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`
    try {
      renameSync(this.file, kept)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT'
    }
    for (const suffix of ['-wal', '-shm']) {
      try {
        renameSync(this.file + suffix, kept + suffix)
      } catch {
        rmSync(this.file + suffix, { force: true })
      }
    }
    // Large, and of no use without their rows.
    removeFiles(folderOf(this.file))
    this.setAside!(this.file, kept)
    return true
  }
}

function isDamaged(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === CORRUPT || code === NOT_A_DATABASE || (error instanceof CacheError && error.code === 'damaged-schema')
}

/** Whether a damaged file begins as a database of ours. Only for a file without an open connection: closing it ends SQLite's locks. */
function bearsOurNumber(file: string): boolean {
  const header = Buffer.alloc(APPLICATION_OFFSET + 4)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return header.readUInt32BE(APPLICATION_OFFSET) === APPLICATION
}

function stateOf(file: string): string {
  return [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stats) => `${stats?.size} ${stats?.mtimeMs}`)
    .join(' ')
}

/** Whether there are not as many left as a database takes. SQLite says of this as of a missing file that it cannot open one. */
function isOutOfDescriptors(): boolean {
  const opened: number[] = []
  try {
    while (opened.length < DESCRIPTORS) opened.push(openSync(process.execPath, 'r'))
    return false
  } catch (error) {
    return ['EMFILE', 'ENFILE'].includes(String((error as NodeJS.ErrnoException).code))
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

function isWritable(file: string): boolean {
  try {
    for (const path of [file, dirname(file)]) accessSync(path, process.getBuiltinModule('node:fs').constants.W_OK)
    return true
  } catch {
    return false
  }
}

function inodeOf(file: string): number {
  try {
    return statSync(file).ino
  } catch {
    return -1
  }
}
