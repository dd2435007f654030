import type { EntryFilter } from './backend.js'

/** Whether the filter selects this version of this function. `unusedSince` applies to entries and is not checked here. */
export function matchesFunction(usage: { function: string; version: string }, filter: EntryFilter): boolean {
  if (filter.version !== undefined && usage.version !== filter.version) return false
  if (filter.function !== undefined && !matchesName(usage.function, filter.function)) return false
  if (filter.keepVersions !== undefined) {
    const keep = filter.keepVersions.get(usage.function)
    if (keep === undefined || keep.has(usage.version)) return false
  }
  return true
}

/** A whole ID, the part of it after `#`, or a pattern with `*` for either. */
function matchesName(id: string, wanted: string): boolean {
  const name = id.slice(id.indexOf('#') + 1)
  if (!wanted.includes('*')) return id === wanted || name === wanted
  const pattern = new RegExp(`^${wanted.split('*').map(escapePattern).join('.*')}$`, 's')
  return pattern.test(id) || pattern.test(name)
}

const escapePattern = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
