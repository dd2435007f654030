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
} from 'node:fs'
import { join } from 'node:path'
import { notAValuesFolder } from '../../errors.js'
import type { PayloadReader } from '../backend.js'
import { refuseForeignFolder } from './folder.js'

/** Some systems write no more than 2 GB at once. Bytes. */
const MAX_WRITE = 1 << 30
/** As `nameFile` makes them. */
const FILE_NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

// The folder of a database's large values. Names of files come out of the database, which anybody may have made: only a name of the exact
// form leads to a file, and only in a folder that is one, not a link to another.

/** Where the payloads of a database lie. */
export const folderOf = (database: string): string => `${database}-values`

const isName = (name: unknown): name is string => typeof name === 'string' && FILE_NAME.test(name)

export const nameFile = (): string => process.getBuiltinModule('node:crypto').randomUUID()

/** @throws where something else stands in its place, or others could have written there */
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

/** @throws where there is no such file */
export function openFile(folder: string, name: string): PayloadReader {
  checkFolder(folder)
  // Neither a link that leads elsewhere nor a pipe that nobody writes into. Windows has no such flags.
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

/** What has no name of ours is no file of ours, and stays. */
export function removeFile(folder: string, name: string): void {
  if (isName(name) && isFolder(folder)) rmSync(join(folder, name), { force: true })
}

/** Names of the files that were written before. */
export function oldFiles(folder: string, before: number): string[] {
  if (!isFolder(folder)) return []
  const isOld = (name: string) => (lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? before) < before
  return readdirSync(folder).filter((name) => isName(name) && isOld(name))
}

/** All that are ours, and the folder where nothing else is in it. */
export function removeFiles(folder: string): void {
  if (!isFolder(folder)) return
  for (const name of readdirSync(folder)) removeFile(folder, name)
  try {
    rmdirSync(folder)
  } catch {
    // Something of somebody else's is in it.
  }
}

function pathOf(folder: string, name: string): string {
  if (!isName(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a value`)
  return join(folder, name)
}
