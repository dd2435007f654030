import { readdirSync, renameSync, rmSync } from '../../platform/own-fs.js'
import { basename, dirname, join } from 'node:path'

/** How many damaged databases are kept beside the one in use. */
const KEPT = 3
const LOG = ['-wal', '-shm']
/** The name's part between the file and its time, and the form of such a time. */
const [MARK, TIME] = ['.damaged-', /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/]

/** Renames a damaged database and its log, and removes the oldest of those renamed before. @returns the new name */
export function moveAside(file: string): string {
  const kept = `${file}${MARK}${new Date().toISOString().replace(/[:.]/g, '-')}`
  renameSync(file, kept)
  for (const suffix of LOG) {
    try {
      renameSync(file + suffix, kept + suffix)
    } catch {
      rmSync(file + suffix, { force: true })
    }
  }
  removeOldest(file)
  return kept
}

function removeOldest(file: string): void {
  const start = basename(file) + MARK
  try {
    const names = readdirSync(dirname(file)).filter((name) => name.startsWith(start) && TIME.test(name.slice(start.length)))
    for (const name of names.toSorted().slice(0, -KEPT))
      for (const suffix of ['', ...LOG]) rmSync(join(dirname(file), name + suffix), { force: true })
  } catch {
    // They only take space. The next damaged database is another occasion.
  }
}
