import type { CallNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isCall, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { isCode } from '../values/value-syntax.js'
import { onlyInitialiser, variableNamed } from '../values/values-of-names.js'
import { surroundingName, type FoundRead, type ReadContext } from './names.js'

/** Calls that run a text with all globals, or make a function of it. */
const OF_TEXT = /^(?:Function|vm\.(?:runInThisContext|compileFunction))$/

/** Runs code from a text; `eval` under any name. */
export const ofText = (name: 'eval' | 'new Function', offset: number): FoundRead => ({
  kind: 'unfollowed',
  name,
  code: 'unfollowed-code',
  offset,
})

/** A call that makes a function of a text: the run time looks at the text, or the code can't be followed. */
export function readText(call: CallNode, name: string | undefined, context: ReadContext): FoundRead[] {
  if (name === undefined) return []
  if (/^Function\.(?:apply|call|bind)$/.test(name) || /^Reflect\.(?:construct|apply)$/.test(name)) {
    const isFunction = name.startsWith('Function') || surroundingName(call.arguments[0] ?? call, context) === 'Function'
    return isFunction ? [ofText('new Function', call.start)] : []
  }
  if (!OF_TEXT.test(name)) return []
  return isLookedAt(call, context)
    ? [{ kind: 'text', name: 'new Function', offset: call.start }]
    : [ofText('new Function', call.start)]
}

/**
 * `new Function(text)()`, `const f = new Function(text)`, or `new Function(text)` as a statement, which only tests the syntax: the rewrite
 * puts a call around it, which looks at the text.
 */
export function isLookedAt(call: Node, context: ReadContext): boolean {
  if (!isCall(call) || surroundingName(call.callee, context) !== 'Function') return false
  const { scopes } = context
  let node: Node = call
  let parent = scopes.parentOf(node)
  for (; parent && parent !== unwrap(parent) && unwrap(parent) === call; parent = scopes.parentOf(node)) node = parent
  if (parent?.type === 'MemberExpression' && parent.object === node && /^(?:call|apply)$/.test(staticName(parent) ?? '')) {
    node = parent
    parent = scopes.parentOf(node)
  }
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee === node
    case 'VariableDeclarator':
      return parent.init === node && node === call
    default:
      return parent?.type === 'ExpressionStatement'
  }
}

/**
 * Whether a use of `Function` may make functions of texts under another name: `ctor = Function`, `make(Function)`, `{ type: Function }`. All
 * uses do, but those that only compare it and those of its members.
 */
export function handsOutFunction(node: Node, { scopes }: ReadContext): boolean {
  const around = userOf(node, scopes)
  // `readText` looks at calls.
  if (around && isCall(around.parent) && around.parent.callee === around.child) return false
  return !isCompared(node, scopes)
}

function isCompared(node: Node, scopes: ModuleScopes): boolean {
  const around = userOf(node, scopes)
  if (!around) return false
  const { parent, child } = around
  switch (parent.type) {
    case 'BinaryExpression':
    case 'ExpressionStatement':
    case 'SwitchCase':
      return true
    case 'UnaryExpression':
      return parent.operator === 'typeof' || parent.operator === '!'
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === child
    case 'MemberExpression':
      return parent.object === child && !/^(?:undefined|constructor)$/.test(String(staticName(parent)))
    case 'VariableDeclarator': {
      const variable = parent.init === child && parent.id.type === 'Identifier' ? variableNamed(parent.id, scopes) : undefined
      if (!variable || onlyInitialiser(variable) === undefined || isExportedHere(parent, scopes)) return false
      return variable.references.every(({ init, identifier }) => init || isCompared(identifier, scopes))
    }
    default:
      return false
  }
}

const isExportedHere = (declarator: Node, scopes: ModuleScopes): boolean => {
  const declaration = scopes.parentOf(declarator)
  return declaration !== undefined && scopes.parentOf(declaration)?.type === 'ExportNamedDeclaration'
}

/** `f.constructor`, `Function.prototype.constructor`, `x.constructor.constructor`: `Function` by way of a function. */
export function isConstructorOfCode(member: NodeOf<'MemberExpression'>, context: ReadContext): boolean {
  if (staticName(member) !== 'constructor' || isCompared(member, context.scopes)) return false
  const object = unwrap(member.object)
  if (object.type === 'MemberExpression' && staticName(object) === 'constructor') return true
  const name = surroundingName(object.type === 'CallExpression' ? object.callee : object, context) ?? ''
  return /^Function\.prototype$|^(?:Object|Reflect)\.getPrototypeOf$/.test(name) || isCode(object, context.scopes)
}
