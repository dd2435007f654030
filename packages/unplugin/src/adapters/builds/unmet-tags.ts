import path from 'node:path'
import { tagElsewhere, tagNotRewritten } from '../../errors.js'
import { fileOf } from '../../module-id.js'
import type { Diagnostic } from '../../stages.js'

/** The state of a build at its end. */
interface EndOfBuild {
  root: string
  /** Whether the plugin encountered a file with tags in this build, or in another recorded build of the project. */
  isMet(file: string): boolean
  /** Ids of all modules in the build. */
  modules: Iterable<string>
}

/**
 * Finds tagged functions that a build did not rewrite; used with `strict`. It is an error if the build contains their module,
 * because the module is excluded or another plugin loaded it first; a warning if no recorded build contains it.
 */
export async function findUnmetTags({ root, isMet, modules }: EndOfBuild): Promise<Diagnostic[]> {
  const { findTags } = await import('../../find/tagged-files.js')
  const inBuild = new Set([...modules].map((id) => fileOf(path.resolve(root, id))))
  const unmet = findTags(root).filter(({ file }) => !isMet(file))
  return unmet.map(({ file, name, line, column }) =>
    inBuild.has(file)
      ? { ...tagNotRewritten(name), severity: 'error', file, line, column }
      : { ...tagElsewhere(name), severity: 'warning', file, line, column },
  )
}
