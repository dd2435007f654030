import type { InstalledPackages } from '../surroundings/installed-packages.js'
import type { Edge } from './link-units.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import { digestOf } from '../summary/summarise.js'

/** What counts of all that an edge can lead to beside code. */
export class LeafDigests {
  constructor(
    private readonly files: SourceFiles,
    private readonly packages: InstalledPackages,
  ) {}

  of(target: Exclude<Edge['target'], { kind: 'unit' }>): string {
    switch (target.kind) {
      case 'asset':
        return `file ${this.ofAsset(target.file, target.raw)}`
      case 'package':
        return `package ${this.packages
          .closure(target.package)
          .map(({ name }) => name)
          .join(' ')}`
      case 'builtin':
        return target.name
      case 'missing':
        return `missing ${target.specifier}`
    }
  }

  ofAsset(file: string, raw: boolean): string {
    const content = this.files.read(file)
    if (!content) return 'missing'
    if (!raw && file.endsWith('.json')) {
      try {
        // How it is laid out does not matter.
        return digestOf(JSON.stringify(JSON.parse(content.toString('utf8'))))
      } catch {
        return digestOf(content)
      }
    }
    return digestOf(content)
  }
}
