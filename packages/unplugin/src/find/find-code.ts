import type { ObjectProperty } from 'oxc-parser'
import { childrenOf, isAmbient } from '../source/node.js'
import type { FunctionNode, Node, NodeOf, SourceModule } from '../source/source-module.js'
import type { Variable } from '../source/scopes.js'
import { isFunction, isNamed, isWrapper, ownNodes, unwrap } from '../source/walk.js'
import { functionOfVariable } from './function-of-variable.js'
import { becomesText, isBinding, isUsedAtOnce, receiverOfBind, runsText } from './function-uses.js'

/** A function or class that the program can use as a value, and how the rewrite registers it. */
export type CodePlace =
  /** `function f() {}`, registered at the start of its block. */
  | { form: 'declaration'; node: FunctionNode; name: string }
  /** A function expression, registered where it is created. */
  | { form: 'expression'; node: FunctionNode }
  /** `{ f() {} }`: a method of an object literal. */
  | { form: 'method'; node: FunctionNode; property: ObjectProperty }
  /** Registered inside its body. */
  | { form: 'class'; node: NodeOf<'ClassDeclaration'> }

export interface CodeSearch {
  /** Nodes with their own identity: tagged functions. */
  except: ReadonlySet<Node>
  /** Whether the callee is in a file with tags, and so may be a function that receives its arguments as values. */
  callsTagged(callee: Node): boolean
}

/**
 * These calls parse a function's source, or need it unchanged. Those of tests and of frameworks keep it for themselves. A function that the
 * file declares is none of them.
 */
const UNTOUCHED_CALLS =
  /^(?:vi|vitest|jest|describe|suite|it|test|bench|expect|assert|(?:before|after)(?:Each|All)?|import|require|\$\w+|\w+\$|define[A-Z]\w*)$/

/** Code at a server or client boundary belongs to the framework that splits it. */
const BOUNDARY = /^use (?!strict$)\w+$/

export interface FoundCode {
  /** In text order. */
  places: CodePlace[]
  /** What `bind` is called on, where the result may become a value. */
  bound: Node[]
}

/** The functions and classes of a module that may become values. */
export function findCode(module: SourceModule, search: CodeSearch): FoundCode {
  if (hasBoundary(module.ast)) return { places: [], bound: [] }
  const finder = new CodeFinder(module, search)
  // Iterative: a long chain of binary expressions would overflow the stack.
  const work: { node: Node; nested: boolean }[] = [{ node: module.ast, nested: false }]
  for (let at = work.pop(); at; at = work.pop()) {
    const { node, nested } = at
    if (isAmbient(node) || (isFunction(node) && hasBoundary(node.body))) continue
    finder.look(node, nested)
    if (isFunction(node) && becomesText(node, module.scopes)) continue
    const within = nested || isFunction(node)
    for (const child of childrenOf(node)) if (!isType(child)) work.push({ node: child, nested: within })
  }
  return { places: finder.found.sort((a, b) => a.node.start - b.node.start), bound: finder.bound }
}

const isType = ({ type }: Node) => /^TS.*(?:Type|Keyword|TypeAnnotation|Signature|TypeReference)$|^TSInterface/.test(type)

export const hasBoundary = (block: Node): boolean =>
  (block.type === 'Program' || block.type === 'BlockStatement') &&
  block.body.some((statement) => statement.type === 'ExpressionStatement' && BOUNDARY.test(statement.directive ?? ''))

class CodeFinder {
  readonly found: CodePlace[] = []
  readonly bound: Node[] = []

  constructor(
    private readonly module: SourceModule,
    private readonly search: CodeSearch,
  ) {}

  look(node: Node, nested: boolean): void {
    if (this.search.except.has(node)) return
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') this.found.push({ form: 'class', node })
    else if (isFunction(node)) this.lookAtFunction(node, nested)
    else {
      const receiver = receiverOfBind(node)
      if (receiver && !this.search.except.has(unwrap(receiver)) && this.isStored(node, nested)) this.bound.push(receiver)
    }
  }

  private lookAtFunction(node: FunctionNode, nested: boolean): void {
    if (readsCaller(node)) return
    if (node.type === 'FunctionDeclaration') {
      const name = node.id?.name
      if (name !== undefined && this.isValue(node, name)) this.found.push({ form: 'declaration', node, name })
      return
    }
    const parent = this.module.scopes.parentOf(node)!
    if (parent.type === 'MethodDefinition' || (parent.type === 'Property' && parent.kind !== 'init')) return
    if (!this.isStored(node, nested)) return
    if (parent.type === 'Property' && parent.method) this.found.push({ form: 'method', node, property: parent })
    else this.found.push({ form: 'expression', node })
  }

  /** Whether a function needs an identity; one that is only called by name doesn't. */
  private isValue(node: Node, name: string): boolean {
    const parent = this.module.scopes.parentOf(node)!
    if (parent.type.startsWith('Export')) return true
    return this.variableNamed(name, parent)?.references.some(({ identifier }) => !this.isCallee(identifier)) === true
  }

  private isCallee(identifier: Node): boolean {
    const parent = this.module.scopes.parentOf(identifier)
    return parent?.type === 'CallExpression' && parent.callee === identifier
  }

  /** Whether a function expression may outlive the statement that creates it. */
  private isStored(node: Node, nested: boolean): boolean {
    const { scopes } = this.module
    let at = node
    for (let parent = scopes.parentOf(at); parent; at = parent, parent = scopes.parentOf(at)) {
      if (isWrapper(parent) || PASSES.test(parent.type) || isBinding(parent, at, scopes)) continue
      switch (parent.type) {
        case 'VariableDeclarator':
          return this.isUsedAsValue(parent.id)
        case 'CallExpression':
        case 'NewExpression':
          if (parent.callee === at || this.isUntouched(parent)) return false
          return !nested || !isUsedAtOnce(parent, at, scopes) || this.search.callsTagged(parent.callee)
        case 'MemberExpression':
          return at.type === 'ObjectExpression'
        case 'AssignmentExpression':
          return parent.left.type === 'MemberExpression' || !nested
        case 'ArrowFunctionExpression':
          return parent.body === at
        case 'ReturnStatement':
        case 'ExportDefaultDeclaration':
        case 'TSExportAssignment':
          return true
        case 'PropertyDefinition':
        case 'AccessorProperty':
          return parent.value === at && parent.decorators.length === 0
        default:
          return false
      }
    }
    return false
  }

  private isUsedAsValue(id: Node): boolean {
    const { scopes } = this.module
    if (id.type !== 'Identifier') return true
    const declaration = scopes.parentOf(scopes.parentOf(id)!)!
    if (scopes.parentOf(declaration)?.type === 'ExportNamedDeclaration') return true
    const variable = this.variableNamed(id.name, declaration)
    return !variable || variable.references.some(({ identifier, init }) => !init && !this.isCallee(identifier))
  }

  private variableNamed(name: string, from: Node): Variable | undefined {
    const { scopes } = this.module
    for (let at: Node | undefined = from; at; at = scopes.parentOf(at)) {
      const variable = scopes.scopeOf(at)?.set.get(name)
      if (variable) return variable
    }
    return scopes.top.set.get(name)
  }

  private isUntouched(call: NodeOf<'CallExpression' | 'NewExpression'>): boolean {
    if (runsText(call.callee)) return true
    let root = call.callee
    while (root.type === 'MemberExpression') root = root.object
    if (root.type !== 'Identifier' || !UNTOUCHED_CALLS.test(root.name)) return false
    const variable = this.module.scopes.variableOf(root)
    return !variable || !functionOfVariable(variable)
  }
}

const PASSES =
  /^(?:Property|ObjectExpression|ArrayExpression|ConditionalExpression|LogicalExpression|SequenceExpression|SpreadElement|ChainExpression)$/

/** Whether it reads what only its caller or the enclosing function decides; no digest or captured value represents that. */
export function readsCaller(node: FunctionNode): boolean {
  if (node.type !== 'ArrowFunctionExpression') return false
  return ownNodes(node, true).some(
    (inner) =>
      inner.type === 'Super' || (inner.type === 'MetaProperty' && inner.meta.name === 'new') || isNamed(inner, 'arguments'),
  )
}

/** Whether an arrow function reads the `this` of its enclosing code. */
export const readsThisAround = (node: Node): boolean =>
  node.type === 'ArrowFunctionExpression' && ownNodes(node, true).some(({ type }) => type === 'ThisExpression')
