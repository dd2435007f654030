import {
  abstractTagged,
  accessorTagged,
  constructorTagged,
  declarationTagged,
  notAFunction,
  severalDeclarators,
  superCallTagged,
  type Problem,
} from '../errors.js'
import { implementationOf } from '../source/signatures.js'
import { childrenOf, isAmbient } from '../source/node.js'
import type { FunctionLike, FunctionNode, Node, NodeOf, SourceModule } from '../source/source-module.js'
import { decoratorsOf, isFunction, isWrapper, ownNodes, skipTrivia, unwrap } from '../source/walk.js'

/** What a tag is attached to: a function, something that can't be tagged, or `undefined` if tags don't apply here. */
export type Target = { fn: FunctionNode } | { problem: Problem } | undefined

/** Finds what a comment that ends at an offset is attached to. */
export type TargetAt = (commentEnd: number) => Target

export function findTargets(module: SourceModule): TargetAt {
  let decorated: Map<number, number> | undefined
  return (commentEnd) => {
    let at = skipTrivia(module.text, commentEnd)
    for (;;) {
      const nodes = nodesAt(module.ast, at)
      const target = firstTarget(module, nodes)
      if (target) return target
      decorated ??= decoratorEnds(module)
      const decorator = decorated.get(at)
      // Decorators and opening parentheses may come between the comment and the function.
      if (decorator !== undefined) at = skipTrivia(module.text, decorator)
      else if (module.text[at] === '(' && nodes.length === 0) at = skipTrivia(module.text, at + 1)
      else return undefined
    }
  }
}

/** The nodes whose first token is at an offset, outermost first. */
function nodesAt(program: Node, offset: number): Node[] {
  const found: Node[] = []
  const work: Node[] = childrenOf(program)
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.start === offset) found.push(node)
    // A decorator may come before the node that it decorates.
    if (node.start <= offset && offset < node.end) work.push(...childrenOf(node))
    else if (decoratorsOf(node).length > 0 || ('declaration' in node && node.declaration)) work.push(...childrenOf(node))
  }
  return found.sort((a, b) => b.end - a.end)
}

/**
 * The end of each decorator, by its start. The member's start is included because a modifier after a decorator doesn't begin a
 * node.
 */
function decoratorEnds(module: SourceModule): Map<number, number> {
  const ends = new Map<number, number>()
  const work: Node[] = [module.ast]
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'Decorator') ends.set(node.start, node.end)
    work.push(...childrenOf(node))
  }
  return ends
}

function firstTarget(module: SourceModule, nodes: Node[]): Target {
  for (const node of nodes) {
    const target = targetOf(module, node)
    if (target) return target
  }
  return undefined
}

/** What a tag before this statement, declaration, member or expression refers to. */
function targetOf(module: SourceModule, node: Node): Target {
  if (isFunction(node)) return tagFunction(module, node)
  switch (node.type) {
    case 'TSDeclareFunction':
      return implementationTarget(module, node)
    case 'ExportNamedDeclaration':
      return node.declaration ? targetOf(module, node.declaration) : undefined
    case 'ExportDefaultDeclaration':
      return valueTarget(module, node.declaration, 'a default export')
    case 'TSExportAssignment':
      return valueTarget(module, node.expression, 'an export')
    case 'VariableDeclaration':
      return variableTarget(module, node)
    case 'VariableDeclarator':
      return node.init ? valueTarget(module, node.init, 'a variable') : undefined
    case 'ReturnStatement':
      return node.argument ? optionalTarget(module, node.argument) : undefined
    case 'ExpressionStatement':
      return assignmentTarget(module, node.expression)
    default:
      return memberTarget(module, node) ?? otherTarget(node)
  }
}

function memberTarget(module: SourceModule, node: Node): Target {
  switch (node.type) {
    case 'MethodDefinition':
      if (node.kind === 'constructor') return { problem: constructorTagged() }
      if (node.kind !== 'method') return { problem: accessorTagged() }
      return isFunction(node.value) ? tagFunction(module, node.value) : implementationTarget(module, node.value)
    case 'Property':
      if (node.kind !== 'init') return { problem: accessorTagged() }
      return node.shorthand ? { problem: notAFunction('a shorthand property') } : valueTarget(module, node.value, 'a property')
    case 'PropertyDefinition':
      return node.value ? valueTarget(module, node.value, 'a class field') : undefined
    case 'AccessorProperty':
    case 'TSAbstractAccessorProperty':
      return { problem: accessorTagged() }
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
      return { problem: abstractTagged() }
    default:
      return undefined
  }
}

const OTHERS: Record<string, string> = {
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  TSMethodSignature: 'a signature',
}

const otherTarget = (node: Node): Target => (OTHERS[node.type] ? { problem: notAFunction(OTHERS[node.type]!) } : undefined)

function variableTarget(module: SourceModule, node: NodeOf<'VariableDeclaration'>): Target {
  const { declarations } = node
  if (node.declare) return { problem: declarationTagged() }
  if (declarations.length > 1) return { problem: severalDeclarators() }
  return targetOf(module, declarations[0]!)
}

function valueTarget(module: SourceModule, value: Node, what: string): Target {
  const inner = unwrap(value)
  if (inner.type === 'TSDeclareFunction') return implementationTarget(module, inner)
  return isFunction(inner) ? tagFunction(module, inner) : (otherTarget(inner) ?? { problem: notAFunction(what) })
}

function optionalTarget(module: SourceModule, value: Node): Target {
  const inner = unwrap(value)
  return isFunction(inner) ? tagFunction(module, inner) : undefined
}

/** `exports.load = () => …`. A tag before any other expression statement isn't attached to a function. */
function assignmentTarget(module: SourceModule, expression: Node): Target {
  return expression.type === 'AssignmentExpression' ? optionalTarget(module, expression.right) : undefined
}

export function tagFunction(module: SourceModule, node: FunctionNode): Target {
  if (isAmbient(node)) return { problem: declarationTagged() }
  const holder = holderOf(module, node)
  if (holder?.type === 'MethodDefinition' || (holder?.type === 'Property' && holder.value === node)) {
    if (holder.kind === 'constructor') return { problem: constructorTagged() }
    if (holder.kind === 'get' || holder.kind === 'set') return { problem: accessorTagged() }
  }
  if (node.type === 'ArrowFunctionExpression') {
    for (const inner of ownNodes(node.body, true))
      if (inner.type === 'CallExpression' && inner.callee.type === 'Super') return { problem: superCallTagged() }
  }
  return { fn: node }
}

/** An overload signature stands for the implementation that follows it. */
function implementationTarget(module: SourceModule, signature: FunctionLike): Target {
  const implementation = isAmbient(signature) ? undefined : implementationOf(module, signature)
  return implementation ? tagFunction(module, implementation) : { problem: declarationTagged() }
}

/** The first ancestor that isn't a type wrapper. */
export function holderOf(module: SourceModule, node: Node): Node | undefined {
  let parent = module.scopes.parentOf(node)
  while (parent && isWrapper(parent)) parent = module.scopes.parentOf(parent)
  return parent
}
