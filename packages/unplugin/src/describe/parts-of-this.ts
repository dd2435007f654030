import { holderOf } from '../find/tag-targets.js'
import type { FunctionNode, SourceModule } from '../source/source-module.js'
import { isClass, ownNodes } from '../source/walk.js'
import { plainKey } from '../summary/render-code.js'
import type { Class } from '../summary/values/value-syntax.js'
import { allUsed, partsOfClass, usedMember } from './class-parts.js'
import { isDirectEval } from './own-usage.js'

/** A tagged method of which the class shows all that it reads of `this`. */
export interface PartsOfThis {
  node: Class
  method: string
  /** Private fields that it only updates. */
  updated: string[]
}

export function partsOfThis(module: SourceModule, fn: FunctionNode): PartsOfThis | undefined {
  const member = holderOf(module, fn)
  if (member?.type !== 'MethodDefinition' || member.static || member.kind !== 'method') return undefined
  const node = module.scopes.parentOf(module.scopes.parentOf(member)!)!
  const method = plainKey(member)
  if (!isClass(node) || method === undefined) return undefined
  const parts = partsOfClass(module, node)?.of(method)
  return parts && { node, method, updated: [...parts.updated].sort() }
}

/**
 * The members of parameters that a function reads and calls, by name, of those with which it does nothing else: `ask` of `model` in
 * `model.ask(text)`.
 */
export function membersOfParameters({ scopes }: SourceModule, fn: FunctionNode): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const parameter of fn.params) {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    const variable = target.type === 'Identifier' ? scopes.scopeOf(fn)?.set.get(target.name) : undefined
    if (!variable || variable.defs.length > 1) continue
    const uses = variable.references.filter(({ identifier, isValueReference }) => identifier !== target && isValueReference)
    const members = allUsed(uses.map(({ identifier }) => usedMember(identifier, scopes)))
    if (members) found.set(variable.name, members)
  }
  const seesAll = found.size > 0 && [...ownNodes(fn.body, true)].some(isDirectEval)
  return seesAll ? new Map() : found
}
