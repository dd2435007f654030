import { platform } from '#platform'
import { AbsentStore } from '../backends/absent.js'
import type { Backend } from '../backends/backend.js'
import { openBackend } from '../backends/open.js'

/** Above this size the map is cleared. Results beside the data can have as many locations as there are data, and fewer databases are open. */
const limit = 64
const opened = new Map<string, Backend>()
/** Most calls use the same location as the previous one. */
let last: { location: string; maxSize: number | undefined; backend: Backend } | undefined

/**
 * Returns the store for a path, without resolving the same text twice. A relative path depends on the working directory.
 * @param existing create no folder and no file
 */
export function openPlace(location: string, maxSize: number | undefined, existing = false): Backend {
  if (last !== undefined && last.location === location && last.maxSize === maxSize) return last.backend
  const absolute = isAbsolute(location)
  const name = `${absolute ? '' : platform.workingDirectory()}\0${maxSize ?? ''}\0${location}`
  let backend = opened.get(name)
  if (backend === undefined) {
    backend = openBackend(location, { ...(maxSize !== undefined && { maxSize }), existing })
    // The file may exist at the next call.
    if (backend instanceof AbsentStore) return backend
    if (opened.size >= limit) opened.clear()
    opened.set(name, backend)
  }
  if (absolute) last = { location, maxSize, backend }
  return backend
}

/** Whether a location is a path from the root or the home folder, or has a scheme. */
function isAbsolute(location: string): boolean {
  return location.startsWith('/') || location.startsWith('~/') || /^[a-z][a-z\d+.-]+:/i.test(location)
}
