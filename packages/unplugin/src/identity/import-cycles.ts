import type { FileSummary } from '../summary/file-summary.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import type { ImportResolver } from '../surroundings/resolve-imports.js'
import { nameOf, SPECIFIER, specifiersIn } from '../surroundings/specifiers-in-text.js'

const TYPES_ONLY = /\b(?:import|export)\s+type\b[^'"`;]*?\bfrom\s*(['"])[^'"\n]+\1/g

/** Finds modules that import each other, so that one may call another's code before its variables are initialised. */
export class ImportCycles {
  private readonly targets = new Map<string, readonly string[]>()
  private readonly specifiers = new Map<string, readonly string[]>()
  private readonly known = new Map<string, boolean>()

  constructor(
    private readonly files: SourceFiles,
    private readonly resolver: ImportResolver,
    private readonly summaryOf: (file: string) => FileSummary | undefined,
  ) {}

  /**
   * Whether a module that runs before `file` may call code of `from`: a module that `file` imports is `from`, or imports it. Longer
   * cycles aren't followed: their modules may not be reached by anything that is analysed.
   */
  mayRunEarly(file: string, from: string): boolean {
    const key = `${file}\0${from}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const targets = this.targetsOf(file)
    const found = (targets.includes(from) && file !== from) || targets.some((target) => this.imports(target, from))
    this.known.set(key, found)
    return found
  }

  private targetsOf(file: string): readonly string[] {
    let targets = this.targets.get(file)
    if (!targets) this.targets.set(file, (targets = this.listTargets(file)))
    return targets
  }

  private listTargets(file: string): string[] {
    const summary = this.summaryOf(file)
    if (!summary) return []
    const specifiers = new Set([...summary.stars, ...summary.sideEffects])
    for (const { specifier, type } of summary.imports.values()) if (!type) specifiers.add(specifier)
    for (const entry of summary.exports.values()) if ('specifier' in entry) specifiers.add(entry.specifier)
    for (const { kind, references } of [...summary.units.values(), summary.effects])
      if (kind !== 'function') for (const { via, name } of references) if (via === 'import' && name !== '') specifiers.add(name)
    return [...specifiers].flatMap((specifier) => {
      const target = this.resolver.resolve(file, specifier)
      return target.kind === 'code' ? [target.file] : []
    })
  }

  /** By its text: the file may not be reached, and parsing it would cost more. */
  private imports(file: string, other: string): boolean {
    let specifiers = this.specifiers.get(file)
    if (!specifiers) {
      const text = this.files.read(file)?.toString('utf8').replace(TYPES_ONLY, '') ?? ''
      this.specifiers.set(file, (specifiers = specifiersIn(text, SPECIFIER)))
    }
    const name = nameOf(other)
    return specifiers.some((specifier) => {
      if (nameOf(specifier) !== name) return false
      const target = this.resolver.resolve(file, specifier)
      return target.kind === 'code' && target.file === other
    })
  }
}
