import type { Variable } from '../../source/scopes.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'

/** `Object.freeze`, if it isn't rebound; none for everything else. */
export function globalName(wrapped: Node, scopes: ModuleScopes): string | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'Identifier') {
    const reference = scopes.referenceOf(node)
    return reference && !scopes.variableOf(node) ? (node['name'] as string) : undefined
  }
  if (node.type === 'ChainExpression') return globalName(node['expression'], scopes)
  if (node.type !== 'MemberExpression') return undefined
  const member = staticName(node)
  const object = globalName(node['object'], scopes)
  if (member === undefined || object === undefined) return undefined
  return /^(globalThis|window|global|self)$/.test(object) ? member : `${object}.${member}`
}

/** The variable of a name. A declaration that isn't read has no reference. */
export function variableNamed(identifier: Node, scopes: ModuleScopes): Variable | undefined {
  const referenced = scopes.variableOf(identifier)
  if (referenced) return referenced
  for (let at: Node | undefined = identifier; at; at = scopes.parentOf(at)) {
    const found = scopes.scopeOf(at)?.set.get(identifier['name'])
    if (found?.defs.some(({ name }) => name === identifier)) return found
  }
  return undefined
}

/** The only value of a variable: its initialiser, if nothing else writes it. */
export function onlyInitialiser(variable: Variable): Node | undefined {
  const [definition, ...others] = variable.defs
  if (definition?.type !== 'Variable' || others.length > 0) return undefined
  const declarator = definition.node as Node
  if (declarator['id'].type !== 'Identifier' || !declarator['init']) return undefined
  return variable.references.some((reference) => reference.isWrite() && !reference.init) ? undefined : declarator['init']
}

/** The function that a variable always holds. */
export function functionOf(variable: Variable): Node | undefined {
  const [definition] = variable.defs
  if (definition?.type === 'FunctionName') {
    return variable.references.some((reference) => reference.isWrite()) ? undefined : (definition.node as Node)
  }
  const init = onlyInitialiser(variable)
  const value = init && unwrap(init)
  return value && isFunction(value) ? value : undefined
}

/** `createRequire(import.meta.url)`: modules loaded by calling it count like imports. */
export function makesRequire(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node['callee']) : undefined
  return (callee?.type === 'MemberExpression' ? staticName(callee) : callee?.['name']) === 'createRequire'
}
