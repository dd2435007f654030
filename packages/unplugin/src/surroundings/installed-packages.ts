import path from 'node:path'
import type { SourceFiles } from './source-files.js'
import { realFile } from './source-files.js'

export interface InstalledPackage {
  /** `name@version`. */
  name: string
  manifest: string
  /** Installed dependencies, optional and peer ones where they are there. */
  dependencies: InstalledPackage[]
}

interface Manifest {
  name?: unknown
  version?: unknown
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** The packages under `node_modules`, each copy by its own manifest. */
export class InstalledPackages {
  private readonly byManifest = new Map<string, InstalledPackage>()

  constructor(private readonly files: SourceFiles) {}

  clear(): void {
    this.byManifest.clear()
  }

  /** The package that a file under `node_modules` belongs to; none if its manifest has no name and version. */
  of(file: string): InstalledPackage | undefined {
    for (let folder = path.posix.dirname(file); !folder.endsWith('/node_modules'); folder = path.posix.dirname(folder)) {
      const found = this.at(`${folder}/package.json`)
      // A `package.json` that only says `"type": "module"` is not the package's own.
      if (found) return found
      if (path.posix.dirname(folder) === folder) return undefined
    }
    return undefined
  }

  /** `name@version` of all that the package brings along, itself first, the others sorted. */
  closure(root: InstalledPackage): InstalledPackage[] {
    const seen = new Set([root])
    for (const next of seen) for (const dependency of next.dependencies) seen.add(dependency)
    const [, ...others] = seen
    return [root, ...others.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))]
  }

  private at(manifest: string): InstalledPackage | undefined {
    const known = this.byManifest.get(manifest)
    if (known) {
      // Only to notice that it changed.
      this.files.read(manifest)
      return known
    }
    const content = readManifest(this.files, manifest)
    if (typeof content?.name !== 'string' || typeof content.version !== 'string') return undefined
    const found: InstalledPackage = { name: `${content.name}@${content.version}`, manifest, dependencies: [] }
    // Before its dependencies: they may lead back here.
    this.byManifest.set(manifest, found)
    const names = Object.keys({ ...content.peerDependencies, ...content.optionalDependencies, ...content.dependencies })
    for (const name of names.toSorted()) {
      const dependency = this.find(path.posix.dirname(manifest), name)
      if (dependency) found.dependencies.push(dependency)
    }
    return found
  }

  private find(from: string, name: string): InstalledPackage | undefined {
    for (let folder = from; ; folder = path.posix.dirname(folder)) {
      const candidate = `${folder}/node_modules/${name}/package.json`
      if (!folder.endsWith('/node_modules') && this.files.read(candidate) !== undefined) return this.at(realFile(candidate))
      if (path.posix.dirname(folder) === folder) return undefined
    }
  }
}

function readManifest(files: SourceFiles, manifest: string): Manifest | undefined {
  const content = files.read(manifest)
  if (!content) return undefined
  try {
    return JSON.parse(content.toString('utf8')) as Manifest
  } catch {
    return undefined
  }
}
