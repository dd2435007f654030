import type { Identifier, Node, NodeOf } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { isStandardGlobal } from '../values/builtins.js'
import { literalText } from '../imported-code.js'
import { staticName } from '../render-code.js'
import { handsOutFunction, ofText } from './code-from-text.js'
import { isGlobalObject, type FoundRead, type ReadContext } from './names.js'
import { isProcessState, surrounding, world } from './process-reads.js'
import { isTakenApart, wholePart } from './whole-parts.js'

const NONE: FoundRead[] = []

/** A name that isn't bound in the file: a global of the program, or a bundler's replacement. */
export function readGlobal(identifier: Identifier, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  let { name } = identifier
  const isRoot = isGlobalObject(name)
  if (!isRoot && isFixedGlobal(name)) {
    if (name === 'eval' && !isTypeof(ancestors.at(-1))) return [ofText(name, identifier.start)]
    if (name === 'Function' && handsOutFunction(identifier, context)) return [ofText('new Function', identifier.start)]
    if (name === 'process' && !isTakenApart(identifier, ancestors, context)) return wholePart(name, identifier.start)
    return isProcessState(name) ? surrounding(name, identifier.start) : NONE
  }
  const path: string[] = []
  let child: Node = identifier
  let at = ancestors.length - 1
  for (; at >= 0; at--) {
    const parent = ancestors[at]!
    if (parent.type === 'MemberExpression') {
      if (unwrap(parent.object) !== child) break
      const member = staticName(parent)
      if (member === undefined) break
      path.push(member)
    } else if (parent.type !== 'ChainExpression') break
    child = parent
  }
  const parent = ancestors[at]
  if (parent?.type === 'AssignmentExpression' && parent.operator === '=' && unwrap(parent.left) === child) return NONE
  if (parent?.type === 'UpdateExpression' && ancestors[at - 1]?.type === 'ExpressionStatement') return NONE
  if (isTypeof(parent) && path.length === 0) return isRoot ? NONE : [stateAt(`typeof ${name}`, identifier.start)]
  if (isRoot) {
    const tested = parent?.type === 'BinaryExpression' && parent.operator === 'in' && path.length === 0 ? parent : undefined
    if (tested && unwrap(tested.right) === child) return readTest(tested, identifier)
    // `globalThis[name]` is no member by name.
    const isDynamic = parent?.type === 'MemberExpression'
    if (path.length === 0)
      return !isDynamic && isTakenApart(identifier, ancestors, context) ? NONE : [unfollowedGlobal(name, identifier.start)]
    const [first] = path
    // It is found under its own name.
    if (isFixedGlobal(first!)) return NONE
    name += stepTo(path.shift()!)
    if (isTypeof(parent) && path.length === 0) return [stateAt(`typeof ${name}`, identifier.start)]
  }
  if (updatesItself(identifier, ancestors)) return NONE
  if (parent?.type === 'CallExpression' && unwrap(parent.callee) === child && path.length > 0) {
    const asked = path.length === 1 ? askedOfPage(name, path[0]!, parent, identifier.start) : undefined
    if (asked) return [asked]
    // A called method belongs to the object.
    path.pop()
  }
  return [stateAt([name, ...path.map(stepTo)].join(''), identifier.start)]
}

const stepTo = (member: string): string => (/^[A-Za-z_$][\w$]*$/.test(member) ? `.${member}` : `[${JSON.stringify(member)}]`)

/** `'Deno' in globalThis` */
function readTest({ left }: NodeOf<'BinaryExpression'>, { name, start }: Identifier): FoundRead[] {
  const member = literalText(left)
  if (member === undefined) return [unfollowedGlobal(name, start)]
  return isFixedGlobal(member) ? NONE : [stateAt(`${JSON.stringify(member)} in ${name}`, start)]
}

const stateAt = (expression: string, offset: number): FoundRead => ({ kind: 'state', name: expression, expression, offset })

/** State of a web page, which its user and other code change. */
const PAGE = /^(?:document|history|localStorage|location|navigator|screen|sessionStorage)$/

export const isFixedGlobal = (name: string): boolean => isStandardGlobal(name) && !PAGE.test(name)

/** `localStorage.getItem('theme')` reads one entry; `document.createElement('p')` reads nothing of the page. */
function askedOfPage(object: string, method: string, call: NodeOf<'CallExpression'>, offset: number): FoundRead | undefined {
  if (/\bdocument$/.test(object) && method.startsWith('create')) return world(object, offset)
  const [key] = call.arguments
  if (!/\b(?:local|session)Storage$/.test(object) || method !== 'getItem' || !key) return undefined
  const text = literalText(key)
  return text === undefined ? undefined : stateAt(`${object}.getItem(${JSON.stringify(text)})`, offset)
}

/** `globalThis.calls = (globalThis.calls ?? 0) + 1` as a statement: the value is read only to update it. */
function updatesItself(identifier: Identifier, ancestors: readonly Node[]): boolean {
  for (let at = ancestors.length - 1; at > 0; at--) {
    const node = ancestors[at]!
    if (/^(MemberExpression|ChainExpression|LogicalExpression|BinaryExpression)$/.test(node.type)) continue
    const above = ancestors[at - 1]!
    const isDropped =
      above.type === 'ExpressionStatement' || (above.type === 'SequenceExpression' && unwrap(above.expressions.at(-1)!) !== node)
    return (
      node.type === 'AssignmentExpression' && isDropped && chainOf(node.left) === chainOf(identifierChain(identifier, ancestors))
    )
  }
  return false
}

function identifierChain(identifier: Identifier, ancestors: readonly Node[]): Node {
  let chain: Node = identifier
  for (const ancestor of ancestors.toReversed()) {
    if (ancestor.type !== 'MemberExpression' || unwrap(ancestor.object) !== chain) break
    chain = ancestor
  }
  return chain
}

/** The names of a member chain, with `*` for what has no name. */
function chainOf(wrapped: Node): string {
  const node = unwrap(wrapped)
  if (node.type === 'ChainExpression') return chainOf(node.expression)
  if (node.type === 'MemberExpression') return `${chainOf(node.object)}.${staticName(node) ?? '*'}`
  return node.type === 'Identifier' ? node.name : '*'
}

const isTypeof = (parent: Node | undefined): boolean => parent?.type === 'UnaryExpression' && parent.operator === 'typeof'

export const globalMember = (name: string, offset: number): FoundRead => ({
  kind: 'state',
  name: `globalThis.${name}`,
  expression: `globalThis[${JSON.stringify(name)}]`,
  offset,
})

export const unfollowedGlobal = (name: string, offset: number): FoundRead => ({
  kind: 'unfollowed',
  name: `${name}[…]`,
  code: 'unfollowed-global',
  offset,
})
