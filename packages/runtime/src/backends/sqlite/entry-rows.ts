import { countFiles } from '../../codec/entry-trace.js'
import type { NewEntry } from '../backend.js'
import type { Database } from './database.js'
import type { FunctionNames } from './function-names.js'
import type { Leases, NewRow } from './leases.js'
import { bytesOf, type Payloads } from './space/payloads.js'
import type { SizeLimit } from './space/size-limit.js'

/** A row to be stored, and whether it was. */
interface PendingRow extends NewRow {
  stored: boolean
}

/** Stores a new entry: makes room, writes the file of a large one, and describes its row. */
export class EntryRows {
  constructor(
    readonly database: Database,
    readonly limit: SizeLimit,
    readonly payloads: Payloads,
    readonly leases: Leases,
    readonly names: FunctionNames,
  ) {}

  write(entry: NewEntry): void {
    const row = this.prepare(entry)
    if (row === undefined) return entry.lease?.release()
    try {
      row.stored = this.database.run((connection) => this.leases.write(connection, row))
    } finally {
      this.collectFiles(row)
    }
    this.wrote(row)
  }

  /** Makes room, and writes the payload of a large entry. @returns undefined if there is no room */
  prepare({ key, data, payload, expires, lease, function: of }: NewEntry): PendingRow | undefined {
    const apart = payload === undefined ? 0 : bytesOf(payload)
    const file = payload && this.payloads.reserve(apart)
    let prepared = false
    try {
      if (!this.limit.makeRoom(data.length, apart)) return undefined
      this.names.add(of)
      if (file !== undefined) this.payloads.write(file, payload!)
      prepared = true
    } finally {
      if (!prepared && file !== undefined) this.payloads.discard(file)
    }
    return { key, data, bytes: data.length + apart, files: countFiles(data), file, expires, lease, stored: false }
  }

  wrote({ data, bytes }: PendingRow): void {
    this.limit.wrote(data.length, bytes - data.length)
  }

  /** Called after a large write: a replaced entry may have had a file too. */
  collectFiles(row: PendingRow | undefined): void {
    if (row?.file === undefined) return
    try {
      if (row.stored) this.payloads.collect()
      else this.payloads.discard(row.file)
    } catch {
      // The next process removes the files that are listed as orphans.
    }
  }
}
