import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { FunctionNode, ModuleScopes, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { hidesTable } from './memo-forms.js'
import { usesOfTable } from './memo-uses.js'
import type { Shape } from '../values/shapes.js'
import type { TrackContext } from '../values/track-value.js'
import { usesSelf } from '../values/value-syntax.js'
import { globalName, onlyInitialiser } from '../values/values-of-names.js'

/**
 * Whether a table only memoises results of a function: `if (!memo.has(k)) memo.set(k, make(k))`. It is read and filled by key, in a
 * function that gives the same result whether or not it holds the value, and that uses nothing around it but the key. A new process
 * would fill it in the same way, as long as keys and values are primitive, which only shows at run time, and if what the function reads at run
 * time stays the same.
 */
export function isMemoTable(table: Variable, { kind, members }: Shape, { scopes, isExported }: TrackContext): boolean {
  if ((kind !== 'map' && kind !== 'object') || isExported(table) || (kind === 'object' && members?.size)) return false
  const uses = usesOfTable(table, kind, scopes)
  const keyed = [...(uses?.values() ?? [])].filter(({ key }) => key !== undefined)
  const [first, ...others] = keyed
  if (!uses || !first || keyed.every(({ value }) => value === undefined)) return false
  const { fn } = first
  const key = variableOf(first.key!, scopes)
  if (!key || others.some((use) => variableOf(use.key!, scopes) !== key)) return false
  const end = Math.max(...[...uses.values()].map(({ node }) => node.end))
  return isKey(key, kind, scopes) && usesOnly(key, table, { fn, end }, scopes) && hidesTable(fn, key, uses, scopes)
}

function variableOf(wrapped: Node, scopes: ModuleScopes): Variable | undefined {
  const node = unwrap(wrapped)
  return node.type === 'Identifier' ? scopes.variableOf(node) : undefined
}

/** A name that stays what it is. An object has one element for 1 and '1', so its keys must be texts. */
function isKey(key: Variable, kind: 'map' | 'object', scopes: ModuleScopes): boolean {
  const init = onlyInitialiser(key)
  if (kind === 'object') return init !== undefined && isText(init, scopes)
  const isWritten = key.references.some((reference) => reference.isWrite() && !reference.init)
  return key.scope !== scopes.top && (init !== undefined || (key.defs[0]?.type === 'Parameter' && !isWritten))
}

function isText(wrapped: Node, scopes: ModuleScopes): boolean {
  const node = unwrap(wrapped)
  switch (node.type) {
    case 'TemplateLiteral':
      return true
    case 'Literal':
      return typeof node.value === 'string'
    case 'BinaryExpression':
      return node.operator === '+' && (isText(node.left, scopes) || isText(node.right, scopes))
    case 'CallExpression':
      return /^(String|JSON\.stringify)$/.test(globalName(node.callee, scopes) ?? '')
    default:
      return false
  }
}

/**
 * Whether a function uses nothing around it but the key, however that is made. The statements behind the last use of the table, which ends at
 * `end`, may use anything: nothing of them is in the table.
 */
function usesOnly(key: Variable, table: Variable, { fn, end }: { fn: FunctionNode; end: number }, scopes: ModuleScopes): boolean {
  const isInside = ({ start, end }: Node) => start >= fn.start && end <= fn.end
  const isOwn = (variable: Variable): boolean => {
    if (variable === key || variable === table || variable.scope === scopes.top) return true
    const { block } = variable.scope
    const type = variable.defs[0]?.type
    // Parameters of functions inside don't count.
    return isInside(block) && (type === 'Variable' || (block !== fn && type !== 'CatchClause'))
  }
  const made = key.defs[0]?.type === 'Variable' ? key.defs[0].node : undefined
  const visit = (node: Node): boolean => {
    if (node === made) return true
    const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined
    return (!variable || isOwn(variable)) && childrenOf(node).every(visit)
  }
  const statements = fn.body.type === 'BlockStatement' ? fn.body.body.filter(({ start }) => start < end) : [fn.body]
  return [...fn.params, ...statements].every((node) => !usesSelf(node) && visit(node))
}
