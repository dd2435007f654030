import { platform } from '#platform'
import type { Backend } from './backends/backend.js'
import { openBackend } from './backends/open.js'

/** Above this many the map starts anew: results beside the data may have as many places as there are data. */
const limit = 1000
const opened = new Map<string, Backend>()

/** The store for a path, without resolving the same text twice. A relative path depends on the working directory. */
export function openPlace(location: string, maxSize: number | undefined): Backend {
  const name = `${isAbsolute(location) ? '' : platform.workingDirectory()}\0${maxSize ?? ''}\0${location}`
  const known = opened.get(name)
  if (known !== undefined) return known
  const backend = openBackend(location, maxSize === undefined ? {} : { maxSize })
  if (opened.size >= limit) opened.clear()
  opened.set(name, backend)
  return backend
}

/** A path from the root, from the home folder, or with a scheme. */
function isAbsolute(location: string): boolean {
  return location.startsWith('/') || location.startsWith('~/') || /^[a-z][a-z\d+.-]+:/i.test(location)
}
