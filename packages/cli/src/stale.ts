import type { Backend } from '@cachecache/runtime/stores'
import { type CurrentVersions, readPackageName } from './current-versions.js'

/**
 * For each function of this project that the store knows, the versions to keep: none for one that the code no
 * longer has. Functions of other projects stay out.
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
