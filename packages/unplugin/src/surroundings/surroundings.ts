import path from 'node:path'
import type { BuildSettings } from './build-settings.js'
import { CompilerFlags } from './compiler-flags.js'
import { InstalledPackages } from './installed-packages.js'
import { findPackageRoot, type PackageRoot } from './package-root.js'
import { ImportResolver, type Resolved } from './resolve-imports.js'
import { leadsImports, projectRoot, realFile, SourceFiles, withSlashes } from './source-files.js'

/** The project around the code: its files, import resolution, packages and settings. Needs no compiler. */
export class Surroundings {
  readonly files = new SourceFiles()
  /** Absolute, with `/` and links resolved. */
  readonly root: string
  readonly resolver: ImportResolver
  readonly packages = new InstalledPackages(this.files)
  readonly flags: CompilerFlags
  private readonly roots = new Map<string, PackageRoot>()
  private generation = -1

  constructor(
    root: string,
    alias: Record<string, string>,
    /** The bundler's settings; empty if unknown. */
    readonly settings: BuildSettings = {},
  ) {
    this.root = projectRoot(root)
    this.files.made.load(settings.made ?? [])
    this.resolver = new ImportResolver(this.root, alias, settings)
    this.flags = new CompilerFlags(this.files, settings)
  }

  /** Starts a round: every file is checked again before it is used. */
  startRound(): void {
    if (!this.files.startRound()) return
    this.flags.check()
    if (this.resolver.recheckMissing()) this.files.generation++
  }

  /** The same as `SourceFiles.answer`. */
  answer<T>(asked: number, work: () => T): T {
    return this.files.answer(asked, () => {
      this.startRound()
      return work()
    })
  }

  /** Drops everything derived from files that have changed since. */
  refresh(): void {
    if (this.generation === this.files.generation) return
    this.generation = this.files.generation
    if (this.files.takeStructural()) this.resolver.clear()
    this.resolver.drop()
    this.packages.clear()
    this.flags.clear()
    this.roots.clear()
  }

  /**
   * Checks a file again that was reported as changed. Without a file, also checks where imports lead and which settings apply.
   */
  forget(file?: string): void {
    if (file !== undefined) this.files.forget(realFile(withSlashes(path.resolve(file))))
    // Nothing else reads a manifest again while its package is known.
    if (file !== undefined && !leadsImports(file)) return
    this.resolver.clear()
    this.files.generation++
  }

  /** Notes where the bundler leads an import; `undefined` if where the resolver says. */
  lead(from: string, specifier: string, target: Resolved | undefined): void {
    if (this.resolver.lead(from, specifier, target)) this.files.generation++
  }

  packageRoot(file: string): PackageRoot {
    const folder = path.posix.dirname(file)
    let found = this.roots.get(folder)
    if (!found) this.roots.set(folder, (found = findPackageRoot(file, this.root, this.files)))
    return found
  }

  /** Whether a file belongs to the package that is built. A bundler may leave out others, such as those of a workspace. */
  readonly isOfRoot = (file: string): boolean =>
    this.packageRoot(file).folder === this.packageRoot(path.posix.join(this.root, 'package.json')).folder
}
