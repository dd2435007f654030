import type { Backend } from '@cachecache/runtime/stores'
import { type CurrentVersions, readPackageName } from './current-versions.js'

/**
 * Returns the versions to keep for each stored function of this project: none for a function that the code no longer contains. Functions of
 * other projects are not included.
 */
export async function keepCurrent(
  store: Backend,
  folder: string,
  findVersions: (folder: string) => Promise<CurrentVersions>,
): Promise<CurrentVersions> {
  const current = await findVersions(folder)
  const own = `${await readPackageName(folder)}/`
  const stored = (await store.list()).map((usage) => usage.function).filter((id) => id.startsWith(own) || current.has(id))
  return new Map(stored.map((id) => [id, current.get(id) ?? new Set<string>()]))
}
