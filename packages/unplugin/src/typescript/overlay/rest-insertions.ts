import type { TaggedFunction } from '../../stages.js'
import type { FunctionLike, Node, Parameter, SourceModule } from '../../source/source-module.js'
import type { Insertion } from './overlay-text.js'
import { freeName, isJavaScript, parameterName, restOf, RUNTIME_TYPES } from './parameters.js'
import { statementOf } from '../../source/signatures.js'
import { annotationOf, decoratorsOf } from '../../source/walk.js'

/**
 * A rest parameter takes all remaining arguments, so the options are a branded last argument and need their own overload.
 * @example
 * before: function sum(...ns: number[]): number {}
 * after:  function sum(...args: [...ns: number[], options: CacheOptionsArgument]): number; function sum(...ns: number[]): number; function sum(...ns: number[]): number {}
 * @example
 * before: const sum = (...ns: number[]) => ns.length
 * after:  const sum = (null! as (<F>(fn: F) => Cached<F>))((...ns: number[]) => ns.length)
 * @returns the insertions, or the reason why there are none
 */
export function restInsertions({ module, node }: TaggedFunction, overloads: readonly FunctionLike[]): Insertion[] | string {
  if (isJavaScript(module.file)) return 'it takes the rest of its arguments; in JavaScript write an overload with `@overload`'
  const holder = statementOf(module, node)
  if (node.type !== 'FunctionDeclaration' && holder.type !== 'MethodDefinition') {
    const parent = module.scopes.parentOf(node)
    if (parent?.type === 'Property' && parent.method)
      return "an object literal can't declare overloads; make it a property with an arrow function"
    return [
      { at: node.start, text: `(null! as ${wrapperFor(module, node)})(` },
      { at: node.end, text: ')' },
    ]
  }
  const texts: string[] = []
  for (const signature of overloads.length > 0 ? overloads : [node]) {
    const copy = copyOf(module, signature)
    if ('reason' in copy) return copy.reason
    texts.push(copy.withOptions)
    // Overloads hide the implementation's signature, so it is repeated as an overload.
    if (overloads.length === 0) texts.push(copy.plain)
  }
  const first = overloads[0] ? statementOf(module, overloads[0]) : holder
  return [{ at: first.start, text: texts.join('') }]
}

/**
 * The type of a wrapper that returns its argument's type with an additional call signature for the options; generic if all
 * types are written out.
 */
function wrapperFor(module: SourceModule, node: FunctionLike): string {
  const written = writtenTypes(module, node)
  const cached =
    'reason' in written
      ? `${RUNTIME_TYPES}.Cached<F>`
      : `F & (${genericsOf(module, node)}(${written.required}) => ${written.returns.slice(1).trim()})`
  return `(<F extends (...args: any) => any>(fn: F) => ${cached})`
}

interface Copy {
  plain: string
  withOptions: string
}

/** The signature as an overload. */
function copyOf(module: SourceModule, signature: FunctionLike): Copy | { reason: string } {
  const written = writtenTypes(module, signature)
  if ('reason' in written) return written
  const head = headOf(module, signature)
  const write = (parameters: string) => `${head}(${parameters})${written.returns}; `
  return { plain: write(written.plain), withOptions: write(written.required) }
}

interface WrittenTypes {
  /** The original parameters. */
  plain: string
  /** The parameters followed by options. */
  required: string
  /** `: T` */
  returns: string
}

/** All types must be written out, because an overload has no body to infer them from. */
function writtenTypes(module: SourceModule, signature: FunctionLike): WrittenTypes | { reason: string } {
  const text = (node: Node) => module.text.slice(node.start, node.end)
  const returns = signature.returnType
  if (!returns) return { reason: 'it takes the rest of its arguments, and its return type is inferred; write the return type' }
  const rest = restOf(signature)
  const plain: string[] = []
  const required: string[] = []
  for (const [i, parameter] of signature.params.entries()) {
    if (parameter === rest) break
    const annotation = annotationOf(parameter)
    const type = annotation ? text(annotation.typeAnnotation) : typeOfDefault(parameter)
    if (!type)
      return { reason: `it takes the rest of its arguments, and the type of its parameter ${i + 1} is inferred; write that type` }
    const name = parameterName(parameter) ?? `_${i}`
    const optional = parameter.type === 'AssignmentPattern' || ('optional' in parameter && parameter.optional === true)
    plain.push(`${name}${optional ? '?' : ''}: ${type}`)
    // A parameter before a required one can't be optional: callers pass `undefined`, as for any options.
    required.push(optional ? `${name}: (${type}) | undefined` : `${name}: ${type}`)
  }
  const option = `${freeName(signature, 'options')}: ${RUNTIME_TYPES}.CacheOptionsArgument`
  if (rest) {
    const name = parameterName(rest) ?? 'rest'
    const type = rest.typeAnnotation ? text(rest.typeAnnotation.typeAnnotation) : 'any[]'
    plain.push(`...${name}: ${type}`)
    required.push(`...${freeName(signature, 'args')}: [...${name}: ${type}, ${option}]`)
  } else {
    required.push(option)
  }
  return { plain: plain.join(', '), required: required.join(', '), returns: text(returns) }
}

function genericsOf(module: SourceModule, signature: FunctionLike): string {
  const generics = signature.typeParameters
  return generics ? module.text.slice(generics.start, generics.end) : ''
}

function typeOfDefault(parameter: Parameter): string | undefined {
  if (parameter.type !== 'AssignmentPattern') return undefined
  const value = parameter.right
  if (value.type === 'TemplateLiteral') return 'string'
  return value.type === 'Literal' && ['string', 'number', 'boolean', 'bigint'].includes(typeof value.value)
    ? typeof value.value
    : undefined
}

const KEPT = new Set(['export', 'default', 'function', 'static', 'public', 'private', 'protected', 'override'])

/** `export default function name<T>`, `static name<T>`: everything before the parameters, without decorators, `async` and `*`. */
function headOf(module: SourceModule, signature: FunctionLike): string {
  const holder = statementOf(module, signature)
  const from = decoratorsOf(holder).at(-1)?.end ?? holder.start
  const name = holder.type === 'MethodDefinition' ? holder.key : signature.id
  const generics = signature.typeParameters
  const nameEnd = holder.type === 'MethodDefinition' && holder.computed ? module.text.indexOf(']', name!.end) + 1 : name?.end
  const nameStart =
    holder.type === 'MethodDefinition' && holder.computed ? module.text.lastIndexOf('[', name!.start) : name?.start
  const before = module.text.slice(from, nameStart ?? generics?.start ?? module.text.indexOf('(', from))
  const words = before.replace(/\/\*[^]*?\*\/|\/\/.*/g, ' ').match(/[a-z]+/g) ?? []
  const keywords = words.filter((word) => KEPT.has(word))
  const named = nameEnd === undefined ? '' : module.text.slice(nameStart, nameEnd)
  return `${[...keywords, named].join(' ')}${genericsOf(module, signature)}`
}
