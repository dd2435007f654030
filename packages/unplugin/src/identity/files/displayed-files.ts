import { identityPath, type PackageRoot } from '../../surroundings/package-root.js'

/** The displayed name of a file, relative to a package: never an absolute path. */
export class DisplayedFiles {
  private readonly known = new Map<string, { inside: string; outside: string; folder: string }>()

  constructor(private readonly packageRoot: (file: string) => PackageRoot) {}

  of(file: string, own: PackageRoot): string {
    let shown = this.known.get(file)
    if (!shown) {
      const owner = this.packageRoot(file)
      const inside = identityPath(file, owner)
      this.known.set(file, (shown = { inside, outside: `${owner.name}/${inside}`, folder: owner.folder }))
    }
    return shown.folder === own.folder ? shown.inside : shown.outside
  }
}
