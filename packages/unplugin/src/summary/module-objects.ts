import type { Reference } from '../source/scopes.js'
import type { ModuleScopes, Node, NodeOf } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'
import { plainKey } from './render-code.js'
import { variableNamed } from './values/values-of-names.js'
import { classifyUse, type UseOfName } from './variables/classify-use.js'

/** How code uses an object that holds a module's exports: the result of `require('./a')`, or `exports` itself. */
export interface ModuleObjectUse {
  use: UseOfName
  /** An expression for the object, valid anywhere in the file; none if only its function can evaluate it. */
  expression: string | undefined
}

/** Uses of what a call of `require` in a function returns, also through a variable or a pattern of that function. */
export function usesOfRequired(
  call: NodeOf<'CallExpression'>,
  ancestors: readonly Node[],
  text: string,
  scopes: ModuleScopes,
): ModuleObjectUse[] {
  const whole = classifyUse(call, ancestors, scopes)
  if (!whole.late) return []
  const callee = unwrap(call.callee)
  const variable = callee.type === 'Identifier' ? scopes.variableOf(callee) : undefined
  const isAnywhere = callee.type === 'Identifier' && (!variable || variable.scope === scopes.top)
  const expression = isAnywhere ? text.slice(call.start, call.end) : undefined
  const uses = whole.path.length > 0 || whole.method !== undefined ? undefined : usesOfDeclared(call, ancestors, scopes)
  return (uses ?? [whole]).map((use) => ({ use, expression }))
}

/** `const { mode } = require('./a')`, `const a = require('./a')`; none if the object goes anywhere else. */
function usesOfDeclared(call: Node, ancestors: readonly Node[], scopes: ModuleScopes): UseOfName[] | undefined {
  const declarator = ancestors.findLast((node) => unwrap(node) === node)
  if (declarator?.type !== 'VariableDeclarator' || !declarator.init || unwrap(declarator.init) !== call) return undefined
  const { id } = declarator
  if (id.type === 'ObjectPattern') {
    const names = id.properties.map((property) => (property.type === 'RestElement' ? undefined : plainKey(property)))
    if (names.includes(undefined)) return undefined
    return names.map((name) => ({ use: 'referenced', path: [name!], dynamic: false, effect: false, late: true }))
  }
  const variable = id.type === 'Identifier' ? variableNamed(id, scopes) : undefined
  if (!variable || variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined
  return variable.references
    .filter((reference) => !reference.init)
    .map(({ identifier }) => classifyUse(identifier, ancestorsOf(identifier, scopes), scopes))
}

function ancestorsOf(node: Node, scopes: ModuleScopes): Node[] {
  const found: Node[] = []
  for (let at = scopes.parentOf(node); at; at = scopes.parentOf(at)) found.unshift(at)
  return found
}

/** `exports.mode` and `module.exports.mode` in a function of a CommonJS module. */
export function useOfOwnExports(
  identifier: Reference['identifier'],
  ancestors: readonly Node[],
  scopes: ModuleScopes,
): ModuleObjectUse | undefined {
  const { name } = identifier
  if (name !== 'exports' && name !== 'module') return undefined
  const use = classifyUse(identifier, ancestors, scopes)
  if (!use.late) return undefined
  if (name === 'exports') return { use, expression: name }
  const [first, ...path] = use.path
  if (first !== 'exports') return undefined
  return { use: { ...use, path }, expression: 'module.exports' }
}
