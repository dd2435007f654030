import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { ImportResolver } from '../surroundings/resolve-imports.js'
import { importedAtLoad } from '../surroundings/specifiers-in-text.js'
import { CallsAtLoad } from './calls-at-load.js'
import { findGlobbed } from './files/glob-imports.js'
import { isAsset } from './files/watched-files.js'
import { mayBeCode } from './leaf-digests.js'
import type { UnitLinker } from './link-units.js'

/** Modules that import each other. While one of them loads, code of another may be called before that one's variables are initialised. */
export interface ImportCycle {
  /** All files of the strongly connected component. */
  files: readonly string[]
  calls: CallsAtLoad
}

/**
 * Finds modules that import each other, each file once for all functions. Imports are taken from the text: most of these files are
 * not reached, and parsing them would cost more. The resolver notes what it is asked, so a stored result depends on all of them.
 */
export class ImportCycles {
  private readonly cycles = new Map<string, ImportCycle | undefined>()
  /** Modules that import themselves. */
  private readonly selves = new Set<string>()

  constructor(
    private readonly textOf: (file: string) => string | undefined,
    private readonly resolver: ImportResolver,
    private readonly linker: UnitLinker,
    private readonly summaryOf: (file: string) => FileSummary | undefined,
  ) {}

  /** None if the file is in no cycle. */
  of(file: string): ImportCycle | undefined {
    if (!this.cycles.has(file)) this.search(file)
    return this.cycles.get(file)
  }

  /** Whether a module may run before one that it imports, and find its variables uninitialised: each imports the other. */
  mayRunBefore(file: string, specifier: string): boolean {
    const cycle = this.of(file)
    const target = cycle && this.resolver.resolve(file, specifier)
    return target?.kind === 'code' && this.of(target.file) === cycle
  }

  /** Whether a function that is called while a cycle loads may read the variable, class or enum before it is initialised. */
  mayBeReadEarly(unit: Unit): boolean {
    return this.of(unit.file)?.calls.reads.has(unit) === true
  }

  /**
   * What a function may read before it is initialised: everything that can call it so early is in the same cycle.
   * @param around the units that contain the function
   */
  readEarlyBy(root: Unit, around: readonly Unit[]): Iterable<Unit> {
    const calls = this.of(root.file)?.calls
    return calls?.mayRunAny(around) === true ? calls.readsFrom(root) : []
  }

  private search(root: string): void {
    const isKnown = (file: string) => this.cycles.has(file)
    for (const files of components(root, (file) => this.targetsOf(file), isKnown))
      if (files.length === 1 && !this.selves.has(files[0]!)) this.cycles.set(files[0]!, undefined)
      else this.close(files)
  }

  /** What comments mention is left out only here, because finding what runs at load parses the files of a cycle anyway. */
  private close(found: readonly string[]): void {
    const among = new Set(found)
    const targets = new Map(found.map((file) => [file, this.targetsOf(file, true).filter((target) => among.has(target))]))
    for (const root of found) {
      if (this.cycles.has(root)) continue
      for (const files of components(
        root,
        (file) => targets.get(file)!,
        (file) => this.cycles.has(file),
      )) {
        const isCycle = files.length > 1 || targets.get(files[0]!)!.includes(files[0]!)
        const cycle = isCycle ? { files, calls: new CallsAtLoad(new Set(files), this.linker, this.summaryOf) } : undefined
        for (const file of files) this.cycles.set(file, cycle)
      }
    }
  }

  private targetsOf(file: string, isExact = false): string[] {
    const targets: string[] = []
    const text = this.textOf(file) ?? ''
    const mentioned = isExact && !isAsset(file) ? (this.summaryOf(file)?.mentioned ?? []) : []
    const globbed = text.includes('import.meta.glob') ? this.globbedBy(file) : []
    for (const specifier of [...importedAtLoad(text), ...globbed]) {
      if (mentioned.includes(specifier)) continue
      const target = this.resolver.resolve(file, specifier)
      // `./view.vue` may import code too.
      if (target.kind === 'code' || (target.kind === 'asset' && !target.raw && mayBeCode(target.file))) targets.push(target.file)
    }
    if (targets.includes(file)) this.selves.add(file)
    return targets
  }

  private globbedBy(file: string): string[] {
    const summary = this.summaryOf(file)
    const references = summary ? [...summary.units.values(), summary.effects].flatMap((unit) => unit.references) : []
    return references
      .filter(({ via, name }) => via === 'import' && /[*{[]/.test(name))
      .flatMap(({ name }) => findGlobbed(file, name).map(({ specifier }) => specifier))
  }
}

/**
 * The strongly connected components that a file reaches (Tarjan), each before those that import it. Iterative: the chain of imports may be
 * too deep for the stack.
 */
function* components(
  root: string,
  targetsOf: (file: string) => readonly string[],
  isKnown: (file: string) => boolean,
): Iterable<string[]> {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const work: { file: string; targets: readonly string[]; next: number }[] = []
  const open = (file: string) => {
    low.set(file, index.size)
    index.set(file, index.size)
    stack.push(file)
    work.push({ file, targets: targetsOf(file), next: 0 })
  }
  open(root)
  for (let top = work.at(-1); top; top = work.at(-1)) {
    const target = top.targets[top.next++]
    if (target === undefined) {
      work.pop()
      const above = work.at(-1)
      if (above) low.set(above.file, Math.min(low.get(above.file)!, low.get(top.file)!))
      if (low.get(top.file) === index.get(top.file)) yield stack.splice(stack.lastIndexOf(top.file))
    } else if (isKnown(target)) continue
    else if (index.has(target)) low.set(top.file, Math.min(low.get(top.file)!, index.get(target)!))
    else open(target)
  }
}
