import type { Node } from '../../source/source-module.js'
import { isCall, unwrap } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { plainKey, staticName } from '../render-code.js'
import { isStandardGlobal } from '../values/builtins.js'
import { targetsIn } from '../values/known-objects.js'
import { onlyInitialiser } from '../values/values-of-names.js'
import { unfollowedGlobal } from './global-reads.js'
import { constantText, isGlobalObject, isNodeModule, surroundingName, type FoundRead, type ReadContext } from './names.js'
import { ofNode } from './node-state.js'

/** Their members are read by themselves, or tell nothing. */
const READ_ANYWAY =
  /^(?:arguments|undefined|NaN|Infinity|console|document|exports|globalThis|history|localStorage|location|module|navigator|process|require|screen|sessionStorage)$/

/**
 * What code puts into the language or into a part of Node: `Array.prototype.last = f`, `Date.now = () => 0`, `spyOn(Math, 'random')`. Code of
 * the file may use it without a name that shows it, so what is there at the call counts.
 */
export function patchesOf(node: Node, context: ReadContext): FoundRead[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return targetsIn(node.left).flatMap((target) => patchOf(target, context))
    case 'UnaryExpression':
      return node.operator === 'delete' ? patchOf(unwrap(node.argument), context) : []
    case 'CallExpression': {
      const [target, key] = node.arguments
      const object = target && key ? ownerNamed(unwrap(target), context) : undefined
      if (object === undefined) return []
      const writes = writesMembers(unwrap(node.callee), object, context)
      return namesIn(unwrap(key!), context)
        .filter((name) => writes !== 'no' && (name !== undefined || writes === 'any'))
        .flatMap((name) => patched(object, name, node.start))
    }
    default:
      return []
  }
}

/** Objects of the language that are no values: to hand them over is to patch them. */
const NAMESPACES: ReadonlySet<string> = new Set(['Atomics', 'Intl', 'JSON', 'Math', 'Reflect'])

/** Built-in functions that write members of their first argument. */
const WRITERS =
  /^(?:Object\.(?:assign|defineProperty|defineProperties|setPrototypeOf)|Reflect\.(?:set|defineProperty|deleteProperty|setPrototypeOf))$/

/**
 * Which members of its first argument a call may write: of `mix(Array.prototype, methods)` any, of `spyOn(Math, 'random')` the one that it names.
 * `decode(Date, text)` takes a class as what it is.
 */
function writesMembers(callee: Node, owner: string, context: ReadContext): 'any' | 'named' | 'no' {
  const builtin = surroundingName(callee, context)
  if (builtin !== undefined) return WRITERS.test(builtin) ? 'any' : 'no'
  return owner.endsWith('.prototype') || NAMESPACES.has(owner) ? 'any' : 'named'
}

function patchOf(target: Node, context: ReadContext): FoundRead[] {
  if (target.type === 'Identifier') {
    const name = surroundingName(target, context)
    return name === target.name ? patched('', JSON.stringify(name), target.start) : []
  }
  const object = target.type === 'MemberExpression' ? ownerNamed(unwrap(target.object), context) : undefined
  if (object === undefined || target.type !== 'MemberExpression') return []
  const name = staticName(target)
  const key = name === undefined ? keyNamed(target.property, context) : JSON.stringify(name)
  // What is kept at a symbol of one's own is a global like another: only code that names the symbol reads it.
  return object === '' && key === undefined && isSymbol(target.property, context) ? [] : patched(object, key, target.start)
}

function isSymbol(key: Node, context: ReadContext): boolean {
  const node = unwrap(key)
  if (node.type === 'CallExpression') return /^Symbol(?:\.for)?$/.test(surroundingName(node.callee, context) ?? '')
  const variable = node.type === 'Identifier' ? context.scopes.variableOf(node) : undefined
  const init = variable && onlyInitialiser(variable)
  return !!init && isSymbol(init, context)
}

/** `Array.prototype`, `Math`; an empty text for the global object. */
function ownerNamed(node: Node, context: ReadContext): string | undefined {
  if (isCall(node)) return undefined
  const name = surroundingName(node, context)
  if (name === undefined) return undefined
  return isGlobalObject(name) ? '' : isOwner(name.split('.')[0]!) ? name : undefined
}

const isOwner = (root: string): boolean => (isStandardGlobal(root) || isNodeModule(root)) && !READ_ANYWAY.test(root)

/** The keys that a call may write: of a literal, a name or a symbol of the language. */
function namesIn(key: Node, context: ReadContext): (string | undefined)[] {
  if (key.type !== 'ObjectExpression') return [keyNamed(key, context)]
  return key.properties.map((one) => {
    const name = one.type === 'Property' ? plainKey(one) : undefined
    return name === undefined ? undefined : JSON.stringify(name)
  })
}

function keyNamed(key: Node, context: ReadContext): string | undefined {
  const text = literalText(key) ?? constantText(key, context)
  if (text !== undefined) return JSON.stringify(text)
  const name = surroundingName(key, context)
  return name !== undefined && /^Symbol\.\w+$/.test(name) ? name : undefined
}

/** @param key an expression; none if only run time knows it */
function patched(owner: string, key: string | undefined, offset: number): FoundRead[] {
  if (key === undefined) return [unfollowedGlobal(owner || 'globalThis', offset)]
  const path = owner === '' ? [] : owner.split('.')
  const shown = key.startsWith('"') ? (JSON.parse(key) as string) : `[${key}]`
  const [root = shown] = path
  // Another global counts where code reads it.
  if (!isOwner(root)) return []
  const isPart = !isStandardGlobal(root)
  const members = [...(isPart ? path.slice(1) : path).map((one) => JSON.stringify(one)), key]
  const expression = (isPart ? ofNode(root) : 'globalThis') + members.map((one) => `?.[${one}]`).join('')
  return [{ kind: 'state', name: [...path, shown].join('.'), expression, offset }]
}
