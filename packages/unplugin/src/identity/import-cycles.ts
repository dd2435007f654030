import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { ImportResolver } from '../surroundings/resolve-imports.js'
import { importedAtLoad } from '../surroundings/specifiers-in-text.js'
import { CallsAtLoad } from './calls-at-load.js'
import { findGlobbed } from './files/glob-imports.js'
import { mayBeCode } from './leaf-digests.js'
import type { UnitLinker } from './link-units.js'

/** Modules that import each other. While one of them loads, code of another may be called before that one's variables are initialised. */
export interface ImportCycle {
  /** All files of the strongly connected component. */
  files: readonly string[]
  calls: CallsAtLoad
}

/**
 * Finds modules that import each other (Tarjan), each file once for all functions. Imports are taken from the text: most of these files are
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

  // Iterative: the chain of imports may be too deep for the stack.
  private search(root: string): void {
    const index = new Map<string, number>()
    const low = new Map<string, number>()
    const stack: string[] = []
    const work: { file: string; targets: readonly string[]; next: number }[] = []
    const open = (file: string) => {
      low.set(file, index.size)
      index.set(file, index.size)
      stack.push(file)
      work.push({ file, targets: this.targetsOf(file), next: 0 })
    }
    open(root)
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const target = top.targets[top.next++]
      if (target === undefined) {
        work.pop()
        const above = work.at(-1)
        if (above) low.set(above.file, Math.min(low.get(above.file)!, low.get(top.file)!))
        if (low.get(top.file) === index.get(top.file)) this.close(stack.splice(stack.lastIndexOf(top.file)))
      } else if (this.cycles.has(target)) continue
      else if (index.has(target)) low.set(top.file, Math.min(low.get(top.file)!, index.get(target)!))
      else open(target)
    }
  }

  private close(members: readonly string[]): void {
    if (members.length === 1 && !this.selves.has(members[0]!)) return void this.cycles.set(members[0]!, undefined)
    const cycle = { files: members, calls: new CallsAtLoad(new Set(members), this.linker, this.summaryOf) }
    for (const file of members) this.cycles.set(file, cycle)
  }

  private targetsOf(file: string): string[] {
    const targets: string[] = []
    const text = this.textOf(file) ?? ''
    const globbed = text.includes('import.meta.glob') ? this.globbedBy(file) : []
    for (const specifier of [...importedAtLoad(text), ...globbed]) {
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
