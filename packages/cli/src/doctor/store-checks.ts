import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultStorePath, openExistingStore } from '@cachecache/runtime/stores'
import { findPackageManager, installCommand } from '@cachecache/unplugin/inspect'
import { countOf } from '../print.js'
import { fine, problem, type Check } from './check.js'

/** Checks the store and its location. */
export async function checkStore(folder: string): Promise<Check[]> {
  return [checkSqlite(folder), await checkPlace(folder)]
}

function checkSqlite(folder: string): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 13)) {
    const { sqlite } = process.versions as { sqlite?: string }
    return fine('sqlite', `node:sqlite${sqlite === undefined ? '' : ` ${sqlite}`} of Node ${process.versions.node}.`)
  }
  const version = betterSqlite(folder)
  if (version !== undefined) return fine('sqlite', `better-sqlite3 ${version}, for Node ${process.versions.node}.`)
  const command = installCommand(findPackageManager(folder).manager, ['better-sqlite3']).join(' ')
  return problem(
    'sqlite',
    `Node ${process.versions.node} has no built-in SQLite. Install one with \`${command}\`, or use Node 22.13 or newer.`,
  )
}

function betterSqlite(folder: string): string | undefined {
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    try {
      const runtime = createRequire(from).resolve('@cachecache/runtime/package.json')
      return (createRequire(runtime)('better-sqlite3/package.json') as { version: string }).version
    } catch {
      continue
    }
  }
  return undefined
}

async function checkPlace(folder: string): Promise<Check> {
  const location = defaultStorePath()
  try {
    const store = await openExistingStore(location)
    if (store) {
      const { entries, backend } = await store.stats().finally(() => store.close())
      const unwritable = backend === 'sqlite' ? findUnwritable(location, folder) : undefined
      if (unwritable === undefined)
        return fine('place', `${location} (${backend}) holds ${countOf(entries, 'entry', 'entries')}.`)
      return problem('place', `${location} can be read, but ${unwritable} can't be written. ${ADVICE}`)
    }
  } catch (error) {
    return problem('place', `${location} can't be opened: ${(error as Error).message}`)
  }
  const unwritable = findUnwritable(location, folder)
  if (unwritable === undefined) return fine('place', `${location} does not exist yet and can be created.`)
  return problem('place', `${location} can't be created, because ${unwritable} can't be written. ${ADVICE}`)
}

const ADVICE = 'Change its owner or permissions, or set CACHECACHE_PATH to a writable folder.'

/** Returns the folder, or its nearest existing parent, if this user can't write to it. */
function findUnwritable(location: string, folder: string): string | undefined {
  if (location.startsWith('memory:')) return undefined
  const path = location.startsWith('file:')
    ? fileURLToPath(location)
    : resolve(folder, location.replace(/^~(?=$|[\\/])/, homedir()))
  let at = /\.(?:sqlite|db)$/.test(path) || (existsSync(path) && !statSync(path).isDirectory()) ? dirname(path) : path
  while (!existsSync(at)) at = dirname(at)
  try {
    accessSync(at, constants.W_OK)
    return undefined
  } catch {
    return at
  }
}
