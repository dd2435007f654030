import type { FunctionNode, Node, SourceModule } from '../source/source-module.js'
import { ownNodes, unwrap } from '../source/walk.js'

/**
 * Whether a synchronous function may return a promise or another thenable. It is `false` only if that is proven: first by the
 * return type, then by every expression that the function returns.
 */
export function mayReturnPromise(module: SourceModule, fn: FunctionNode): boolean {
  const annotation = (fn['returnType'] as Node | null)?.['typeAnnotation'] as Node | undefined
  if (annotation && isPlainType(annotation)) return false
  const results = returnedExpressions(fn)
  const proof = new Proof(module, fn)
  return !results.every((result) => proof.isPlain(result))
}

function returnedExpressions(fn: FunctionNode): Node[] {
  if (fn.body.type !== 'BlockStatement') return [fn.body]
  return ownNodes(fn.body, false).flatMap((node) =>
    node.type === 'ReturnStatement' && node['argument'] ? [node['argument'] as Node] : [],
  )
}

const PLAIN_TYPES = new Set([
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
  if (type.type === 'TSUnionType') return (type['types'] as Node[]).every(isPlainType)
  if (type.type === 'TSTypeOperator') return type['operator'] === 'readonly' && isPlainType(type['typeAnnotation'] as Node)
  return PLAIN_TYPES.has(type.type)
}

function hasPlainType(name: Node): boolean {
  const type = (name['typeAnnotation'] as Node | null | undefined)?.['typeAnnotation'] as Node | undefined
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

const PLAIN_EXPRESSIONS = new Set([
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
  readonly #assumed = new Set<unknown>()

  constructor(
    readonly module: SourceModule,
    readonly fn: FunctionNode,
  ) {}

  isPlain(expression: Node): boolean {
    const node = unwrap(expression)
    if (PLAIN_EXPRESSIONS.has(node.type)) return true
    switch (node.type) {
      case 'ObjectExpression':
        return !(node['properties'] as Node[]).some(mayBeThen)
      case 'ConditionalExpression':
        return this.isPlain(node['consequent'] as Node) && this.isPlain(node['alternate'] as Node)
      case 'LogicalExpression':
        return this.isPlain(node['left'] as Node) && this.isPlain(node['right'] as Node)
      case 'SequenceExpression':
        return this.isPlain((node['expressions'] as Node[]).at(-1)!)
      case 'AssignmentExpression':
        return this.#isPlainAssignment(node)
      case 'NewExpression':
        return this.#isGlobal(node['callee'] as Node, PLAIN_CLASSES)
      case 'CallExpression':
        return this.#isOwnCall(node['callee'] as Node)
      case 'Identifier':
        return this.#isPlainName(node)
      default:
        return false
    }
  }

  /** `x += …` produces a string, number or bigint; `x = …` and `x ??= …` the right-hand side. */
  #isPlainAssignment(node: Node): boolean {
    if (node['operator'] === '=') return this.isPlain(node['right'] as Node)
    if (/^(\|\||&&|\?\?)=$/.test(node['operator'] as string))
      return this.isPlain(node['left'] as Node) && this.isPlain(node['right'] as Node)
    return true
  }

  #isGlobal(node: Node, names: ReadonlySet<string>): boolean {
    return node.type === 'Identifier' && names.has(node['name'] as string) && !this.module.scopes.referenceOf(node)?.resolved
  }

  /** A recursive call returns what the other `return` statements return. */
  #isOwnCall(callee: Node): boolean {
    if (callee.type !== 'Identifier') return false
    const variable = this.module.scopes.referenceOf(callee)?.resolved
    if (!variable || variable.defs.length !== 1) return false
    const definition = variable.defs[0]!.node as unknown as Node
    const itself =
      definition === this.fn ||
      (definition.type === 'VariableDeclarator' && !!definition['init'] && unwrap(definition['init'] as Node) === this.fn)
    return itself && variable.references.every((reference) => !reference.isWrite() || reference.init)
  }

  /** A local variable whose values are all assigned in this file and plain. */
  #isPlainName(identifier: Node): boolean {
    if (this.#isGlobal(identifier, new Set(['undefined', 'NaN', 'Infinity']))) return true
    const variable = this.module.scopes.referenceOf(identifier)?.resolved
    if (!variable || variable.defs.length !== 1) return false
    if (this.#assumed.has(variable)) return true
    const { type, node, name } = variable.defs[0]! as unknown as { type: string; node: Node; name: Node }
    if (type === 'FunctionName' || type === 'ClassName') return variable.references.every((reference) => !reference.isWrite())
    // As sound as the compiler's type check. If a promise appears anyway, it is passed on and not stored.
    if ((type === 'Parameter' || type === 'Variable') && hasPlainType(name)) return true
    if (type !== 'Variable' || node.type !== 'VariableDeclarator' || (node['id'] as Node).type !== 'Identifier') return false
    this.#assumed.add(variable)
    return variable.references.filter((reference) => reference.isWrite()).every((reference) => this.#isPlainWrite(reference))
  }

  #isPlainWrite({ writeExpr, identifier }: { writeExpr?: unknown; identifier: unknown }): boolean {
    const parent = this.module.scopes.parentOf(identifier as Node)
    if (parent?.type === 'UpdateExpression') return true
    if (parent?.type === 'AssignmentExpression' && parent['left'] === identifier) return this.#isPlainAssignment(parent)
    // A loop or a pattern assigns parts of its expression.
    return parent?.type === 'VariableDeclarator' && parent['init'] === writeExpr && !!writeExpr && this.isPlain(writeExpr as Node)
  }
}

/** An object literal with a `then`, a spread or a computed name may be thenable. */
function mayBeThen(property: Node): boolean {
  if (property.type !== 'Property' || property['computed']) return true
  const key = property['key'] as Node
  const name = key.type === 'Literal' ? String(key['value']) : (key['name'] as string)
  return name === 'then' || name === '__proto__'
}
