import { callsOfFile, type FileCalls } from '../summary/rewritten/rewritten-variables.js'
import type { SourceModule } from '../source/source-module.js'
import type { Unit } from '../summary/file-summary.js'
import type { ForeignCall } from '../summary/rewritten/foreign-calls.js'
import { onlyReadsDate, type Reader } from '../summary/rewritten/scratch-objects.js'
import { exportedNames } from '../summary/module-links.js'
import { methodOf } from '../summary/values/builtins.js'
import { functionOf } from '../summary/values/values-of-names.js'
import type { TargetContext, TargetFinder } from './find-targets.js'

/** The calls that code makes, and the file in which it stands; none for code that may run anything. */
type Calls = { file: string; calls: readonly ForeignCall[] } | undefined

/** Whether functions of other files run only code that is known: their own, built-ins, and other such functions. */
export class ClosedCalls {
  private readonly files = new Map<string, FileCalls | undefined>()

  constructor(
    private readonly finder: TargetFinder,
    private readonly context: TargetContext,
  ) {}

  /** @param through collects the files that this depends on */
  are(file: string, calls: readonly ForeignCall[], through: Set<string>): boolean {
    const work: NonNullable<Calls>[] = [{ file, calls }]
    const seen = new Set<string>()
    for (const { file: from, calls: made } of work) {
      for (const call of made) {
        const key = [from, call.specifier, ...call.path].join('\0')
        if (seen.has(key)) continue
        seen.add(key)
        const target = this.callsOf(from, call, through)
        if (!target) return false
        work.push(target)
      }
    }
    return true
  }

  /** Whether functions of other files use up a date that they are given, before they run any other code. */
  onlyRead(file: string, readers: readonly Reader[], through: Set<string>): boolean {
    return readers.every((reader) => {
      const found = this.unitOf(file, reader, through)
      const module = found && found.steps.length === 0 ? this.parsed(found.unit.file) : undefined
      const variable = module?.scopes.top.set.get(found!.unit.name)
      const fn = variable && functionOf(variable)
      // A tagged function runs code of the tag before its own.
      return fn !== undefined && !/@cache\b/.test(module!.text) && onlyReadsDate(fn, reader.index, module!)
    })
  }

  private unitOf(
    from: string,
    { specifier, path }: ForeignCall,
    through: Set<string>,
  ): { unit: Unit; steps: readonly string[] } | undefined {
    const steps = [...path]
    let target = this.finder.imported(from, specifier, steps.shift() ?? '*', through)
    while (target.kind === 'namespace' && steps.length > 0) {
      const next = this.finder.exported(target.file, steps.shift()!, through)
      if (!next) return undefined
      target = next
    }
    if (target.kind !== 'unit') return undefined
    through.add(target.unit.file)
    return { unit: target.unit, steps }
  }

  private callsOf(from: string, call: ForeignCall, through: Set<string>): Calls {
    const { path } = call
    const found = this.unitOf(from, call, through)
    if (!found) return undefined
    const { unit, steps } = found
    if (unit.kind === 'file') return this.callsOfCommon(unit.file, path)
    const calls = steps.length === 0 ? this.fileCalls(unit.file)?.of(unit.name) : undefined
    return calls && { file: unit.file, calls }
  }

  /** A member of what a CommonJS module exports. */
  private callsOfCommon(file: string, [...path]: readonly string[]): Calls {
    const assigned = this.context.summaryOf(file)?.assigned
    if (path[0] === 'default') path.shift()
    const kind = assigned?.get(path[0] ?? '*')
    if (kind === undefined || path.length > 2) return undefined
    if (path.length === 2) {
      const method = methodOf(kind, path[1]!)
      return method && !method.passes ? { file, calls: [] } : undefined
    }
    const calls = kind === 'code' ? this.fileCalls(file)?.all : undefined
    return calls && { file, calls }
  }

  private fileCalls(file: string): FileCalls | undefined {
    if (!this.files.has(file)) {
      const module = this.parsed(file)
      this.files.set(file, module && callsOfFile(module, exportedNames(this.context.summaryOf(file)!)))
    }
    return this.files.get(file)
  }

  private parsed(file: string): SourceModule | undefined {
    const summary = this.context.summaryOf(file)
    const module = summary && !summary.broken ? this.context.moduleOf(file) : undefined
    // Code of `eval` and `with` isn't known.
    return module && /\beval\b|\bwith\s*\(/.test(module.text) ? undefined : module
  }
}
