import type { CompilerFlags } from '../surroundings/compiler-flags.js'
import type { PackageRoot } from '../surroundings/package-root.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import { edgesOf, type Reach } from './find-reach.js'
import type { QuietRegion, QuietUnits } from './quiet-units.js'

export const isAsset = (file: string): boolean => !/\.[cm]?[jt]sx?$/.test(file)

/** The files whose change can affect a version. */
export class WatchedFiles {
  private readonly known = new Map<QuietRegion, readonly string[]>()

  constructor(
    private readonly files: SourceFiles,
    private readonly flags: CompilerFlags,
    private readonly quiet: QuietUnits,
  ) {}

  of(reach: Reach, own: PackageRoot): string[] {
    const watched = this.withSettings(reach.files)
    for (const { target } of edgesOf(reach)) if (target.kind === 'package') watched.add(target.package.manifest)
    if (own.manifest !== undefined) watched.add(own.manifest)
    for (const file of watched) if (this.files.read(file) === undefined) watched.delete(file)
    for (const region of reach.quiet) for (const file of this.ofRegion(region)) watched.add(file)
    return [...watched]
  }

  private ofRegion(region: QuietRegion): readonly string[] {
    let files = this.known.get(region)
    if (!files) {
      files = [...this.withSettings(this.quiet.filesOf([region]))].filter((file) => this.files.read(file) !== undefined)
      this.known.set(region, files)
    }
    return files
  }

  /** Adds the files that determine how the given files are compiled. */
  private withSettings(files: Iterable<string>): Set<string> {
    const all = [...files]
    const found = new Set(all)
    for (const file of all) {
      const config = isAsset(file) ? undefined : this.flags.configOf(file)
      for (const part of config === undefined ? [] : this.flags.sourcesOf(config)) found.add(part)
    }
    return found
  }
}
