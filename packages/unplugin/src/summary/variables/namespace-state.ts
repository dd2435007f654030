import type { Node, NodeOf } from '../../source/source-module.js'
import type { Unit } from '../file-summary.js'
import { evaluate } from '../values/evaluate.js'
import { UNKNOWN } from '../values/shapes.js'
import { isOnlyRead } from '../values/track-value.js'
import type { StateContext } from './variable-state.js'

/** Variables of a TypeScript namespace that may change between two calls. */
export function namespaceMembers(
  namespace: NodeOf<'TSModuleDeclaration'>,
  context: StateContext,
  path: readonly string[] = [],
  hidden = false,
): NonNullable<Unit['members']> {
  const found: NonNullable<Unit['members']> = []
  for (const statement of namespace.body?.body ?? []) {
    const exported = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null
    const declaration = exported ?? statement
    const isHidden = hidden || !exported
    if (declaration.type === 'TSModuleDeclaration' && declaration.id.type === 'Identifier')
      found.push(...namespaceMembers(declaration, context, [...path, declaration.id.name], isHidden))
    if (declaration.type !== 'VariableDeclaration') continue
    for (const declarator of declaration.declarations) {
      if (declarator.id.type === 'Identifier' && mayChange(declarator.id.name, declarator, declaration, isHidden, context))
        found.push({ path: [...path, declarator.id.name], hidden: isHidden })
    }
  }
  return found
}

function mayChange(
  name: string,
  declarator: NodeOf<'VariableDeclarator'>,
  { kind }: NodeOf<'VariableDeclaration'>,
  hidden: boolean,
  context: StateContext,
): boolean {
  const { scopes } = context
  let at: Node | undefined = declarator
  let variable
  while (at && !variable) {
    variable = scopes.scopeOf(at)?.set.get(name)
    at = scopes.parentOf(at)
  }
  if (!variable) return true
  const shape = { ...(declarator.init ? evaluate(declarator.init, scopes).shape : UNKNOWN), fresh: false }
  const isWritten =
    kind !== 'const' && (!hidden || variable.references.some((reference) => reference.isWrite() && !reference.init))
  return isWritten || !isOnlyRead(variable, shape, { ...context, isExported: (other) => other === variable && !hidden })
}
