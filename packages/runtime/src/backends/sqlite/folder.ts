import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { noParentFolder, notAFile, notAFolder } from '../../errors.js'

// https://bford.info/cachedir/: backup tools leave such folders out.
const CACHEDIR_TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by cachecache.
# For information about cache directory tags, see https://bford.info/cachedir/
`

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
  if (kindOf(file) === 'folder') throw notAFile(file)
  const needed = folder ?? dirname(file)
  const found = kindOf(needed)
  if (found === 'file') throw notAFolder(needed)
  if (folder !== undefined && kindOf(dirname(folder)) === 'file') throw notAFolder(dirname(folder))
  if (folder === undefined) {
    if (found === undefined) throw noParentFolder(file, needed)
    return
  }
  if (found === undefined) {
    const parent = dirname(folder)
    if (kindOf(parent) === undefined) throw noParentFolder(folder, parent)
    mkdirSync(folder, { mode: 0o700, recursive: true })
  }
  if (existsSync(file)) return
  writeOnce(join(folder, '.gitignore'), '*\n')
  writeOnce(join(folder, 'CACHEDIR.TAG'), CACHEDIR_TAG)
}

function writeOnce(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
