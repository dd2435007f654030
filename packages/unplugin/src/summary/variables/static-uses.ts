import type { Node } from '../../source/source-module.js'
import { isClass, isFunction, isNamed, runningChildren, unwrap } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'
import type { Class } from '../values/value-syntax.js'

/** Members of a class or function that a use of it reads or writes; `*` for any. */
export interface StaticUse {
  read?: readonly string[]
  written?: string
}

const NONE: StaticUse = {}
const ANY: StaticUse = { read: ['*'] }

/** What a use of a class's value reads of its static side. `ancestors` from the outermost to the parent of `node`. */
export function staticUse(node: Node, ancestors: readonly Node[]): StaticUse {
  let child = node
  let at = ancestors.length - 1
  while (at >= 0 && ancestors[at]!.type === 'ChainExpression') child = ancestors[at--]!
  const parent = ancestors[at]
  switch (parent?.type) {
    case 'MemberExpression':
      if (unwrap(parent.object) !== child) return ANY
      return parent.property.type === 'PrivateIdentifier' ? NONE : memberUse(parent, staticName(parent) ?? '*', ancestors, at)
    case 'VariableDeclarator':
      return unwrap(parent.init!) === child ? { read: namesIn(parent.id) } : ANY
    case 'AssignmentExpression':
      return unwrap(parent.right) === child ? { read: namesIn(parent.left) } : NONE
    case 'BinaryExpression':
      return parent.operator === 'in' ? ANY : NONE
    case 'NewExpression':
      return unwrap(parent.callee) === child ? NONE : ANY
    case 'CallExpression':
      if (unwrap(parent.callee) === child) return NONE
      return unwrap(parent.arguments[0]!) === child && changesFirst(parent.callee) ? { ...ANY, written: '*' } : ANY
    case 'IfStatement':
    case 'ExpressionStatement':
    case 'UnaryExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return NONE
    case 'ConditionalExpression':
      return unwrap(parent.test) === child ? NONE : ANY
    default:
      return ANY
  }
}

function memberUse(member: Node, name: string, ancestors: readonly Node[], at: number): StaticUse {
  let user = at - 1
  while (user >= 0 && ancestors[user]!.type === 'ChainExpression') user--
  const parent = ancestors[user]
  switch (parent?.type) {
    case 'AssignmentExpression':
      if (unwrap(parent.left) !== member) return { read: [name] }
      return parent.operator === '=' ? { written: name } : { read: [name], written: name }
    case 'UpdateExpression':
      // `Counter.made++` as a statement reads only to update.
      return ancestors[user - 1]?.type === 'ExpressionStatement' ? { written: name } : { read: [name], written: name }
    case 'UnaryExpression':
      return parent.operator === 'delete' ? { written: name } : { read: [name] }
    default:
      return { read: [name] }
  }
}

/** `{ a, b: c }` takes two members; a name, or a pattern with a rest, any. */
function namesIn(pattern: Node): string[] {
  if (pattern.type !== 'ObjectPattern') return ['*']
  return pattern.properties.map((property) => (property.type === 'RestElement' ? '*' : (plainKey(property) ?? '*')))
}

/** `Object.assign(C, …)`, `Reflect.set(C, …)` */
function changesFirst(callee: Node): boolean {
  const member = unwrap(callee)
  if (member.type !== 'MemberExpression') return false
  const object = unwrap(member.object)
  return (
    object.type === 'Identifier' &&
    /^(Object|Reflect)$/.test(object.name) &&
    /^(assign|define|set)/.test(staticName(member) ?? '')
  )
}

/** `x.constructor`, `new.target`: the class of an instance. */
export function isClassOfInstance(node: Node): boolean {
  if (node.type === 'MetaProperty') return node.meta.name === 'new'
  return node.type === 'MemberExpression' && staticName(node) === 'constructor'
}

/** `{ constructor: C } = x` */
export const takesClassOfInstance = (node: Node): boolean =>
  node.type === 'ObjectPattern' &&
  node.properties.some((property) => property.type === 'Property' && plainKey(property) === 'constructor')

/** What `this` stands for. */
type Self = 'class' | 'instance' | undefined

/** What the code of a class does with its own static side: `this` and `super` in static code, `this.constructor`, its name. */
export function usesOfSelf(node: Class): { read: Set<string>; written: Set<string>; above: Set<string> } {
  const found = { read: new Set<string>(), written: new Set<string>(), above: new Set<string>() }
  const name = node.id?.name
  const isSelf = (current: Node, self: Self): boolean =>
    (name !== undefined && isNamed(current, name)) ||
    (current.type === 'ThisExpression' && self === 'class') ||
    (isClassOfInstance(current) && self !== undefined)
  const visit = (wrapped: Node, ancestors: Node[], self: Self): void => {
    const current = unwrap(wrapped)
    if (current.type === 'Super' && self === 'class') {
      for (const member of staticUse(current, ancestors).read ?? []) found.above.add(member)
    } else if (isSelf(current, self)) {
      const use = staticUse(current, ancestors)
      for (const member of use.read ?? []) found.read.add(member)
      if (use.written !== undefined) found.written.add(use.written)
    } else if (takesClassOfInstance(current) && self !== undefined) found.read.add('*')
    ancestors.push(current)
    for (const child of runningChildren(current)) visit(child, ancestors, selfIn(current, child, self))
    ancestors.pop()
  }
  for (const member of node.body.body) {
    if (member.type === 'TSIndexSignature') continue
    const self = member.type === 'StaticBlock' || member.static ? 'class' : 'instance'
    for (const child of runningChildren(member)) {
      const isCode = child === ('value' in member ? member.value : undefined)
      if (!isCode || !isFunction(child) || child.type === 'ArrowFunctionExpression') visit(child, [member], self)
      else for (const part of runningChildren(child)) visit(part, [member, child], self)
    }
  }
  return found
}

/** Functions inside of a method, and classes, have their own `this`. */
const selfIn = (parent: Node, child: Node, self: Self): Self =>
  isClass(parent) || (isFunction(child) && child.type !== 'ArrowFunctionExpression') ? undefined : self
