import type { CompilerFlags } from '../../surroundings/compiler-flags.js'
import type { PackageRoot } from '../../surroundings/package-root.js'
import { withSlashes, type SourceFiles } from '../../surroundings/source-files.js'
import type { Bits } from '../../bits.js'
import { FileNames } from '../../file-names.js'
import { edgesOf, type Reach } from '../find-reach.js'
import type { ImportCycles } from '../import-cycles.js'
import type { QuietUnits } from '../quiet-units.js'

export const isAsset = (file: string): boolean => !/\.[cm]?[jt]sx?$/.test(file)

/** The files whose change can affect a version. */
export class WatchedFiles {
  private readonly known = new Map<string, readonly string[]>()

  constructor(
    private readonly files: SourceFiles,
    private readonly flags: CompilerFlags,
    private readonly quiet: QuietUnits,
    private readonly cycles: ImportCycles,
  ) {}

  of(reach: Reach, own: PackageRoot): FileNames {
    const watched = this.withSettings(reach.files)
    for (const { target } of edgesOf(reach)) if (target.kind === 'package') watched.add(target.package.manifest)
    if (own.manifest !== undefined) watched.add(own.manifest)
    const quiet = reach.quiet.size === 0 ? [] : [this.ofQuiet(this.quiet.itemsOf([...reach.quiet]))]
    const { files } = this.cycles.of(reach.root.file) ?? { files: [] }
    return new FileNames([this.existing(watched), ...quiet, ...(files.length > 0 ? [files] : [])])
  }

  private ofQuiet(reached: Bits): readonly string[] {
    const key = reached.join()
    let names = this.known.get(key)
    if (!names) this.known.set(key, (names = this.existing(this.withSettings(this.quiet.filesIn(reached)))))
    return names
  }

  private existing(files: Iterable<string>): string[] {
    return [...files].filter((file) => this.files.read(file) !== undefined).map(withSlashes)
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
