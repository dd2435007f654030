import type { FunctionNode, Node, SourceModule } from '../source/source-module.js'
import { boundNames, isFunction, isNamed, ownNodes } from '../source/walk.js'

export interface Usage {
  usesThis: boolean
  usesSuper: boolean
  /** Reads the `arguments` that its parameters come from; in an arrow function, those of the enclosing function. */
  usesArguments: boolean
  /** The function rebinds `arguments`. */
  hidesArguments: boolean
}

/** What a function reads of its activation, in its parameters and its body, including nested arrow functions. */
export function describeUsage(module: SourceModule, fn: FunctionNode): Usage {
  const usage: Usage = { usesThis: false, usesSuper: false, usesArguments: false, hidesArguments: hidesArguments(fn) }
  for (const root of [...fn.params, fn.body]) {
    for (const node of ownNodes(root, true)) {
      if (isThis(node)) usage.usesThis = true
      if (node.type === 'Super') usage.usesSuper = usage.usesThis = true
      if (isNamed(node, 'arguments')) usage.usesArguments = true
      // A direct `eval` can read everything.
      if (isDirectEval(node)) {
        usage.usesThis = true
        if (hasArguments(module, fn)) usage.usesArguments = true
      }
    }
  }
  if (usage.hidesArguments) usage.usesArguments = false
  return usage
}

/** In `<this.Layout />`, `this` is a JSX name. */
function isThis(node: Node): boolean {
  return node.type === 'ThisExpression' || (node.type === 'JSXIdentifier' && node.name === 'this')
}

export function isDirectEval(node: Node): boolean {
  return node.type === 'CallExpression' && isNamed(node.callee, 'eval')
}

/** An arrow function at the top of a module or in a class field has no enclosing `arguments`. */
function hasArguments(module: SourceModule, fn: Node): boolean {
  for (let node: Node | undefined = fn; node; node = module.scopes.parentOf(node)) {
    if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty' || node.type === 'StaticBlock') return false
    if (isFunction(node) && node.type !== 'ArrowFunctionExpression') return true
  }
  return false
}

function hidesArguments(fn: FunctionNode): boolean {
  if (fn.type === 'ArrowFunctionExpression') return false
  if (fn.params.flatMap(boundNames).includes('arguments')) return true
  return fn.body.body.some(
    (statement) =>
      (statement.type === 'FunctionDeclaration' && isNamed(statement.id, 'arguments')) ||
      (statement.type === 'VariableDeclaration' &&
        statement.kind !== 'var' &&
        statement.declarations.some((declarator) => boundNames(declarator.id).includes('arguments'))),
  )
}
