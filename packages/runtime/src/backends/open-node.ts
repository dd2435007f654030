import { existsSync, unrecordedly } from '../platform/own-fs.js'
import { homedir } from 'node:os'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { noParentFolder, unknownScheme } from '../reporting/errors.js'
import { warnOfStore } from '../reporting/warnings.js'
import { AbsentStore } from './absent.js'
import type { Backend } from './backend.js'
import { resolveLocation, type Location } from './location.js'
import { adapterSchemes, findAdapter, hasAdapter, hasLeases } from './keyv/adapters.js'
import { KeyvBackend } from './keyv/keyv-backend.js'
import { openBackend, type OpenOptions } from './open.js'
import { findFactory, registeredSchemes } from './registry.js'
import { closeAll } from './sqlite/open-databases.js'
import { SqliteBackend } from './sqlite/sqlite-backend.js'

/** One backend for each file, as long as it is referenced. */
const stores = new Map<string, WeakRef<SqliteBackend>>()
const forgotten = new FinalizationRegistry<string>((file) => {
  if (stores.get(file)?.deref() === undefined) stores.delete(file)
})
let closesAtExit = false

const findHome = (): string => (existsSync(homedir()) ? homedir() : '')

export function resolveHere(location: string | URL | undefined): Location {
  return resolveLocation(location, {
    path,
    home: findHome,
    workingDirectory: unrecordedly(() => process.cwd()),
    fileUrlToPath: fileURLToPath,
  })
}

export function openNode(location: string | URL | undefined, options: OpenOptions): Backend {
  const place = resolveHere(location)
  if (place.kind === 'sqlite') return openSqlite(place, options)
  if (place.kind === 'url') return openUrl(place)
  return openBackend(`memory:${place.name}`, options)
}

const servers = new Map<string, Backend>()

function openUrl({ scheme, url }: Location & { kind: 'url' }): Backend {
  const open = servers.get(url)
  if (open) return open
  const factory = findFactory(scheme)
  if (!factory && !hasAdapter(scheme)) throw unknownScheme(scheme, [...adapterSchemes, ...registeredSchemes(), 'memory', 'file'])
  // A store registered by the user takes precedence, and the user closes it.
  const opener = factory ? async (of: string) => ({ store: await factory(of) }) : findAdapter(scheme)
  const backend = new KeyvBackend(scheme, url, opener, { ownsStore: !factory, leases: !factory && hasLeases(scheme) })
  servers.set(url, backend)
  return backend
}

/** One store for each missing file: concurrent calls in one process find each other by their store. */
const absent = new Map<string, AbsentStore>()

function findAbsent(file: string, folder: string | undefined): AbsentStore {
  const place = folder ?? file
  const parent = path.dirname(place)
  if (!existsSync(parent)) throw noParentFolder(place, parent)
  let store = absent.get(file)
  if (!store) absent.set(file, (store = new AbsentStore(place)))
  return store
}

function openSqlite({ file, folder }: Location & { kind: 'sqlite' }, { maxSize, existing }: OpenOptions): Backend {
  const open = stores.get(file)?.deref()
  if (!open && existing && !existsSync(file)) return findAbsent(file, folder)
  if (open) {
    if (maxSize !== undefined) open.maxSize = maxSize
    return open
  }
  const backend = new SqliteBackend({
    file,
    ...(folder !== undefined && { folder }),
    ...(maxSize !== undefined && { maxSize }),
    onSetAside: (damaged, kept) =>
      warnOfStore(
        damaged,
        'damaged-store',
        `The cache ${damaged} was damaged and has been replaced by an empty one. The old file is kept as ${kept} and can be deleted.`,
      ),
  })
  if (!closesAtExit) process.on('exit', closeAll)
  closesAtExit = true
  stores.set(file, new WeakRef(backend))
  forgotten.register(backend, file)
  return backend
}
