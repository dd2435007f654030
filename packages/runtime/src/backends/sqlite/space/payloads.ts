import type { StoredLarge } from '../../backend.js'
import type { Connection } from '../connection.js'
import type { Database } from '../database.js'
import { lifeOf, ownHolder } from '../holder.js'
import { transact } from './ledger.js'
import { ADD_ORPHAN, NAMED_FILES, ORPHAN_BYTES, ORPHANS, TAKE_ORPHAN } from '../statements.js'
import { folderOf, nameFile, oldFiles, openFile, removeFile, writeFile } from './values-folder.js'

/** Milliseconds after which a file is no longer being written, if it can't be determined whether its process is alive. */
const GIVEN_UP = 600_000
/** How many orphans are removed at once. A crafted database may list any number. */
const AT_ONCE = 1_000
/** The maximum time for removing orphans before an entry is stored. Milliseconds. */
const BEFORE_WRITE = 500

/**
 * Payloads of large entries, each in a file beside the database. They are read directly into the value's memory and don't go through the
 * write-ahead log. An entry's row names its file. A file that no row names is an *orphan*, and is listed as one before it is created. The
 * transaction that stores the row removes it from the list, and triggers put it back when the row is deleted. The next process removes the
 * listed files, so a killed process leaves no files behind permanently.
 */
export class Payloads {
  constructor(readonly database: Database) {}

  get #folder(): string {
    return folderOf(this.database.file)
  }

  /** Lists a file as an orphan before room is made for it, so that concurrent writers count each other's files. @returns its name */
  reserve(bytes: number): string {
    const file = nameFile()
    this.database.run((connection) => connection.run(ADD_ORPHAN, file, bytes, ownHolder(this.database.inode), Date.now()))
    return file
  }

  write(file: string, payload: readonly Uint8Array[]): void {
    writeFile(this.#folder, file, payload)
  }

  /** Returns the entry that a row names. If its file is missing, reading fails and the call is a miss. */
  find(head: Uint8Array, length: number, file: string): StoredLarge {
    return { head, length, open: () => openFile(this.#folder, file) }
  }

  /** Removes a reserved file whose entry was not stored. */
  discard(file: string): void {
    removeFile(this.#folder, file)
    try {
      this.database.run((connection) => connection.run(TAKE_ORPHAN, file))
    } catch {
      // For example, because the disk is full. The file stays listed; a listed name without a file does no harm.
    }
  }

  /**
   * Removes orphaned files, up to a number.
   *
   * @param longest milliseconds
   * @returns whether none are left that can be removed
   */
  collect(longest = Number.POSITIVE_INFINITY): boolean {
    const until = performance.now() + longest
    return this.database.run((connection) => collectOrphans(connection, this.#folder, this.database.inode, until))
  }

  /** Removes files that are neither named by a row nor listed, which happens if the database was replaced by an older copy. */
  sweep(): void {
    const named = this.database.run((connection) => connection.all<{ file: string }>(NAMED_FILES))
    const known = new Set(named.map(({ file }) => file))
    for (const name of oldFiles(this.#folder, Date.now() - GIVEN_UP)) if (!known.has(name)) removeFile(this.#folder, name)
  }

  /** Returns the size of the orphans that remain after removing those that can be removed. */
  bytesOfOrphans(): number {
    const bytes = () => this.database.run((connection) => connection.get<{ bytes: number }>(ORPHAN_BYTES)!.bytes)
    if (bytes() === 0) return 0
    for (const until = performance.now() + BEFORE_WRITE; !this.collect(BEFORE_WRITE) && performance.now() < until;);
    return bytes()
  }
}

export const bytesOf = (payload: readonly Uint8Array[]): number => payload.reduce((sum, part) => sum + part.length, 0)

interface Orphan {
  file: string
  /** The process that writes the file; empty if the file is to be removed. */
  holder: string
  since: number
}

function collectOrphans(connection: Connection, folder: string, inode: number, until: number): boolean {
  const listed = connection.all<Orphan>(ORPHANS, AT_ONCE)
  const removed: string[] = []
  let late = false
  for (const { file, holder, since } of listed) {
    if (holder !== '' && lifeOf(holder, inode) !== 'dead' && Math.abs(Date.now() - since) < GIVEN_UP) continue
    late = performance.now() > until
    if (late) break
    try {
      removeFile(folder, file)
    } catch {
      // Windows doesn't remove a file that is being read; a later call removes it.
      continue
    }
    removed.push(file)
  }
  if (removed.length > 0) transact(connection, () => removed.forEach((file) => connection.run(TAKE_ORPHAN, file)))
  return !late && (listed.length < AT_ONCE || removed.length === 0)
}
