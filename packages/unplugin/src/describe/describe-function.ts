import type { FormalParameter } from 'oxc-parser'
import { holderOf } from '../find/tag-targets.js'
import type { FunctionNode, NodeOf, Parameter, SourceModule } from '../source/source-module.js'
import { boundNames, isNamed, ownNodes } from '../source/walk.js'
import type { DescribedFunction, FunctionKind, TaggedFunction } from '../stages.js'
import { findOptionsParameter } from './cache-options-parameter.js'
import type { FindType } from './cache-options-type.js'
import { describeUsage, type Usage } from './own-usage.js'
import { membersOfParameters, partsOfThis } from './parts-of-this.js'
import { mayReturnPromise } from './returns-promise.js'

/** Describes the properties of a function that the rewrite depends on. */
export function describeFunction(tagged: TaggedFunction, findType?: FindType): DescribedFunction {
  const { module, node } = tagged
  const kind = kindOf(node)
  const usage = describeUsage(module, node)
  const parameters = node.params.filter((param) => !isNamed(param, 'this'))
  const optionsParameter = findOptionsParameter(module, node, findType)
  return {
    ...tagged,
    kind,
    shape: shapeOf(module, node, kind),
    params: parameters.filter((param) => param !== optionsParameter).flatMap(boundNames),
    declared: parameters.length,
    options: optionsSource(node, parameters, optionsParameter, usage),
    usesThis: usage.usesThis,
    usesSuper: usage.usesSuper,
    parts: usage.usesThis && tagged.tag.form !== 'call' ? partsOfThis(module, node) : undefined,
    members: usage.usesArguments || tagged.tag.form === 'call' ? new Map() : membersOfParameters(module, node),
    usesArguments: usage.usesArguments,
    constructible: isConstructible(module, node),
  }
}

function kindOf(node: FunctionNode): FunctionKind {
  if (node.generator) return node.async ? 'asyncGenerator' : 'generator'
  return node.async ? 'async' : 'sync'
}

function shapeOf(module: SourceModule, node: FunctionNode, kind: FunctionKind): DescribedFunction['shape'] {
  if (node.generator) return 'inlineGenerator'
  if (kind === 'async') return 'wrappedAsync'
  // Both need a separate function body: a block can't declare a name twice, and a function with the added parameter can't
  // contain 'use strict'.
  if (findNameTwice(node) !== undefined || isStrictArrow(node)) return 'wrappedSync'
  return mayReturnPromise(module, node) ? 'wrappedSync' : 'inline'
}

/** An arrow function with its own 'use strict'. */
export function isStrictArrow(node: FunctionNode): boolean {
  return node.type === 'ArrowFunctionExpression' && directivesOf(node).some((statement) => statement.directive === 'use strict')
}

export function directivesOf(node: FunctionNode): NodeOf<'ExpressionStatement'>[] {
  const directives: NodeOf<'ExpressionStatement'>[] = []
  for (const statement of node.body.type === 'BlockStatement' ? node.body.body : []) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') break
    directives.push(statement)
  }
  return directives
}

/** A name that the body declares as a function and a second time, which isn't allowed in a block. */
export function findNameTwice(node: FunctionNode): string | undefined {
  if (node.body.type !== 'BlockStatement') return undefined
  const functions = new Set<string>()
  for (const statement of node.body.body) {
    if (statement.type !== 'FunctionDeclaration') continue
    const name = statement.id!.name
    if (functions.has(name)) return name
    functions.add(name)
  }
  return functions.size > 0 ? varNames(node).find((name) => functions.has(name)) : undefined
}

/** Names that the body declares with `var`, in nested blocks too. */
export function varNames(node: FunctionNode): string[] {
  return ownNodes(node.body, false).flatMap((inner) =>
    inner.type === 'VariableDeclaration' && inner.kind === 'var'
      ? inner.declarations.flatMap((declarator) => boundNames(declarator.id))
      : [],
  )
}

function optionsSource(
  node: FunctionNode,
  parameters: readonly Parameter[],
  declared: FormalParameter | undefined,
  usage: Usage,
): DescribedFunction['options'] {
  if (declared) return { from: 'declared', parameter: declared, index: parameters.length - 1 }
  const arrow = node.type === 'ArrowFunctionExpression'
  if (parameters.at(-1)?.type === 'RestElement' || (usage.usesArguments && !arrow)) return { from: 'branded' }
  if (usage.hidesArguments) return { from: 'none' }
  return arrow ? { from: 'extraParameter' } : { from: 'arguments', index: parameters.length }
}

function isConstructible(module: SourceModule, node: FunctionNode): boolean {
  if (node.type === 'ArrowFunctionExpression' || node.async || node.generator) return false
  const holder = holderOf(module, node)
  return !(holder?.type === 'MethodDefinition' || (holder?.type === 'Property' && holder.method))
}
