import type { FileSummary, Unit } from '../../summary/file-summary.js'
import type { InstalledPackages } from '../../surroundings/installed-packages.js'
import type { SourceFiles } from '../../surroundings/source-files.js'
import { edgesOf, type Reach } from '../find-reach.js'

const FILE_SYSTEM = /^node:fs(?:\/promises)?$/
/** Built-in modules that can read files without being detected. */
const UNSEEN = /^node:(?:child_process|cluster|worker_threads|sqlite)$/
/** Packages that other packages use to build or find their native parts. */
const NATIVE = /^(?:node-gyp-build|node-addon-api|bindings|prebuild-install|node-gyp|nan|@mapbox\/node-pre-gyp|detect-libc)@/
/** Packages that start processes or threads. */
const STARTING =
  /^(?:cross-spawn|execa|tinyexec|nano-spawn|spawn-sync|child-process-promise|shelljs|zx|simple-git|piscina|tinypool|workerpool|threads|jest-worker|worker-farm)@/
/** Ways to files that only the text shows: a module loaded by a call, whatever the function is called, and the APIs of Deno and Bun. */
const LOADED =
  /\(\s*['"`](?:node:)?fs(?:\/promises)?['"`]\s*\)|getBuiltinModule\s*\(\s*(?!['"`][^'"`$]*['"`]\s*\))|\bloadEnvFile\s*\(|\bDeno\s*\.\s*(?:read|open|l?stat|realPath)|\bBun\s*\.\s*(?:file|Glob)\b/
/** The end of a digest of code that uses `node:fs`; see `Code known at run time` in docs/internals/emitted-code.md. */
export const FILES_MARK = '!'

/** All these ways contain one of these words, and most files none of them, which is found faster. */
const WORDS_OF_LOADED = ['fs', 'getBuiltinModule', 'loadEnvFile', 'Deno', 'Bun']

function mayLoad(content: Buffer): boolean {
  const text = content.toString('latin1')
  return WORDS_OF_LOADED.some((word) => text.includes(word))
}

const loading = new WeakMap<Buffer, boolean>()

/** Called for each function that reaches the file, so its text is searched only once. */
function loadsFileSystem(content: Buffer | undefined): boolean {
  if (!content) return false
  let found = loading.get(content)
  if (found === undefined) loading.set(content, (found = mayLoad(content) && LOADED.test(content.toString('utf8'))))
  return found
}

/** Whether project code that a function reaches uses `node:fs` or `dependsOn`. */
export function reachesFileSystem(
  reach: Reach,
  files: SourceFiles,
  summaryOf: (file: string) => FileSummary | undefined,
): boolean {
  for (const { target } of edgesOf(reach)) if (target.kind === 'builtin' && FILE_SYSTEM.test(target.name)) return true
  for (const file of reach.files) if (loadsFileSystem(files.read(file))) return true
  for (const unit of reach.units.keys()) if (namesFiles(unit, summaryOf)) return true
  return false
}

const naming = new WeakMap<Unit, boolean>()

/** Whether the unit calls `dependsOn`. */
function namesFiles(unit: Unit, summaryOf: (file: string) => FileSummary | undefined): boolean {
  let found = naming.get(unit)
  if (found === undefined) {
    const imports = summaryOf(unit.file)?.imports
    found = unit.references.some(({ name, path }) => {
      const imported = imports?.get(name)
      return imported?.specifier === '@cachecache/runtime' && [imported.name, ...path].includes('dependsOn')
    })
    naming.set(unit, found)
  }
  return found
}

/** Code that can read files without being detected: child processes, threads, native code. For `explain`. */
export function unseenReaders(reach: Reach, packages: InstalledPackages): string[] {
  const found = new Set<string>()
  for (const { target } of edgesOf(reach)) {
    if (target.kind === 'builtin' && UNSEEN.test(target.name)) found.add(target.name)
    if (target.kind !== 'package') continue
    for (const { name, dependencies } of packages.closure(target.package, target.file))
      if (STARTING.test(name) || dependencies.some((dependency) => NATIVE.test(dependency.name))) found.add(name)
  }
  return [...found].toSorted()
}
