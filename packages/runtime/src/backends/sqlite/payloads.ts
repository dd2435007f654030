import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { PayloadReader, StoredLarge } from '../backend.js'
import type { Connection } from './connection.js'
import type { Database } from './database.js'
import { refuseForeignFolder } from './folder.js'
import { lifeOf, ownHolder } from './holder.js'
import { ADD_ORPHAN, ORPHAN_BYTES, ORPHANS, TAKE_ORPHAN } from './statements.js'

/** Milliseconds after which nobody can still be writing a file, where it cannot be told whether its process lives. */
const GIVEN_UP = 600_000
/** Some systems write no more than 2 GB at once. Bytes. */
const MAX_WRITE = 1 << 30

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
    const file = process.getBuiltinModule('node:crypto').randomUUID()
    this.database.run((connection) => connection.run(ADD_ORPHAN, file, bytes, ownHolder(), Date.now()))
    return file
  }

  write(file: string, payload: readonly Uint8Array[]): void {
    mkdirSync(this.#folder, { mode: 0o700, recursive: true })
    refuseForeignFolder(this.#folder)
    writeParts(join(this.#folder, file), payload)
  }

  /** What a row names. Reading it fails where the file is gone: the entry is a miss then. */
  find(head: Uint8Array, length: number, file: string): StoredLarge {
    const open = (): PayloadReader => {
      refuseForeignFolder(this.#folder)
      return openPayload(join(this.#folder, file))
    }
    return { head, length, open }
  }

  /** Removes what was reserved for an entry that was not stored. */
  discard(file: string): void {
    rmSync(join(this.#folder, file), { force: true })
    try {
      this.database.run((connection) => connection.run(TAKE_ORPHAN, file))
    } catch {
      // A full disk, for example: it stays on the list, and a name there without a file does no harm.
    }
  }

  /** Removes the files that nobody needs any more. */
  collect(): void {
    this.database.run((connection) => collectOrphans(connection, this.#folder))
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

/** Where the payloads of a database lie. */
export const folderOf = (database: string): string => `${database}-values`

interface Orphan {
  file: string
  /** Who is writing it; empty for what is to be removed. */
  holder: string
  since: number
}

function collectOrphans(connection: Connection, folder: string): void {
  for (const { file, holder, since } of connection.all<Orphan>(ORPHANS)) {
    if (holder !== '' && lifeOf(holder) !== 'dead' && Date.now() - since < GIVEN_UP) continue
    try {
      rmSync(join(folder, file), { force: true })
    } catch {
      // Windows removes no file that somebody reads: the next one comes by.
      continue
    }
    connection.run(TAKE_ORPHAN, file)
  }
}

function writeParts(path: string, parts: readonly Uint8Array[]): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    for (const part of parts)
      for (let at = 0; at < part.length;) at += writeSync(descriptor, part, at, Math.min(part.length - at, MAX_WRITE))
  } finally {
    closeSync(descriptor)
  }
}

function openPayload(path: string): PayloadReader {
  const descriptor = openSync(path, 'r')
  return {
    fill(bytes) {
      for (let at = 0; at < bytes.length;) {
        const read = readSync(descriptor, bytes, at, bytes.length - at, null)
        if (read === 0) return false
        at += read
      }
      return true
    },
    close: () => closeSync(descriptor),
  }
}
