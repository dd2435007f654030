import { closeSync, existsSync, lstatSync, mkdirSync, openSync, statSync, writeFileSync } from '../../platform/own-fs.js'
import type { Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { irregularFile, noParentFolder, notAFile, notAFolder, pathTooLong, untrustedPlace } from '../../reporting/errors.js'

// https://bford.info/cachedir/: backup tools exclude such folders.
const CACHEDIR_TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by cachecache.
# For information about cache directory tags, see https://bford.info/cachedir/
`

/** The longest path that SQLite accepts, including the names of the files beside it. Bytes. */
const LONGEST_PATH = 504

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats && (stats.isDirectory() ? 'folder' : 'file')
  } catch (error) {
    // The parent is a file, so there is nothing below it.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

/** Creates the folder of the database, but not its parent. */
export function prepareFolder(file: string, folder: string | undefined): void {
  if (Buffer.byteLength(file) > LONGEST_PATH) throw pathTooLong(file, LONGEST_PATH)
  if (folder === undefined && kindOf(file) === 'folder') throw notAFile(file)
  const needed = folder ?? dirname(file)
  const found = kindOf(needed)
  if (found === 'file') throw notAFolder(needed)
  if (folder === undefined) {
    if (found === undefined) throw noParentFolder(file, needed)
    return
  }
  if (found === undefined) {
    const parent = dirname(folder)
    const above = kindOf(parent)
    if (above === 'file') throw notAFolder(parent)
    if (above === undefined) throw noParentFolder(folder, parent)
    makeFolder(folder)
  }
  if (existsSync(file)) return
  writeOnce(join(folder, '.gitignore'), '*\n')
  writeOnce(join(folder, 'CACHEDIR.TAG'), CACHEDIR_TAG)
}

/** The files that SQLite opens beside a database. */
const BESIDE = ['-wal', '-shm', '-journal']

/**
 * Rejects what isn't a file. Opening a named pipe would block the process. The database may be a link, but SQLite follows none beside it.
 *
 * @throws {CacheError}
 */
export function refuseIrregular(file: string): void {
  const isOther = (stats: Stats | undefined): boolean => stats !== undefined && !stats.isFile()
  if (isOther(statSync(file, { throwIfNoEntry: false }))) throw irregularFile(file)
  for (const suffix of BESIDE)
    if (isOther(lstatSync(file + suffix, { throwIfNoEntry: false }))) throw irregularFile(file + suffix)
}

/** Not `recursive`: Node then retries forever on file systems that allow no folders, such as `/proc`. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function writeOnce(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/**
 * Rejects entries that another user may have written, since they would decide what calls return.
 *
 * @throws {CacheError} for a folder or file that belongs to a user other than this one or root, or that is writable by everyone
 */
export function refuseForeign(file: string, folder: string | undefined): void {
  // Windows has neither, but a user's folders are private there.
  const user = process.geteuid?.()
  if (user === undefined) return
  makePrivate(file)
  for (const path of [...(folder === undefined ? [] : [folder]), file, `${file}-wal`]) refuseOf(path, user)
}

/** Does the same check for a folder beside the database. */
export function refuseForeignFolder(folder: string): void {
  const user = process.geteuid?.()
  if (user !== undefined) refuseOf(folder, user)
}

function refuseOf(path: string, user: number): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (stats.uid !== user && stats.uid !== 0) throw untrustedPlace(path, 'belongs to another user')
  if ((stats.mode & 0o002) !== 0) throw untrustedPlace(path, 'can be written by every user')
}

/** SQLite would create a file that everyone can read. An empty file is a valid database. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Any other error occurs again when the database is opened.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error
  }
}
