import { childrenOf } from '../../source/node.js'
import type { ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, isNamed, unwrap } from '../../source/walk.js'
import type { Use } from '../file-summary.js'
import { isLate } from './late.js'
import { staticName } from '../render-code.js'
import { showsIfContinued, showsIfWritten } from '../values/inert-code.js'
import { globalName } from '../values/values-of-names.js'

/** How code uses a name at one position. */
export interface UseOfName {
  use: Use
  path: string[]
  /** Followed by a member with a computed name. */
  dynamic: boolean
  method?: string
  /** The value isn't used any further. */
  effect: boolean
  /** The result of the call isn't used. */
  discarded?: true
  change?: 'write' | 'lazyWrite' | 'mutate'
  /** Inside a function, so it runs after initialisation. */
  late: boolean
}

/** Code has the value, and nothing more is known. */
export const PLAIN_USE: UseOfName = { use: 'referenced', path: [], dynamic: false, effect: false, late: true }

const MUTATORS = new Set('push pop shift unshift splice sort reverse fill copyWithin set add delete clear append'.split(' '))
/** Setters of dates, `DataView` and `Buffer`. */
const SETTERS =
  /^(set(UTC)?(Time|Date|Month|FullYear|Hours|Minutes|Seconds|Milliseconds)|(set|write)(Big)?(Ui|I|UI)nt\w*|(set|write)(Float|Double)\w*|swap\d+)$/

/** Whether a method of a data object mutates its receiver. */
export const isMutator = (method: string | undefined): boolean =>
  method !== undefined && (MUTATORS.has(method) || SETTERS.test(method))

const OBJECT_CHANGERS = /^(assign|defineProperty|defineProperties|setPrototypeOf|set|deleteProperty)$/

/** The member that a use writes of a function or class: `tag` of `format.tag = 'b'`, `*` of `Object.assign(format, options)`. */
export function writtenMember({ change, path, method, dynamic }: UseOfName): string | undefined {
  if (change !== 'mutate' || path[0] === 'prototype') return undefined
  return path[0] ?? (method === undefined || dynamic ? '*' : undefined)
}

/** `ancestors` from the outermost to the parent of `identifier`. */
export function classifyUse(identifier: Node, ancestors: readonly Node[], scopes: ModuleScopes): UseOfName {
  let child = identifier
  let at = ancestors.length - 1
  const path: string[] = []
  let dynamic = false
  let last: string | undefined
  for (; at >= 0; at--) {
    const parent = ancestors[at]!
    if (parent.type === 'MemberExpression' || parent.type === 'JSXMemberExpression') {
      if (unwrap(parent.object) !== child) break
      const name = parent.type === 'JSXMemberExpression' ? parent.property.name : staticName(parent)
      if (name === undefined) dynamic = true
      else if (!dynamic) path.push(name)
      last = name
    } else if (parent.type !== 'ChainExpression') break
    child = parent
  }
  const late = isLate(identifier, ancestors)
  const found: UseOfName = { use: 'referenced', path, dynamic, effect: false, late }
  const parent = ancestors[at]
  if (!parent) return found
  const discarded = isDiscarded(ancestors, at)
  const direct = child === identifier
  found.effect = flowsBack(child, ancestors, at)
  switch (parent.type) {
    case 'CallExpression':
      if (unwrap(parent.callee) !== child)
        return changesArgument(parent, child, scopes) ? { ...found, use: 'updated', change: 'mutate', effect: discarded } : found
      found.use = 'called'
      if (discarded) found.discarded = true
      // Includes `groups[key].push(x)`: it doesn't matter on which member a method is called.
      if (last === undefined) return found
      if (!dynamic) path.pop()
      found.method = last
      return isMutator(last) ? { ...found, change: 'mutate', effect: discarded } : found
    case 'NewExpression':
      return unwrap(parent.callee) === child ? { ...found, use: 'constructed' } : found
    case 'TaggedTemplateExpression':
      return unwrap(parent.tag) === child ? { ...found, use: 'called' } : found
    case 'JSXOpeningElement':
      return { ...found, use: 'called' }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return parent.superClass && unwrap(parent.superClass) === child ? { ...found, use: 'extended' } : found
    case 'BinaryExpression':
      return direct && parent.operator !== 'in' ? { ...found, use: 'compared' } : found
    case 'Decorator':
      return { ...found, use: 'decorates' }
    case 'UpdateExpression':
      return { ...found, use: 'updated', change: direct ? 'write' : 'mutate', effect: discarded }
    case 'UnaryExpression':
      return parent.operator === 'delete' && !direct
        ? { ...found, use: 'updated', change: 'mutate', effect: !showsIfContinued(child, scopes) }
        : found
    case 'AssignmentExpression':
      if (unwrap(parent.left) !== child) return found
      return classifyAssignment(found, parent, ancestors, at, direct, discarded && !showsIfWritten(parent, scopes))
    default:
      return isPatternTarget(child, ancestors, at)
        ? { ...found, use: 'updated', change: direct ? 'write' : 'mutate', effect: true }
        : found
  }
}

/**
 * `calls = calls + 1`, `log = [...log, x]`, `n.a = (n.a ?? 0) + 1`, `m.set(k, (m.get(k) ?? 0) + 1)`: the value is read only to
 * update it. What flows to another part, `k.a = k.b`, may be read there.
 */
function flowsBack(read: Node, ancestors: readonly Node[], from: number): boolean {
  let child = read
  let part = read
  const isMoved = (to: number) =>
    ancestors.slice(to, from + 1).some((parent, at) => mayRunBefore(parent, ancestors[to + at + 1] ?? read))
  const isBack = (target: Node, to: number) => isSamePart(target, part) && (unwrap(target).type === 'Identifier' || !isMoved(to))
  for (let index = from; index >= 0; index--) {
    const parent = ancestors[index]!
    switch (parent.type) {
      case 'BinaryExpression':
      case 'TemplateLiteral':
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'SpreadElement':
      case 'Property':
        break
      case 'LogicalExpression':
        if (unwrap(parent.right).type !== 'Literal') return false
        break
      case 'AssignmentExpression':
        return unwrap(parent.right) === child && isBack(parent.left, index) && isDiscarded(ancestors, index)
      case 'CallExpression': {
        const callee = unwrap(parent.callee)
        // `m.get(k)` is the read; `m.set(…)` is the update.
        if (callee === child) {
          if (child !== read || child.type !== 'MemberExpression' || staticName(child) !== 'get') return false
          part = child.object
          break
        }
        const updates = callee.type === 'MemberExpression' && isMutator(staticName(callee))
        return updates && isBack(callee.object, index)
      }
      default:
        return false
    }
    child = parent
  }
  return false
}

/** Code that runs between a target and the read of the same name: `n[k] = next() + n[k]` may read another part. */
function mayRunBefore(parent: Node, child: Node): boolean {
  if (parent.type === 'AssignmentExpression') return false
  const before = childrenOf(parent).filter(({ end }) => end <= child.start)
  const isPlain = parent.type === 'TemplateLiteral' ? /^(Literal|TemplateElement)$/ : /^(Literal|Identifier)$/
  return before.some((node) => unwrap(node) !== calleeOf(parent) && !isPlain.test(unwrap(node).type))
}

const calleeOf = (node: Node) => (node.type === 'CallExpression' ? unwrap(node.callee) : undefined)

/** Two times `n.a`, or `n[k]`. */
function isSamePart(wrapped: Node, other: Node): boolean {
  const [one, same] = [unwrap(wrapped), unwrap(other)]
  if (one.type === 'Identifier') return isNamed(same, one.name)
  if (one.type !== 'MemberExpression' || same.type !== 'MemberExpression' || !isSamePart(one.object, same.object)) return false
  const name = staticName(one)
  if (name !== staticName(same)) return false
  return name !== undefined || (one.computed && same.computed && isSamePart(one.property, same.property))
}

function classifyAssignment(
  found: UseOfName,
  assignment: NodeOf<'AssignmentExpression'>,
  ancestors: readonly Node[],
  at: number,
  direct: boolean,
  discarded: boolean,
): UseOfName {
  const { operator } = assignment
  const updated: UseOfName = {
    ...found,
    use: 'updated',
    change: direct ? 'write' : 'mutate',
    effect: operator === '=' || discarded,
  }
  if (!direct) return updated
  const left = unwrap(assignment.left)
  const guarded =
    operator === '??=' ||
    operator === '||=' ||
    (operator === '=' && left.type === 'Identifier' && isGuarded(left.name, assignment, ancestors, at))
  return guarded ? { ...updated, change: 'lazyWrite', effect: false } : updated
}

/** `Object.assign(config, …)` and `Array.prototype.push.apply(list, …)` mutate their first argument. */
function changesArgument(call: NodeOf<'CallExpression'>, child: Node, scopes: ModuleScopes): boolean {
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  if (callee.type !== 'MemberExpression' || !first || unwrap(first) !== child) return false
  const object = unwrap(callee.object)
  const method = staticName(callee) ?? ''
  if (object.type === 'MemberExpression') return /^(apply|call)$/.test(method) && isMutator(staticName(object))
  return (
    object.type === 'Identifier' &&
    /^(Object|Reflect)$/.test(object.name) &&
    globalName(object, scopes) === object.name &&
    OBJECT_CHANGERS.test(method)
  )
}

/** `table = table ?? build()`, `if (!table) table = build()`, `table || (table = build())`. */
function isGuarded(name: string, assignment: NodeOf<'AssignmentExpression'>, ancestors: readonly Node[], at: number): boolean {
  const right = unwrap(assignment.right)
  if (right.type === 'LogicalExpression' && isNamed(unwrap(right.left), name) && right.operator !== '&&') return true
  let child: Node = assignment
  for (let index = at - 1; index >= 0; index--) {
    const parent = ancestors[index]!
    if (isFunction(parent)) return false
    if (parent.type === 'IfStatement' && unwrap(parent.consequent) === child && testsAbsence(parent.test, name)) return true
    if (parent.type === 'LogicalExpression' && unwrap(parent.right) === child) {
      const left = unwrap(parent.left)
      if (parent.operator === '&&' ? testsAbsence(left, name) : isNamed(left, name)) return true
    }
    child = parent
  }
  return false
}

export function testsAbsence(wrapped: Node, name: string): boolean {
  const test = unwrap(wrapped)
  if (test.type === 'UnaryExpression') return test.operator === '!' && isNamed(unwrap(test.argument), name)
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return false
  const [left, right] = [unwrap(test.left), unwrap(test.right)]
  if (left.type === 'UnaryExpression' && left.operator === 'typeof') {
    return isNamed(unwrap(left.argument), name) && right.type === 'Literal' && right.value === 'undefined'
  }
  return isNamed(left, name) && (isNamed(right, 'undefined') || (right.type === 'Literal' && right.value === null))
}

function isPatternTarget(target: Node, ancestors: readonly Node[], from: number): boolean {
  let child = target
  for (let index = from; index >= 0; index--) {
    const parent = ancestors[index]!
    switch (parent.type) {
      case 'Property':
        if (unwrap(parent.value) !== child) return false
        break
      case 'ArrayPattern':
      case 'ObjectPattern':
      case 'RestElement':
        break
      case 'AssignmentPattern':
        if (unwrap(parent.left) !== child) return false
        break
      case 'AssignmentExpression':
        return unwrap(parent.left) === child
      case 'ForInStatement':
      case 'ForOfStatement':
        return unwrap(parent.left) === child
      default:
        return false
    }
    child = parent
  }
  return false
}

function isDiscarded(ancestors: readonly Node[], at: number): boolean {
  const node = ancestors[at]!
  const parent = ancestors[at - 1]
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true
    case 'ForStatement':
      return parent.update === node || parent.init === node
    case 'UnaryExpression':
      return parent.operator === 'void'
    case 'AwaitExpression':
    case 'ChainExpression':
      return isDiscarded(ancestors, at - 1)
    case 'LogicalExpression':
      return unwrap(parent.right) === node && isDiscarded(ancestors, at - 1)
    case 'ConditionalExpression':
      return unwrap(parent.test) !== node && isDiscarded(ancestors, at - 1)
    case 'SequenceExpression':
      return parent.expressions.at(-1) !== node || isDiscarded(ancestors, at - 1)
    default:
      return false
  }
}
