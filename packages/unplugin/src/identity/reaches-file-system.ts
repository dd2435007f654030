import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { InstalledPackages } from '../surroundings/installed-packages.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import type { Reach } from './find-reach.js'

const FILE_SYSTEM = /^node:fs(?:\/promises)?$/
/** What reads files in a way that nobody sees. */
const UNSEEN = /^node:(?:child_process|cluster|worker_threads|sqlite)$/
/** Packages that other packages build or find their native parts with. */
const NATIVE = /^(?:node-gyp-build|node-addon-api|bindings|prebuild-install|node-gyp|nan|@mapbox\/node-pre-gyp|detect-libc)@/
/** Built-ins that are asked for by a call: what it leads to is known by its text alone. */
const LOADED = /(?:getBuiltinModule|require\w*|import)\s*\(\s*['"`](?:node:)?fs(?:\/promises)?['"`]\s*\)/

/** Whether code of the project that a function reaches uses `node:fs`, or names files by `dependsOn`. */
export function reachesFileSystem(
  { edges, units, files: reached }: Reach,
  files: SourceFiles,
  summaryOf: (file: string) => FileSummary | undefined,
): boolean {
  if (edges.some(({ target }) => target.kind === 'builtin' && FILE_SYSTEM.test(target.name))) return true
  for (const file of reached) if (LOADED.test(files.read(file)?.toString('utf8') ?? '')) return true
  const namesFiles = ({ file, references }: Unit) =>
    references.some(({ name, path }) => {
      const imported = summaryOf(file)?.imports.get(name)
      return imported?.specifier === '@cachecache/runtime' && [imported.name, ...path].includes('dependsOn')
    })
  return [...units.keys()].some(namesFiles)
}

/** What can read files unseen: child processes, threads, native code. For `explain`. */
export function unseenReaders({ edges }: Reach, packages: InstalledPackages): string[] {
  const found = new Set<string>()
  for (const { target } of edges) {
    if (target.kind === 'builtin' && UNSEEN.test(target.name)) found.add(target.name)
    if (target.kind !== 'package') continue
    for (const { name, dependencies } of packages.closure(target.package))
      if (dependencies.some((dependency) => NATIVE.test(dependency.name))) found.add(name)
  }
  return [...found].toSorted()
}
