import type { ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap, userOf } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { functionNamed, takesAny } from './builtins.js'
import { globalName } from './values-of-names.js'

/** `console.log(…)`, `process.stderr.write(…)` */
const OUTPUT_FUNCTIONS =
  /^(console\.(debug|dir|error|group|groupEnd|info|log|table|time|timeEnd|timeLog|trace|warn)|process\.std(out|err)\.write)$/

/** Methods that only primitive values, dates and formatters have, so the kind of the object needn't be proven. */
const OF_TEXTS =
  /^(format|pad(End|Start)|repeat|substring|to(Exponential|Fixed|ISOString|Locale(Date|Time)?String|LowerCase|Precision|String|UpperCase)|trim(End|Start)?)$/

/** Methods that throw for some digits, counts, forms and locales. */
const CHECKING = /^(localeCompare|normalize|repeat|to(Exponential|Fixed|Locale\w+|Precision|String))$/
export const checksArguments = (method: string): boolean => CHECKING.test(method)

export const isOutput = (name: string): boolean => OUTPUT_FUNCTIONS.test(name)
/** `console.log = …`, `spyOn(console, 'log')`: code may collect what is printed, and return it. */
export const isOutputTarget = (target: Node, scopes: ModuleScopes): boolean =>
  /^(console|process\.std(out|err))(\.|$)/.test(globalName(target, scopes) ?? '')
export const isTextMethod = (callee: Node): callee is NodeOf<'MemberExpression'> =>
  callee.type === 'MemberExpression' && OF_TEXTS.test(staticName(callee) ?? '')
/** Built-ins that check what they are given can't throw then. */
export const areLiterals = (nodes: readonly Node[]): boolean => nodes.every((node) => unwrap(node).type === 'Literal')
export const isOfTexts = (method: string): boolean => OF_TEXTS.test(method)

/** A call that writes to the output, whose own result isn't used. */
export function writesOutput(call: NodeOf<'CallExpression'>, scopes: ModuleScopes): boolean {
  const name = globalName(unwrap(call.callee), scopes)
  if (name === undefined || !isOutput(name)) return false
  return name.startsWith('console.') || userOf(call, scopes)?.parent.type === 'ExpressionStatement'
}

/** A built-in function that changes nothing, or a method of texts. */
export function isPureCall(call: NodeOf<'CallExpression'>, scopes: ModuleScopes): boolean {
  const callee = unwrap(call.callee)
  const name = globalName(callee, scopes)
  if (name === undefined) return isTextMethod(callee) && !(checksArguments(staticName(callee)!) && !areLiterals(call.arguments))
  const record = functionNamed(name)
  if (record?.pure !== true || record.passes || call.arguments.some((argument) => isFunction(unwrap(argument)))) return false
  return takesAny(name) || areLiterals(call.arguments)
}
