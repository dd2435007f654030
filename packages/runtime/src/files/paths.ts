import { isAbsolute, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { raw } from './observing/raw-fs.js'
import type { TraceContext } from './observing/recordings.js'
import type { Roots } from './roots.js'

export interface ParsedPath {
  /** Absolute path. */
  path: string
  /** The path was given relative to the working directory. */
  relative: boolean
}

/** Parses a path as `node:fs` accepts it: text, bytes or a `file:` URL. Returns undefined for anything else. */
export function parsePath(argument: unknown): ParsedPath | undefined {
  const text = textOf(argument)
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
  const argument = typeof dataPath === 'string' && dataPath.startsWith('file:') ? new URL(dataPath) : dataPath
  return { dataPath: parsePath(argument)?.path }
}

const NO_DATA: Roots = { dataPath: undefined }

function textOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument
  if (argument instanceof URL) return argument.protocol === 'file:' ? fileURLToPath(argument) : undefined
  if (argument instanceof Uint8Array) {
    const text = Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength).toString()
    return Buffer.from(text).equals(argument) ? text : undefined
  }
  return undefined
}

const strip = (path: string): string =>
  path.length > 1 && path.endsWith(sep) && !/^[a-z]:\\$/i.test(path) ? path.slice(0, -1) : path

const stores = new Set<string>()

/** Excludes a store of cachecache itself from tracking. */
export function ignoreStore(location: string): void {
  if (stores.has(location)) return
  // The location may be a database file.
  for (const suffix of ['', '-wal', '-shm', '-values']) stores.add(location + suffix)
}

const CODE = `${sep}node_modules${sep}`
/** Jest's cache of compiled modules and their source maps, which its `console` reads for positions. */
const COMPILED = `${sep}jest-transform-cache-`

/** Code is not data; devices have no content, or random content. */
export function isIgnored(path: string): boolean {
  if (path.includes(CODE) || path.includes(COMPILED) || /^\/dev\/(?:null|zero|u?random|tty|std(?:in|out|err))$/.test(path))
    return true
  return isInStore(path)
}

/** There can be as many stores as there are folders of data, so the folders above the path are looked up. */
function isInStore(path: string): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf(sep, end - 1)) if (stores.has(path.slice(0, end))) return true
  return false
}

/** Whether Node's module loader is about to read this module. */
export function isModuleBeingLoaded(path: string): boolean {
  const { Module } = process.getBuiltinModule('node:module') as unknown as {
    Module: { _cache: Record<string, { loaded: boolean } | undefined> }
  }
  return Module._cache[path]?.loaded === false
}
