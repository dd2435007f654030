import { childrenOf, type Node } from '../source/source-module.js'
import { isFunction } from '../source/walk.js'
import type { Reference } from './file-summary.js'
import type { ScanContext } from './scan-code.js'

/** The names of the module's scope that the types under a node mention. */
export function typeReferences(root: Node, { module, placeOf }: Pick<ScanContext, 'module' | 'placeOf'>): Reference[] {
  const found = new Map<string, Reference>()
  const add = (via: Reference['via'], name: string, path: string[], node: Node) => {
    found.set([via, name, ...path].join('\0'), {
      via,
      name,
      path,
      use: 'parameter type',
      effect: false,
      late: true,
      pinned: false,
      place: placeOf(node.start),
    })
  }
  const visit = (node: Node, typed: boolean): void => {
    if (!typed && (isFunction(node) || node.type.startsWith('Class'))) return
    if (node.type === 'TSImportType') {
      const source = (node['source'] ?? node['argument']?.literal) as Node | undefined
      if (typeof source?.['value'] === 'string') add('import', source['value'], qualifiedPath(node['qualifier']), node)
    }
    const named =
      typed &&
      (node['typeName'] ??
        (node.type === 'TSTypeQuery' ? node['exprName'] : undefined) ??
        (node.type === 'TSInterfaceHeritage' || node.type === 'TSClassImplements' ? node['expression'] : undefined))
    if (named) {
      const [first, ...path] = qualifiedPath(named)
      const root = rootOf(named)
      const resolved = root && module.scopes.referenceOf(root)?.resolved
      if (first !== undefined && (!resolved || resolved.scope === module.scopes.top) && module.scopes.top.set.has(first))
        add('type', first, path, node)
    }
    for (const child of childrenOf(node))
      visit(child, typed || child.type.startsWith('TSType') || child.type.startsWith('TSInterface'))
  }
  visit(root, root.type.startsWith('TS') && root.type !== 'TSParameterProperty')
  return [...found.values()]
}

function qualifiedPath(name: Node | null | undefined): string[] {
  if (!name) return []
  if (name.type === 'Identifier') return [name['name']]
  if (name.type === 'TSQualifiedName') return [...qualifiedPath(name['left']), ...qualifiedPath(name['right'])]
  if (name.type === 'MemberExpression') return [...qualifiedPath(name['object']), ...qualifiedPath(name['property'])]
  return []
}

function rootOf(name: Node): Node | undefined {
  let node = name
  while (node.type === 'TSQualifiedName' || node.type === 'MemberExpression') node = (node['left'] ?? node['object']) as Node
  return node.type === 'Identifier' ? node : undefined
}
