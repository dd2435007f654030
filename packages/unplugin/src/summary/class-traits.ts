import { childrenOf, type ModuleScopes, type Node } from '../source/source-module.js'
import { isFunction, ownNodes, unwrap } from '../source/walk.js'
import type { ClassTraits } from './file-summary.js'
import { plainKey, staticName } from './render-code.js'

/** What a class makes of its instances that the runtime cannot see: private state, functions as fields, the base. */
export function classTraits(node: Node, scopes: ModuleScopes): ClassTraits {
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
      ...members
        .filter((member) => member['kind'] === 'constructor')
        .flatMap((member) => functionsSetOnThis(member, member, scopes)),
    ],
    staticFunctions: functions.filter((field) => field['static']).map((field) => plainKey(field)!),
  }
}

/** `this.load = () => …` in a constructor, unless it reads what each run of the constructor has its own of: its text would not tell. */
function functionsSetOnThis(node: Node, constructor: Node, scopes: ModuleScopes): string[] {
  const value = node.type === 'AssignmentExpression' ? unwrap(node['right']) : undefined
  if (value && isFunction(value)) {
    const left = unwrap(node['left'])
    const name =
      left.type === 'MemberExpression' && unwrap(left['object']).type === 'ThisExpression' ? staticName(left) : undefined
    return name === undefined || readsLocals(value, value, constructor, scopes) ? [] : [name]
  }
  return childrenOf(node).flatMap((child) => functionsSetOnThis(child, constructor, scopes))
}

/** Whether a function reads a variable that belongs to the code around it, but not to the module. */
function readsLocals(node: Node, fn: Node, around: Node, scopes: ModuleScopes): boolean {
  const block = scopes.referenceOf(node)?.resolved?.scope.block
  if (block && isWithin(block, around) && !isWithin(block, fn)) return true
  return childrenOf(node).some((child) => readsLocals(child, fn, around, scopes))
}

const isWithin = (inner: Node, outer: Node): boolean => inner.start >= outer.start && inner.end <= outer.end

/** Functions among the properties of an object literal; not an arrow function that reads the `this` of a function around. */
export function functionsOfLiteral(literal: Node | undefined): string[] {
  return ((literal?.['properties'] ?? []) as Node[]).flatMap((property) => {
    const value = property['value'] as Node | undefined
    const key = property['key'] as Node | undefined
    if (property['computed'] || !value || !/^(ArrowFunctionExpression|FunctionExpression)$/.test(value.type)) return []
    if (value.type === 'ArrowFunctionExpression' && ownNodes(value, true).some(({ type }) => type === 'ThisExpression')) return []
    return [String(key?.['name'] ?? key?.['value'])]
  })
}
