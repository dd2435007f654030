import type { Variable } from '../source/scopes.js'
import type { FunctionNode, SourceModule } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'

/** The function that a variable always holds: a function declaration, or a function assigned to a constant. */
export function functionOfVariable(variable: Variable): FunctionNode | undefined {
  const definition = variable.defs.at(-1)
  if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined
  if (definition?.type === 'FunctionName')
    return definition.node.type === 'FunctionDeclaration' && isFunction(definition.node) ? definition.node : undefined
  if (definition?.type !== 'Variable' || !definition.node.init || definition.node.id.type !== 'Identifier') return undefined
  const value = unwrap(definition.node.init)
  return isFunction(value) ? value : undefined
}

/** The function with this name at a module's top level, or its default export. */
export function functionAtTop(module: SourceModule, name: string): FunctionNode | undefined {
  const variable = module.scopes.top.set.get(name)
  if (variable) return functionOfVariable(variable)
  const exported = module.ast.body.find((statement) => statement.type === 'ExportDefaultDeclaration')
  const value = name === 'default' && exported ? unwrap(exported.declaration) : undefined
  return isFunction(value) ? value : undefined
}
