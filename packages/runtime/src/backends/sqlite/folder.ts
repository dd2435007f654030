import { closeSync, existsSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { noParentFolder, notAFile, notAFolder, pathTooLong, untrustedPlace } from '../../errors.js'

// https://bford.info/cachedir/: backup tools leave such folders out.
const CACHEDIR_TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by cachecache.
# For information about cache directory tags, see https://bford.info/cachedir/
`

/** What SQLite takes, with the names of the files beside it. Bytes. */
const LONGEST_PATH = 504

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats && (stats.isDirectory() ? 'folder' : 'file')
  } catch (error) {
    // Below a file there is nothing.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

/** Makes a place for the database: its folder, never the folder above. */
export function prepareFolder(file: string, folder: string | undefined): void {
  if (Buffer.byteLength(file) > LONGEST_PATH) throw pathTooLong(file, LONGEST_PATH)
  if (kindOf(file) === 'folder') throw notAFile(file)
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

/** Not `recursive`: for that Node tries for ever where a file system has no folder and makes none, as `/proc`. */
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
 * Entries that others could have written are not trusted: whoever may write them decides what calls return.
 *
 * @throws {CacheError} for a folder or file that belongs to another user than this one or root, or that everybody can write
 */
export function refuseForeign(file: string, folder: string | undefined): void {
  // Windows has neither; a user's folders are private there.
  const user = process.geteuid?.()
  if (user === undefined) return
  makePrivate(file)
  for (const path of [...(folder === undefined ? [] : [folder]), file, `${file}-wal`]) refuseOf(path, user)
}

/** The same for a folder beside the database. */
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

/** SQLite would make it readable for everybody. An empty file is a database. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Whatever else it is, opening the database meets it again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error
  }
}
