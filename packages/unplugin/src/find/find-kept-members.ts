import { childrenOf } from '../source/node.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import { isFunction, unwrap, userOf } from '../source/walk.js'
import { staticName } from '../summary/render-code.js'
import { hasBoundary } from './find-code.js'

/** A member of an imported object. */
export interface KeptMember {
  node: NodeOf<'MemberExpression'>
  /** The imported name. */
  name: string
  path: string[]
}

/** `colors.green` in `const styles = { ok: colors.green }`: members of imported objects that a module keeps in others, outside of functions. */
export function findKeptMembers({ ast, scopes }: SourceModule): KeptMember[] {
  const found: KeptMember[] = []
  if (hasBoundary(ast)) return found
  const work: Node[] = [ast]
  for (let node = work.pop(); node; node = work.pop()) {
    if (isFunction(node)) continue
    if (node.type === 'MemberExpression' && isKept(node)) {
      const { root, path } = chainOf(node)
      const isImported = scopes.variableOf(root)?.defs.some(({ type }) => type === 'ImportBinding') === true
      if (isImported && root.type === 'Identifier' && path) found.push({ node, name: root.name, path })
      continue
    }
    work.push(...childrenOf(node))
  }
  return found

  function isKept(node: Node): boolean {
    const around = userOf(node, scopes)
    switch (around?.parent.type) {
      case 'Property':
        return around.parent.value === around.child && userOf(around.parent, scopes)?.parent.type === 'ObjectExpression'
      case 'PropertyDefinition':
        return around.parent.static && around.parent.value === around.child && around.parent.decorators.length === 0
      case 'VariableDeclarator':
        return around.parent.id.type === 'Identifier'
      case 'AssignmentExpression':
        return around.parent.right === around.child && around.parent.left.type !== 'ObjectPattern'
      case 'ArrayExpression':
        return true
      default:
        return false
    }
  }
}

/** `path` is undefined if a name isn't written out. */
function chainOf(member: NodeOf<'MemberExpression'>): { root: Node; path: string[] | undefined } {
  let path: string[] | undefined = []
  let node: Node = member
  while (node.type === 'MemberExpression') {
    const name = staticName(node)
    path = name === undefined || node.optional ? undefined : path && [name, ...path]
    node = unwrap(node.object)
  }
  return { root: node, path }
}
