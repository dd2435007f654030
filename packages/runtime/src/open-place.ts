import { platform } from '#platform'
import { AbsentStore } from './backends/absent.js'
import type { Backend } from './backends/backend.js'
import { openBackend } from './backends/open.js'

/** Above this many the map starts anew: results beside the data may have as many places as there are data. */
const limit = 1000
const opened = new Map<string, Backend>()
/** Most calls go where the one before went. */
let last: { location: string; maxSize: number | undefined; backend: Backend } | undefined

/**
 * The store for a path, without resolving the same text twice. A relative path depends on the working directory.
 * @param existing make no folder and no file
 */
export function openPlace(location: string, maxSize: number | undefined, existing = false): Backend {
  if (last !== undefined && last.location === location && last.maxSize === maxSize) return last.backend
  const absolute = isAbsolute(location)
  const name = `${absolute ? '' : platform.workingDirectory()}\0${maxSize ?? ''}\0${location}`
  let backend = opened.get(name)
  if (backend === undefined) {
    backend = openBackend(location, { ...(maxSize !== undefined && { maxSize }), existing })
    // At the next call the file may be there.
    if (backend instanceof AbsentStore) return backend
    if (opened.size >= limit) opened.clear()
    opened.set(name, backend)
  }
  if (absolute) last = { location, maxSize, backend }
  return backend
}

/** A path from the root, from the home folder, or with a scheme. */
function isAbsolute(location: string): boolean {
  return location.startsWith('/') || location.startsWith('~/') || /^[a-z][a-z\d+.-]+:/i.test(location)
}
