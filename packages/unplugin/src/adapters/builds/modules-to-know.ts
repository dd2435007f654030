import { FileNames } from '../../file-names.js'
import type { ModuleResult } from '../../build-cache/transform-cache.js'
import type { Resolved } from '../../surroundings/resolve-imports.js'
import { nameOf, SPECIFIER, specifiersIn } from '../../surroundings/specifiers-in-text.js'
import type { TaggedFiles } from './tagged-files.js'

const CLASS = /\bclass\b/
const RE_EXPORTED = /\bexport\b[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1/g

/**
 * Decides which modules without tags register their functions and classes. This only affects whether a call is cached, so it
 * uses the text where possible. It selects modules with a class, if tagged functions can receive values at all; modules that
 * tagged functions reach; modules that import a tagged file, because they pass arguments; and the modules that these and the
 * tagged files import themselves, because their variables may hold what they import.
 */
export class ModulesToKnow {
  private readonly tagged = new Map<string, ModuleResult>()
  /** Results whose tagged functions can receive such values. */
  private meeting: readonly ModuleResult[] | undefined
  private nearby: Set<string> | undefined

  constructor(
    private readonly files: TaggedFiles,
    private readonly lookUp: (from: string, specifier: string) => Resolved,
  ) {}

  /** Records the result for a file that may have a tag. */
  note(file: string, result: ModuleResult | undefined): void {
    const before = this.tagged.get(file)
    if (result) this.tagged.set(file, result)
    else this.tagged.delete(file)
    if (before !== result) this.forget()
  }

  forget(): void {
    this.meeting = undefined
    this.nearby = undefined
  }

  wants(file: string, text: string): boolean {
    if (this.tagged.has(file)) return false
    this.meeting ??= [...this.tagged.values()].filter(({ meetsValues }) => meetsValues)
    if (this.meeting.length === 0) return false
    if (CLASS.test(text)) return true
    return (this.nearby ??= this.findNearby(this.meeting)).has(file)
  }

  private findNearby(meeting: readonly ModuleResult[]): Set<string> {
    const found = new Set(FileNames.union(meeting.map(({ watchFiles }) => watchFiles)))
    for (const [file, { meetsValues }] of this.tagged) {
      const imported = meetsValues ? this.follow(file, specifiersIn(this.files.textOf(file), SPECIFIER)) : []
      for (const target of this.withReExports(imported)) found.add(target)
    }
    const names = new Set([...this.tagged.keys()].map(nameOf))
    for (const { file, text } of this.files.texts()) {
      const specifiers = specifiersIn(text, SPECIFIER)
      if (!specifiers.some((specifier) => names.has(nameOf(specifier)))) continue
      const targets = this.follow(file, specifiers)
      if (!targets.some((target) => this.tagged.has(target))) continue
      found.add(file)
      for (const target of this.withReExports(targets)) found.add(target)
    }
    return found
  }

  private follow(from: string, specifiers: readonly string[]): string[] {
    return specifiers.flatMap((specifier) => {
      const target = this.lookUp(from, specifier)
      return target.kind === 'code' ? [target.file] : []
    })
  }

  private withReExports(targets: readonly string[]): Set<string> {
    const found = new Set(targets)
    for (const file of found)
      for (const next of this.follow(file, specifiersIn(this.files.textOf(file), RE_EXPORTED))) found.add(next)
    return found
  }
}
