import { accessSync, closeSync, openSync, readSync, statSync } from '../../platform/own-fs.js'
import { dirname } from 'node:path'
import { CacheError } from '../../reporting/errors.js'
import { sqliteCode } from './connection.js'
import { APPLICATION } from './schema.js'

const CORRUPT = 11
const NOT_A_DATABASE = 26
/** The file, its log, the log's index, and one temporary descriptor. */
const DESCRIPTORS = 4
/** The offset of `application_id` in a SQLite file. */
const APPLICATION_OFFSET = 68

/** node:sqlite reports an integer that a number can't represent. Only a damaged or crafted database has one. */
const OUT_OF_RANGE = 'ERR_OUT_OF_RANGE'

export function isDamaged(error: unknown): boolean {
  const code = sqliteCode(error)
  if (code === CORRUPT || code === NOT_A_DATABASE) return true
  const { code: own } = (error ?? {}) as { code?: unknown }
  return own === OUT_OF_RANGE || (error instanceof CacheError && own === 'damaged-schema')
}

/** Whether a damaged file has our application ID. Only for a file without an open connection: closing it here would end SQLite's locks. */
export function bearsOurNumber(file: string): boolean {
  const header = Buffer.alloc(APPLICATION_OFFSET + 4)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return header.readUInt32BE(APPLICATION_OFFSET) === APPLICATION
}

export function stateOf(file: string): string {
  return [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stats) => `${stats?.size} ${stats?.mtimeMs}`)
    .join(' ')
}

/** Whether fewer descriptors are left than a database needs. SQLite reports this as it reports a missing file. */
export function isOutOfDescriptors(): boolean {
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

export function isWritable(file: string): boolean {
  try {
    for (const path of [file, dirname(file)]) accessSync(path, process.getBuiltinModule('node:fs').constants.W_OK)
    return true
  } catch {
    return false
  }
}

export function inodeOf(file: string): number {
  try {
    return statSync(file).ino
  } catch {
    return -1
  }
}
