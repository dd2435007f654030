import type { Backend } from './backends/backend.js'
import type { Site } from './site.js'

const known = new WeakMap<Backend, Set<string>>()

/** Finds out why there was no entry, for the debug line: it may ask the store, so it answers later. */
export function missReason(backend: Backend, site: Site, answer: (reason: string) => void): void {
  let seen = known.get(backend)
  if (seen === undefined) known.set(backend, (seen = new Set()))
  if (seen.has(site.prefix)) {
    answer('no entry for these inputs')
    return
  }
  const prefixes = seen.add(site.prefix)
  void backend.list().then(
    (functions) => {
      prefixes.add(site.prefix)
      const versions = functions.filter((usage) => usage.function === site.id)
      if (versions.length === 0) answer('no entry of this function')
      else if (versions.some((usage) => usage.version === site.version)) answer('no entry for these inputs')
      else answer(`version ${site.version} is new, ${versions.length} other${versions.length === 1 ? ' is' : 's are'} stored`)
    },
    () => answer('no entry'),
  )
}
