import type { Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'
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
export function readText(call: Node, name: string | undefined, context: ReadContext): FoundRead[] {
  if (name === undefined) return []
  if (/^Function\.(?:apply|call|bind)$/.test(name) || /^Reflect\.(?:construct|apply)$/.test(name)) {
    const isFunction =
      name.startsWith('Function') || surroundingName((call['arguments'] as Node[])[0] ?? call, context) === 'Function'
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
  if (!/^(?:Call|New)Expression$/.test(call.type) || surroundingName(call['callee'], context) !== 'Function') return false
  const { scopes } = context
  let node = call
  let parent = scopes.parentOf(node)
  for (; parent && parent !== unwrap(parent) && unwrap(parent) === call; parent = scopes.parentOf(node)) node = parent
  const isMethod = parent?.type === 'MemberExpression' && parent['object'] === node
  if (isMethod && /^(?:call|apply)$/.test(staticName(parent!) ?? '')) {
    node = parent!
    parent = scopes.parentOf(node)
  }
  switch (parent?.type) {
    case 'CallExpression':
      return parent['callee'] === node
    case 'VariableDeclarator':
      return parent['init'] === node && node === call
    default:
      return parent?.type === 'ExpressionStatement'
  }
}

/** `ctor = Function`, `make(Function)`: what makes functions of texts under another name. In `{ type: Function }` it names a type. */
export function handsOutFunction(identifier: Node, ancestors: readonly Node[]): boolean {
  if (identifier['name'] !== 'Function') return false
  const [parent, above] = [ancestors.at(-1), ancestors.at(-2)]
  switch (parent?.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent['callee'] !== identifier
    case 'ArrayExpression':
      return above?.type !== 'Property' || plainKey(above) !== 'type'
    case 'Property':
      return plainKey(parent) !== 'type'
    case 'ConditionalExpression':
      return parent['test'] !== identifier
    default:
      return /^(?:Assignment\w+|LogicalExpression|SequenceExpression|SpreadElement|ReturnStatement|ArrowFunctionExpression|YieldExpression|AwaitExpression|PropertyDefinition|AccessorProperty|ThrowStatement|TaggedTemplateExpression|ClassDeclaration|ClassExpression)$/.test(
        parent?.type ?? '',
      )
  }
}
