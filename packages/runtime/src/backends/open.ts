import { native } from '#native'
import { DEFAULT_MAX_SIZE } from '../size.js'
import type { Backend } from './backend.js'
import { MemoryBackend } from './memory.js'

export { registerBackend } from './registry.js'

export interface OpenOptions {
  /** Bytes. @default 10e9 */
  maxSize?: number
  /** Uses only what exists: creates no folder and no file. @default false */
  existing?: boolean
}

/**
 * Returns the store for a cache path: one for each location, however the path is written. Opens no file before its first use.
 *
 * @param location like `cachePath`; undefined means `~/.cachecache`
 * @throws {CachePathError} for an invalid path
 */
export function openBackend(location: string | URL | undefined, options: OpenOptions = {}): Backend {
  const text = typeof location === 'string' ? location : undefined
  const memory = text === undefined ? undefined : /^memory:(?:\/\/)?(.*)$/is.exec(text)
  return memory ? openMemory(memory[1]!, options) : native.openLocation(location, options)
}

const MEMORY = Symbol.for('cachecache.memory')

/** Shared by all copies of this package in the process. */
function memoryStores(): Map<string, MemoryBackend> {
  return ((globalThis as { [MEMORY]?: Map<string, MemoryBackend> })[MEMORY] ??= new Map())
}

/** Returns the memory store with this name, if this process has used it. */
export function openExistingMemory(name: string): Backend | undefined {
  return memoryStores().get(name)
}

function openMemory(name: string, { maxSize }: OpenOptions): Backend {
  const shared = memoryStores()
  let backend = shared.get(name)
  if (!backend) shared.set(name, (backend = new MemoryBackend(`memory:${name}`, maxSize ?? DEFAULT_MAX_SIZE)))
  else if (maxSize !== undefined) backend.maxSize = maxSize
  return backend
}
