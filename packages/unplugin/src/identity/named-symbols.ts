import type { Node, SourceModule } from '../source/source-module.js'
import type { FileSummary } from '../summary/file-summary.js'

/** A symbol by the expression that reads it, and the statement that creates it. */
export interface NamedSymbol {
  node: Node
  expression: string
  name: string
}

/** `app/src/tokens.ts#TOKENS."Repo"` */
export const symbolName = (module: string, variable: string, path: readonly string[]): string =>
  `${module}#${[variable, ...path.map((name) => JSON.stringify(name))].join('.')}`

export function findSymbols({ scopes }: SourceModule, { units }: FileSummary, module: string): NamedSymbol[] {
  return [...units.values()].flatMap(({ name, variable }) => {
    const declarator = scopes.top.set.get(name)?.defs[0]?.node
    return (variable?.symbols ?? []).map((path) => ({
      node: scopes.parentOf(declarator!)!,
      expression: [name, ...path.map((member) => `[${JSON.stringify(member)}]`)].join(''),
      name: symbolName(module, name, path),
    }))
  })
}
