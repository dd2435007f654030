import { isBusy, type Connection } from '../connection.js'
import { FILE_BYTES } from '../statements.js'

/** If fewer pages than this are in use, rewriting them is faster than giving back the free pages one by one. */
const FEW_PAGES = 1_000

/** @returns whether all free pages were given back */
export function rewrite(connection: Connection, free: number): boolean {
  const used = pragma(connection, 'page_count') - free
  if (used > FEW_PAGES || free < used) return false
  try {
    connection.exec('VACUUM')
    return true
  } catch (error) {
    if (isBusy(error)) throw error
    // VACUUM needs a folder for temporary files.
    return false
  }
}

export function pragma(connection: Connection, name: 'page_count' | 'page_size' | 'freelist_count'): number {
  return connection.get<Record<string, number>>(`PRAGMA ${name}`)![name]!
}

/** The size of the entries, including those in files. */
export const liveBytes = (connection: Connection): number =>
  (pragma(connection, 'page_count') - pragma(connection, 'freelist_count')) * pragma(connection, 'page_size') +
  connection.get<{ bytes: number }>(FILE_BYTES)!.bytes
/** The same, including free pages. */
export const heldBytes = (connection: Connection): number =>
  liveBytes(connection) + pragma(connection, 'freelist_count') * pragma(connection, 'page_size')
