import type { Variable } from '../source/scopes.js'
import type { Node } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'
import { isMutator } from './classify-use.js'
import { plainKey, staticName } from './render-code.js'

/** Where an object goes that code names: as a whole, or what it holds. */
export interface Flow {
  what: 'whole' | 'contents'
  /** Members before it flows: `config.db` has `['db']`; `*` for one that only run time knows. */
  path: string[]
  /** As a result, or part of one. */
  returned: boolean
}

const PLAIN_METHODS =
  /^(has|includes|indexOf|lastIndexOf|join|some|every|test|toString|startsWith|endsWith|hasOwnProperty|toFixed|charAt|match|keys)$/
/** Functions of the language that give nothing of their argument away. */
const READERS =
  /^(Object|JSON|Array|String|Number|Boolean|Math|console|structuredClone|isNaN|parseInt|parseFloat|encodeURIComponent|Intl|Buffer)$/

/** Those of them whose result holds what their argument holds. */
const SHARERS = /^(values|entries|assign|fromEntries|from|of)$/

/** Whether a use hands on the object itself, so that code elsewhere may change it; `ancestors` from the outermost. */
export function flowOf(identifier: Node, ancestors: readonly Node[], isFree: (name: Node) => boolean): Flow | undefined {
  let child = identifier
  let at = ancestors.length - 1
  const path: string[] = []
  for (; at >= 0; at--) {
    const parent = ancestors[at]!
    if (parent.type === 'MemberExpression' && unwrap(parent['object']) === child) path.push(staticName(parent) ?? '*')
    else if (parent.type !== 'ChainExpression') break
    child = parent
  }
  let what: Flow['what'] = 'whole'
  const flow = (returned = false): Flow => ({ what, path, returned })
  for (; at >= 0; child = ancestors[at]!, at--) {
    const parent = ancestors[at]!
    const is = (key: string) => !!parent[key] && unwrap(parent[key] as Node) === child
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression': {
        if (!is('callee')) {
          if (!isReader(parent['callee'] as Node, isFree)) return flow()
          what = 'contents'
          const callee = unwrap(parent['callee'] as Node)
          return callee.type === 'MemberExpression' && SHARERS.test(staticName(callee) ?? '') ? flow() : undefined
        }
        const method = path.pop()
        what = 'contents'
        return method === undefined || PLAIN_METHODS.test(method) ? undefined : flow()
      }
      case 'ForOfStatement':
        what = 'contents'
        return is('right') ? flow() : undefined
      case 'VariableDeclarator':
        if (parent['id'].type !== 'Identifier') what = 'contents'
        return is('init') ? flow() : undefined
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        return is('right') ? flow() : undefined
      case 'PropertyDefinition':
        return is('value') ? flow() : undefined
      case 'ReturnStatement':
      case 'YieldExpression':
        return flow(true)
      case 'ExportDefaultDeclaration':
        return flow()
      case 'ArrowFunctionExpression':
        return is('body') ? flow(true) : undefined
      case 'ConditionalExpression':
        if (is('test')) return undefined
        break
      case 'Property':
        if (!is('value')) return undefined
        break
      case 'SpreadElement':
        what = 'contents'
        break
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'LogicalExpression':
      case 'SequenceExpression':
      case 'AwaitExpression':
      case 'ChainExpression':
        break
      default:
        return undefined
    }
  }
  return undefined
}

function isReader(callee: Node, isFree: (name: Node) => boolean): boolean {
  let node = unwrap(callee)
  while (node.type === 'MemberExpression') node = unwrap(node['object'])
  return node.type === 'Identifier' && READERS.test(node['name']) && isFree(node)
}

/** Whether what flows is an object that the initialiser makes, and not a plain value. */
export function handsOut(init: Node, { what, path }: Flow): boolean {
  let nodes = [unwrap(init)]
  for (const step of path) nodes = nodes.flatMap((node) => membersOf(node, step))
  if (what === 'contents') nodes = nodes.flatMap((node) => membersOf(node, '*'))
  return nodes.some(isObject)
}

const isObject = (node: Node) => /^(ObjectExpression|ArrayExpression|NewExpression)$/.test(node.type)

function membersOf(node: Node, step: string): Node[] {
  switch (node.type) {
    case 'ObjectExpression': {
      const named = (node['properties'] as Node[]).filter(
        (property) => step === '*' || property.type === 'SpreadElement' || plainKey(property) === step,
      )
      return named.flatMap((property) => (property['value'] ? [unwrap(property['value'])] : []))
    }
    case 'ArrayExpression':
      return (node['elements'] as (Node | null)[]).flatMap((element) =>
        element && element.type !== 'SpreadElement' ? [unwrap(element)] : [],
      )
    case 'NewExpression':
      // `new Map([['a', { … }]])`: what stands two levels down.
      return (node['arguments'] as Node[]).flatMap((list) =>
        membersOf(unwrap(list), '*').flatMap((entry) =>
          [entry, ...membersOf(entry, '*')].filter(
            (inner) => inner.type !== 'ArrayExpression' || node['callee']['name'] === 'Set',
          ),
        ),
      )
    default:
      return []
  }
}

const FRESH_CALLS =
  /^(map|filter|slice|concat|split|from|of|entries|keys|values|fromEntries|create|flatMap|flat|toSorted|toReversed|toSpliced|fill|structuredClone|Array|Object|match|matchAll|parse|with)$/

/** Whether a value was made on the spot, so that a change of it changes nothing else. */
function isFresh(wrapped: Node | null | undefined): boolean {
  if (!wrapped) return true
  const node = unwrap(wrapped)
  if (node.type === 'CallExpression') {
    const callee = unwrap(node['callee'])
    return FRESH_CALLS.test((callee.type === 'MemberExpression' ? staticName(callee) : callee['name']) ?? '')
  }
  return (
    isObject(node) ||
    node.type === 'Literal' ||
    node.type === 'TemplateLiteral' ||
    isFunction(node) ||
    node.type === 'ClassExpression'
  )
}

/** A local variable that only ever holds what its own declaration made. */
export function isMadeHere(variable: Variable): boolean {
  const [definition] = variable.defs
  const declarator = definition?.type === 'Variable' ? (definition.node as unknown as Node) : undefined
  return (
    declarator?.type === 'VariableDeclarator' &&
    declarator['id'].type === 'Identifier' &&
    !!declarator['init'] &&
    isFresh(declarator['init'])
  )
}

/** `find().k = 1`, `find().k++`, `find().push(1)`: a change of something that a call gave. */
export function changesResult(node: Node): boolean {
  if (node.type === 'CallExpression') {
    const callee = unwrap(node['callee'])
    if (callee.type !== 'MemberExpression' || !isMutator(staticName(callee))) return false
    const made = rootOf(callee)
    return made.type === 'CallExpression' && !isFresh(made)
  }
  const target =
    node.type === 'AssignmentExpression'
      ? node['left']
      : node.type === 'UpdateExpression' || node['operator'] === 'delete'
        ? node['argument']
        : undefined
  const at = target ? unwrap(target as Node) : undefined
  if (at?.type !== 'MemberExpression') return false
  return rootOf(at).type === 'CallExpression'
}

function rootOf(member: Node): Node {
  let at = member
  while (at.type === 'MemberExpression' || at.type === 'ChainExpression') at = unwrap((at['object'] ?? at['expression']) as Node)
  return at
}
