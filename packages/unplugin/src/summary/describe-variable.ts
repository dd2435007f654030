import type { Node } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'
import type { Variable } from './file-summary.js'
import { globalName, isGlobalObject, readInitialiser, type Names } from './initialiser.js'
import { plainKey, staticName } from './render-code.js'

/** What a variable's declaration, and the statements that write it beside that, tell of its value. */
export function describeVariable(
  { nodes, assembled }: { nodes: Node[]; assembled: boolean },
  names: Names,
  name: string,
): Variable {
  const [node] = nodes
  const declared = nodes.length === 1 || nodes.slice(1).every((other) => other.type !== 'VariableDeclarator')
  const isDeclarator = node?.type === 'VariableDeclarator'
  const init = isDeclarator ? node['init'] : node?.type.endsWith('Statement') ? undefined : node
  const initialiser = readInitialiser(init as Node | undefined, names)
  const simple = isDeclarator ? node['id'].type === 'Identifier' : node === init
  const environment = isEnvironmentAlias(node, name, names)
  return {
    // What a pattern takes out of an object is as fixed as the object, unless a default or a getter has its say.
    initialiser: {
      ...initialiser,
      ...(simple ? {} : { shape: 'unknown', fixed: initialiser.fixed && isPlainPattern(node?.['id'], name) }),
      ...(environment ? { fixed: true, needs: [] } : {}),
    },
    reassigned: false,
    lazy: false,
    mutated: false,
    assembled: assembled && !onlyFixedWrites(nodes.slice(1), names),
    writers: [],
    ...(declared ? {} : { assembled: true }),
    ...(environment ? { environment: true as const } : {}),
    ...(simple && isGlobalObject(init as Node | undefined, names) ? { globalObject: true as const } : {}),
  }
}

/** `const env = process.env`: its variables are read one by one, wherever its file uses the alias. */
function isEnvironmentAlias(node: Node | undefined, name: string, names: Names): boolean {
  const init = node?.type === 'VariableDeclarator' && node['init'] ? unwrap(node['init']) : undefined
  if (!init) return false
  if (node!['id'].type === 'Identifier') {
    const ofModule =
      init.type === 'MemberExpression' && unwrap(init['object']).type === 'MetaProperty' && staticName(init) === 'env'
    return ofModule || globalName(init, names) === 'process.env'
  }
  const properties = (node!['id']['properties'] ?? []) as Node[]
  const taken = properties.find((property) => property['value']?.['name'] === name)
  return taken !== undefined && plainKey(taken) === 'env' && globalName(init, names) === 'process'
}

/** A name that a pattern takes out as it is: no default and no computed key on the way. */
function isPlainPattern(pattern: Node | null | undefined, name: string): boolean {
  switch (pattern?.type) {
    case 'Identifier':
      return pattern['name'] === name
    case 'ObjectPattern':
      return (pattern['properties'] as Node[]).some(
        (property) => !property['computed'] && isPlainPattern(property['value'] ?? property, name),
      )
    case 'ArrayPattern':
      return (pattern['elements'] as (Node | null)[]).some((element) => isPlainPattern(element, name))
    case 'RestElement':
      return isPlainPattern(pattern['argument'], name)
    default:
      return false
  }
}

/** `registry.set('a', () => 1)` and `limits.max = 3` leave a value as fixed as it was. */
function onlyFixedWrites(statements: Node[], names: Names): boolean {
  return statements.every((statement) => {
    const expression = statement.type === 'ExpressionStatement' ? unwrap(statement['expression']) : undefined
    if (expression?.type === 'AssignmentExpression') {
      return unwrap(expression['left']).type === 'MemberExpression' && readInitialiser(expression['right'], names).fixed
    }
    if (expression?.type !== 'CallExpression') return false
    const callee = unwrap(expression['callee'])
    const method = callee.type === 'MemberExpression' ? staticName(callee) : undefined
    const known = method !== undefined && /^(set|add|push|unshift|freeze|assign|defineProperty)$/.test(method)
    return known && (expression['arguments'] as Node[]).every((argument) => readInitialiser(argument, names).fixed)
  })
}
