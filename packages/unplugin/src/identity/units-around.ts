import type { Node } from '../source/source-module.js'
import { boundNames, ownName } from '../source/walk.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { DescribedFunction } from '../stages.js'

/** The units of a file that contain a function; none if it stands in a statement that runs at load, or another file gives it a name. */
export function unitsAround(
  { node, module, host }: DescribedFunction,
  summaryOf: (file: string) => FileSummary | undefined,
): Unit[] {
  const summary = host && host !== module ? undefined : summaryOf(module.file)
  let top: Node = node
  let names: string[] = []
  for (let at: Node | undefined = node; at && at.type !== 'Program'; at = module.scopes.parentOf(at)) {
    if (at.type === 'VariableDeclarator') names = boundNames(at.id)
    else if (at.type === 'ExportDefaultDeclaration') names = [ownName(top) ?? 'default']
    else if (at.type.endsWith('Declaration') && ownName(at) !== undefined) names = [ownName(at)!]
    else if (at.type.endsWith('Statement')) names = []
    top = at
  }
  return names.flatMap((name) => summary?.units.get(name) ?? [])
}
