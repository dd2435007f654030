import type { FunctionNode, Identifier, Node, NodeOf, SourceModule } from '../source/source-module.js'
import type { Reference, Variable } from '../source/scopes.js'
import { ownNodes, unwrap } from '../source/walk.js'

/**
 * Whether a synchronous function may return a promise or another thenable. It is `false` only if that is proven: first by the
 * return type, then by every expression that the function returns.
 */
export function mayReturnPromise(module: SourceModule, fn: FunctionNode): boolean {
  const annotation = fn.returnType?.typeAnnotation
  if (annotation && isPlainType(annotation)) return false
  const results = returnedExpressions(fn)
  const proof = new Proof(module, fn)
  return !results.every((result) => proof.isPlain(result))
}

function returnedExpressions(fn: FunctionNode): Node[] {
  if (fn.body.type !== 'BlockStatement') return [fn.body]
  return ownNodes(fn.body, false).flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [node.argument] : []))
}

const PLAIN_TYPES: ReadonlySet<Node['type']> = new Set([
  'TSStringKeyword',
  'TSNumberKeyword',
  'TSBooleanKeyword',
  'TSBigIntKeyword',
  'TSSymbolKeyword',
  'TSNullKeyword',
  'TSUndefinedKeyword',
  'TSVoidKeyword',
  'TSNeverKeyword',
  'TSArrayType',
  'TSTupleType',
  'TSLiteralType',
  'TSTemplateLiteralType',
  'TSTypePredicate',
  'TSFunctionType',
])

function isPlainType(type: Node): boolean {
  if (type.type === 'TSUnionType') return type.types.every(isPlainType)
  if (type.type === 'TSTypeOperator') return type.operator === 'readonly' && isPlainType(type.typeAnnotation)
  return PLAIN_TYPES.has(type.type)
}

function hasPlainType(name: Identifier): boolean {
  const type = name.typeAnnotation?.typeAnnotation
  return !!type && isPlainType(type)
}

/** Globals whose instances have no `then`. */
const PLAIN_CLASSES = new Set(
  (
    'Array ArrayBuffer BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Float32Array Float64Array Int16Array Int32Array ' +
    'Int8Array Map Number RangeError ReferenceError RegExp Set SharedArrayBuffer String SyntaxError TypeError URIError URL URLSearchParams ' +
    'Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet'
  ).split(' '),
)

const PLAIN_EXPRESSIONS: ReadonlySet<Node['type']> = new Set([
  'Literal',
  'TemplateLiteral',
  'BinaryExpression',
  'UnaryExpression',
  'UpdateExpression',
  'ArrayExpression',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassExpression',
  'MetaProperty',
  'JSXElement',
  'JSXFragment',
])

class Proof {
  readonly #assumed = new Set<Variable>()

  constructor(
    readonly module: SourceModule,
    readonly fn: FunctionNode,
  ) {}

  isPlain(expression: Node): boolean {
    const node = unwrap(expression)
    if (PLAIN_EXPRESSIONS.has(node.type)) return true
    switch (node.type) {
      case 'ObjectExpression':
        return !node.properties.some(mayBeThen)
      case 'ConditionalExpression':
        return this.isPlain(node.consequent) && this.isPlain(node.alternate)
      case 'LogicalExpression':
        return this.isPlain(node.left) && this.isPlain(node.right)
      case 'SequenceExpression':
        return this.isPlain(node.expressions.at(-1)!)
      case 'AssignmentExpression':
        return this.#isPlainAssignment(node)
      case 'NewExpression':
        return this.#isGlobal(node.callee, PLAIN_CLASSES)
      case 'CallExpression':
        return this.#isOwnCall(node.callee)
      case 'Identifier':
        return this.#isPlainName(node)
      default:
        return false
    }
  }

  /** `x += …` produces a string, number or bigint; `x = …` and `x ??= …` the right-hand side. */
  #isPlainAssignment(node: NodeOf<'AssignmentExpression'>): boolean {
    if (node.operator === '=') return this.isPlain(node.right)
    if (/^(\|\||&&|\?\?)=$/.test(node.operator)) return this.isPlain(node.left) && this.isPlain(node.right)
    return true
  }

  #isGlobal(node: Node, names: ReadonlySet<string>): boolean {
    return node.type === 'Identifier' && names.has(node.name) && !this.module.scopes.referenceOf(node)?.resolved
  }

  /** A recursive call returns what the other `return` statements return. */
  #isOwnCall(callee: Node): boolean {
    if (callee.type !== 'Identifier') return false
    const variable = this.module.scopes.referenceOf(callee)?.resolved
    if (!variable || variable.defs.length !== 1) return false
    const { type, node } = variable.defs[0]!
    const itself =
      type === 'Variable' ? !!node.init && unwrap(node.init) === this.fn : type === 'FunctionName' && node === this.fn
    return itself && variable.references.every((reference) => !reference.isWrite() || reference.init)
  }

  /** A local variable whose values are all assigned in this file and plain. */
  #isPlainName(identifier: Identifier): boolean {
    if (this.#isGlobal(identifier, new Set(['undefined', 'NaN', 'Infinity']))) return true
    const variable = this.module.scopes.referenceOf(identifier)?.resolved
    if (!variable || variable.defs.length !== 1) return false
    if (this.#assumed.has(variable)) return true
    const [definition] = variable.defs
    const { type, node, name } = definition!
    if (type === 'FunctionName' || type === 'ClassName') return variable.references.every((reference) => !reference.isWrite())
    // As sound as the compiler's type check. If a promise appears anyway, it is passed on and not stored.
    if ((type === 'Parameter' || type === 'Variable') && name.type === 'Identifier' && hasPlainType(name)) return true
    if (type !== 'Variable' || node.id.type !== 'Identifier') return false
    this.#assumed.add(variable)
    return variable.references.filter((reference) => reference.isWrite()).every((reference) => this.#isPlainWrite(reference))
  }

  #isPlainWrite({ writeExpr, identifier }: Reference): boolean {
    const parent = this.module.scopes.parentOf(identifier)
    if (parent?.type === 'UpdateExpression') return true
    if (parent?.type === 'AssignmentExpression' && parent.left === identifier) return this.#isPlainAssignment(parent)
    // A loop or a pattern assigns parts of its expression.
    return parent?.type === 'VariableDeclarator' && parent.init === writeExpr && !!writeExpr && this.isPlain(writeExpr)
  }
}

/** An object literal with a `then`, a spread or a computed name may be thenable. */
function mayBeThen(property: NodeOf<'ObjectExpression'>['properties'][number]): boolean {
  if (property.type !== 'Property' || property.computed) return true
  const { key } = property
  const name = key.type === 'Literal' ? String(key.value) : key.type === 'Identifier' ? key.name : undefined
  return name === 'then' || name === '__proto__'
}
