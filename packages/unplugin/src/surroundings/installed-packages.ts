import path from 'node:path'
import { GitCommits } from './git-commits.js'
import { importsOfPackage } from './package-imports.js'
import type { SourceFiles } from './source-files.js'
import { realFile } from './source-files.js'

export interface InstalledPackage {
  /** `name@version`, followed by `#` and the commit if it was installed from git. */
  name: string
  manifest: string
  /** Installed dependencies, including optional and peer dependencies if they are installed. */
  dependencies: InstalledPackage[]
  /** Undeclared packages that its code imports and finds; computed when the package itself is reached. */
  undeclared?: InstalledPackage[]
}

interface Manifest extends Record<string, unknown> {
  name?: unknown
  version?: unknown
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** The packages under `node_modules`; each copy is identified by its own manifest. */
export class InstalledPackages {
  private readonly byManifest = new Map<string, InstalledPackage>()
  private readonly commits: GitCommits
  /** The names that a package's code imports, by manifest and version. */
  private readonly imports = new Map<string, string[]>()

  constructor(private readonly files: SourceFiles) {
    this.commits = new GitCommits(files)
  }

  clear(): void {
    this.byManifest.clear()
  }

  /** The package that a file under `node_modules` belongs to; none if its manifest has no name and version. */
  of(file: string): InstalledPackage | undefined {
    for (let folder = path.posix.dirname(file); !folder.endsWith('/node_modules'); folder = path.posix.dirname(folder)) {
      const found = this.at(`${folder}/package.json`)
      // A `package.json` that contains only `"type": "module"` isn't the package's manifest.
      if (found) return found
      if (path.posix.dirname(folder) === folder) return undefined
    }
    return undefined
  }

  /** `name@version` of the package and all its dependencies; the package first, the others sorted. */
  closure(root: InstalledPackage): InstalledPackage[] {
    const seen = new Set([root, ...(root.undeclared ??= this.findUndeclared(root))])
    for (const next of seen) for (const dependency of next.dependencies) seen.add(dependency)
    const [, ...others] = seen
    return [root, ...others.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))]
  }

  private at(manifest: string): InstalledPackage | undefined {
    const known = this.byManifest.get(manifest)
    if (known) {
      // Read only to detect changes.
      this.files.read(manifest)
      return known
    }
    const content = readManifest(this.files, manifest)
    if (typeof content?.name !== 'string' || typeof content.version !== 'string') return undefined
    const commit = this.commits.of(path.posix.dirname(manifest), content.name)
    const name = `${content.name}@${content.version}${commit === undefined ? '' : `#${commit}`}`
    const found: InstalledPackage = { name, manifest, dependencies: [] }
    // Stored before the dependencies are read, since they may be circular.
    this.byManifest.set(manifest, found)
    const names = Object.keys({ ...content.peerDependencies, ...content.optionalDependencies, ...content.dependencies })
    for (const name of names.toSorted()) {
      const dependency = this.find(path.posix.dirname(manifest), name)
      if (dependency) found.dependencies.push(dependency)
    }
    return found
  }

  private findUndeclared({ name, manifest, dependencies }: InstalledPackage): InstalledPackage[] {
    const folder = path.posix.dirname(manifest)
    const key = `${manifest} ${name}`
    let imports = this.imports.get(key)
    if (!imports) this.imports.set(key, (imports = importsOfPackage(folder, readManifest(this.files, manifest) ?? {})))
    const found = imports.map((other) => this.find(folder, other))
    return found.filter((other): other is InstalledPackage => other !== undefined && !dependencies.includes(other))
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
