import type { SourceModule } from '../source/source-module.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import type { InstalledPackage, InstalledPackages } from '../surroundings/installed-packages.js'
import type { ImportResolver } from '../surroundings/resolve-imports.js'
import { withSlashes } from '../surroundings/source-files.js'
import { emptyUnit } from '../summary/summarise.js'

/** What a name refers to, across files. */
export type Target =
  | { kind: 'unit'; unit: Unit }
  | { kind: 'namespace'; file: string }
  | { kind: 'type'; file: string; name: string }
  | { kind: 'asset'; file: string; raw: boolean }
  /** `exported`: the name of the export, `*` for all. */
  | { kind: 'package'; package: InstalledPackage; file: string; exported: string }
  | { kind: 'builtin'; name: string; exported: string }
  /** Part of cachecache; doesn't count. */
  | { kind: 'library'; name: string }
  | { kind: 'missing'; specifier: string; unbuilt: boolean; led?: string }

export interface TargetContext {
  summaryOf(file: string): FileSummary | undefined
  moduleOf(file: string): SourceModule | undefined
  resolver: ImportResolver
  packages: InstalledPackages
  settings: BuildSettings
  /** `<package>/<path>` */
  nameOf(file: string): string
  /** Whether the file belongs to the package that is built. */
  isOfRoot(file: string): boolean
}

/** Resolves names through imports, re-exports and `export *`. `through` collects the files on the way. */
export class TargetFinder {
  private readonly wholes = new Map<FileSummary, Unit>()

  constructor(private readonly context: TargetContext) {}

  /** A name in the file's module scope. */
  local(summary: FileSummary, name: string, through: Set<string>, seen?: Set<string>): Target | undefined {
    const imported = summary.imports.get(name)
    if (imported) return this.imported(summary.file, imported.specifier, imported.name, through, seen)
    const unit = summary.units.get(name)
    if (unit) return { kind: 'unit', unit }
    return summary.types.has(name) ? { kind: 'type', file: summary.file, name } : undefined
  }

  /** Free names that the bundler replaces by the export of a module. */
  providedNames(): string[] {
    const { provide = {}, inject = [] } = this.context.settings
    return [...Object.keys(provide), ...inject.flatMap((file) => this.exportNames(withSlashes(file)))]
  }

  provided(from: string, name: string, through: Set<string>): Target | undefined {
    const { provide = {}, inject = [] } = this.context.settings
    const given = Object.hasOwn(provide, name) ? provide[name] : undefined
    if (given) return this.imported(from, given.from, given.name, through)
    const file = inject.map(withSlashes).find((each) => this.exportNames(each).includes(name))
    return file === undefined ? undefined : this.imported(from, file, name, through)
  }

  imported(from: string, specifier: string, name: string, through: Set<string>, seen?: Set<string>): Target {
    const resolved = this.context.resolver.resolve(from, specifier)
    switch (resolved.kind) {
      case 'code': {
        const summary = this.context.summaryOf(resolved.file)
        if (!summary) return { kind: 'missing', specifier, unbuilt: false }
        if (name === '*')
          return summary.opaque ? { kind: 'unit', unit: this.whole(summary) } : { kind: 'namespace', file: resolved.file }
        return this.exported(resolved.file, name, through, seen) ?? { kind: 'unit', unit: this.whole(summary) }
      }
      case 'asset':
        return resolved
      case 'package': {
        const found = this.context.packages.of(resolved.file)
        if (found) return { kind: 'package', package: found, file: resolved.file, exported: name }
        // A package without a version is identified only by its files.
        const summary = this.context.summaryOf(resolved.file)
        return summary ? { kind: 'unit', unit: this.whole(summary) } : { kind: 'asset', file: resolved.file, raw: true }
      }
      case 'builtin':
      case 'foreign':
        return { kind: 'builtin', name: resolved.name, exported: name }
      case 'library':
        return { kind: 'library', name }
      case 'missing':
        return resolved
    }
  }

  /** The origin of an exported name; none if the file doesn't show it. */
  exported(file: string, name: string, through: Set<string>, seen = new Set<string>()): Target | undefined {
    const key = `${file}\0${name}`
    if (seen.has(key)) return undefined
    seen.add(key)
    const summary = this.context.summaryOf(file)
    if (!summary) return undefined
    through.add(file)
    const entry = summary.exports.get(name)
    if (entry) {
      return 'local' in entry
        ? this.local(summary, entry.local, through, seen)
        : this.imported(file, entry.specifier, entry.name, through, seen)
    }
    return name === 'default' ? undefined : this.starred(summary, name, through, seen)
  }

  private starred(summary: FileSummary, name: string, through: Set<string>, seen: Set<string>): Target | undefined {
    let outside: Target | undefined
    for (const specifier of summary.stars) {
      const resolved = this.context.resolver.resolve(summary.file, specifier)
      if (resolved.kind === 'code') {
        const found = this.exported(resolved.file, name, through, seen)
        if (found) return found
      } else outside ??= this.imported(summary.file, specifier, name, through, seen)
    }
    // The project's files take precedence, because a package may export any name.
    return outside
  }

  exportNames(file: string, seen = new Set<string>()): string[] {
    const summary = seen.has(file) ? undefined : this.context.summaryOf(file)
    if (!summary) return []
    seen.add(file)
    const names = new Set(summary.exports.keys())
    for (const specifier of summary.stars) {
      const resolved = this.context.resolver.resolve(file, specifier)
      if (resolved.kind !== 'code') continue
      for (const name of this.exportNames(resolved.file, seen)) if (name !== 'default') names.add(name)
    }
    return [...names].toSorted()
  }

  /** The whole file, for files whose exports can't be distinguished. */
  whole(summary: FileSummary): Unit {
    let unit = this.wholes.get(summary)
    if (!unit) this.wholes.set(summary, (unit = emptyUnit(summary.file, '*', 'file')))
    return unit
  }

  /** The class or value that `a.b.c` refers to. */
  member(file: string, name: string, path: readonly string[]): Target | undefined {
    const summary = this.context.summaryOf(file)
    const through = new Set<string>()
    let target = summary && this.local(summary, name, through)
    for (const step of path) {
      if (target?.kind === 'namespace') target = this.exported(target.file, step, through)
      else if (target?.kind === 'library') target = { kind: 'library', name: step }
      else return undefined
    }
    return target
  }
}
