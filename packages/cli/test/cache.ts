import { createHash } from 'node:crypto'
import { join } from 'node:path'
// The runtime's own parts: a cache is made as programs make it.
import { openBackend } from '../../runtime/src/backends/open.js'
import { encode } from '../../runtime/src/codec.js'
import { makeScratch } from './terminal.js'

export interface Stored {
  id: string
  version: string
  value: unknown
  /** Files that the value was made of. */
  files?: string[]
}

export const entries: Stored[] = [
  { id: 'app/src/report.ts#report', version: 'v2', value: 'x'.repeat(3000) },
  { id: 'app/src/report.ts#report', version: 'v2', value: 1 },
  { id: 'app/src/report.ts#report', version: 'v1', value: 2 },
  { id: 'app/src/db/repo.ts#Repo.find', version: 'v1', value: 3 },
  { id: 'other/index.ts#report', version: 'v1', value: 4 },
]

/** A folder cache with those entries, closed. */
export async function makeCache(stored: Stored[] = entries): Promise<string> {
  const path = join(makeScratch(), 'cache')
  const store = openBackend(path)
  for (const [i, { id, version, value, files }] of stored.entries()) {
    const prefix = createHash('sha256').update(`${id}\0${version}`).digest('base64url').slice(0, 16)
    await store.write({
      key: `${prefix}/${i}`,
      data: encode(value, 'value', '', files && traceOf(files)),
      function: { id, version, prefix },
    })
  }
  await store.close()
  return path
}

function traceOf(files: string[]): Uint8Array {
  return Buffer.from(JSON.stringify({ v: 1, at: 0, asks: files.map((file) => [0, 'P', file, '', 'digest', 1]) }))
}
