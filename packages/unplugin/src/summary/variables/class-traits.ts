import { childrenOf, isAmbient } from '../../source/node.js'
import type { Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import type { ClassTraits, PrivateStatic } from '../file-summary.js'
import { plainKey, staticName } from '../render-code.js'
import { decoratorsOf, type Class } from '../values/value-syntax.js'
import { usesOfSelf } from './static-uses.js'

/** The properties of a class that the analysis needs: its base class and its static side. */
export function classTraits(node: Class, module?: Pick<SourceModule, 'text' | 'scopes'>): ClassTraits {
  const members = node.body.body
  const statics = members.filter((member) => member.type === 'StaticBlock' || member.static)
  const fields = statics.filter((member) => isField(member)).filter(({ key }) => key.type !== 'PrivateIdentifier')
  const data = statics.filter((member) => isField(member) && member.value !== null)
  const hidden = statics.filter(isField).flatMap(({ key, value }): PrivateStatic[] => {
    if (key.type !== 'PrivateIdentifier' || !changes(node, key.name, isPrimitive(value))) return []
    const maker = value === null ? makerOf(node, key.name) : undefined
    return [{ name: `#${key.name}`, ...(maker === undefined ? {} : { maker }) }]
  })
  const name = node.id?.name
  const handsOut = node.type === 'ClassDeclaration' && name !== undefined
  const staticCode = statics.flatMap((member) => (member.type === 'MethodDefinition' ? (plainKey(member) ?? []) : []))
  const mayUseItself = statics.length > 0 || !module || namesItself(node, module)
  const uses = mayUseItself ? usesOfSelf(node) : NO_USES
  const staticData = new Set([...fields.map((member) => plainKey(member) ?? '*'), ...uses.written])
  return {
    ...baseOf(node),
    shapedBy: shapingNames(node),
    staticCode,
    staticReads: [...uses.read].filter((member) => !staticCode.includes(member) && member !== 'prototype'),
    ...(staticData.size > 0 ? { staticData: [...staticData] } : {}),
    ...(uses.above.size > 0 ? { readsAbove: [...uses.above] } : {}),
    runsAtLoad: data.length > 0 || members.some((member) => member.type === 'StaticBlock') || decoratorsOf(node).length > 0,
    ...(hidden.length === 0 ? {} : handsOut ? { privateStatics: hidden } : { hiddenState: hidden[0]!.name }),
  }
}

const NO_USES: ReturnType<typeof usesOfSelf> = { read: new Set(), written: new Set(), above: new Set() }

/** The word by which a class is reached from an instance is also the name of a method. */
const OWN_CLASS = /constructor|target|\\u/g

/** Whether a class without static members may use itself: by its name, `this.constructor` or `new.target`. */
function namesItself(node: Class, { text, scopes }: Pick<SourceModule, 'text' | 'scopes'>): boolean {
  const named = node.id ? scopes.scopeOf(node)?.set.get(node.id.name) : undefined
  if (node.id && (!named || named.references.length > 0)) return true
  const words = text.slice(node.start, node.end).match(OWN_CLASS) ?? []
  const methods = node.body.body.filter((member) => member.type === 'MethodDefinition' && member.kind === 'constructor')
  return words.length > methods.length
}

/** Whether the class has static data, or code that reads some. */
export const hasStaticSide = ({ base, staticData, staticReads, readsAbove }: ClassTraits): boolean =>
  staticReads.length > 0 || staticData !== undefined || readsAbove !== undefined || base === 'made'

/** A field that holds data. */
const isField = (member: Node): member is NodeOf<'PropertyDefinition' | 'AccessorProperty'> =>
  (member.type === 'PropertyDefinition' || member.type === 'AccessorProperty') &&
  !isAmbient(member) &&
  !(member.value && isFunction(unwrap(member.value)))

function baseOf(node: Class): Pick<ClassTraits, 'base'> {
  const path: string[] = []
  let root = node.superClass ? unwrap(node.superClass) : undefined
  for (; root?.type === 'MemberExpression'; root = unwrap(root.object)) path.unshift(staticName(root) ?? '*')
  if (root?.type === 'Identifier') return { base: { name: root.name, path } }
  return root && root.type !== 'Literal' ? { base: 'made' } : {}
}

/** Names in what decides which members the class has, or which class it extends, if that isn't just a name. */
function shapingNames(node: Class): string[] {
  const keys = node.body.body.flatMap((member) => ('computed' in member && member.computed ? [member.key] : []))
  const isPlain = baseOf(node).base !== 'made'
  return [...new Set((isPlain ? keys : [...keys, node.superClass!]).flatMap(namesIn))]
}

const namesIn = (node: Node): string[] => (node.type === 'Identifier' ? [node.name] : childrenOf(node).flatMap(namesIn))

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
