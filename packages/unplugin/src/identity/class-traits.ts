import { childrenOf, type Node } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'
import type { ClassTraits } from './file-summary.js'
import { plainKey, staticName } from './render-code.js'

/** What a class makes of its instances that the runtime cannot see: private state, functions as fields, the base. */
export function classTraits(node: Node): ClassTraits {
  const members = (node['body']?.['body'] ?? []) as Node[]
  const fields = members.filter((member) => /^(PropertyDefinition|AccessorProperty)$/.test(member.type) && member['value'])
  const functions = fields.filter((field) => isFunction(unwrap(field['value'])) && plainKey(field) !== undefined)
  const base = node['superClass'] ? unwrap(node['superClass']) : undefined
  const path: string[] = []
  let root = base
  for (; root?.type === 'MemberExpression'; root = unwrap(root['object'])) path.unshift(staticName(root) ?? '*')
  return {
    ...(root?.type === 'Identifier' ? { base: { name: root['name'], path } } : {}),
    // A private method is code; only fields are state.
    private: members.some(
      (member) =>
        /^(PropertyDefinition|AccessorProperty)$/.test(member.type) &&
        member['key']?.type === 'PrivateIdentifier' &&
        !member['static'],
    ),
    ownFunctions: [
      ...functions.filter((field) => !field['static']).map((field) => plainKey(field)!),
      ...members.filter((member) => member['kind'] === 'constructor').flatMap((member) => functionsSetOnThis(member)),
    ],
    staticFunctions: functions.filter((field) => field['static']).map((field) => plainKey(field)!),
  }
}

/** `this.load = () => …` in a constructor. */
function functionsSetOnThis(node: Node): string[] {
  if (node.type === 'AssignmentExpression' && isFunction(unwrap(node['right']))) {
    const left = unwrap(node['left'])
    const name =
      left.type === 'MemberExpression' && unwrap(left['object']).type === 'ThisExpression' ? staticName(left) : undefined
    return name === undefined ? [] : [name]
  }
  return [...childrenOf(node)].flatMap(functionsSetOnThis)
}
