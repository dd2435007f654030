import type { Variable } from '../../source/scopes.js'
import type { Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { staticName } from '../render-code.js'
import { isNodeModule, originOf, type FoundRead, type ReadContext } from './names.js'

export const isEnvironment = (name: string | undefined): name is string => name === 'process.env' || name === 'import.meta.env'

export function environment(object: string, name: string, offset: number): FoundRead {
  const plain = /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`
  const expression = object === 'process.env' ? `typeof process === 'undefined' ? void 0 : ${plain}` : plain
  return { kind: 'env', name: plain, expression, offset }
}

/** A variable that only run time names: all of them count. What a bundler puts in place of `import.meta.env` has no value of its own. */
export function wholeEnvironment(object: string, offset: number): FoundRead {
  const read = { kind: 'unfollowed', code: 'dynamic-env', offset } as const
  return object === 'process.env' ? { ...read, name: object, expression: WHOLE_ENVIRONMENT } : { ...read, name: `${object}[…]` }
}

export const WHOLE_ENVIRONMENT = `typeof process === 'undefined' ? void 0 : { ...process.env }`

/** `X` of `'X' in process.env`. */
export function askedFor(parent: Node | undefined): string | undefined {
  const left = parent?.type === 'BinaryExpression' && parent.operator === 'in' ? unwrap(parent.left) : undefined
  return left?.type === 'Literal' && typeof left.value === 'string' ? left.value : undefined
}

export function readsOneVariable(node: Node, ancestors: readonly Node[], context: ReadContext): boolean {
  const parent = ancestors.at(-1)
  const above = parent?.type === 'ChainExpression' ? ancestors.at(-2) : parent
  if (above?.type === 'MemberExpression' && unwrap(above.object) !== node && parent?.type !== 'ChainExpression') return false
  if (above?.type === 'MemberExpression') return true
  if (above?.type === 'UnaryExpression') return true
  if (above?.type !== 'VariableDeclarator') return false
  if (above.id.type !== 'Identifier') return above.id.type === 'ObjectPattern'
  // A reassigned name isn't an alias; a module-level one is then an input.
  return above === ancestors[0] || originOf(above.id, context.scopes) !== undefined
}

/**
 * `const env = process.env`, `const { env } = process`, `import { env } from 'node:process'`, `import env = process.env`, and names of
 * other parts of Node. Limits the variables whose uses are examined.
 */
export function mayBeOfNode({ defs }: Variable): boolean {
  const [definition] = defs
  if (definition?.type === 'ImportBinding') {
    const { parent } = definition
    return parent.type !== 'ImportDeclaration' || isNodeModule(parent.source.value)
  }
  if (definition?.type !== 'Variable') return false
  const { id, init } = definition.node
  const made = init && unwrap(init)
  const value = made?.type === 'ChainExpression' ? unwrap(made.expression) : made
  if (value?.type === 'AwaitExpression') return unwrap(value.argument).type === 'ImportExpression'
  if (value && /^(Identifier|ConditionalExpression|LogicalExpression)$/.test(value.type)) return true
  if (value?.type === 'CallExpression') return id.type === 'ObjectPattern' || literalText(value.arguments[0]) !== undefined
  return (
    value?.type === 'MemberExpression' &&
    id.type === 'Identifier' &&
    /^(env|process|getBuiltinModule)$/.test(staticName(value) ?? '')
  )
}
