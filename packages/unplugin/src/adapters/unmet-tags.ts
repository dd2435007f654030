import path from 'node:path'
import { tagElsewhere, tagNotRewritten } from '../errors.js'
import { fileOf } from '../module-id.js'
import type { Diagnostic } from '../stages.js'

/** What a build knows at its end. */
interface EndOfBuild {
  root: string
  /** Files with tags that the plugin met in this build, or in others of the project that are on record. */
  isMet(file: string): boolean
  /** Ids of all modules of the build. */
  modules: Iterable<string>
}

/**
 * Tagged functions that a build did not rewrite, looked for with `strict`: an error where the build holds their module, because
 * it is excluded or another plugin loaded it first; a remark where no build on record holds it.
 */
export async function findUnmetTags({ root, isMet, modules }: EndOfBuild): Promise<Diagnostic[]> {
  const { findTags } = await import('../find/tagged-files.js')
  const inBuild = new Set([...modules].map((id) => fileOf(path.resolve(root, id))))
  const unmet = findTags(root).filter(({ file }) => !isMet(file))
  return unmet.map(({ file, name, line, column }) =>
    inBuild.has(file)
      ? { ...tagNotRewritten(name), severity: 'error', file, line, column }
      : { ...tagElsewhere(name), severity: 'warning', file, line, column },
  )
}
