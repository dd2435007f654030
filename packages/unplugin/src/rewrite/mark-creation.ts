import type { IdentifiedCreation } from '../identity/identify-code.js'
import type { RewriteContext } from './context.js'
import type { KnownCode } from './know-code.js'

/**
 * `new Pool(options)` → `$created($m1=$creation("new pg@8.11.0 Pool …",1),new Pool($m1.keep(options)))`. The order of evaluation, `this` and the
 * types are those of the code as it was written.
 */
export function markCreation({ edits, names, module }: RewriteContext, creation: IdentifiedCreation, known: KnownCode): void {
  const { node, by, arguments: args } = creation
  let made = `${names.runtime('creation')}(${JSON.stringify(by)},${args.length})`
  if (args.length > 0) {
    const variable = names.creation(known.variables.length + 1)
    known.variables.push(variable)
    made = `${variable}=${made}`
    for (const argument of args) {
      const { type, start, end } = argument.type === 'SpreadElement' ? argument.argument : argument
      const [open, close] = type === 'SequenceExpression' ? ['((', '))'] : ['(', ')']
      edits.wrap(start, end, `${variable}.keep${open}`, close)
    }
  }
  const pure = PURE.test(module.text.slice(0, node.start)) ? '/* @__PURE__ */' : ''
  edits.wrap(node.start, node.end, `${pure}${names.runtime('created')}(${made},`, ')')
}

const PURE = /[@#]__PURE__\s*\*\/\s*\(?\s*$/
