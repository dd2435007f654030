import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
  writeSync,
} from '../../../platform/own-fs.js'
import { join } from 'node:path'
import { notAValuesFolder } from '../../../reporting/errors.js'
import type { PayloadReader } from '../../backend.js'
import { refuseForeignFolder } from '../folder.js'

/** Some systems write at most 2 GB at once. Bytes. */
const MAX_WRITE = 1 << 30
/** The form of the names that `nameFile` creates. */
const FILE_NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

// The folder of a database's large values. File names are read from the database, which anyone may have created. So only a name of exactly
// this form is used, and only in a real folder, not a link.

/** Returns the folder that contains the payloads of a database. */
export const folderOf = (database: string): string => `${database}-values`

const isName = (name: unknown): name is string => typeof name === 'string' && FILE_NAME.test(name)

export const nameFile = (): string => process.getBuiltinModule('node:crypto').randomUUID()

/** @throws if it isn't a folder, or if other users can write to it */
function checkFolder(folder: string): void {
  if (!isFolder(folder)) throw notAValuesFolder(folder)
  refuseForeignFolder(folder)
}

const isFolder = (folder: string): boolean => lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true

export function writeFile(folder: string, name: string, parts: readonly Uint8Array[]): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { mode: 0o700, recursive: true })
  checkFolder(folder)
  const descriptor = openSync(pathOf(folder, name), 'wx', 0o600)
  try {
    for (const part of parts)
      for (let at = 0; at < part.length;) at += writeSync(descriptor, part, at, Math.min(part.length - at, MAX_WRITE))
  } finally {
    closeSync(descriptor)
  }
}

/** @throws if there is no such file */
export function openFile(folder: string, name: string): PayloadReader {
  checkFolder(folder)
  // Neither follows a link nor blocks on a pipe without a writer. Windows has no such flags.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = process.getBuiltinModule('node:fs').constants
  const descriptor = openSync(pathOf(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  const stats = fstatSync(descriptor)
  if (!stats.isFile()) {
    closeSync(descriptor)
    throw new TypeError(`${name} is no file`)
  }
  return {
    size: stats.size,
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

/** A file without a name of this form isn't ours, and is kept. */
export function removeFile(folder: string, name: string): void {
  if (isName(name) && isFolder(folder)) rmSync(join(folder, name), { force: true })
}

/** Returns the names of files written before a time. */
export function oldFiles(folder: string, before: number): string[] {
  if (!isFolder(folder)) return []
  const isOld = (name: string) => (lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? before) < before
  return readdirSync(folder).filter((name) => isName(name) && isOld(name))
}

/** Removes all of our files, and the folder if it is then empty. */
export function removeFiles(folder: string): void {
  if (!isFolder(folder)) return
  for (const name of readdirSync(folder)) removeFile(folder, name)
  try {
    rmdirSync(folder)
  } catch {
    // It contains files of others.
  }
}

function pathOf(folder: string, name: string): string {
  if (!isName(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a value`)
  return join(folder, name)
}
