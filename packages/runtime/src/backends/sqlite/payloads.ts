import type { StoredLarge } from '../backend.js'
import type { Connection } from './connection.js'
import type { Database } from './database.js'
import { lifeOf, ownHolder } from './holder.js'
import { ADD_ORPHAN, NAMED_FILES, ORPHAN_BYTES, ORPHANS, TAKE_ORPHAN } from './statements.js'
import { folderOf, nameFile, oldFiles, openFile, removeFile, writeFile } from './values-folder.js'

/** Milliseconds after which nobody can still be writing a file, where it cannot be told whether its process lives. */
const GIVEN_UP = 600_000

/**
 * Payloads of large entries, each a file beside the database: read straight into the value's own memory, and no part of
 * the write-ahead log. An entry's row names its file. A file that no row names is an *orphan*, and written down as one before
 * it is made: the transaction that stores the row takes it off that list, triggers put it back on when the row goes, and whoever
 * comes next removes what is on it. So a killed process leaves nothing behind for good.
 */
export class Payloads {
  constructor(readonly database: Database) {}

  get #folder(): string {
    return folderOf(this.database.file)
  }

  /** Puts a file on the list, before room is made for it: of several that write at once, each counts the others. @returns its name */
  reserve(bytes: number): string {
    const file = nameFile()
    this.database.run((connection) => connection.run(ADD_ORPHAN, file, bytes, ownHolder(this.database.inode), Date.now()))
    return file
  }

  write(file: string, payload: readonly Uint8Array[]): void {
    writeFile(this.#folder, file, payload)
  }

  /** What a row names. Reading it fails where the file is gone: the entry is a miss then. */
  find(head: Uint8Array, length: number, file: string): StoredLarge {
    return { head, length, open: () => openFile(this.#folder, file) }
  }

  /** Removes what was reserved for an entry that was not stored. */
  discard(file: string): void {
    removeFile(this.#folder, file)
    try {
      this.database.run((connection) => connection.run(TAKE_ORPHAN, file))
    } catch {
      // A full disk, for example: it stays on the list, and a name there without a file does no harm.
    }
  }

  /**
   * Removes the files that nobody needs any more.
   *
   * @param longest milliseconds
   * @returns whether it came to the end
   */
  collect(longest = Number.POSITIVE_INFINITY): boolean {
    const until = performance.now() + longest
    return this.database.run((connection) => collectOrphans(connection, this.#folder, this.database.inode, until))
  }

  /** Removes files that neither a row nor the list names: of a database in whose place an older one was put. */
  sweep(): void {
    const named = this.database.run((connection) => connection.all<{ file: string }>(NAMED_FILES))
    const known = new Set(named.map(({ file }) => file))
    for (const name of oldFiles(this.#folder, Date.now() - GIVEN_UP)) if (!known.has(name)) removeFile(this.#folder, name)
  }

  /** What is left of them after a look for those that can go. */
  bytesOfOrphans(): number {
    const bytes = () => this.database.run((connection) => connection.get<{ bytes: number }>(ORPHAN_BYTES)!.bytes)
    if (bytes() === 0) return 0
    this.collect()
    return bytes()
  }
}

export const bytesOf = (payload: readonly Uint8Array[]): number => payload.reduce((sum, part) => sum + part.length, 0)

interface Orphan {
  file: string
  /** Who is writing it; empty for what is to be removed. */
  holder: string
  since: number
}

function collectOrphans(connection: Connection, folder: string, inode: number, until: number): boolean {
  for (const { file, holder, since } of connection.all<Orphan>(ORPHANS)) {
    if (holder !== '' && lifeOf(holder, inode) !== 'dead' && Math.abs(Date.now() - since) < GIVEN_UP) continue
    if (performance.now() > until) return false
    try {
      removeFile(folder, file)
    } catch {
      // Windows removes no file that somebody reads: the next one comes by.
      continue
    }
    connection.run(TAKE_ORPHAN, file)
  }
  return true
}
