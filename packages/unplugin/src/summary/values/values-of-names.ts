import type { Variable } from '../../source/scopes.js'
import type { FunctionNode, Identifier, ModuleScopes, Node } from '../../source/source-module.js'
import { isFunction, isNamed, unwrap } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'

/** `Object.freeze`, if it isn't rebound; none for everything else. */
export function globalName(wrapped: Node, scopes: ModuleScopes): string | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'Identifier') {
    const reference = scopes.referenceOf(node)
    return reference && !scopes.variableOf(node) ? node.name : undefined
  }
  if (node.type === 'ChainExpression') return globalName(node.expression, scopes)
  if (node.type !== 'MemberExpression') return undefined
  const member = staticName(node)
  const object = globalName(node.object, scopes)
  if (member === undefined || object === undefined) return undefined
  return /^(globalThis|window|global|self)$/.test(object) ? member : `${object}.${member}`
}

/** The variable of a name. A declaration that isn't read has no reference. */
export function variableNamed(identifier: Identifier, scopes: ModuleScopes): Variable | undefined {
  const referenced = scopes.variableOf(identifier)
  if (referenced) return referenced
  for (let at: Node | undefined = identifier; at; at = scopes.parentOf(at)) {
    const found = scopes.scopeOf(at)?.set.get(identifier.name)
    if (found?.defs.some(({ name }) => name === identifier)) return found
  }
  return undefined
}

/** The only value of a variable: its initialiser, if nothing else writes it. */
export function onlyInitialiser(variable: Variable): Node | undefined {
  const [definition, ...others] = variable.defs
  if (definition?.type !== 'Variable' || others.length > 0) return undefined
  const declarator = definition.node
  if (declarator.id.type !== 'Identifier' || !declarator.init) return undefined
  return variable.references.some((reference) => reference.isWrite() && !reference.init) ? undefined : declarator.init
}

/** `isDigit` of `const { isDigit: is } = require('./util')`; none if there is a default. */
export function memberTaken(pattern: Node, name: string): string | undefined {
  if (pattern.type !== 'ObjectPattern') return undefined
  for (const property of pattern.properties)
    if (property.type === 'Property' && isNamed(property.value, name)) return plainKey(property)
  return undefined
}

/** The function that a variable always holds. */
export function functionOf(variable: Variable): FunctionNode | undefined {
  const [definition] = variable.defs
  if (definition?.type === 'FunctionName') {
    // Overloads have no body.
    const [fn, ...others] = variable.defs.map(({ node }) => node).filter((node) => isFunction(node))
    return others.length > 0 || variable.references.some((reference) => reference.isWrite()) ? undefined : fn
  }
  const init = onlyInitialiser(variable)
  const value = init && unwrap(init)
  return value && isFunction(value) ? value : undefined
}

/** `createRequire(import.meta.url)`: modules loaded by calling it count like imports. */
export function makesRequire(node: Node): boolean {
  if (node.type !== 'CallExpression') return false
  const callee = unwrap(node.callee)
  return callee.type === 'MemberExpression' ? staticName(callee) === 'createRequire' : isNamed(callee, 'createRequire')
}

/** A date whose parsing doesn't depend on the time zone: a number of milliseconds, or a string with a time zone. */
export function isUniversalTime(argument: Node): boolean {
  const node = unwrap(argument)
  const value = node.type === 'Literal' ? node.value : undefined
  return typeof value === 'number' || (typeof value === 'string' && /^\d{4}(-\d\d){0,2}$|Z$|[+-]\d\d:\d\d$/.test(value))
}
