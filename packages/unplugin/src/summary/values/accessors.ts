import { childrenOf } from '../../source/node.js'
import type { CallNode, FunctionNode, ModuleScopes, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isCall, isFunction, unwrap, userOf } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { staticName } from '../render-code.js'
import { keyOf, type Member } from './known-objects.js'
import { ANY_MEMBER, CONVERSION, RepeatableCode, type Needs } from './repeatable-code.js'
import { globalName, onlyInitialiser } from './values-of-names.js'

/** The accessors of a file, by name. `never`: reading it isn't proven repeatable, so a key must not. */
export type Accessors = ReadonlyMap<string, Needs | 'never'>

/** The names of members that run code when they are read; `*` for any. */
export const accessorNames = (module: SourceModule): ReadonlySet<string> => new Set(accessorsIn(module).map(({ name }) => name))

/** On what it depends whether a key may read them. */
export function proveAccessors(module: SourceModule): Accessors {
  const found = new Map<string, Needs | 'never'>()
  for (const { name, code } of accessorsIn(module)) {
    const known = found.get(name)
    const needs = code && known !== 'never' ? RepeatableCode.needsOf(code, name, module) : undefined
    found.set(name, needs ? union(known as Needs | undefined, needs) : 'never')
  }
  return found
}

function accessorsIn(module: SourceModule): Accessor[] {
  const found: Accessor[] = []
  const places = Array.from(module.text.matchAll(PLACES), ({ index }) => index)
  const visit = (node: Node): void => {
    if (!places.some((place) => place >= node.start && place < node.end)) return
    found.push(...accessorsOf(node, module.scopes))
    for (const child of childrenOf(node)) visit(child)
  }
  if (places.length > 0) visit(module.ast)
  return found
}

/** What makes an accessor contains one of these words, unlike calls such as `map.get(k)`. */
const PLACES =
  /(?<![.\w$])get\b|\bProxy\b|\bdefine(?:Property|Properties)\b|__defineGetter__|(?<![.\w$])create\b|\bObject\s*\.\s*create\b|(?<![.\w$])(?:accessor|toString|valueOf|toJSON)\b|\bSymbol\.to|(?<![\w$*./'"`]\s*)@(?=[\w$(])/g

const union = (known: Needs | undefined, { members, names, constants }: Needs): Needs => ({
  members: new Set([...(known?.members ?? []), ...members]),
  names: new Set([...(known?.names ?? []), ...names]),
  constants: new Set([...(known?.constants ?? []), ...constants]),
})

/** `code`: none if it isn't known. */
interface Accessor {
  name: string
  code: FunctionNode | undefined
}

function accessorsOf(node: Node, scopes: ModuleScopes): Accessor[] {
  switch (node.type) {
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return isTaken(node, scopes) ? [{ name: ANY_MEMBER, code: undefined }] : memberAccessors(node)
    case 'Identifier':
    case 'MemberExpression':
      return isHandedOn(node, scopes) ? [{ name: ANY_MEMBER, code: undefined }] : []
    case 'CallExpression':
    case 'NewExpression':
      return definedBy(node, scopes)
    default:
      return []
  }
}

function memberAccessors(node: Member): Accessor[] {
  const name = keyOf(node) ?? (isSymbol(node.key) ? CONVERSION : ANY_MEMBER)
  // A decorator may put an accessor in its place.
  if ('decorators' in node && node.decorators.length > 0) return [{ name, code: undefined }]
  const code = node.value && codeOf(node.value)
  if ('kind' in node && node.kind === 'get') return [{ name, code: code ?? undefined }]
  const isConversion = name === CONVERSION || /^(toString|valueOf|toJSON)$/.test(name)
  return isConversion && node.value ? [{ name: CONVERSION, code: code ?? undefined }] : []
}

/** `Symbol.toPrimitive` */
function isSymbol(key: Node): boolean {
  const node = unwrap(key)
  const object = node.type === 'MemberExpression' ? unwrap(node.object) : undefined
  return object?.type === 'Identifier' && object.name === 'Symbol'
}

const codeOf = (wrapped: Node): FunctionNode | undefined => {
  const node = unwrap(wrapped)
  return isFunction(node) ? node : undefined
}

/** What defines accessors. */
const DEFINES = /^(Proxy(\.revocable)?|(Object|Reflect)\.define(Property|Properties)|Object\.create)$/

/** `const define = Object.defineProperty`: what is defined where isn't known. */
function isHandedOn(node: Node, scopes: ModuleScopes): boolean {
  if (!DEFINES.test(globalName(node, scopes) ?? '')) return false
  const around = userOf(node, scopes)
  if (around?.parent.type === 'MemberExpression') return !DEFINES.test(globalName(around.parent, scopes) ?? '')
  return !around || !isCall(around.parent) || around.parent.callee !== around.child
}

/** `const { defineProperty: put } = Object` */
const isTaken = (node: Member, scopes: ModuleScopes): boolean =>
  node.type === 'Property' &&
  /^(define(Property|Properties)|create)$/.test(keyOf(node) ?? '') &&
  scopes.parentOf(node)?.type === 'ObjectPattern'

function definedBy(call: CallNode, scopes: ModuleScopes): Accessor[] {
  const callee = unwrap(call.callee)
  const [object, key, described] = call.arguments
  const named = (key && literalText(key)) ?? ANY_MEMBER
  switch (globalName(callee, scopes)) {
    case 'Proxy':
    case 'Proxy.revocable':
      return gettersIn(ANY_MEMBER, key, scopes)
    case 'Object.defineProperty':
    case 'Reflect.defineProperty':
      return gettersIn(named, described, scopes)
    case 'Object.defineProperties':
    case 'Object.create':
      return key ? describedBy(key, scopes) : []
  }
  if (callee.type !== 'MemberExpression' || staticName(callee) !== '__defineGetter__') return []
  return object ? [{ name: literalText(object) ?? ANY_MEMBER, code: key && codeOf(key) }] : []
}

function describedBy(descriptions: Node, scopes: ModuleScopes): Accessor[] {
  const properties = propertiesOf(descriptions, scopes)
  if (!properties) return isCopy(descriptions, scopes) ? [] : [{ name: ANY_MEMBER, code: undefined }]
  return properties.flatMap((property) => gettersIn(keyOf(property) ?? ANY_MEMBER, property.value, scopes))
}

/** `{ get() { … } }`, of a property or a proxy. */
function gettersIn(name: string, description: Node | undefined, scopes: ModuleScopes): Accessor[] {
  const properties = description && propertiesOf(description, scopes)
  if (!properties) return description && isCopy(description, scopes) ? [] : [{ name, code: undefined }]
  const getter = properties.find((property) => (keyOf(property) ?? 'get') === 'get')
  return getter ? [{ name, code: getter.kind === 'init' ? codeOf(getter.value) : undefined }] : []
}

/** Of an object that is written out here, or in a variable; none if it isn't. */
function propertiesOf(object: Node, scopes: ModuleScopes): NodeOf<'Property'>[] | undefined {
  const given = unwrap(object)
  const variable = given.type === 'Identifier' ? scopes.variableOf(given) : undefined
  const isOnlyNamed = variable?.references.filter(({ init }) => !init).length === 1
  const init = variable && isOnlyNamed ? onlyInitialiser(variable) : undefined
  const node = init ? unwrap(init) : given
  if (node.type !== 'ObjectExpression' || node.properties.some(({ type }) => type !== 'Property')) return undefined
  return node.properties as NodeOf<'Property'>[]
}

/** The accessors of another object, which have the same names. */
function isCopy(description: Node, scopes: ModuleScopes): boolean {
  const node = unwrap(description)
  return node.type === 'CallExpression' && globalName(node.callee, scopes) === 'Object.getOwnPropertyDescriptors'
}
