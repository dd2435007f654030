import { isAbsolute, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { raw } from './raw-fs.js'
import type { TraceContext } from './recordings.js'
import type { Roots } from './roots.js'

export interface GivenPath {
  /** Absolute path. */
  path: string
  /** The path was given relative to the working directory. */
  relative: boolean
}

/** Parses a path as `node:fs` accepts it: text, bytes or a `file:` URL. Returns undefined for anything else. */
export function givenPath(given: unknown): GivenPath | undefined {
  const text = textOf(given)
  if (text === undefined || text === '' || text.includes('\0')) return undefined
  if (!isAbsolute(text)) return { path: strip(join(raw.cwd(), text)), relative: true }
  return {
    path: text.includes('/.') || text.includes('//') || sep !== '/' ? strip(normalize(text)) : strip(text),
    relative: false,
  }
}

/** Returns what the traces of this call are relative to. */
export function rootsOf({ dataPath }: TraceContext): Roots {
  if (dataPath === undefined) return NO_DATA
  const given = typeof dataPath === 'string' && dataPath.startsWith('file:') ? new URL(dataPath) : dataPath
  return { dataPath: givenPath(given)?.path }
}

const NO_DATA: Roots = { dataPath: undefined }

function textOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given
  if (given instanceof URL) return given.protocol === 'file:' ? fileURLToPath(given) : undefined
  if (given instanceof Uint8Array) {
    const text = Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString()
    return Buffer.from(text).equals(given) ? text : undefined
  }
  return undefined
}

const strip = (path: string): string =>
  path.length > 1 && path.endsWith(sep) && !/^[a-z]:\\$/i.test(path) ? path.slice(0, -1) : path

const stores = new Set<string>()

/** Excludes a store of cachecache itself from tracking. */
export function ignoreStore(location: string): void {
  stores.add(location)
}

const CODE = `${sep}node_modules${sep}`

/** Code is not data; devices have no content, or random content. */
export function isIgnored(path: string): boolean {
  if (path.includes(CODE) || /^\/dev\/(?:null|zero|u?random|tty|std(?:in|out|err))$/.test(path)) return true
  for (const store of stores) if (path.startsWith(store)) return true
  return false
}

/** Whether Node's module loader is about to read this module. */
export function isModuleBeingLoaded(path: string): boolean {
  const { Module } = process.getBuiltinModule('node:module') as unknown as {
    Module: { _cache: Record<string, { loaded: boolean } | undefined> }
  }
  return Module._cache[path]?.loaded === false
}
