import type { CallNode, Identifier, Node, NodeOf } from '../../source/source-module.js'
import { boundNames, unwrap } from '../../source/walk.js'
import { isStandardGlobal } from '../values/builtins.js'
import { isOwnUrl, ownAddress } from '../imported-code.js'
import { plainKey, staticName } from '../render-code.js'
import { askedFor, environment, isEnvironment, readsOneVariable, wholeEnvironment } from './environment-reads.js'
import { handsOutFunction, isConstructorOfCode, ofText, readText } from './code-from-text.js'
import { globalMember, isFixedGlobal, readGlobal, unfollowedGlobal } from './global-reads.js'
import { readInstance, readSubscribers, settingSeenBy } from './node-state.js'
import { isPartOfNode, isTakenApart, wholePart } from './whole-parts.js'
import { readWorker } from './worker-code.js'
import {
  constantText,
  isGlobalObject,
  loadedPart,
  memberName,
  originOf,
  partNamed,
  surroundingName,
  type FoundRead,
  type ReadContext,
} from './names.js'
import {
  addressName,
  addressOf,
  isByArguments,
  isProcessState,
  readByArguments,
  STANDARD_INPUT,
  surrounding,
} from './process-reads.js'
import {
  readDateClass,
  readFileTime,
  readFileTimes,
  readMethodAsValue,
  readMethodsOfPattern,
  readZoneAndLocale,
} from './zone-and-locale.js'

/** What a node itself reads from its environment. */
export function findReads(node: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  switch (node.type) {
    case 'MemberExpression':
      return both(readMember(node, ancestors, context), readNamedMember(node, ancestors, context))
    case 'Identifier':
      return context.scopes.variableOf(node)
        ? readAlias(node, ancestors, context)
        : both(readGlobal(node, ancestors, context), readDateClass(node, ancestors))
    case 'ObjectPattern':
      return both(both(readFileTimes(node), readMethodsOfPattern(node)), readInstances(node))
    case 'VariableDeclarator':
      return readDeclarator(node, context)
    case 'TSQualifiedName':
      return readEntity(node, context)
    case 'MetaProperty':
      return isMetaTakenApart(ancestors.at(-1)) || node.meta.name !== 'import'
        ? NONE
        : [{ kind: 'unfollowed', name: 'import.meta', code: 'unfollowed-code', offset: node.start }]
    case 'NewExpression':
      return both(both(readAddress(node), readWorker(node, context)), readCall(node, ancestors, context))
    case 'CallExpression':
      return both(readLoaded(node, ancestors, context), readCall(node, ancestors, context))
    case 'ImportExpression':
      return readImported(node, ancestors, context)
    default:
      return NONE
  }
}

const NONE: FoundRead[] = []

/** What members of these names read, whatever the object is. */
const readNamedMember = (node: NodeOf<'MemberExpression'>, ancestors: readonly Node[], context: ReadContext): FoundRead[] => {
  const found = both(readFileTime(node, ancestors), readMethodAsValue(node, ancestors))
  return both(found, both(readInstance(node, context), readSubscribers(node, context)))
}

const readInstances = ({ properties }: NodeOf<'ObjectPattern'>): FoundRead[] =>
  properties.flatMap((one) => (one.type === 'Property' ? settingSeenBy(plainKey(one), one.start) : NONE))

/** `import.meta.url`, `const { url } = import.meta`: the members are found by themselves. */
const isMetaTakenApart = (parent: Node | undefined): boolean =>
  (parent?.type === 'MemberExpression' && staticName(parent) !== undefined) ||
  (parent?.type === 'VariableDeclarator' &&
    parent.id.type === 'ObjectPattern' &&
    parent.id.properties.every((one) => one.type === 'Property' && plainKey(one) !== undefined))

/** Most nodes read nothing, so nothing is copied for them. */
const both = (a: FoundRead[], b: FoundRead[]): FoundRead[] => (a.length === 0 ? b : b.length === 0 ? a : [...a, ...b])

function readMember(node: NodeOf<'MemberExpression'>, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const offset = node.start
  if (isConstructorOfCode(node, context)) return [ofText('new Function', offset)]
  const object = surroundingName(node.object, context)
  if (object === undefined) return NONE
  if (isEnvironment(object)) {
    const name = staticName(node)
    const parent = ancestors.at(-1)
    // `process.env.X = '1'` is a write.
    if (isAssigned(node, parent)) return []
    const known = name ?? constantText(node.property, context)
    return known === undefined ? [wholeEnvironment(object, offset)] : [environment(object, known, offset)]
  }
  const name = memberName(object, staticName(node) ?? constantText(node.property, context))
  if (name === undefined) {
    if (isAssigned(node, ancestors.at(-1))) return NONE
    // `const g = globalThis; g[key]`: of the object itself, the read is found at its name.
    if (isGlobalObject(object) && hasVariableAtRoot(node, context)) return [unfollowedGlobal(object, offset)]
    return isPart(object, node.object, context) ? wholePart(object, offset) : NONE
  }
  if (name === 'process') return isTakenApart(node, ancestors, context) ? NONE : wholePart(name, offset)
  // The calls of another name are found.
  if (name === 'process.getBuiltinModule' && isTakenApart(node, ancestors, context)) return NONE
  if (name === 'eval') return [ofText(name, offset)]
  if (name === 'Function' && handsOutFunction(node, context)) return [ofText('new Function', offset)]
  if (name.startsWith('import.meta.') && isAssigned(node, ancestors.at(-1))) return NONE
  if (name === 'import.meta.url' && (isOwnUrlBase(ancestors) || isRequireBase(ancestors, context))) return NONE
  // Through an alias: `const w = window as any; w.mode`.
  if (isGlobalObject(object) && hasVariableAtRoot(node, context) && !isStandardGlobal(name)) {
    const parent = ancestors.at(-1)
    const isWrite =
      isAssigned(node, parent) || (parent?.type === 'UpdateExpression' && ancestors.at(-2)?.type === 'ExpressionStatement')
    return isWrite ? NONE : [globalMember(name, offset)]
  }
  if (isEnvironment(name)) {
    if (readsOneVariable(node, ancestors, context)) return []
    const asked = askedFor(ancestors.at(-1))
    return [asked === undefined ? wholeEnvironment(name, offset) : environment(name, asked, offset)]
  }
  const parent = ancestors.at(-1)
  if (name === STANDARD_INPUT && isObjectOf(parent, node)) return NONE
  // The arguments of the call decide.
  if (isByArguments(name) && parent?.type === 'CallExpression' && unwrap(parent.callee) === node) return NONE
  return surrounding(name, offset)
}

/** A free name means only `process`: `module` is another one in each file. */
const isPart = (name: string, node: Node, { scopes }: ReadContext): boolean => {
  const root = unwrap(node)
  const isFree = root.type === 'Identifier' && !scopes.variableOf(root)
  return isFree ? name === 'process' : isPartOfNode(name)
}

const isAssigned = (node: Node, parent: Node | undefined): boolean =>
  parent?.type === 'AssignmentExpression' && parent.operator === '=' && unwrap(parent.left) === node

/** The member that is taken of it is found by itself. */
const isObjectOf = (parent: Node | undefined, node: Node): parent is NodeOf<'MemberExpression'> =>
  parent?.type === 'MemberExpression' && unwrap(parent.object) === node

/** `import random = Math.random`. The uses of an alias of the environment decide, and the calls of a function of paths. */
function readEntity(entity: NodeOf<'TSQualifiedName'>, context: ReadContext): FoundRead[] {
  const name = surroundingName(entity, context)
  return name === undefined || isEnvironment(name) || isByArguments(name) ? NONE : surrounding(name, entity.start)
}

function hasVariableAtRoot(member: NodeOf<'MemberExpression'>, { scopes }: ReadContext): boolean {
  let node: Node = member
  while (node.type === 'MemberExpression' || node.type === 'ChainExpression')
    node = unwrap(node.type === 'MemberExpression' ? node.object : node.expression)
  return node.type !== 'Identifier' || scopes.variableOf(node) !== undefined
}

/** `new Worker(new URL('./w.js', import.meta.url))`: only the worker's code counts. */
function isOwnUrlBase(ancestors: readonly Node[]): boolean {
  const url = ancestors.at(-1)
  const worker = ancestors.at(-2)
  if (url?.type !== 'NewExpression' || worker?.type !== 'NewExpression' || !isOwnUrl(url)) return false
  const callee = unwrap(worker.callee)
  return callee.type === 'Identifier' && callee.name.endsWith('Worker')
}

function readAddress(node: NodeOf<'NewExpression'>): FoundRead[] {
  const file = ownAddress(node)
  if (file === undefined) return NONE
  const name = addressName(file)
  return [{ kind: 'state', name, expression: addressOf(name), offset: node.start }]
}

/** `createRequire(import.meta.url)`: what is required counts. */
function isRequireBase(ancestors: readonly Node[], context: ReadContext): boolean {
  const call = ancestors.at(-1)
  return call?.type === 'CallExpression' && surroundingName(call.callee, context) === 'module.createRequire'
}

/**
 * Another name for a part of Node, used as a value: `paths.map(resolve)`. A call of it is found as a call, and the read of a single
 * environment variable at the member or the pattern.
 */
function readAlias(identifier: Identifier, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const name = surroundingName(identifier, context)
  if (name === undefined) return NONE
  const parent = ancestors.at(-1)
  if (isEnvironment(name))
    return readsOneVariable(identifier, ancestors, context) ? NONE : [wholeEnvironment(name, identifier.start)]
  if (isPart(name, identifier, context))
    return isTakenApart(identifier, ancestors, context) ? NONE : wholePart(name, identifier.start)
  if (isGlobalObject(name) && !isTakenApart(identifier, ancestors, context)) return [unfollowedGlobal(name, identifier.start)]
  const isFollowed =
    (isObjectOf(parent, identifier) && staticName(parent) !== undefined) ||
    (parent?.type === 'CallExpression' && unwrap(parent.callee) === identifier)
  return isFollowed && !isProcessState(name) ? NONE : surrounding(name, identifier.start)
}

function readDeclarator({ id, init }: NodeOf<'VariableDeclarator'>, context: ReadContext): FoundRead[] {
  if (!init || id.type !== 'ObjectPattern') return NONE
  const object = surroundingName(init, context)
  return object === undefined ? [] : readPattern(id, object, context)
}

/** `const { X } = process.env`, `const { random } = Math`. */
function readPattern(pattern: NodeOf<'ObjectPattern'>, object: string, context: ReadContext): FoundRead[] {
  return pattern.properties.flatMap((property): FoundRead[] => {
    const key = property.type === 'RestElement' ? undefined : plainKey(property)
    const value = property.type === 'RestElement' ? property : property.value
    if (context.only !== undefined && !boundNames(value).includes(context.only)) return []
    if (isEnvironment(object)) {
      return [key === undefined ? wholeEnvironment(object, property.start) : environment(object, key, property.start)]
    }
    if (key === undefined && isGlobalObject(object)) return [unfollowedGlobal(object, property.start)]
    if (key === undefined) return isPartOfNode(object) ? wholePart(object, property.start) : NONE
    if (isGlobalObject(object) && /^(eval|Function)$/.test(key))
      return [ofText(key === 'eval' ? key : 'new Function', property.start)]
    if (isGlobalObject(object) && !isFixedGlobal(key)) return [globalMember(key, property.start)]
    const inner = value.type === 'AssignmentPattern' ? value.left : value
    const name = memberName(object, key)!
    if (inner.type === 'ObjectPattern') return readPattern(inner, name, context)
    const isAlias = value.type === 'Identifier' && originOf(value, context.scopes) !== undefined
    if (isEnvironment(name)) return isAlias ? NONE : [wholeEnvironment(name, property.start)]
    if (name === 'process') return isAlias ? NONE : wholePart(name, property.start)
    // Its calls decide.
    return isByArguments(name) ? NONE : surrounding(name, property.start)
  })
}

/** `import('os').then(…)`, `helper(await import('os'))` */
function readImported(node: NodeOf<'ImportExpression'>, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const parent = ancestors.at(-1)
  if (parent?.type === 'AwaitExpression') return readLoaded(parent, ancestors, context)
  const name = parent?.type === 'ExpressionStatement' ? undefined : partNamed(node.source)
  return name === undefined ? NONE : wholePart(name, node.start)
}

/** `helper(require('os'))` */
function readLoaded(node: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const name = loadedPart(node, context)
  return name === undefined || isTakenApart(node, ancestors, context) ? NONE : wholePart(name, node.start)
}

function readCall(node: CallNode, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const callee = unwrap(node.callee)
  const name = surroundingName(callee, context)
  const machine = readZoneAndLocale(node, callee, name, ancestors, context)
  if (name !== undefined && isByArguments(name)) return both(machine, readByArguments(node, name, context))
  const text = readText(node, name, context)
  if (text.length > 0) return both(machine, text)
  if (callee.type !== 'Identifier' || name === undefined) return machine
  return both(machine, readNamedCall(node, name))
}

function readNamedCall(node: CallNode, name: string): FoundRead[] {
  const offset = node.start
  if (name === 'Date' && (node.type === 'CallExpression' || node.arguments.length === 0)) {
    return [{ kind: 'clock', name: node.type === 'CallExpression' ? 'Date()' : 'new Date()', code: 'clock-read', offset }]
  }
  if (name === 'require' && node.type === 'CallExpression') return []
  return surrounding(name, offset)
}
