import type { Unit } from '../summary/file-summary.js'
import { memberOf, moduleName, stateOf } from './access.js'
import type { PurePaths } from './pure-paths.js'
import type { InputSink } from './code-members.js'
import { readOfCommonModule } from './common-module.js'
import type { InputContext } from './input-context.js'
import { isData, readsData } from './data-reads.js'
import type { Edge } from './link-units.js'
import { hiddenState } from './problems.js'

/** Data of JSON files, other assets and CommonJS modules: all modules that import one share its object and can change it. */
export class ModuleData {
  constructor(
    private readonly sink: InputSink,
    private readonly context: InputContext,
    private readonly pure: PurePaths,
  ) {}

  addAsset(edge: Edge): void {
    const { target, reference, from, path } = edge
    if (!isData(target) || !reference) return
    const { object } = reference
    if (object)
      this.addObject(
        from,
        object.expression,
        edge,
        reference.name,
        'is loaded by a function instead of an import at the top of its file',
      )
    if (!readsData(reference, from)) return
    const isOwn = from.file === this.context.file
    const data = isOwn ? reference.name : stateOf(moduleName(from.file, this.context), reference.name)
    this.push(from, data, path, reference.name, this.context.isLarge(target.file))
  }

  addCommonModule(unit: Unit, edges: readonly Edge[]): void {
    const assigned = this.context.summaryOf(unit.file)?.assigned
    if (!assigned?.size) return
    for (const edge of edges) {
      const read = readOfCommonModule(edge, this.context.summaryOf(edge.from.file)!)
      if (read?.isData(assigned)) this.addObject(unit, read.expression, edge, read.name, 'belongs to a CommonJS module')
    }
  }

  private addObject(unit: Unit, expression: string | undefined, edge: Edge, name: string, why: string): void {
    if (edge.from.file === this.context.file && expression !== undefined) this.push(unit, expression, edge.path, expression)
    else this.sink.find(hiddenState(this.context.name, name, why), edge, true)
  }

  private push(unit: Unit, object: string, path: readonly string[], shown: string, isLarge = false): void {
    const [steps] = this.pure.of(unit, [path.includes('*') ? path.slice(0, path.indexOf('*')) : [...path]])
    const name = [shown, ...steps!].join('.')
    const expression = object + steps!.map(memberOf).join('')
    this.sink.push(
      unit,
      [{ name, kind: 'value', expression, ...(isLarge ? { by: 'largeData' as const } : {}), constant: false }],
      false,
    )
  }
}
