import type { NewEntry } from '../backend.js'
import type { Database } from './database.js'
import type { FunctionNames } from './function-names.js'
import type { PendingRow } from './keyv-driver.js'
import type { Leases } from './leases.js'
import { bytesOf, type Payloads } from './payloads.js'
import type { SizeLimit } from './size-limit.js'

/** What becomes of a new entry: room for it, the file of a large one, its row. */
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
      this.settle(row)
    }
    this.wrote(row)
  }

  /** Makes room, and writes the payload of a large entry. @returns nothing where there is no room */
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
    return { key, data, bytes: data.length + apart, file, expires, lease, stored: false }
  }

  wrote({ data, bytes }: PendingRow): void {
    this.limit.wrote(data.length, bytes - data.length)
  }

  /** After a large write: an entry that it took the place of may have been large too. */
  settle(row: PendingRow | undefined): void {
    if (row?.file === undefined) return
    try {
      if (row.stored) this.payloads.collect()
      else this.payloads.discard(row.file)
    } catch {
      // What is on the list of orphans is removed by whoever comes next.
    }
  }
}
