import path from 'node:path'
import type { BuildSettings } from './build-settings.js'
import { CompilerFlags } from './compiler-flags.js'
import { InstalledPackages } from './installed-packages.js'
import { findPackageRoot, type PackageRoot } from './package-root.js'
import { ImportResolver } from './resolve-imports.js'
import { projectRoot, realFile, SourceFiles, withSlashes } from './source-files.js'

/** What lies around the code of a project: its files, where imports lead, packages and settings. Needs no compiler. */
export class Surroundings {
  readonly files = new SourceFiles()
  /** Absolute, with `/`, links followed. */
  readonly root: string
  readonly resolver: ImportResolver
  readonly packages = new InstalledPackages(this.files)
  readonly flags: CompilerFlags
  private readonly roots = new Map<string, PackageRoot>()
  private generation = -1

  constructor(
    root: string,
    alias: Record<string, string>,
    /** What the bundler was told; nothing where none is known. */
    readonly settings: BuildSettings = {},
  ) {
    this.root = projectRoot(root)
    this.resolver = new ImportResolver(this.root, alias, settings)
    this.flags = new CompilerFlags(this.files, settings)
  }

  /** From now on every file is looked at again before it is believed. */
  startRound(): void {
    if (!this.files.startRound()) return
    this.flags.check()
    if (this.resolver.recheckMissing()) this.files.generation++
  }

  /** The same as of the files. */
  answer<T>(asked: number, work: () => T): T {
    return this.files.answer(asked, () => {
      this.startRound()
      return work()
    })
  }

  /** Drops what was worked out before a file changed. */
  refresh(): void {
    if (this.generation === this.files.generation) return
    this.generation = this.files.generation
    if (this.files.takeStructural()) this.resolver.clear()
    this.resolver.asked.clear()
    this.packages.clear()
    this.flags.clear()
    this.roots.clear()
  }

  /** Looks at a file again that is said to have changed; without one, also at where imports lead and which settings govern. */
  forget(file?: string): void {
    if (file !== undefined) return this.files.forget(realFile(withSlashes(path.resolve(file))))
    this.resolver.clear()
    this.files.generation++
  }

  packageRoot(file: string): PackageRoot {
    const folder = path.posix.dirname(file)
    let found = this.roots.get(folder)
    if (!found) this.roots.set(folder, (found = findPackageRoot(file, this.root, this.files)))
    return found
  }
}
