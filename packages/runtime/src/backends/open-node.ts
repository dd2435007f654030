import { platform } from '#platform'
import { homedir } from 'node:os'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { unknownScheme } from '../errors.js'
import { DEFAULT_MAX_SIZE } from '../size.js'
import type { Backend } from './backend.js'
import { resolveLocation, type Location } from './location.js'
import type { OpenOptions } from './open.js'
import { SqliteBackend } from './sqlite/sqlite-backend.js'

const stores = new Map<string, SqliteBackend>()

export function resolveHere(location: string | URL | undefined): Location {
  return resolveLocation(location, { path, home: homedir(), workingDirectory: process.cwd(), fileUrlToPath: fileURLToPath })
}

export function openNode(location: string | URL | undefined, options: OpenOptions): Backend {
  const place = resolveHere(location)
  if (place.kind === 'sqlite') return openSqlite(place, options)
  throw unknownScheme(place.kind === 'url' ? place.scheme : 'memory', ['memory'])
}

function openSqlite({ file, folder }: Location & { kind: 'sqlite' }, { maxSize }: OpenOptions): Backend {
  const open = stores.get(file)
  if (open) {
    if (maxSize !== undefined) open.maxSize = maxSize
    return open
  }
  const backend = new SqliteBackend({
    file,
    ...(folder !== undefined && { folder }),
    maxSize: maxSize ?? DEFAULT_MAX_SIZE,
    onSetAside: (damaged, kept) =>
      platform.emitWarning(`The cache ${damaged} was damaged and is replaced by a new one. The old file is kept as ${kept}; it can be deleted.`, 'damaged-store'),
  })
  if (stores.size === 0) process.on('exit', closeAll)
  stores.set(file, backend)
  return backend
}

function closeAll(): void {
  for (const backend of stores.values()) {
    try {
      backend.closeNow()
    } catch {
      // The process ends; there is nobody left to tell.
    }
  }
}
