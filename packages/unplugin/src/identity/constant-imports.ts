import type { Node, SourceModule } from '../source/source-module.js'
import { isWrapper } from '../source/walk.js'
import { staticName } from '../summary/render-code.js'
import { ConstantKeys } from '../summary/values/constant-keys.js'
import type { CodeAnalysis } from './identify-code.js'

export interface ConstantImports {
  /** Names in computed keys. */
  names: ReadonlySet<Node>
  /** The files that show it. */
  files: string[]
}

/** The imported names in computed keys that give the same each time: `[Kind.A]` with `import { Kind } from './kinds'`. */
export function findConstantImports({ file, scopes }: SourceModule, analysis: CodeAnalysis): ConstantImports {
  const names = new Set<Node>()
  const files = new Set<string>()
  for (const [name, { defs, references }] of scopes.top.set) {
    if (defs[0]?.type !== 'ImportBinding') continue
    for (const { identifier } of references) {
      const path = pathInKey(identifier, scopes)
      const found = path && declarationOf(file, name, path, analysis)
      if (!found) continue
      files.add(found.module.file)
      const keys = new ConstantKeys(found.module.scopes, new Set())
      if (found.rest.length < 2 && keys.isHeld(found.module.scopes.top.set.get(found.name), found.rest[0])) names.add(identifier)
    }
  }
  return { names, files: [...files] }
}

/** The members that a computed key reads of a name; `undefined` if the name isn't in such a key. */
function pathInKey(name: Node, scopes: SourceModule['scopes']): string[] | undefined {
  const path: string[] = []
  let child = name
  for (let at = scopes.parentOf(child); at; child = at, at = scopes.parentOf(at)) {
    const member = at.type === 'MemberExpression' && at.object === child ? staticName(at) : undefined
    if (member !== undefined) path.push(member)
    else if (at.type !== 'TemplateLiteral' && !isWrapper(at))
      return 'computed' in at && at.computed && 'key' in at && at.key === child ? path : undefined
  }
  return undefined
}

/** Where the imported name is declared, and which members of the declaration are read. */
function declarationOf(file: string, name: string, path: readonly string[], analysis: CodeAnalysis) {
  for (let steps = 0; steps <= path.length; steps++) {
    const target = analysis.targetOf(file, name, path.slice(0, steps))
    if (target?.kind === 'namespace') continue
    const module = target?.kind === 'unit' ? analysis.moduleOf(target.unit.file) : undefined
    return target?.kind === 'unit' && module ? { module, name: target.unit.name, rest: path.slice(steps) } : undefined
  }
  return undefined
}
