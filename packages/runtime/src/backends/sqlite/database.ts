import { existsSync } from '../../platform/own-fs.js'
import { CacheError, CachePathError, unrecognizedFile } from '../../reporting/errors.js'
import { Backoff } from '../backoff.js'
import { connect, connectReadOnly, isBusy, sqliteCode, type Connection } from './connection.js'
import { bearsOurNumber, inodeOf, isDamaged, isOutOfDescriptors, isWritable, stateOf } from './file-state.js'
import { prepareFolder, refuseForeign, refuseIrregular } from './folder.js'
import { closeOthers, noteClosed, noteOpened, type Closable } from './open-databases.js'
import { moveAside } from './damaged-files.js'
import { BUSY_TIMEOUT, isSchemaDamaged, prepareDatabase, prepareReadOnly } from './schema.js'
import { folderOf, removeFiles } from './space/values-folder.js'

const SQL_ERROR = 1
/** SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN: a new connection may work once the cause is gone, this one won't. */
const BROKEN: ReadonlySet<number | undefined> = new Set([8, 10, 14])
/** The same, plus a full disk and the corresponding errors of the file system. */
const UNWRITABLE: ReadonlySet<unknown> = new Set([...BROKEN, 13, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])
/** The maximum number of milliseconds before a file that couldn't be opened is tried again. */
const LONGEST_PAUSE = 2_000
/** How often the existence of the file is checked, in milliseconds. The folder may have been removed. */
const LOOK_INTERVAL = 1_000

/** How long statements don't wait for a lock after one has waited in vain. Milliseconds. */
const LOCKED = 500

/** Called after a damaged file was moved away. */
export type SetAside = (file: string, kept: string) => void

/** One database file and its connection. Opened on first use, and again if the file is removed or damaged. */
export class Database implements Closable {
  #connection: Connection | undefined
  #inode = 0
  /** The state of a file that is opened read-only. */
  #state = ''
  #looked = 0
  #used = 0
  /** Another connection is writing; until this time, no statement waits for it. */
  #lockedUntil = 0
  #isWaiting = false
  readonly #opening = new Backoff(LONGEST_PAUSE)
  /** Incremented with each connection: what a caller knows about the tables applies to one connection. */
  generation = 0
  /** Writes pending data before the file is closed temporarily. */
  beforeRest: () => void = () => {}

  constructor(
    readonly file: string,
    readonly folder: string | undefined,
    /** Undefined for a database that is only inspected: nothing is created, and a damaged file is not moved. */
    readonly setAside: SetAside | undefined,
  ) {}

  /** The inode of the open file. */
  get inode(): number {
    return this.#inode
  }

  get isOpen(): boolean {
    return this.#connection !== undefined
  }

  /** Runs `work` with statements that wait this many milliseconds each for other writers. */
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

  /** Runs the operation, and once more if the file had to be replaced. */
  run<T>(operate: (connection: Connection) => T): T {
    try {
      return this.#runOnce(operate)
    } catch (error) {
      // The path worked before, so this isn't a mistake in it. Its folder was removed or replaced while the program runs.
      if (this.generation > 0 && error instanceof CachePathError) throw new CacheError(error.code, error.message)
      throw error
    }
  }

  #runOnce<T>(operate: (connection: Connection) => T): T {
    try {
      return operate(this.#open())
    } catch (error) {
      if (isBusy(error)) this.#notWait()
      if (!this.#recover(error)) throw error
      return operate(this.#open())
    }
  }

  /** Other calls in this turn of the event loop would each wait as long. */
  #notWait(): void {
    if (this.#isWaiting || this.#connection === undefined) return
    this.#lockedUntil = performance.now() + LOCKED
    this.#connection.wait(0)
  }

  /** The time of the last operation. Milliseconds since the epoch. */
  get used(): number {
    return this.#used
  }

  /** Closes the file until the next operation. */
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
      // An invalid path or damage is handled immediately, without backoff.
      if (!(error instanceof CachePathError) && !isDamaged(error)) this.#opening.failed(error)
      throw error
    }
    this.#opening.worked()
    this.#inode = inodeOf(this.file)
    this.#looked = now
    this.generation++
    return this.#connection
  }

  /** If the process has run out of file descriptors, closes other open databases. */
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

  /** Connects for writing, or for reading if the file isn't writable. */
  #connect(): Connection {
    try {
      return this.#connectToWrite()
    } catch (error) {
      const isUnwritable = UNWRITABLE.has(sqliteCode(error) ?? (error as { code?: unknown }).code)
      if (!isUnwritable || !existsSync(this.file)) throw error
      return this.#connectToRead(error)
    }
  }

  /** @param cause why it isn't writable */
  #connectToRead(cause: unknown): Connection {
    refuseIrregular(this.file)
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
    if (this.setAside) prepareFolder(this.file, this.folder)
    refuseIrregular(this.file)
    if (this.setAside) refuseForeign(this.file, this.folder)
    // Set before preparing, which may fail: only this file may be set aside then.
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
    // The read-only connection assumes an unchanged file. It may also be writable by now.
    return this.#connection?.isReadOnly !== true || (stateOf(this.file) === this.#state && !isWritable(this.file))
  }

  /** Closing may fail if the file is missing or damaged. No data is lost. */
  #drop(): void {
    try {
      this.close()
    } catch {
      this.#connection = undefined
    }
  }

  /** @returns whether to try again */
  #recover(error: unknown): boolean {
    if (!this.setAside) return false
    const code = sqliteCode(error)
    if (error instanceof CachePathError && error.code === 'foreign-database' && this.folder !== undefined) return this.#replace()
    if (isDamaged(error) || (code === SQL_ERROR && isSchemaDamaged(this.file))) {
      // A file name chosen by the user may belong to something else.
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
    // Another process has already replaced the file, and the new one is usable.
    if (inodeOf(this.file) !== this.#inode) return true
    let kept: string
    try {
      kept = moveAside(this.file)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT'
    }
    // They are large, and useless without their rows.
    removeFiles(folderOf(this.file))
    this.setAside!(this.file, kept)
    return true
  }
}
