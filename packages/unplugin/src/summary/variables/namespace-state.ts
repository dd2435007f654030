import type { Node, NodeOf } from '../../source/source-module.js'
import { boundNames, namesOfNamespace } from '../../source/walk.js'
import type { Unit } from '../file-summary.js'
import { isOnlyRead } from '../values/track-value.js'
import { declaredValue, type StateContext } from './variable-state.js'

/** Variables of a TypeScript namespace that may change between two calls. */
export function namespaceMembers(
  namespace: NodeOf<'TSModuleDeclaration'>,
  context: StateContext,
  outer?: readonly string[],
  hidden = false,
): NonNullable<Unit['members']> {
  const found: NonNullable<Unit['members']> = []
  const names = namesOfNamespace(namespace.id).map(({ name }) => name)
  const path = outer ? [...outer, ...names] : names.slice(1)
  for (const statement of namespace.body?.body ?? []) {
    const exported = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null
    const declaration = exported ?? statement
    const isHidden = hidden || !exported
    if (declaration.type === 'TSModuleDeclaration') found.push(...namespaceMembers(declaration, context, path, isHidden))
    if (declaration.type !== 'VariableDeclaration') continue
    for (const declarator of declaration.declarations)
      for (const name of boundNames(declarator.id))
        if (mayChange(name, declarator, declaration, isHidden, context)) found.push({ path: [...path, name], hidden: isHidden })
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
  const shape = { ...declaredValue(declarator, declarator.init, name, context).shape, fresh: false }
  const isWritten =
    kind !== 'const' && (!hidden || variable.references.some((reference) => reference.isWrite() && !reference.init))
  return isWritten || !isOnlyRead(variable, shape, { ...context, isExported: (other) => other === variable && !hidden })
}
