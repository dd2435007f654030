import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { methodOf } from '../values/builtins.js'
import { evaluate } from '../values/evaluate.js'
import { isOutputOnly } from '../values/output-only.js'
import { takesPlainValues } from '../values/plain-arguments.js'
import { classifyUse, type UseOfName } from './classify-use.js'

/** How code uses a variable at one position, with what its values and the code around it show. */
export function useInCode(variable: Variable, identifier: Node, ancestors: readonly Node[], scopes: ModuleScopes): UseOfName {
  const use = classifyUse(identifier, ancestors, scopes)
  if (use.change === 'lazyWrite' && dependsOnLocals(ancestors, identifier, scopes)) use.change = 'write'
  const isOutput = () => isPrinted(identifier, ancestors, scopes)
  // `log.push(x)` on a built-in list; any other code only if it is given plain values, which it can't mutate.
  if (use.use === 'called') {
    if (use.discarded || use.effect || isOutput())
      use.effect = isOfList(variable, use, scopes) || takesPlainValues(identifier, ancestors, scopes)
  } else if (!use.effect && use.change !== 'lazyWrite') use.effect = isOutput()
  return use
}

/** A method of a built-in list that calls nothing. `list.forEach(f)` gives `f` what the list holds. */
function isOfList({ defs: [definition] }: Variable, { method, path, dynamic }: UseOfName, scopes: ModuleScopes): boolean {
  const init = definition?.type === 'Variable' ? definition.node.init : undefined
  if (!init || method === undefined || path.length > 0 || dynamic) return false
  const { kind } = evaluate(init, scopes).shape
  const record = /^(array|map|set|bytes)$/.test(kind) ? methodOf(kind, method) : undefined
  return record !== undefined && !record.passes
}

/** Whether the value of a name, or of `++calls`, only reaches output. */
function isPrinted(identifier: Node, ancestors: readonly Node[], scopes: ModuleScopes): boolean {
  const parent = ancestors.at(-1)
  return parent?.type === 'UpdateExpression'
    ? isOutputOnly(parent, ancestors.slice(0, -1), scopes)
    : isOutputOnly(identifier, ancestors, scopes)
}

// `table ??= build(size)` with a parameter: the first caller decides, so it isn't an initialiser.
function dependsOnLocals(ancestors: readonly Node[], identifier: Node, scopes: ModuleScopes): boolean {
  const assignment = ancestors.findLast((node) => node.type === 'AssignmentExpression' && unwrap(node.left) === identifier)
  if (assignment?.type !== 'AssignmentExpression') return false
  const { right } = assignment
  const visit = (node: Node): boolean => {
    if (node.type === 'ThisExpression') return true
    const variable = node.type === 'Identifier' ? scopes.referenceOf(node)?.resolved : undefined
    if (variable && variable.scope !== scopes.top) {
      const { start, end } = variable.scope.block
      if (start < right.start || end > right.end) return true
    }
    return childrenOf(node).some(visit)
  }
  return visit(right)
}
