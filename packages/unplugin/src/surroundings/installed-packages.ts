import path from 'node:path'
import { GitCommits } from './git-commits.js'
import { importsOfPackage, type PackageImports } from './package-imports.js'
import type { SourceFiles } from './source-files.js'
import { realFile } from './source-files.js'

export interface InstalledPackage {
  /** `name@version`, followed by `#` and the commit if it was installed from git. */
  name: string
  manifest: string
  /** Installed dependencies, including optional and peer dependencies if they are installed. */
  dependencies: InstalledPackage[]
}

interface Manifest extends Record<string, unknown> {
  name?: unknown
  version?: unknown
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** A package and what is imported of it: `.`, `./path` or the absolute path of a file. */
interface ReachedEntry {
  installed: InstalledPackage
  entry: string
}

/**
 * Once so much of a closure's code was read, nearest packages first, the rest isn't searched for undeclared packages.
 * Counting everything that is installed instead would recompute results after each installation.
 */
const MOST_BYTES = 4_000_000

/** The packages under `node_modules`; each copy is identified by its own manifest. */
export class InstalledPackages {
  private readonly byManifest = new Map<string, InstalledPackage>()
  private readonly commits: GitCommits
  /** By manifest, version and entry; packages don't change without their version. */
  private readonly imports = new Map<string, PackageImports>()
  private readonly closures = new Map<string, { packages: InstalledPackage[]; isLocal: boolean }>()

  constructor(private readonly files: SourceFiles) {
    this.commits = new GitCommits(files)
  }

  clear(): void {
    this.byManifest.clear()
    this.closures.clear()
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

  /**
   * The package and all that it resolves, declared or not; the package first, the others sorted by name.
   * @param file of the package, that was imported
   */
  closure(root: InstalledPackage, file: string): InstalledPackage[] {
    return this.closureOf(root, file).packages
  }

  /** Whether code of the closure may ask for the time zone or the default locale. */
  isLocal(root: InstalledPackage, file: string): boolean {
    return this.closureOf(root, file).isLocal
  }

  private closureOf(root: InstalledPackage, file: string): { packages: InstalledPackage[]; isLocal: boolean } {
    const key = `${root.manifest} ${file}`
    let found = this.closures.get(key)
    if (!found) this.closures.set(key, (found = this.findClosure(root, file)))
    return found
  }

  private findClosure(root: InstalledPackage, file: string): { packages: InstalledPackage[]; isLocal: boolean } {
    const found = new Set([root])
    const work: ReachedEntry[] = []
    const met = new Set<string>()
    const reach = (installed: InstalledPackage, entry: string): void => {
      const key = `${installed.manifest} ${entry}`
      if (met.has(key)) return
      met.add(key)
      found.add(installed)
      work.push({ installed, entry })
    }
    reach(root, '.')
    reach(root, file)
    let bytes = 0
    let isLocal = false
    for (const { installed, entry } of work) {
      for (const dependency of installed.dependencies) reach(dependency, '.')
      if (bytes > MOST_BYTES) continue
      const imports = this.importsOf(installed, entry)
      bytes += imports.bytes
      isLocal ||= imports.isLocal
      for (const { name, entry: imported } of imports.packages) {
        const other = this.find(path.posix.dirname(installed.manifest), name)
        if (!other) continue
        reach(other, '.')
        reach(other, imported)
      }
    }
    const [, ...others] = found
    const packages = [root, ...others.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))]
    return { packages, isLocal: isLocal || bytes > MOST_BYTES }
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

  private importsOf(installed: InstalledPackage, entry: string): PackageImports {
    const { name, manifest } = installed
    const key = `${manifest} ${name} ${entry}`
    const known = this.imports.get(key)
    if (known) return known
    const code = { folder: path.posix.dirname(manifest), manifest: readManifest(this.files, manifest) ?? {} }
    const others = entry === '.' ? undefined : this.importsOf(installed, '.').files
    const found = importsOfPackage(code, entry, others)
    this.imports.set(key, found)
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
