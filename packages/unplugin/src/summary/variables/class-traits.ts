import { childrenOf, type Node, type NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import type { ClassTraits, PrivateStatic } from '../file-summary.js'
import { plainKey, staticName } from '../render-code.js'
import { decoratorsOf, type Class } from '../values/value-syntax.js'

/** The properties of a class that the analysis needs: its base class and its static side. */
export function classTraits(node: Class): ClassTraits {
  const members = node.body.body
  const statics = members.filter((member) => member.type === 'StaticBlock' || member.static)
  const data = statics.filter((member) => isField(member) && member.value !== null)
  const hidden = statics.filter(isField).flatMap(({ key, value }): PrivateStatic[] => {
    if (key.type !== 'PrivateIdentifier' || !changes(node, key.name, isPrimitive(value))) return []
    const maker = value === null ? makerOf(node, key.name) : undefined
    return [{ name: `#${key.name}`, ...(maker === undefined ? {} : { maker }) }]
  })
  const name = node.id?.name
  const handsOut = node.type === 'ClassDeclaration' && name !== undefined
  const staticCode = statics.flatMap((member) => (member.type === 'MethodDefinition' ? (plainKey(member) ?? []) : []))
  const reads = new Set<string>()
  for (const member of members) collectReads(member, name, statics.includes(member), reads)
  return {
    ...baseOf(node),
    shapedBy: shapingNames(node),
    staticCode,
    staticReads: [...reads].filter((name) => !staticCode.includes(name) && name !== 'prototype'),
    runsAtLoad: data.length > 0 || members.some((member) => member.type === 'StaticBlock') || decoratorsOf(node).length > 0,
    ...(hidden.length === 0 ? {} : handsOut ? { privateStatics: hidden } : { hiddenState: hidden[0]!.name }),
  }
}

/** A field that holds data. */
const isField = (member: Node): member is NodeOf<'PropertyDefinition' | 'AccessorProperty'> =>
  (member.type === 'PropertyDefinition' || member.type === 'AccessorProperty') &&
  !member.declare &&
  !(member.value && isFunction(unwrap(member.value)))

function baseOf(node: Class): Pick<ClassTraits, 'base'> {
  const path: string[] = []
  let root = node.superClass ? unwrap(node.superClass) : undefined
  for (; root?.type === 'MemberExpression'; root = unwrap(root.object)) path.unshift(staticName(root) ?? '*')
  return root?.type === 'Identifier' ? { base: { name: root.name, path } } : {}
}

/** Names in what decides which members the class has, or which class it extends, if that isn't just a name. */
function shapingNames(node: Class): string[] {
  const keys = node.body.body.flatMap((member) => ('computed' in member && member.computed ? [member.key] : []))
  const isPlain = !node.superClass || baseOf(node).base !== undefined
  return [...new Set((isPlain ? keys : [...keys, node.superClass!]).flatMap(namesIn))]
}

const namesIn = (node: Node): string[] => (node.type === 'Identifier' ? [node.name] : childrenOf(node).flatMap(namesIn))

/** `this.mode` and `super.mode` in static code, `Counter.step` anywhere in the class. */
function collectReads(node: Node, name: string | undefined, isStatic: boolean, into: Set<string>): void {
  // `Counter.made++` as a statement reads only to update.
  const update = node.type === 'ExpressionStatement' ? unwrap(node.expression) : undefined
  if (update?.type === 'UpdateExpression' && unwrap(update.argument).type === 'MemberExpression') return
  if (node.type === 'MemberExpression') {
    const object = unwrap(node.object)
    const isSelf = object.type === 'Identifier' ? object.name === name : isStatic && /^(ThisExpression|Super)$/.test(object.type)
    if (isSelf && node.property.type !== 'PrivateIdentifier') into.add(staticName(node) ?? '*')
  }
  const own = isStatic && !(isFunction(node) && node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression')
  for (const child of childrenOf(node)) collectReads(child, name, own, into)
}

/** Whether the class's code writes a static private field or may mutate its value. */
function changes(node: Class, field: string, isPrimitive: boolean): boolean {
  const visit = (current: Node, parent: Node | undefined): boolean => {
    if (isPrivateMember(current, field) && !(parent && isPlainRead(parent, current, isPrimitive))) return true
    return childrenOf(current).some((child) => visit(child, current))
  }
  return visit(node.body, undefined)
}

const isPrivateMember = (node: Node, field: string): boolean =>
  node.type === 'MemberExpression' && node.property.type === 'PrivateIdentifier' && node.property.name === field

/** The root name of the expressions that create a field's value later: `Pool` for `C.#pool ??= new Pool()`. */
function makerOf(node: Class, field: string): string | undefined {
  const makers = new Set<string | undefined>()
  const visit = (current: Node): void => {
    if (current.type === 'AssignmentExpression' && isPrivateMember(unwrap(current.left), field)) makers.add(rootOf(current.right))
    for (const child of childrenOf(current)) visit(child)
  }
  visit(node.body)
  return makers.size === 1 ? [...makers][0] : undefined
}

function rootOf(made: Node): string | undefined {
  let isMade = false
  for (let node = unwrap(made); ;) {
    switch (node.type) {
      case 'CallExpression':
      case 'NewExpression':
        isMade = true
        node = unwrap(node.callee)
        break
      case 'MemberExpression':
        node = unwrap(node.object)
        break
      case 'AwaitExpression':
        node = unwrap(node.argument)
        break
      default:
        return isMade && node.type === 'Identifier' ? node.name : undefined
    }
  }
}

/** `C.#limit > 3`: the value isn't used any further, or cannot be changed. */
function isPlainRead(parent: Node, child: Node, isPrimitive: boolean): boolean {
  switch (parent.type) {
    case 'BinaryExpression':
    case 'TemplateLiteral':
    case 'IfStatement':
      return true
    case 'ConditionalExpression':
      return isPrimitive || parent.test === child
    case 'ReturnStatement':
      return isPrimitive
    default:
      return false
  }
}

function isPrimitive(value: Node | null): boolean {
  const node = value && unwrap(value)
  if (node?.type === 'Literal') return !('regex' in node)
  return !node || /^(TemplateLiteral|UnaryExpression|BinaryExpression)$/.test(node.type)
}
