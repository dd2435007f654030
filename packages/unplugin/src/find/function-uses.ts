import type { CallNode, FunctionNode, ModuleScopes, Node } from '../source/source-module.js'
import { isNamed, unwrap, userOf } from '../source/walk.js'
import { staticName } from '../summary/render-code.js'
import { CALLBACKS, functionNamed } from '../summary/values/builtins.js'
import { globalName, onlyInitialiser } from '../summary/values/values-of-names.js'

/** Whether a built-in calls a function while it runs, and then drops it: `list.map((x) => …)`. */
export function isUsedAtOnce(call: CallNode, argument: Node, scopes: ModuleScopes): boolean {
  const callee = unwrap(call.callee)
  const place = call.arguments.indexOf(argument as never)
  const name = globalName(callee, scopes)
  if (call.type === 'NewExpression') return name === 'Promise'
  const builtin = name === undefined ? undefined : functionNamed(name)
  if (builtin) return builtin.passes !== undefined && (builtin.callback ?? 0) === place
  if (callee.type !== 'MemberExpression') return false
  return CALLBACKS.get(staticName(callee) ?? '') === place && !isMadeByCall(callee.object, scopes)
}

/** What a call of the project's own gives may have a method of the same name, which keeps the function: `pipeline().map((x) => …)`. */
function isMadeByCall(object: Node, scopes: ModuleScopes, mayFollow = true): boolean {
  let node = unwrap(object)
  while (node.type === 'CallExpression' && unwrap(node.callee).type === 'MemberExpression')
    node = unwrap((unwrap(node.callee) as Node & { type: 'MemberExpression' }).object)
  if (node.type === 'Identifier') {
    const variable = scopes.variableOf(node)
    const value = variable && onlyInitialiser(variable)
    return mayFollow && value !== undefined && isMadeByCall(value, scopes, false)
  }
  return /^(?:Call|New)Expression$/.test(node.type) && globalName((node as CallNode).callee, scopes) === undefined
}

/** `f` in `f.bind(self)`, if it can be put into a call: `a` of `a?.b.bind(self)` may be unset, and `super` is no value. */
export function receiverOfBind(node: Node): Node | undefined {
  if (node.type !== 'CallExpression' || node.optional) return undefined
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.optional || callee.computed || !isNamed(callee.property, 'bind'))
    return undefined
  let at: Node = callee.object
  while (at.type === 'MemberExpression' || at.type === 'CallExpression' || at.type === 'TSNonNullExpression') {
    if (at.type !== 'TSNonNullExpression' && at.optional) return undefined
    at = at.type === 'MemberExpression' ? at.object : at.type === 'CallExpression' ? at.callee : at.expression
  }
  return callee.object.type === 'Super' ? undefined : callee.object
}

/** Whether a function goes on as what `bind` makes of it: `function () {}.bind(this)`. */
export function isBinding(parent: Node, child: Node, scopes: ModuleScopes): boolean {
  if (parent.type === 'MemberExpression') {
    const call = scopes.parentOf(parent)
    return call?.type === 'CallExpression' && call.callee === parent && receiverOfBind(call) === child
  }
  return parent.type === 'CallExpression' && parent.callee === child && receiverOfBind(parent) !== undefined
}

/** What runs a function somewhere else, by its text: in a page, in a browser that a test drives. */
const RUNS_TEXT = /^(?:evaluate\w*|\$\$?eval|waitForFunction|addInitScript|executeScript|executeAsyncScript)$/

export const runsText = (callee: Node): boolean => callee.type === 'MemberExpression' && RUNS_TEXT.test(staticName(callee) ?? '')

/** Whether the program uses the text of a function, in which nothing may be written: `page.evaluate(() => …)`, `` `(${work})()` ``. */
export function becomesText(fn: FunctionNode, scopes: ModuleScopes): boolean {
  if (isUsedAsText(fn, scopes)) return true
  const holder = userOf(fn, scopes)?.parent
  const id = fn.type === 'FunctionDeclaration' ? fn.id : holder?.type === 'VariableDeclarator' ? holder.id : undefined
  if (id?.type !== 'Identifier') return false
  const around = fn.type === 'FunctionDeclaration' ? scopes.parentOf(fn) : holder
  for (let at = around; at; at = scopes.parentOf(at)) {
    const variable = scopes.scopeOf(at)?.set.get(id.name)
    if (variable) return variable.references.some(({ identifier }) => isUsedAsText(identifier, scopes))
  }
  return scopes.top.set.get(id.name)?.references.some(({ identifier }) => isUsedAsText(identifier, scopes)) === true
}

function isUsedAsText(node: Node, scopes: ModuleScopes): boolean {
  const user = userOf(node, scopes)
  switch (user?.parent.type) {
    case 'CallExpression': {
      const callee = unwrap(user.parent.callee)
      if (callee === user.child) return false
      return runsText(callee) || isNamed(callee, 'String')
    }
    case 'MemberExpression':
      return user.parent.object === user.child && staticName(user.parent) === 'toString'
    case 'TemplateLiteral':
      return scopes.parentOf(user.parent)?.type !== 'TaggedTemplateExpression'
    case 'BinaryExpression':
      return user.parent.operator === '+'
    default:
      return false
  }
}
