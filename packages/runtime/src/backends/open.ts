import { native } from '#native'
import { DEFAULT_MAX_SIZE } from '../size.js'
import type { Backend } from './backend.js'
import { MemoryBackend } from './memory.js'

export { registerBackend } from './registry.js'

export interface OpenOptions {
  /** Bytes. @default 10e9 */
  maxSize?: number
  /** Only looks at what is there: no folder and no file is made. @default false */
  existing?: boolean
}

/**
 * The store for a cache path: one for each place, however the path is written. Opens no file before it is first used.
 *
 * @param location as `cachePath` takes it; none means `~/.cachecache`
 * @throws {CachePathError} for a path that the author must mend
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

/** The memory store of that name, if this process has used it. */
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
